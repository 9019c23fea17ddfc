"""What SQLite's query planner is told to expect of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Table


def tell_sqlite_what_to_expect(connection: Connection, tables: Iterable[Table]) -> None:
    """Have its planner believe that companies are large and keys narrow them down, as they are where speed matters.

    Knowing nothing it takes a company for ten rows, and reads them all rather than look one up by a second index. To
    write its statistics by hand is SQLite's own advice: "The SQLite Query Optimizer Overview", Manual Control Of Query
    Plans Using SQLITE_STAT Tables (https://www.sqlite.org/optoverview.html).
    """
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    rows = [row for table in tables for row in _expected(table)]
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
