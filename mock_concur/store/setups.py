"""A company's configuration as rows: settings, payment types, expense types and policies, each in its order.

It is small and the same for all people of the company, so that it is read as a whole, once for each version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Table,
    Text,
    literal_column,
    select,
    union_all,
)

from mock_concur.domain.setup import ExpenseType, PaymentType, Policy, Setup
from mock_concur.store.codec import decode, encode
from mock_concur.store.rows import Row, add_rows, keyed, mine, renew_rows, table
from mockkit import companies
from mockkit.companies import Company
from mockkit.database.column_checks import json_of
from mockkit.database.store import Prepared
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

_ALL = Prepared(
    union_all(
        *(
            select(literal_column(f"'{of.name}'").label("of"), of.c.position, of.c.body).where(mine(of))
            for of in (payment_types, expense_types, policies)
        ),
        select(literal_column(f"'{settings.name}'"), literal_column("0"), settings.c.body).where(mine(settings)),
    )
)


_decoded: LruCache[Setup] = LruCache(most=256)
"""Decoded configurations by company and version: values that never change, so keeping them is no state."""


def setup_of(connection: Connection, company: Company) -> Setup:
    """The company's configuration as it stands in this transaction."""
    key = (company.id, company.setup_version)
    return _decoded.get(key) or _decoded.put(key, read(connection, company.id))


def read(connection: Connection, company_id: str) -> Setup:
    """The company's configuration, what this transaction has written included."""
    bodies: dict[str, list[str]] = {of.name: [] for of in TABLES}
    for name, _, body in sorted(tuple(row) for row in _ALL.run(connection, {"company": company_id})):
        bodies[name].append(body)
    payments = (decode(body, PaymentType) for body in bodies[payment_types.name])
    expenses = (decode(body, ExpenseType) for body in bodies[expense_types.name])
    return replace(
        decode(bodies[settings.name][0], Setup),
        payment_types={each.name: each for each in payments},
        expense_types={each.code: each for each in expenses},
        policies=tuple(decode(body, Policy) for body in bodies[policies.name]),
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
