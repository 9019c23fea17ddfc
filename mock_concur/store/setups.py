"""A company's configuration as rows: settings, payment types, expense types and policies, each in its order.

It is small and the same for all people of the company, so that it is read as a whole, once for each version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Table, Text, bindparam, select

from mock_concur.domain.setup import ExpenseType, PaymentType, Policy, Setup
from mock_concur.store.codec import decode, encode
from mock_concur.store.rows import Row, add_rows, keyed, renew_rows, table
from mockkit import companies
from mockkit.column_checks import json_of
from mockkit.companies import Company
from mockkit.lru_cache import LruCache

settings = table("concur_settings", Column("body", Text, nullable=False, info={"holds": json_of(Setup)}))
"""What there is one of: the configuration without its types and policies."""


def _types(name: str, key: str, kind: type) -> Table:
    body = Column("body", Text, nullable=False, info={"holds": json_of(kind)})
    by_key = Index(f"{name}_by_{key}", "company_id", key, unique=True)
    position = Column("position", Integer, primary_key=True, autoincrement=False)
    return table(name, position, Column(key, Text, nullable=False), body, by_key)


payment_types = _types("concur_payment_types", "name", PaymentType)
expense_types = _types("concur_expense_types", "code", ExpenseType)
policies = _types("concur_policies", "policy_id", Policy)

TABLES = (settings, payment_types, expense_types, policies)

_SETTINGS = select(settings.c.body).where(settings.c.company_id == bindparam("company"))


def _all_of(of: Table) -> Any:
    return select(of.c.body).where(of.c.company_id == bindparam("company")).order_by(of.c.position)


_PAYMENT_TYPES, _EXPENSE_TYPES, _POLICIES = map(_all_of, (payment_types, expense_types, policies))


_decoded: LruCache[Setup] = LruCache(most=256)
"""Decoded configurations by company and version: values that never change, so keeping them is no state."""


def setup_of(connection: Connection, company: Company) -> Setup:
    """The company's configuration as it stands in this transaction."""
    key = (company.id, company.setup_version)
    return _decoded.get(key) or _decoded.put(key, read(connection, company.id))


def read(connection: Connection, company_id: str) -> Setup:
    """The company's configuration, what this transaction has written included."""
    this = {"company": company_id}
    payments = (decode(body, PaymentType) for body in connection.execute(_PAYMENT_TYPES, this).scalars())
    expenses = (decode(body, ExpenseType) for body in connection.execute(_EXPENSE_TYPES, this).scalars())
    return replace(
        decode(connection.execute(_SETTINGS, this).scalar_one(), Setup),
        payment_types={each.name: each for each in payments},
        expense_types={each.code: each for each in expenses},
        policies=tuple(decode(body, Policy) for body in connection.execute(_POLICIES, this).scalars()),
    )


def add(connection: Connection, company_id: str, setup: Setup) -> None:
    """Put in the configuration of a company that has none."""
    add_rows(connection, company_id, _rows(setup))
    companies.touch_setup(connection, company_id)


def save(connection: Connection, company_id: str, had: Setup, has: Setup) -> None:
    """Replace the configuration as it was read by what it has become, and say that it has changed."""
    before, after = ({of: keyed(of, rows) for of, rows in _rows(setup).items()} for setup in (had, has))
    renew_rows(connection, company_id, before, after)
    companies.touch_setup(connection, company_id)


def _rows(setup: Setup) -> Mapping[Table, Iterable[Row]]:
    bare = replace(setup, payment_types={}, expense_types={}, policies=())
    return {
        settings: [{"body": encode(bare)}],
        payment_types: [
            {"position": n, "name": each.name, "body": encode(each)}
            for n, each in enumerate(setup.payment_types.values())
        ],
        expense_types: [
            {"position": n, "code": each.code, "body": encode(each)}
            for n, each in enumerate(setup.expense_types.values())
        ],
        policies: [
            {"position": n, "policy_id": each.id, "body": encode(each)} for n, each in enumerate(setup.policies)
        ],
    }
