"""Rows that are made from a value: put in with it, and afterwards written only where the value has become another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Index, Table, bindparam, delete

from mock_concur.store.codec import decode
from mockkit.database.store import Prepared, company_id_column, insert_rows, metadata

T = TypeVar("T")

Row = Mapping[str, Any]
"""A row by its columns, all of them but the company's."""

Rows = dict[tuple[Any, ...], Row]
"""Rows of one table by their primary key without the company."""


def table(name: str, *columns: Column[Any] | Index, small: bool = True) -> Table:
    """A table of the mock. ``small`` rows, of 200 bytes or so, lie beside those of their own company: longer ones would
    make a deep tree of it, as SQLite has them in every level ("Clustered Indexes and the WITHOUT ROWID Optimization").
    """
    return Table(name, metadata, company_id_column(), *columns, sqlite_with_rowid=not small)


def derived_table(name: str, *columns: Column[Any] | Index) -> Table:
    """A table that only says again what others hold."""
    return Table(name, metadata, company_id_column(), *columns, sqlite_with_rowid=False, info={"derived": True})


def mine(of: Table) -> ColumnElement[bool]:
    """The condition that a row is of the company that the statement is executed for."""
    return of.c.company_id == bindparam("company")


def check_body(kind: type[T], columns: Callable[[T], Row]) -> Callable[[Row], None]:
    """The check of rows that hold a value in their body: ``columns`` are those that are written beside it.

    It raises ValueError unless a row has a value of that kind, and the columns that this says.
    """

    def check(row: Row) -> None:
        try:
            kept = columns(decode(row["body"], kind))
        except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
            what = kind.__name__.lower()
            raise ValueError(f"must have in its body a {what} as this version of the harness writes it") from None
        if any(row[name] != value for name, value in kept.items()):
            raise ValueError("must have the columns that its body says")

    return check


def keyed(of: Table, rows: Iterable[Row]) -> Rows:
    """The rows by their keys."""
    key = _key(of)
    return {tuple(row[name] for name in key): row for row in rows}


def add_rows(connection: Connection, company_id: str, rows: Mapping[Table, Iterable[Row]]) -> None:
    """Put the rows in, by one statement a table."""
    for of, some in rows.items():
        insert_rows(connection, of, company_id, some)


def renew_rows(
    connection: Connection, company_id: str, before: Mapping[Table, Rows], after: Mapping[Table, Rows]
) -> None:
    """Have the rows ``after`` in the place of those ``before``, of the same tables; what is in both stays untouched."""
    for of, had in before.items():
        has = after[of]
        gone = [key for key, row in had.items() if has.get(key) != row]
        if gone:
            keys = [dict(zip(_key(of), key, strict=True)) for key in gone]
            _deletion(of).run_many(connection, [{"company_id": company_id, **key} for key in keys])
        insert_rows(connection, of, company_id, [row for key, row in has.items() if had.get(key) != row])


@cache
def _key(of: Table) -> tuple[str, ...]:
    return tuple(column.name for column in of.primary_key if column.name != "company_id")


@cache
def _deletion(of: Table) -> Prepared:
    return Prepared(delete(of).where(*(column == bindparam(column.name) for column in of.primary_key)))
