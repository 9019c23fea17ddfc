"""What opens a company: the credentials of its client, the tokens, and whom a token speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

TokenKind = Literal["access", "refresh", "request", "id"]
"""``request`` is the company request token, which a password grant with ``credtype=authtoken`` takes; ``id`` opens
nothing."""

ACCESS_LIFETIME = timedelta(hours=1)
"""*Documented*: "Authentication", Token Lifetime."""
REFRESH_LIFETIME = timedelta(days=183)
"""Six months (*documented*: "Authentication", Refreshing a token)."""
REQUEST_LIFETIME = timedelta(hours=24)
"""*Documented*: "Company Level Authentication"."""

LIFETIMES: dict[TokenKind, timedelta] = {
    "access": ACCESS_LIFETIME,
    "refresh": REFRESH_LIFETIME,
    "request": REQUEST_LIFETIME,
    "id": ACCESS_LIFETIME,
}
"""How long a token of each kind is good, on the company's clock."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a token speaks for, and until when."""

    login: str
    roles: frozenset[str]
    client_id: str
    scope: str
    expires_at: datetime
    revoked: bool

    def valid(self, now: datetime) -> bool:
        """Whether the token still opens anything at ``now``."""
        return not self.revoked and now < self.expires_at

    def has(self, *roles: str) -> bool:
        """Whether the user has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def may(self, scope: str) -> bool:
        """Whether the token was granted the scope."""
        return scope in self.scope.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a client is given to get its first token, and what it may use without asking for one."""

    client_id: str
    client_secret: str
    refresh_token: str
    company_uuid: str
    request_token: str
    access_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A registered application: how it proves who it is, and what it may be granted.

    Without a ``client_secret`` it cannot prove who it is; ``geolocation``, unless empty, is the address at which its
    company lives.
    """

    company_id: str
    company_uuid: str
    client_id: str
    client_secret: str
    service_user: str
    service_roles: tuple[str, ...]
    scope: str
    grants: frozenset[str]
    geolocation: str
