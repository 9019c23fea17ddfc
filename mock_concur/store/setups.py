"""A company's set-up as one row, decoded once for each version of it."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Table, Text, bindparam, delete, insert, select

from mock_concur.domain.setup import Setup
from mock_concur.store.codec import decode, encode
from mockkit import companies
from mockkit.companies import Company
from mockkit.contents import json_of
from mockkit.lru_cache import LruCache
from mockkit.store import company_id_column, metadata

setups = Table(
    "concur_setups",
    metadata,
    company_id_column(),
    Column("body", Text, nullable=False, info={"holds": json_of(Setup)}),
)

_LOAD = select(setups.c.body).where(setups.c.company_id == bindparam("company"))
_DROP = delete(setups).where(setups.c.company_id == bindparam("company"))


_decoded: LruCache[Setup] = LruCache(most=256)
"""Decoded set-ups by company and version: values that never change, so keeping them is no state."""


def setup_of(connection: Connection, company: Company) -> Setup:
    """The company's set-up as it stands in this transaction."""
    key = (company.id, company.setup_version)
    decoded = _decoded.get(key)
    if decoded is not None:
        return decoded
    body: str = connection.execute(_LOAD, {"company": company.id}).scalar_one()
    return _decoded.put(key, decode(body, Setup))


def save_setup(connection: Connection, company_id: str, setup: Setup) -> None:
    """Replace the company's set-up, and say that it has changed."""
    connection.execute(_DROP, {"company": company_id})
    connection.execute(insert(setups), {"company_id": company_id, "body": encode(setup)})
    companies.touch_setup(connection, company_id)
