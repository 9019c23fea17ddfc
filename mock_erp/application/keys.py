"""API keys: which company's books a key opens."""

from __future__ import annotations

from sqlalchemy import Connection

from mock_erp.domain.chart import Profile
from mock_erp.store import profiles
from mockkit.companies import Company


def company_and_profile(connection: Connection, api_key: str) -> tuple[Company, Profile] | None:
    """The company whose books the key opens, and what each request needs to know of it; None for a stranger's key."""
    return profiles.by_key(connection, api_key)


def keys_of(connection: Connection, company_id: str) -> list[str]:
    """Every key that opens the company's books."""
    return profiles.keys_of(connection, company_id)
