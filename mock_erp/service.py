"""The mock ERP as a service: any number of dialects over the one ledger, each answering below its own prefix."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mock_erp.application import admin, keys
from mock_erp.dialects.common.dialect import Dialect
from mockkit.companies import Company
from mockkit.discovery import names_in
from mockkit.web.request_context import request_context
from mockkit.web.service import Identified, Service

_DIALECTS = "mock_erp.dialects"
_FIRST = ("native",)


def _makers() -> Iterator[Callable[[], Dialect]]:
    """Of each folder of `dialects` but `common` the function `dialect` of its module `dialect`."""
    others = [name for name in names_in(_DIALECTS) if name not in {"common", *_FIRST}]
    for name in (*_FIRST, *others):
        yield importlib.import_module(f"{_DIALECTS}.{name}.dialect").dialect


DIALECTS = tuple(_makers())
"""Makers of the dialects that are served. The first one also answers what lies below no dialect's prefix."""


class ErpService(Service):
    """An Accounts Payable system that clients open through the dialect whose prefix their requests bear."""

    name = "erp"
    section = admin.SECTION

    def __init__(self, dialects: tuple[Callable[[], Dialect], ...] = DIALECTS) -> None:
        self.dialects = tuple(make() for make in dialects)
        self.app = Flask("mock_erp", static_folder=None)
        self.app.url_map.merge_slashes = False  # a redirect would not say what is wrong with the path
        # Whatever a route does not take is answered as an error of the dialect, OPTIONS too.
        self.app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        for dialect in self.dialects:
            self.app.register_blueprint(dialect.blueprint())
        self.app.before_request(self._let_in)
        self.register_error_handlers()

    def owns(self, path: str) -> bool:
        """Whether a path is below the prefix of a dialect."""
        return any(dialect.owns(path) for dialect in self.dialects)

    def dialect_of(self, path: str) -> Dialect:
        """The dialect that answers at a path."""
        return next((dialect for dialect in self.dialects if dialect.owns(path)), self.dialects[0])

    def _let_in(self) -> Response | None:
        """The refusal of a request of nobody's, whether or not there is anything at its path."""
        request = self._request()
        dialect = self.dialect_of(request.path)
        if request_context().identified_company is not None or dialect.is_public(request.path):
            return None
        return dialect.authentication.refuse(request)

    def credentials(self, request: Request) -> tuple[Dialect, Any] | None:
        """What the request bears to say whose it is, as its dialect reads it."""
        dialect = self.dialect_of(request.path)
        credentials = dialect.authentication.credentials(request)
        return None if credentials is None else (dialect, credentials)

    def identify(self, connection: Connection, credentials: tuple[Dialect, Any]) -> Identified | None:
        """The company whose credentials they are in that dialect."""
        dialect, given = credentials
        return dialect.authentication.identify(connection, given)

    def secrets(self, connection: Connection, company_id: str) -> list[str]:
        """The company's API keys."""
        return keys.keys_of(connection, company_id)

    def max_body(self, path: str) -> int:
        """What the dialect of the path declares."""
        return self.dialect_of(path).max_bytes(path)

    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:
        """An error that no route has answered, in the form of the path's dialect."""
        return self.dialect_of(request.path).failure(request, status, title, detail)

    def guard_faulted(self, company: Company, request: Request) -> AbstractContextManager[Response | None]:
        """What the dialect holds while faults count and delay a request of it."""
        return self.dialect_of(request.path).admits(company, request)
