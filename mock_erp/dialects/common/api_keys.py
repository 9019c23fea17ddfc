"""API keys in `Authorization: Bearer <key>`, for the dialects that take the company's key so."""

from __future__ import annotations

from sqlalchemy import Connection
from werkzeug.wrappers import Request

from mock_erp.application import keys
from mockkit.web.service import Identified


def bearer(request: Request) -> str | None:
    """The API key that the request bears, or None."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    return key if scheme.lower() == "bearer" and key and "\x00" not in key else None


def identify(connection: Connection, api_key: str) -> Identified | None:
    """The company whose API key it is; the caller is its `Profile`."""
    found = keys.company_and_profile(connection, api_key)
    return None if found is None else Identified(*found)
