"""What a company is in the ERP: its currency, its dimensions, its settings, and the key that opens it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from harness_input.codec import decode_json
from mock_erp.domain.chart import Profile, Settings
from mock_erp.domain.dimensions import DimensionType
from mock_erp.store.numbering import FIRST_VENDOR
from mock_erp.store.tables import api_keys, companies
from mockkit.companies import COMPANY_COLUMNS, Company, company_from
from mockkit.companies import companies as kit_companies
from mockkit.database.store import Prepared

_OWN = tuple(companies.c[name] for name in ("currency", "dimensions", *Settings.__dataclass_fields__))
_BY_KEY = Prepared(
    select(*COMPANY_COLUMNS, *_OWN)
    .join_from(api_keys, kit_companies, api_keys.c.company_id == kit_companies.c.company_id)
    .join(companies, companies.c.company_id == api_keys.c.company_id)
    .where(api_keys.c.api_key == bindparam("api_key"))
)
_KEYS = select(api_keys.c.api_key).where(api_keys.c.company_id == bindparam("company"))
_PROFILE = select(*_OWN).where(companies.c.company_id == bindparam("company"))


def add(connection: Connection, company_id: str, profile: Profile, vendors: int) -> None:
    """Found the company in the ERP; `vendors` of them are numbered already."""
    row = {
        "company_id": company_id,
        "currency": profile.currency,
        "dimensions": msgspec.json.encode(profile.dimensions).decode(),
        **_columns(profile.settings),
        "last_bill": 0,
        "last_line": 0,
        "last_row": 0,
        "last_vendor": FIRST_VENDOR - 1 + vendors,
    }
    connection.execute(insert(companies), row)


def issue_key(connection: Connection, company_id: str, api_key: str) -> None:
    """Let the key open the company's books."""
    connection.execute(insert(api_keys), {"company_id": company_id, "api_key": api_key})


def keys_of(connection: Connection, company_id: str) -> list[str]:
    """The keys that open the company's books."""
    return list(connection.execute(_KEYS, {"company": company_id}).scalars())


def by_key(connection: Connection, api_key: str) -> tuple[Company, Profile] | None:
    """The company that the key opens, or None."""
    row = _BY_KEY.first(connection, {"api_key": api_key})
    return None if row is None else (company_from(row), _profile(row))


def find(connection: Connection, company_id: str) -> Profile | None:
    """The company's profile, or None where the ERP has no such company."""
    row = connection.execute(_PROFILE, {"company": company_id}).first()
    return None if row is None else _profile(row)


def set_settings(connection: Connection, company_id: str, settings: Settings) -> None:
    """Give the company other settings."""
    this = companies.c.company_id == company_id
    connection.execute(update(companies).where(this).values(**_columns(settings)))


def _columns(settings: Settings) -> dict[str, str]:
    return {name: getattr(settings, name) for name in Settings.__dataclass_fields__}


def _profile(row: Row[Any]) -> Profile:
    settings = Settings(
        validates=row.validates,
        posting=row.posting,
        duplicates=row.duplicates,
        idempotency_after_delete=row.idempotency_after_delete,
    )
    return Profile(currency=row.currency, settings=settings, dimensions=_dimensions(row.dimensions))


@lru_cache(maxsize=64)
def _dimensions(text: str) -> tuple[DimensionType, ...]:
    return decode_json(text, tuple[DimensionType, ...])
