"""The mock of SAP Concur as the pipeline sees it: who is who, and how it words an error."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mock_concur.api.common.answers import ApiError, error_answer
from mock_concur.api.common.failures import FAILURES
from mock_concur.api.common.paths import ConcurFlask, Paths
from mock_concur.api.common.routes import MAX_BODY, Family
from mock_concur.api.oauth2 import routes as oauth2
from mock_concur.application import admin, tokens
from mock_concur.domain.credentials import Principal
from mockkit.companies import Company
from mockkit.discovery import names_in
from mockkit.lru_cache import MAX_BYTES, LruCache
from mockkit.web.service import Identified, Operation, Service

TOKEN_PATH = "/oauth2/v0/token"  # noqa: S105 - a path
Find = Callable[[Connection, tuple[str, ...]], Identified | None]
"""How credentials lead to a company."""

SCHEMES = ("oauth", "bearer")
"""Words before a token in the Authorization header, in any case (*documented* both, *observed* ``Oauth``)."""

_API = "mock_concur.api"


def _families(bodies: LruCache[bytes]) -> Iterator[Family]:
    """The calls of every API family: of each folder of `api` but `common`, what its module `routes` declares."""
    for name in names_in(_API):
        if name != "common":
            yield from importlib.import_module(f"{_API}.{name}.routes").families(bodies)


class ConcurService(Service):
    """SAP Concur's APIs as connectors use them. ``bodies`` is where rendered bodies are kept."""

    name = "concur"
    section = admin.SECTION
    length_required = 400
    """*Documented*: "HTTP Status Codes", chunked transfer encoding is not supported."""
    operations: ClassVar[Mapping[str, Operation]] = {
        "expire-tokens": lambda connection, company, _: admin.expire_tokens(connection, company.id),
        "revoke-tokens": lambda connection, company, _: admin.revoke_tokens(connection, company.id),
    }
    correlation_header = "concur-correlationid"
    """*Documented*: "User App Certification Flow"; accepted in requests too."""

    def __init__(self, bodies: LruCache[bytes] | None = None) -> None:
        self.families = tuple(_families(bodies or LruCache(MAX_BYTES, len)))
        self._paths = Paths(address for family in self.families for address in family.addresses())
        self.app = ConcurFlask(__name__, self._paths)
        for family in self.families:
            self.app.register_blueprint(family.blueprint())
        self.register_error_handlers()
        self.app.register_error_handler(ApiError, self._failed)
        for raised, failed in FAILURES.items():
            self.app.register_error_handler(raised, lambda _, failed=failed: self._failed(failed))

    def credentials(self, request: Request) -> tuple[Find, tuple[str, ...]] | None:
        """The token; at the token endpoint what the form says of the client or the company, and nothing but that."""
        if self._asks_for_token(request.path):
            return _by_form, oauth2.names_of_company(request)
        scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
        return (_by_token, (token.strip(),)) if scheme.lower() in SCHEMES and token.strip() else None

    def _asks_for_token(self, path: str) -> bool:
        # Nearly every request is none: most are told from one by a look at their end.
        return path.rstrip("/")[-6:].lower() == TOKEN_PATH[-6:] and self._paths.plain(path) == TOKEN_PATH

    def identify(self, connection: Connection, credentials: tuple[Find, tuple[str, ...]]) -> Identified | None:
        """The company by the token, or by the form.

        Tokens that have run out still tell whose request it is, so that its faults and traffic are that company's.
        """
        find, values = credentials
        return find(connection, values)

    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:
        """An error in the form of the part of the service that the path belongs to."""
        owner = self._owner(request.path)
        return (owner.failure if owner else error_answer)(request, status, detail or title)

    def max_body(self, path: str) -> int:
        """What the family of the path declares."""
        owner = self._owner(path)
        return owner.max_body if owner else MAX_BODY

    def _owner(self, path: str) -> Family | None:
        return next((family for family in self.families if family.owns(path)), None)

    def cache_keys(self, caller: Any, now: datetime) -> Mapping[str, Hashable]:
        """The caller's roles and scopes, and the caller: a cached answer is given to those who would get the same.

        A token that opens nothing is never given one.
        """
        if not isinstance(caller, Principal) or not caller.valid(now):
            return {}
        return {"roles": (caller.roles, caller.scope), "caller": (caller.login, caller.roles, caller.scope)}

    def secrets(self, connection: Connection, company_id: str) -> list[str]:
        """The secrets of the company's clients, and every token that it was given and that is kept."""
        return admin.secrets_of(connection, company_id)

    def _failed(self, failed: ApiError) -> Response:
        from flask import request

        return self.failure(failed.status, "", failed.message, request)


def _by_token(connection: Connection, values: tuple[str, ...]) -> Identified | None:
    found = tokens.company_and_principal(connection, values[0])
    return None if found is None else Identified(*found)


_FINDERS: tuple[Callable[[Connection, str], Company | None], ...] = (
    tokens.company_of_client,
    tokens.company_of_refresh_token,
    tokens.company_of_uuid,
)
"""How each of :data:`routes.NAMES_OF_COMPANY` leads to a company."""


def _by_form(connection: Connection, values: tuple[str, ...]) -> Identified | None:
    for value, find in zip(values, _FINDERS, strict=True):
        company = find(connection, value) if value else None
        if company is not None:
            return Identified(company)
    return None
