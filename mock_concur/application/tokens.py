"""Tokens: whose they are, whom they speak for, given out and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from mock_concur.application.work import Work
from mock_concur.domain.credentials import Client, Principal, TokenKind
from mock_concur.store import tokens as stored
from mockkit.companies import Company, company_from


def company_and_principal(connection: Connection, token: str) -> tuple[Company, Principal] | None:
    """Whom an access token speaks for, and in which company, run out or revoked as it may be; None for a stranger's."""
    row = stored.principal_of(connection, token)
    return None if row is None else (company_from(row), stored.principal_from(row))


def company_of_client(connection: Connection, client_id: str) -> Company | None:
    """The company with which the client is registered, or None."""
    return _company(stored.client_of(connection, client_id))


def company_of_refresh_token(connection: Connection, token: str) -> Company | None:
    """The company that gave out the refresh token, run out or revoked as it may be; None for a stranger's."""
    return _company(stored.principal_of(connection, token, "refresh"))


def company_of_uuid(connection: Connection, company_uuid: str) -> Company | None:
    """The company of that UUID, or None."""
    return _company(stored.client_of_company(connection, company_uuid))


def _company(row: Row[Any] | None) -> Company | None:
    return None if row is None else company_from(row)


def client_of(work: Work, client_id: str) -> Client | None:
    """The client of that id, or None."""
    row = stored.client_of(work.connection, client_id)
    return None if row is None else stored.client_from(row)


def find_principal(work: Work, client: Client, token: str, kind: TokenKind) -> Principal | None:
    """Whom a token speaks for that is still good and was given to this client, else None."""
    row = stored.principal_of(work.connection, token, kind)
    if row is None or row.company_id != client.company_id or row.client_id != client.client_id:
        return None
    held = stored.principal_from(row)
    return held if held.valid(work.now) else None


def issue_token(
    work: Work,
    client: Client,
    token: str,
    kind: TokenKind,
    *,
    login: str,
    roles: Iterable[str],
    scope: str,
    expires_at: datetime,
) -> None:
    """Give a token out to the client, for ``login`` with ``roles``, and forget those that are too old.

    One that was given out already stays as it is.
    """
    if stored.principal_of(work.connection, token, kind) is not None:
        return
    stored.issue(
        work.connection,
        client.company_id,
        token,
        kind,
        client_id=client.client_id,
        login=login,
        roles=roles,
        scope=scope,
        expires_at=expires_at,
    )
    stored.forget_old(work.connection, client.company_id, kind, work.now)


def revoke_tokens(work: Work, principal: Principal) -> None:
    """Take back every token of the user from the client to which the principal's token was given."""
    stored.revoke(work.connection, work.company.id, principal.client_id, principal.login)
