"""OAuth 2: the token endpoint, and taking tokens back.

*Documented*: SAP Concur Developer Center, "Authentication": grants, the reply, and the numbered errors of /token. HTTP
statuses by error are *assumed* (the page lists the statuses, not which error has which): 400, but 401 for a client that
is not known or has the wrong secret and 403 for one that is disabled or lacks the grant.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import request
from werkzeug.wrappers import Request, Response

from mock_concur.api.common.callers import Access
from mock_concur.api.common.routes import Family, Route
from mock_concur.application import directory, tokens
from mock_concur.domain.credentials import ACCESS_LIFETIME, REFRESH_LIFETIME, Client, Principal, TokenKind
from mockkit.lru_cache import LruCache
from mockkit.web.request_context import RequestContext, request_context

PASSWORD = "welcome"  # noqa: S105 - what this mock is for
"""Everybody's password (*assumed*: people of a mock company need none of their own)."""

FORM_TYPE = "application/x-www-form-urlencoded"

NAMES_OF_COMPANY = ("client_id", "refresh_token", "username")
"""The fields of a token request that tell whose it is, the surest first."""

ERRORS: Mapping[int, tuple[str, str, int]] = {
    5: ("invalid_grant", "Incorrect credentials. Please Retry", 400),
    10: ("invalid_grant", "Account is disabled. Please contact support", 400),
    16: ("invalid_request", "user lives elsewhere", 400),
    51: ("invalid_request", "username was not supplied", 400),
    52: ("invalid_request", "password was not supplied", 400),
    54: ("invalid_scope", "requested scope exceeds granted scope", 400),
    60: ("invalid_grant", "these are not the grants you are looking for", 403),
    61: ("invalid_client", "client not found", 401),
    62: ("invalid_request", "client_id was not supplied", 400),
    63: ("invalid_request", "client_secret was not supplied", 400),
    64: ("invalid_client", "Incorrect credentials. Please Retry", 401),
    65: ("invalid_request", "grant_type was not supplied", 400),
    106: ("invalid_request", "refresh_token was not supplied", 400),
    108: ("invalid_grant", "bad or expired refresh token", 400),
    115: ("invalid_request", "unauthenticated client will not be issued token!", 400),
    120: ("invalid_request", "credtype is invalid", 400),
}
"""The errors of /token that can happen here: code, error, description (*documented*) and HTTP status."""


