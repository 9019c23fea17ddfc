"""How a database finds the rows of a statement, and what is wrong with it.

Statements are collected while something runs, not kept in a list: a new one is seen as soon as it is used. A plan is
wrong where it goes through a whole table, where it sorts what an index could give in order, and where it reads all of
a company's rows to find some of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, event

from mockkit.database.store import Store, metadata

NO_ROWS_TO_FIND = ("INSERT", "PRAGMA", "SELECT pg_advisory")

# All that PostgreSQL would rather do on tables as small as those of a test. What it still does then, it must.
ONLY_INDEXES = ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashagg")

_COMPANY = r"\(?(\w+\.)?company_id\)? ?= ?[^ ]+"


@contextmanager
def collected(store: Store) -> Iterator[dict[str, Any]]:
    """The statements that the store executes within the block, with the parameters of the first time."""
    found: dict[str, Any] = {}

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        found.setdefault(statement, parameters[0] if many else parameters)

    event.listen(store.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", listen)


@contextmanager
def unlocked_writes(store: Store) -> Iterator[list[str]]:
    """The statements within the block that write before their transaction holds a lock. A company that is created has
    none: nobody else knows it yet.
    """
    found: list[str] = []
    locked: set[int] = set()

    def begin(connection: Connection) -> None:
        locked.discard(id(connection))

    def listen(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if "pg_advisory_xact_lock" in statement or statement.startswith("INSERT INTO kit_companies"):
            locked.add(id(connection))
        elif not statement.startswith("SELECT") and id(connection) not in locked:
            found.append(statement)

    event.listen(store.engine, "begin", begin)
    event.listen(store.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(store.engine, "begin", begin)
        event.remove(store.engine, "before_cursor_execute", listen)


def wrong_plans(store: Store, statements: dict[str, Any]) -> dict[str, list[str]]:
    """What is wrong with the plans of the statements; those that are well planned are left out."""
    found = {}
    with store.transaction(write=False) as connection:
        explain = _explained_by_sqlite if store.is_sqlite else _explained_by_postgresql
        if not store.is_sqlite:
            for method in ONLY_INDEXES:
                connection.exec_driver_sql(f"SET LOCAL enable_{method} = off")
        for statement, parameters in statements.items():
            if not statement.lstrip().startswith(NO_ROWS_TO_FIND):
                found[statement] = explain(connection, statement, parameters)
    return {statement: faults for statement, faults in found.items() if faults}


def make_large(store: Store, company_id: str, rows: int = 1000) -> None:
    """Give a company so many rows in each table that can hold them, more to others, and let PostgreSQL count them:
    of a small table any index is as good to it as any other. SQLite plans by what
    :mod:`mockkit.database.schema` told it.
    """
    if store.is_sqlite:
        return
    with store.transaction(write=True) as connection:
        for table in store.tables:
            other = "other" if len(table.primary_key) > 1 else "other-' || n || '"
            for owner, first, many in ((company_id, 1_000_000, rows), (other, 2_000_000, 5 * rows)):
                values = ", ".join(_value(column, owner) for column in table.columns)
                numbers = f"generate_series({first}, {first + many}) AS n"
                connection.exec_driver_sql(
                    f"INSERT INTO {table.name} SELECT {values} FROM {numbers} ON CONFLICT DO NOTHING"
                )
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def _value(column: Column[Any], owner: str) -> str:
    if column.name == "company_id":
        return f"'{owner}'"
    if isinstance(column.type, Integer):
        return "n"
    if isinstance(column.type, Boolean):
        return "mod(n, 2) = 0"
    return f"right(n::text, {getattr(column.type, 'length', None) or 10})"


def _explained_by_sqlite(connection: Connection, statement: str, parameters: Any) -> list[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [step for step in (row[3] for row in rows) if _is_wrong_in_sqlite(step, statement)]


def _is_wrong_in_sqlite(step: str, statement: str) -> bool:
    if step.startswith("SCAN") and "CONSTANT ROW" not in step:
        return True
    if "USE TEMP B-TREE" in step:
        return True
    searched = re.match(r"SEARCH (\w+) USING .*\((.*)\)", step)
    return searched is not None and searched[2] == "company_id=?" and _reads_to_find(searched[1], statement)


def _explained_by_postgresql(connection: Connection, statement: str, parameters: Any) -> list[str]:
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON, COSTS OFF) {statement}", parameters).scalar_one()
    return [fault for node in _nodes(plan["Plan"]) for fault in _faults_in_postgresql(node, statement)]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _faults_in_postgresql(node: dict[str, Any], statement: str) -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if "Sort" in kind:
        yield kind
    if table not in metadata.tables:
        return
    if kind == "Seq Scan":
        yield f"{kind} {table}"
    condition = node.get("Index Cond", "")
    if "Index" in kind and not condition:
        yield f"{kind} of all of {table}"
    found_by = {
        column.name for column in metadata.tables[table].columns if column.name in re.findall(r"\w+", condition)
    }
    if found_by == {"company_id"} and "Filter" in node and _reads_to_find(table, statement):
        yield f"{kind} of a company's {table}, filtered by {node['Filter']}"


def _reads_to_find(table: str, statement: str) -> bool:
    """Whether all of a company's rows are read for the sake of some: not where there is one, where all of them are
    asked for, and where a page ends the search (its order is the index's, or it would be sorted).
    """
    if [column.name for column in metadata.tables[table].primary_key] == ["company_id"]:
        return False
    if "LIMIT" in statement and "ORDER BY" in statement:
        return False
    parts = " ".join(statement.split()).split(" UNION ALL ")
    part = next((part for part in parts if f" FROM {table} " in part), parts[0])
    conditions = part.partition(" WHERE ")[2].partition(" ORDER BY ")[0]
    return re.fullmatch(_COMPANY, conditions) is None
