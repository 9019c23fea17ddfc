"""The mock ERP as a service: who is who, and how it words an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from flask import Flask
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mock_erp.dialects.native import errors, keys, routes
from mock_erp.store import profiles
from mockkit.companies import Company
from mockkit.service import Identified, Service

MOST_BILL = 4 * 1024 * 1024
MOST_OTHER = 64 * 1024
"""The most bytes of a body: of a new bill, and of any other request."""


class ErpService(Service):
    """An Accounts Payable system that clients open with `Authorization: Bearer <API key>`.

    The caller that it hands to handlers is the company's `Profile`.
    """

    name = "erp"

    def __init__(self) -> None:
        self.running = keys.RunningKeys()
        self.app = Flask("mock_erp", static_folder=None)
        self.app.url_map.merge_slashes = False  # a redirect would not say what is wrong with the path
        # Whatever a route does not take is answered as a problem, OPTIONS too.
        self.app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        self.app.register_blueprint(routes.blueprint(self.running))
        self.word_failures()

    def credentials(self, request: Request) -> str | None:
        """The API key that the request bears."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        key = key.strip()
        return key if scheme.lower() == "bearer" and key and "\x00" not in key else None

    def identify(self, connection: Connection, credentials: str) -> Identified | None:
        """The company whose API key it is."""
        found = profiles.by_key(connection, credentials)
        return None if found is None else Identified(*found)

    def secrets(self, connection: Connection, company_id: str) -> list[str]:
        """The company's API keys."""
        return profiles.keys_of(connection, company_id)

    def most_body(self, path: str) -> int:
        """Enough for a bill of as many lines as it may have, and for little else."""
        return MOST_BILL if path == routes.BILLS else MOST_OTHER

    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:  # noqa: ARG002
        """An error that no route has answered, as problem details."""
        return errors.plain(status, title, detail)

    @contextmanager
    def admit(self, company: Company, request: Request) -> Iterator[Response | None]:
        """Hold the Idempotency-Key of a new bill while a fault delays it, so that a second one is told."""
        refusal = None
        with ExitStack() as held:
            if request.method == "POST" and request.path == routes.BILLS:
                try:
                    held.enter_context(self.running.hold(company.id, keys.key_of(request), request))
                except errors.Refusal as refused:
                    refusal = refused.response()
            yield refusal