class Denied(Exception):
    """No token: the number of the documented error."""

    def __init__(self, code: int, hint: str = "", geolocation: str = "") -> None:
        error, description, status = ERRORS[code]
        super().__init__(description)
        self.code, self.error, self.status = code, error, status
        self.description = f"{description}{hint}"
        self.geolocation = geolocation


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom a token is for. ``kind`` is user, company or application; ``refresh_token`` is empty where none is due."""

    login: str
    roles: tuple[str, ...]
    kind: str
    scope: str
    refresh_token: str = ""
    refresh_expires_at: datetime | None = None


def token() -> Response:
    """A token for one of the grants: refresh_token, client_credentials, or password of a user or of the company."""
    here = request_context()
    try:
        form = _form()
        with here.transaction():
            client = _client(here, form)
            grant = _token_grant(here, client, form)
            reply = _reply(here, client, grant)
    except Denied as denied:
        return denied_answer(denied, here.base_url)
    return json_answer(reply)


def _form() -> dict[str, str]:
    """The fields of the form, those that name the client among them."""
    if request.mimetype != FORM_TYPE:
        raise Denied(65, f": the request body must be {FORM_TYPE}")
    form = fields_of(request)
    for code, name in ((65, "grant_type"), (62, "client_id"), (63, "client_secret")):
        if not form.get(name):
            raise Denied(code)
    return form


def fields_of(posted: Request) -> dict[str, str]:
    """The fields of a form; a body of another kind has none."""
    if posted.mimetype != FORM_TYPE:
        return {}
    # No database holds a NUL, so a text with one must match nothing rather than fail there.
    return {name: value.strip().replace("\0", "\ufffd") for name, value in posted.form.items()}


def names_of_company(posted: Request) -> tuple[str, ...]:
    """What a token request says of whose it is: the values of :data:`NAMES_OF_COMPANY`, empty where left out."""
    form = fields_of(posted)
    return tuple(form.get(name, "") for name in NAMES_OF_COMPANY)


def _client(here: RequestContext, form: Mapping[str, str]) -> Client:
    """The client that the form names, once it has proved who it is."""
    client = tokens.client_of(here, form["client_id"])
    if client is None:
        raise Denied(61)
    if not client.client_secret:
        # A client that was registered without a secret cannot prove who it is (assumed reading of 115).
        raise Denied(115)
    if not hmac.compare_digest(client.client_secret.encode(), form["client_secret"].encode("utf-8", "replace")):
        raise Denied(64)
    if client.geolocation and client.geolocation != here.base_url:
        raise Denied(16, geolocation=client.geolocation)
    return client


def _token_grant(here: RequestContext, client: Client, form: Mapping[str, str]) -> Grant:
    grant_type = form["grant_type"]
    grant_of = GRANTS.get(grant_type)
    if grant_of is None or grant_type not in client.grants:
        raise Denied(60)
    return grant_of(here, client, form)


def _scope(form: Mapping[str, str], granted: str) -> str:
    """The scope that was asked for, within what was granted; all of that where none was."""
    asked = form.get("scope", "").split()
    if not set(asked) <= set(granted.split()):
        raise Denied(54)
    return " ".join(asked) or granted


def _by_refresh_token(here: RequestContext, client: Client, form: Mapping[str, str]) -> Grant:
    """The same refresh token is handed back (*documented*: most of the time the value is the same)."""
    if not form.get("refresh_token"):
        raise Denied(106)
    held = tokens.find_principal(here, client, form["refresh_token"], "refresh")
    if held is None:
        raise Denied(108)
    return Grant(
        held.login,
        tuple(sorted(held.roles)),
        "company" if held.login == client.service_user else "user",
        _scope(form, held.scope),
        form["refresh_token"],
        held.expires_at,
    )


def _by_client_credentials(_here: RequestContext, client: Client, form: Mapping[str, str]) -> Grant:
    """The application itself; its reply has no refresh_token and no id_token (*documented* sample)."""
    return Grant(client.service_user, client.service_roles, "application", _scope(form, client.scope))


def _by_password(here: RequestContext, client: Client, form: Mapping[str, str]) -> Grant:
    for code, name in ((51, "username"), (52, "password")):
        if not form.get(name):
            raise Denied(code)
    credtype = form.get("credtype") or "password"
    if credtype not in ("password", "authtoken"):
        raise Denied(120)
    find = _company if credtype == "authtoken" else _person
    login, roles, kind = find(here, client, form)
    refresh, expires_at = str(UUID(bytes=secrets.token_bytes(16), version=4)), here.now + REFRESH_LIFETIME
    return Grant(login, roles, kind, _scope(form, client.scope), refresh, expires_at)


def _company(here: RequestContext, client: Client, form: Mapping[str, str]) -> tuple[str, tuple[str, ...], str]:
    """The company, by its UUID and a request token that an administrator was given less than 24 hours ago."""
    held = tokens.find_principal(here, client, form["password"], "request")
    if held is None or form["username"].lower() != client.company_uuid.lower():
        raise Denied(5)
    return held.login, tuple(sorted(held.roles)), "company"


def _person(here: RequestContext, _client: Client, form: Mapping[str, str]) -> tuple[str, tuple[str, ...], str]:
    """One of the company's people."""
    person = directory.person_of_login(here, form["username"])
    if person is None or form["password"] != PASSWORD:
        raise Denied(5)
    if not person.active:
        raise Denied(10)
    return person.login, person.roles, "user"


GRANTS: Mapping[str, Callable[[RequestContext, Client, Mapping[str, str]], Grant]] = {
    "refresh_token": _by_refresh_token,
    "client_credentials": _by_client_credentials,
    "password": _by_password,
}
"""The grants that are built, by ``grant_type``."""


