"""One way to read any list: by an index, from a key on, up to a limit; and the cursor by which a client goes on.

A page begins behind a key and not at a number of rows: what is added or taken out between two pages makes no row come
twice or be left out, and the last page of a long list costs what the first one costs.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    bindparam,
    select,
    tuple_,
)

Key = tuple[str | int, ...]
"""What a row is called by in the order of its list: the values of the columns that the list is ordered by."""

Comparison = Literal["=", ">", ">=", "<", "<=", "in", "not in"]

Filter = Callable[[BindParameter[Any]], ColumnElement[bool]]
"""What a list can be narrowed to beside its own columns: the condition in SQL, made of the value."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a list is narrowed to: a column of its table, or one of its filters by name, compared with a value.

    The value of ``in`` and ``not in`` is a collection. A filter knows no comparison but its own.
    """

    column: str
    value: Any
    comparison: Comparison = "="


@dataclass(frozen=True, slots=True)
class Page:
    """What of a list is asked for: rows that fulfil every condition, up to ``limit`` of them, behind the key ``after``
    (None: from the beginning).
    """

    conditions: tuple[Condition, ...] = ()
    after: Key | None = None
    limit: int = 100


class Keyset:
    """A list of a company's rows in the order of ``order``, columns which together tell every row from the others.

    ``columns`` are those that its rows hold, beside those of the order (left out: all of the table's). They may be
    another table's where ``joined`` says how that is come by. ``filters`` narrow the list to what no column says.
    """

    def __init__(
        self,
        table: Table,
        *order: str,
        columns: Sequence[ColumnElement[Any]] = (),
        joined: FromClause | None = None,
        filters: Mapping[str, Filter] | None = None,
    ) -> None:
        self._table = table
        self._order = [table.c[name] for name in order]
        shown = {column.key: column for column in columns or table.c}
        self._columns = [*shown.values(), *(column for column in self._order if column.key not in shown)]
        self._joined = joined
        self._filters = filters or {}
        self._statement = lru_cache(maxsize=256)(self._made)

    def read(self, connection: Connection, company_id: str, page: Page) -> tuple[Sequence[Row[Any]], Key | None]:
        """The rows of the page, and the key behind which the next page begins (None at the end of the list)."""
        compared = tuple((condition.column, condition.comparison) for condition in page.conditions)
        asked = {f"value_{n}": condition.value for n, condition in enumerate(page.conditions)}
        asked |= {f"after_{n}": value for n, value in enumerate(page.after or ())}
        statement = self._statement(compared, page.after is not None)
        rows = connection.execute(statement, {"company": company_id, "most": page.limit + 1, **asked}).all()
        if len(rows) <= page.limit:
            return rows, None
        rows = rows[: page.limit]
        return rows, tuple(getattr(rows[-1], column.key) for column in self._order)

    def _made(self, compared: Iterable[tuple[str, Comparison]], goes_on: bool) -> Select[Any]:
        statement = select(*self._columns).where(self._table.c.company_id == bindparam("company"))
        if self._joined is not None:
            statement = statement.select_from(self._joined)
        for n, (name, comparison) in enumerate(compared):
            statement = statement.where(self._condition(name, comparison, f"value_{n}"))
        if goes_on:
            statement = statement.where(self._behind())
        return statement.order_by(*self._order).limit(bindparam("most"))

    def _condition(self, name: str, comparison: Comparison, value: str) -> ColumnElement[bool]:
        if name in self._filters:
            return self._filters[name](bindparam(value))
        column = self._table.c[name]
        if comparison in ("in", "not in"):
            among = bindparam(value, type_=column.type, expanding=True)
            return column.in_(among) if comparison == "in" else column.not_in(among)
        return column.bool_op(comparison)(bindparam(value, type_=column.type))

    def _behind(self) -> ColumnElement[bool]:
        key = [bindparam(f"after_{n}", type_=column.type) for n, column in enumerate(self._order)]
        if len(key) == 1:
            return self._order[0] > key[0]
        return tuple_(*self._order) > tuple_(*key)


class CursorRefused(ValueError):
    """The text is no cursor, or one of another query."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list that a query asks for: its parameters by name, and the key behind which the page begins.

    Its text (:meth:`text`, :func:`cursor_from`) is opaque to clients, and fit for a URL. It carries the query, because
    some clients repeat all parameters beside it and others none.
    """

    query: Mapping[str, str]
    after: Key

    def text(self) -> str:
        """The cursor as a client is handed it: letters, digits, ``-`` and ``_``."""
        told = msgspec.json.encode([self.query, self.after], order="deterministic")
        return base64.urlsafe_b64encode(_mark(told) + told).rstrip(b"=").decode()


_MARK = 6  # bytes
_MAX_LENGTH = 8192


def cursor_from(text: str, beside: Mapping[str, str]) -> Cursor:
    """The cursor in a text that :meth:`Cursor.text` gave.

    ``beside`` are the parameters that stand beside it: none, or those of its query. Raises CursorRefused for any other
    text, and where another query stands beside it.
    """
    try:
        given = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        given = b""
    mark, told = given[:_MARK], given[_MARK:]
    unreadable = CursorRefused("must be a cursor that an answer has given")
    if len(text) > _MAX_LENGTH or mark != _mark(told):
        raise unreadable
    try:
        query, after = msgspec.json.decode(told, type=tuple[dict[str, str], Key])
    except msgspec.MsgspecError:  # the mark is no secret: somebody can have put it on anything
        raise unreadable from None
    if beside and dict(beside) != query:
        raise CursorRefused("is one of another query")
    return Cursor(query, after)


def _mark(told: bytes) -> bytes:
    return blake2b(told, digest_size=_MARK).digest()
