"""One way to read any list: an index, a key to go on after, a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, Table, bindparam, select

Comparison = Literal["=", ">=", "<="]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a list is narrowed to: a column of its table compared with a value."""

    column: str
    value: Any
    comparison: Comparison = "="


@dataclass(frozen=True, slots=True)
class Page:
    """What of a list is asked for: rows that fulfil every condition, up to `limit` of them, from the
    first key above `after` on (None: from the beginning).
    """

    conditions: tuple[Condition, ...] = ()
    after: str | int | None = None
    limit: int = 100


def read(
    connection: Connection, table: Table, key: str, company_id: str, page: Page
) -> tuple[Sequence[Row[Any]], str | None]:
    """The rows of the page in the order of `key`, and the key that the next page goes on after (None
    at the end of the list).
    """
    compared = tuple((condition.column, condition.comparison) for condition in page.conditions)
    values = {f"value_{n}": condition.value for n, condition in enumerate(page.conditions)}
    statement = _statement(table, key, compared, page.after is not None)
    asked = {"company": company_id, "after": page.after, "most": page.limit + 1, **values}
    rows = connection.execute(statement, asked).all()
    if len(rows) <= page.limit:
        return rows, None
    rows = rows[: page.limit]
    return rows, str(getattr(rows[-1], key))


@cache
def _statement(table: Table, key: str, compared: tuple[tuple[str, Comparison], ...], goes_on: bool) -> Select[Any]:
    statement = select(table).where(table.c.company_id == bindparam("company"))
    for n, (column, comparison) in enumerate(compared):
        statement = statement.where(table.c[column].op(comparison)(bindparam(f"value_{n}", type_=table.c[column].type)))
    if goes_on:
        statement = statement.where(table.c[key] > bindparam("after"))
    return statement.order_by(table.c[key]).limit(bindparam("most"))