def _reply(here: RequestContext, client: Client, grant: Grant) -> dict[str, Any]:
    """The documented reply; ``expires_in`` is a number (*observed*; samples of the page have a text)."""
    expires_at = here.now + ACCESS_LIFETIME
    claims = _claims(here, client, grant, expires_at)
    access = _signed(here, {**claims, "jti": secrets.token_hex(16), "concur.scopes": grant.scope.split()})
    _issue_token(here, client, grant, access, "access", expires_at)
    reply: dict[str, Any] = {
        "expires_in": ACCESS_LIFETIME // timedelta(seconds=1),
        "scope": grant.scope,
        "token_type": "Bearer",
        "access_token": access,
    }
    if grant.refresh_token and grant.refresh_expires_at is not None:
        _issue_token(here, client, grant, grant.refresh_token, "refresh", grant.refresh_expires_at)
        reply["refresh_token"] = grant.refresh_token
        reply["refresh_expires_in"] = int(grant.refresh_expires_at.timestamp())
        reply["id_token"] = _signed(here, claims)
        _issue_token(here, client, grant, reply["id_token"], "id", expires_at)
    return {**reply, "geolocation": here.base_url}


def _signed(here: RequestContext, claims: dict[str, Any]) -> str:
    """The claims as a token of the shape that clients expect: three parts, signed with a key of the company's own.

    What opens the API is the stored digest of the token, not its signature: the signature makes each token unlike any
    other, and lets somebody who debugs a client decode the claims.
    """
    import jwt

    return jwt.encode(claims, hashlib.sha256(here.company.id.encode()).digest(), algorithm="HS256")


def _claims(here: RequestContext, client: Client, grant: Grant, expires_at: datetime) -> dict[str, Any]:
    subject = client.company_uuid if grant.kind == "company" else directory.user_id(grant.login)
    issued = int(here.now.timestamp())
    return {
        "aud": client.client_id,
        "concur.profile": f"{here.base_url}/profile/v1/principals/{subject}",
        "concur.version": 2,
        "concur.type": grant.kind,
        "sub": subject,
        "iss": here.base_url,
        "exp": int(expires_at.timestamp()),
        "nbf": issued,
        "iat": issued,
    }


def _issue_token(
    here: RequestContext, client: Client, grant: Grant, value: str, kind: TokenKind, expires_at: datetime
) -> None:
    tokens.issue_token(
        here,
        client,
        value,
        kind,
        login=grant.login,
        roles=grant.roles,
        scope=grant.scope,
        expires_at=expires_at,
    )


def disconnect(principal: Principal) -> Response:
    """Take back every token of the caller from the application that asks (*documented*: Revoking a token)."""
    here = request_context()
    with here.transaction():
        tokens.revoke_tokens(here, principal)
    return json_answer({})


def json_answer(reply: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer that nobody may keep."""
    response = Response(json.dumps(reply), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def denied_answer(denied: Denied, base_url: str) -> Response:
    """A numbered error; ``geolocation`` is where the user lives."""
    reply = {
        "code": denied.code,
        "error": denied.error,
        "error_description": denied.description,
        "geolocation": denied.geolocation or base_url,
    }
    return json_answer(reply, denied.status)


def oauth_failure(status: int, detail: str) -> Response:
    """Any other error of these paths, in the same form; its code is the HTTP status (*assumed*)."""
    error = "server_error" if status >= 500 else "invalid_request"
    return json_answer({"code": status, "error": error, "error_description": detail}, status)


def _failure(_request: Request, status: int, detail: str) -> Response:
    return oauth_failure(status, detail)


TOKEN = Family(
    name="oauth2",
    root="/oauth2",
    # The form proves who asks.
    routes=(Route(method="POST", path="/v0/token", handler=token, access=None),),
    failure=_failure,
)
CONNECTIONS = Family(
    name="app-mgmt",
    root="/app-mgmt",
    routes=(Route(method="DELETE", path="/v0/connections", handler=disconnect, access=Access(scope=None)),),
    failure=_failure,
)


def families(_bodies: LruCache[bytes]) -> tuple[Family, ...]:
    """The calls that this folder serves."""
    return (TOKEN, CONNECTIONS)
