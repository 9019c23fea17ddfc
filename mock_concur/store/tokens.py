"""Clients and the tokens they were given: who a credential belongs to.

A token belongs to a company, a user, that user's roles and the client that asked for it. Only its digest is an index,
so that the query of every request compares 32 characters. Tokens and a client's own credentials are kept as they were
given out: the control API hands them out again, and nothing that is shown of a company may hold any of them. Rows of
both tables are credentials: no snapshot holds them.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Row,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from mock_concur.domain.credentials import (
    ACCESS_LIFETIME,
    REFRESH_LIFETIME,
    REQUEST_LIFETIME,
    Client,
    Credentials,
    Principal,
    TokenKind,
)
from mockkit.clock import from_microseconds, to_microseconds
from mockkit.companies import COMPANY_COLUMNS, companies
from mockkit.database.store import Prepared, company_id_column, insert_rows, metadata

KEPT_AFTER_EXPIRY = timedelta(hours=24)
"""How long a token that has run out is remembered as the company's, on its clock (*assumed*)."""
MAX_OF_A_KIND = 1000
"""How many access tokens of a company are remembered, and how many refresh tokens (*assumed*). The oldest are forgotten
beyond that, save those that a client got when it was registered. A token that is forgotten is a stranger's.
"""

SCOPE = "EXPRPT LIST USER openid user_read company.read expense.report.read expense.report.readwrite"
"""What the fixtures' applications were granted."""
GRANTS = ("refresh_token", "client_credentials", "password")
SERVICE_ROLES = ("web_services_administrator",)
"""The roles of an application's service user (*assumed*; connectors need them for journals and commits)."""

clients = Table(
    "concur_clients",
    metadata,
    company_id_column(),
    Column("client_id", String(64), primary_key=True),
    Column("client_secret", String(64), nullable=False),
    Column("refresh_token", String(64), nullable=False),
    Column("company_uuid", String(64), nullable=False),
    Column("request_token", String(64), nullable=False),
    Column("service_user", String(128), nullable=False),
    Column("service_roles", String(200), nullable=False),
    Column("scope", Text, nullable=False),
    Column("grants", String(200), nullable=False),
    Column("geolocation", String(300)),
    Index("concur_clients_by_id", "client_id", unique=True),
    Index("concur_clients_by_company", "company_uuid"),
    info={"credentials": True},
)

