"""Who calls, and whether they may: what a missing, a bad and a lesser token are answered.

*Documented*: "HTTP Status Codes": no Authorization header 401; one that is invalid, expired or revoked 403 (v1 to v3).
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from mock_concur.api.common.answers import FORBIDDEN, ApiError
from mock_concur.domain.actors import COMPANY_ADMINISTRATOR, WEB_SERVICES_ADMINISTRATOR
from mock_concur.domain.credentials import Principal
from mockkit.web.request_context import request_context

ROLE_MISSING = "The user of the OAuth token does not have the role that this request needs."
ADMINISTRATORS = (WEB_SERVICES_ADMINISTRATOR, COMPANY_ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may use a call: a valid token, with this ``scope`` (None: with any), of a user with one of the ``roles``.

    No ``roles``: whoever has a token; what they may do to a report is for the workflow to say. ``otherwise`` is the
    status that users without the role get: 401 is *documented* for the report details (since 2021) and *assumed* for
    the list; 403 is *assumed* elsewhere.
    """

    scope: str | None
    roles: tuple[str, ...] = ()
    otherwise: int = 403


def authorize_caller(access: Access) -> Principal:
    """The caller, if the access lets them in; raises :class:`ApiError` (401, 403) if not.

    The scopes are *documented*; that a token without one is 403 is *assumed*: it is the status that "HTTP Status Codes"
    has for an application that is not allowed.
    """
    if not request.headers.get("Authorization", "").strip():
        raise ApiError(401, "Unauthorized. The Authorization header is missing.")
    here = request_context()
    if not isinstance(here.caller, Principal) or not here.caller.valid(here.now):
        raise ApiError(403, FORBIDDEN)
    if access.scope is not None and not here.caller.may(access.scope):
        raise ApiError(403, f"{FORBIDDEN} The token does not have the scope {access.scope}.")
    if access.roles and not here.caller.has(*access.roles):
        raise ApiError(access.otherwise, ROLE_MISSING)
    return here.caller
