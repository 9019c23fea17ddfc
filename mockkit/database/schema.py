"""The database's tables: made, or brought up to this version, by whichever process comes first.

``kit_sections`` says of each section by which version its tables were made, and bears a mark that is computed from
them: as long as both are those of this version, nothing else is looked at. The mark does not rest on how SQLAlchemy
words a type, so that another release of it reads the same database.

This is no Alembic: its revisions change one database step by step, and know no rows of snapshots. Here one function
from rows to rows brings up both (:mod:`mockkit.database.sections`), and what needs none is found by comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    inspect,
    select,
)
from sqlalchemy.schema import CreateColumn

from mockkit.database.locks import hold
from mockkit.database.planner_statistics import tell_sqlite_what_to_expect
from mockkit.database.sections import CannotBringUp, Section

_about = MetaData()
_sections = Table(
    "kit_sections",
    _about,
    Column("section", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("mark", String(32), nullable=False),
    Column("tables", Text, nullable=False),  # their names, parted by spaces
)
_DROP_ENTRY = delete(_sections).where(_sections.c.section == bindparam("this_section"))
_BEFORE_SECTIONS = "kit_schema"
"""The table by which a database is known that was made before sections were told apart; all of it is version 1."""
_ASIDE = "before_"
"""How the tables of an older version are called while their rows are brought over."""


class OtherSchema(Exception):
    """The database cannot be brought to this version; it is left as it is. The text says why, and what to do."""


class _Entry(NamedTuple):
    """What the database says of a section."""

    version: int
    mark: str
    tables: tuple[str, ...]


def is_ready(connection: Connection, sections: Sequence[Section]) -> bool:
    """Whether the database has the tables of these sections, as this version makes them."""
    known = _known(connection)
    return all(each.name in known and known[each.name][:2] == (each.version, mark_of(each.tables)) for each in sections)


def make(connection: Connection, sections: Sequence[Section]) -> None:
    """Make the tables or bring them up, unless another process has meanwhile; within a transaction that may write.

    Raises OtherSchema.
    """
    hold(connection, "schema")
    if is_ready(connection, sections):
        return
    known = _known(connection) or _first_versions(connection, sections)
    _about.create_all(connection)
    there = set(inspect(connection).get_table_names())
    for section in sections:
        entry = known.get(section.name)
        if entry is None:
            _add(connection, section, there)
        elif entry.version != section.version:
            _migrate(connection, section, entry)
        else:
            _complete(connection, section, there)
        row = {"version": section.version, "mark": mark_of(section.tables)}
        connection.execute(_DROP_ENTRY, {"this_section": section.name})
        names = " ".join(table.name for table in section.tables)
        connection.execute(insert(_sections), {"section": section.name, "tables": names, **row})
    Table(_BEFORE_SECTIONS, MetaData()).drop(connection, checkfirst=True)
    if connection.dialect.name == "sqlite":
        tell_sqlite_what_to_expect(connection, [table for section in sections for table in section.tables])


def _known(connection: Connection) -> dict[str, _Entry]:
    if not inspect(connection).has_table(_sections.name):
        return {}
    rows = connection.execute(select(_sections))
    return {row.section: _Entry(row.version, row.mark, tuple(row.tables.split())) for row in rows}


def _first_versions(connection: Connection, sections: Sequence[Section]) -> dict[str, _Entry]:
    """The sections of a database that does not say of them yet; none where it is no such database, or not all of it."""
    there = set(inspect(connection).get_table_names())
    first = {section.name: _Entry(1, "", section.at_first) for section in sections if section.at_first}
    needed = {_BEFORE_SECTIONS, *(name for entry in first.values() for name in entry.tables)}
    return first if first and needed <= there else {}


def _add(connection: Connection, section: Section, there: set[str]) -> None:
    """Make the tables of a section that the database knows nothing of."""
    strangers = sorted(there.intersection(table.name for table in section.tables))
    if strangers:
        raise OtherSchema(
            f"it has tables that this version of the harness did not make ({', '.join(strangers[:3])}); use an empty"
            " database, or the version of the harness that made them"
        )
    for table in section.tables:
        table.create(connection)


# A section of the same version: what it lacks is added.


def _complete(connection: Connection, section: Section, there: set[str]) -> None:
    """Add what the section lacks, and make anew what is derived. Raises OtherSchema where it differs otherwise."""
    derived = [table for table in section.tables if table.info.get("derived")]
    for table in section.tables:
        if table.name in there and table not in derived:
            _complete_table(connection, section, table)
            continue
        if table.name in there:
            table.drop(connection)
        table.create(connection)
    if section.rebuild is not None:
        for company_id in _companies_of(connection, section.tables):
            section.rebuild(connection, company_id)


def _complete_table(connection: Connection, section: Section, table: Table) -> None:
    seen = inspect(connection)
    columns: dict[str, Any] = {column["name"]: column for column in seen.get_columns(table.name)}
    for column in table.columns:
        if column.name not in columns:
            if not column.nullable and column.server_default is None:
                raise _differs(section, f"{table.name} has no column {column.name}")
            words = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {words}")
        elif _of_database(connection, columns[column.name]) != _of_table(connection, column):
            raise _differs(section, f"{table.name} has another column {column.name}")
    for name in columns.keys() - set(table.columns.keys()):
        if not columns[name]["nullable"] and columns[name]["default"] is None:
            raise _differs(section, f"{table.name} has a column {name}")
    key = seen.get_pk_constraint(table.name)["constrained_columns"]
    if key != [column.name for column in table.primary_key]:
        raise _differs(section, f"{table.name} has the key {', '.join(key)}")
    _complete_indexes(connection, section, table)


def _complete_indexes(connection: Connection, section: Section, table: Table) -> None:
    there = {
        index["name"]: (bool(index["unique"]), index["column_names"])
        for index in inspect(connection).get_indexes(table.name)
    }
    for index in table.indexes:
        wanted = (bool(index.unique), [column.name for column in index.columns])
        if there.get(str(index.name), wanted) != wanted:
            raise _differs(section, f"{table.name} has another index {index.name}")
        if index.name not in there:
            index.create(connection)


def _of_database(connection: Connection, column: Any) -> tuple[str, bool]:
    return _plain(column["type"].compile(connection.dialect)), bool(column["nullable"])


def _of_table(connection: Connection, column: Column[Any]) -> tuple[str, bool]:
    return _plain(column.type.compile(connection.dialect)), bool(column.nullable)


def _plain(words: str) -> str:
    """A type without the order in which it sorts, which not every database tells."""
    return words.partition(" COLLATE")[0]


def _differs(section: Section, what: str) -> OtherSchema:
    return OtherSchema(
        f"its tables of {section.name} were made by another version of the harness ({what}); use that version, or an"
        " empty database"
    )


# A section of an older version: its rows are brought over.


def _migrate(connection: Connection, section: Section, entry: _Entry) -> None:
    """Bring every company's rows over into new tables. Raises OtherSchema where there is no way."""
    try:
        section.check(entry.version)
    except CannotBringUp as error:
        raise OtherSchema(f"its section {section.name} {error}, or an empty database") from None
    old = {name: _move_aside(connection, name) for name in entry.tables}
    for table in section.tables:
        table.create(connection)
    new = {table.name: table for table in section.tables}
    for company_id in _companies_of(connection, old.values()):
        rows = {name: _rows_of(connection, table, company_id) for name, table in old.items()}
        for name, several in section.brought_up(rows, entry.version).items():
            if several and name in new and not new[name].info.get("derived"):
                connection.execute(insert(new[name]), [{**row, "company_id": company_id} for row in several])
        if section.rebuild is not None:
            section.rebuild(connection, company_id)
    for table in old.values():
        table.drop(connection)