tokens = Table(
    "concur_tokens",
    metadata,
    company_id_column(),
    Column("digest", String(32), primary_key=True),
    Column("value", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("login", String(128), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("scope", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("lasting", Boolean, nullable=False),  # given out when the client was registered, and so never forgotten
    Column("number", BigInteger, nullable=False),  # of its kind, in order: a company's clock may stand still
    Index("concur_tokens_by_digest", "digest", unique=True),
    Index("concur_tokens_by_expiry", "company_id", "kind", "expires_at"),
    Index("concur_tokens_by_number", "company_id", "kind", "number"),
    Index("concur_tokens_by_user", "company_id", "client_id", "login"),
    info={"credentials": True},
)


_WITH_COMPANY = tokens.join(companies, companies.c.company_id == tokens.c.company_id)
_PRINCIPAL = Prepared(
    select(
        *COMPANY_COLUMNS,
        tokens.c.client_id,
        tokens.c.login,
        tokens.c.roles,
        tokens.c.scope,
        tokens.c.expires_at,
        tokens.c.revoked,
    )
    .select_from(_WITH_COMPANY)
    .where(tokens.c.digest == bindparam("digest"), tokens.c.kind == bindparam("kind"))
)
_CLIENTS = select(*COMPANY_COLUMNS, *(column for column in clients.c if column.name != "company_id")).select_from(
    clients.join(companies, companies.c.company_id == clients.c.company_id)
)
_CLIENT = _CLIENTS.where(clients.c.client_id == bindparam("client"))
_CLIENT_OF_COMPANY = _CLIENTS.where(clients.c.company_uuid == bindparam("uuid"))
_CREDENTIALS = select(clients).where(clients.c.company_id == bindparam("company")).order_by(clients.c.client_id)
_ROWS = select(tokens).where(tokens.c.company_id == bindparam("company"))
_VALUES = select(tokens.c.value).where(tokens.c.company_id == bindparam("company"))
_ACCESS_OF = update(tokens).where(tokens.c.company_id == bindparam("company"), tokens.c.kind == "access")
_EXPIRE = _ACCESS_OF.values(expires_at=0)
_REVOKE = (
    update(tokens)
    .where(
        tokens.c.company_id == bindparam("company"),
        tokens.c.client_id == bindparam("client"),
        tokens.c.login == bindparam("user"),
    )
    .values(revoked=True)
)
_REVOKE_ALL = (
    update(tokens)
    .where(tokens.c.company_id == bindparam("company"), tokens.c.kind.in_(("access", "refresh")))
    .values(revoked=True)
)
_FORGETTABLE = (
    tokens.c.company_id == bindparam("company"),
    tokens.c.kind == bindparam("of_kind"),
    tokens.c.lasting.is_(False),
)
_FORGET_EXPIRED = delete(tokens).where(*_FORGETTABLE, tokens.c.expires_at < bindparam("expired_before"))
_OF_KIND = (tokens.c.company_id == bindparam("company"), tokens.c.kind == bindparam("of_kind"))
_LAST_NUMBER = Prepared(select(func.max(tokens.c.number).label("number")).where(*_OF_KIND))
_OLDEST_KEPT = (
    select(tokens.c.number).where(*_OF_KIND).order_by(tokens.c.number.desc()).limit(1).offset(MAX_OF_A_KIND - 1)
)
_FORGET_OLDEST = delete(tokens).where(*_FORGETTABLE, tokens.c.number < _OLDEST_KEPT.scalar_subquery())


def digest_of(token: str) -> str:
    """The index of a token."""
    return hashlib.blake2b(token.encode("utf-8", "replace"), digest_size=16).hexdigest()


def principal_of(connection: Connection, token: str, kind: TokenKind = "access") -> Any:
    """The company and the principal of a token in one query, run out or revoked ones too; None for a stranger's.

    The row holds the columns of :data:`mockkit.companies.COMPANY_COLUMNS` and those that :func:`principal_from` reads.
    """
    return _PRINCIPAL.first(connection, {"digest": digest_of(token), "kind": kind})


@lru_cache(maxsize=64)
def _roles(text: str) -> frozenset[str]:
    return frozenset(text.split())


def principal_from(row: Row[Any]) -> Principal:
    """The principal in a row of :func:`principal_of`."""
    return Principal(
        row.login,
        _roles(row.roles),
        row.client_id,
        row.scope,
        from_microseconds(row.expires_at),
        row.revoked,
    )


def client_of(connection: Connection, client_id: str) -> Row[Any] | None:
    """A client with its company, or None."""
    return connection.execute(_CLIENT, {"client": client_id}).first()


def client_of_company(connection: Connection, company_uuid: str) -> Row[Any] | None:
    """A client of the company of that UUID, with the company, or None."""
    return connection.execute(_CLIENT_OF_COMPANY, {"uuid": company_uuid}).first()


def client_from(row: Row[Any]) -> Client:
    """The client in a row of :func:`client_of`."""
    return Client(
        company_id=row.company_id,
        company_uuid=row.company_uuid,
        client_id=row.client_id,
        client_secret=row.client_secret,
        service_user=row.service_user,
        service_roles=tuple(row.service_roles.split()),
        scope=row.scope,
        grants=frozenset(row.grants.split()),
        geolocation=row.geolocation or "",
    )


def issue(
    connection: Connection,
    company_id: str,
    token: str,
    kind: TokenKind,
    *,
    client_id: str,
    login: str,
    roles: Iterable[str],
    scope: str,
    expires_at: datetime,
    lasting: bool = False,
) -> None:
    """Make a token good: it speaks for ``login`` with ``roles`` until ``expires_at`` on the company's clock.

    ``lasting`` says that it is never forgotten, however old.
    """
    last = _LAST_NUMBER.first(connection, {"company": company_id, "of_kind": kind}).number
    row = {
        "digest": digest_of(token),
        "value": token,
        "kind": kind,
        "client_id": client_id,
        "login": login,
        "roles": " ".join(roles),
        "scope": scope,
        "expires_at": to_microseconds(expires_at),
        "revoked": False,
        "lasting": lasting,
        "number": (last or 0) + 1,
    }
    insert_rows(connection, tokens, company_id, [row])


def forget_old(connection: Connection, company_id: str, kind: TokenKind, now: datetime) -> None:
    """Forget tokens of the kind that ran out long before ``now``, and the oldest where there are very many."""
    this = {"company": company_id, "of_kind": kind}
    connection.execute(_FORGET_EXPIRED, {**this, "expired_before": to_microseconds(now - KEPT_AFTER_EXPIRY)})
    connection.execute(_FORGET_OLDEST, this)


def create_client(
    connection: Connection,
    company_id: str,
    now: datetime,
    *,
    service_user: str,
    service_roles: Iterable[str] = SERVICE_ROLES,
    scope: str = SCOPE,
    grants: Iterable[str] = GRANTS,
    geolocation: str | None = None,
    credentials: Credentials | None = None,
    again: bool = False,
) -> Credentials:
    """Register an application with the company and give it credentials; its tokens are for ``service_user``.

    ``credentials`` fixes them (a demonstration prints its own); left out they are random. ``geolocation`` says that
    the company lives at another address than the one that is asked: token requests are then refused with code 16.
    ``again`` says that the client was registered before: the access token that it gets now is one of many.
    """
    given = credentials or _random_credentials()
    roles = tuple(service_roles)
    row = {
        "client_id": given.client_id,
        "client_secret": given.client_secret,
        "refresh_token": given.refresh_token,
        "company_uuid": given.company_uuid,
        "request_token": given.request_token,
        "service_user": service_user,
        "service_roles": " ".join(roles),
        "scope": scope,
        "grants": " ".join(grants),
        "geolocation": geolocation,
    }
    insert_rows(connection, clients, company_id, [row])
    lifetimes: tuple[tuple[TokenKind, str, timedelta], ...] = (
        ("access", given.access_token, ACCESS_LIFETIME),
        ("refresh", given.refresh_token, REFRESH_LIFETIME),
        ("request", given.request_token, REQUEST_LIFETIME),
    )
    for kind, token, lifetime in lifetimes:
        issue(
            connection,
            company_id,
            token,
            kind,
            client_id=given.client_id,
            login=service_user,
            roles=roles,
            scope=scope,
            expires_at=now + lifetime,
            lasting=not (again and kind == "access"),
        )
    return given


def _random_credentials() -> Credentials:
    return Credentials(
        client_id=_uuid(),
        client_secret=_uuid(),
        refresh_token=_uuid(),
        company_uuid=_uuid(),
        request_token=_uuid(),
        access_token=secrets.token_urlsafe(32),
    )


def _uuid() -> str:
    return str(UUID(bytes=secrets.token_bytes(16), version=4))


def clients_of(connection: Connection, company_id: str) -> list[Row[Any]]:
    """The company's clients with the credentials that they were given."""
    return list(connection.execute(_CREDENTIALS, {"company": company_id}))


def secrets_of(connection: Connection, company_id: str) -> list[str]:
    """Every secret of the company's clients and every token that it was given, in no particular order."""
    given = [value for row in clients_of(connection, company_id) for value in (row.client_secret, row.refresh_token)]
    return [*given, *connection.execute(_VALUES, {"company": company_id}).scalars()]


def rows_of(connection: Connection, company_id: str) -> list[dict[str, Any]]:
    """Every token of the company as a row, for :func:`restore_tokens`."""
    return [row._asdict() for row in connection.execute(_ROWS, {"company": company_id})]


def restore_tokens(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put in tokens that :func:`rows_of` gave, good until their ``expires_at``, which is a time by then.

    They count as older than whatever the company has given out since.
    """
    rows = list(rows)
    last = max((row["number"] for row in rows), default=0)
    good = [
        {**row, "expires_at": to_microseconds(row["expires_at"]), "revoked": False, "number": row["number"] - last}
        for row in rows
    ]
    if good:
        connection.execute(insert(tokens), good)


def prolong(connection: Connection, company_id: str, digests: Iterable[str], until: datetime) -> None:
    """Let these tokens of the company be good until then."""
    these = (tokens.c.company_id == company_id) & tokens.c.digest.in_(list(digests))
    connection.execute(update(tokens).where(these).values(expires_at=to_microseconds(until), revoked=False))


def expire(connection: Connection, company_id: str) -> None:
    """Let every access token of the company run out now."""
    connection.execute(_EXPIRE, {"company": company_id})


def revoke(connection: Connection, company_id: str, client_id: str, login: str) -> None:
    """Take back every token of a user from a client (*documented*: "Authentication", Revoking a token)."""
    connection.execute(_REVOKE, {"company": company_id, "client": client_id, "user": login})


def revoke_all(connection: Connection, company_id: str) -> None:
    """Take back every access and refresh token of the company, whoever it was given to."""
    connection.execute(_REVOKE_ALL, {"company": company_id})
