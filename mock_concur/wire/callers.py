"""Who calls, and whether they may: what a missing, a bad and a lesser token are answered.

*Documented*: "HTTP Status Codes": no Authorization header 401; one that is invalid, expired or revoked 403 (v1 to v3).
"""

from __future__ import annotations

from flask import request

from mock_concur.domain.workflow import Actor
from mock_concur.store.tokens import Principal
from mock_concur.wire.answers import FORBIDDEN, Failed
from mockkit.exchange import exchange

WEB_SERVICES_ADMINISTRATOR = "web_services_administrator"
COMPANY_ADMINISTRATOR = "company_administrator"
ADMINISTRATORS = (WEB_SERVICES_ADMINISTRATOR, COMPANY_ADMINISTRATOR)


def caller() -> Principal:
    """The user whose valid token the request bears; raises :class:`Failed` (401, 403) without one."""
    if not request.headers.get("Authorization", "").strip():
        raise Failed(401, "Unauthorized. The Authorization header is missing.")
    here = exchange()
    if not isinstance(here.caller, Principal) or not here.caller.valid(here.now):
        raise Failed(403, FORBIDDEN)
    return here.caller


def caller_with_role(*roles: str, otherwise: int) -> Principal:
    """The caller, who must have one of the roles; ``otherwise`` is the status that those without get.

    401 is *documented* for the report details (since 2021) and *assumed* for the list; 403 is *assumed* elsewhere.
    """
    principal = caller()
    if not principal.has(*roles):
        raise Failed(otherwise, "The user of the OAuth token does not have the role that this request needs.")
    return principal


def actor(principal: Principal) -> Actor:
    """The caller as somebody who acts on reports."""
    return Actor(login=principal.login, roles=principal.roles)