def _move_aside(connection: Connection, name: str) -> Table:
    """The table under another name, without the indexes that its successor has too."""
    for index in inspect(connection).get_indexes(name):
        connection.exec_driver_sql(f"DROP INDEX {index['name']}")
    connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {_ASIDE}{name}")
    return Table(_ASIDE + name, MetaData(), autoload_with=connection)


def _rows_of(connection: Connection, table: Table, company_id: str) -> list[dict[str, Any]]:
    rows: Iterable[Row[Any]] = connection.execute(select(table).where(table.c.company_id == company_id))
    return [{name: value for name, value in row._asdict().items() if name != "company_id"} for row in rows]


def _companies_of(connection: Connection, tables: Iterable[Table]) -> list[str]:
    return sorted(
        {each for table in tables for each in connection.execute(select(table.c.company_id).distinct()).scalars()}
    )


def mark_of(tables: Iterable[Table]) -> str:
    """The same for the same tables, columns and indexes; 32 hexadecimal digits."""
    told = [_described(table) for table in sorted(tables, key=lambda table: table.name)]
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _described(table: Table) -> tuple[object, ...]:
    columns = [
        (column.name, type(column.type).__name__, getattr(column.type, "length", None), column.nullable)
        for column in table.columns
    ]
    indexes = sorted(
        (str(index.name), bool(index.unique), [column.name for column in index.columns]) for index in table.indexes
    )
    return table.name, columns, [column.name for column in table.primary_key], indexes
