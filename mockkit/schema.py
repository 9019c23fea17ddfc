"""The database's tables: made once, by whichever process comes first, and told from those of another version.

A row of ``kit_schema`` says by which tables the database was made. The mark is computed from the tables themselves, so
that no change of a table can be forgotten; it does not rest on how SQLAlchemy words a type, so that another release of
it reads the same database.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from mockkit.locks import hold

_about = MetaData()
_schema = Table("kit_schema", _about, Column("mark", String(32), primary_key=True))
_MARK = select(_schema.c.mark)


class OtherSchema(Exception):
    """The database was made by another version of the harness; it is left as it is."""

    def __init__(self) -> None:
        super().__init__(
            "it was made by another version of the harness; use the version that made it, or an empty database"
        )


def is_ready(connection: Connection, tables: MetaData) -> bool:
    """Whether the database has these tables already. Raises OtherSchema where it has those of another version."""
    present = set(inspect(connection).get_table_names())
    if _schema.name in present:
        if list(connection.execute(_MARK).scalars()) != [mark_of(tables)]:
            raise OtherSchema
        return True
    if present.intersection(tables.tables):
        raise OtherSchema
    return False


def make(connection: Connection, tables: MetaData) -> None:
    """Make the tables, unless another process has meanwhile; within a transaction that may write.

    Raises OtherSchema.
    """
    hold(connection, "schema")
    if is_ready(connection, tables):
        return
    tables.create_all(connection, checkfirst=False)
    if connection.dialect.name == "sqlite":
        _tell_sqlite_what_to_expect(connection, tables)
    _about.create_all(connection, checkfirst=False)
    connection.execute(_schema.insert(), {"mark": mark_of(tables)})


def _tell_sqlite_what_to_expect(connection: Connection, tables: MetaData) -> None:
    """Have its planner believe that companies are large and keys narrow them down, as they are where speed matters.

    Knowing nothing it takes a company for ten rows, and reads them all rather than look one up by a second index. To
    write its statistics by hand is SQLite's own advice: "The SQLite Query Optimizer Overview", Manual Control Of Query
    Plans Using SQLITE_STAT Tables (https://www.sqlite.org/optoverview.html).
    """
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    rows = [row for table in tables.tables.values() for row in _expected(table)]
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # reads what was written


def _expected(table: Table) -> Iterator[tuple[str, str, str]]:
    """Rows of ``sqlite_stat1``: how many rows there are, and how many are alike in the first column, in two, ..."""
    has_rowid = table.dialect_options["sqlite"]["with_rowid"]
    primary = f"sqlite_autoindex_{table.name}_1" if has_rowid else table.name
    yield table.name, primary, _alike(len(table.primary_key), unique=True)
    for index in table.indexes:
        yield table.name, str(index.name), _alike(len(index.columns), unique=bool(index.unique))


def _alike(columns: int, *, unique: bool) -> str:
    counts = [10 ** max(4 - 2 * column, 1) for column in range(columns)]
    if unique:
        counts[-1] = 1
    return " ".join(map(str, (1_000_000, *counts)))


def mark_of(tables: MetaData) -> str:
    """The same for the same tables, columns and indexes; 32 hexadecimal digits."""
    told = [_told(tables.tables[name]) for name in sorted(tables.tables)]
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _told(table: Table) -> tuple[object, ...]:
    columns = [
        (column.name, type(column.type).__name__, getattr(column.type, "length", None), column.nullable)
        for column in table.columns
    ]
    indexes = sorted(
        (str(index.name), bool(index.unique), [column.name for column in index.columns]) for index in table.indexes
    )
    return table.name, columns, [column.name for column in table.primary_key], indexes
