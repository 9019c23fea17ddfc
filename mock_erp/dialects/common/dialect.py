"""How a dialect declares itself, in one place: its calls, who may use them, and how everything that fails is worded.

A dialect is one vendor's API over the one ledger. Whatever happens below its prefix is answered in its form: unknown
paths, wrong methods, bodies that are too large, missing credentials, faults, and a store that has failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask import Blueprint
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mockkit.companies import Company
from mockkit.web.service import Identified

MAX_BODY = 64 * 1024
"""The bytes of a body where a dialect says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One call: `path` is what follows the dialect's prefix; `public` calls need no credentials."""

    method: str
    path: str
    handler: Callable[..., Response]
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """How a dialect knows whose a request is.

    `credentials` reads them from the request, outside any transaction; None where there are none. `identify` finds
    whose they are, None for a stranger's. `refuse` answers a request of nobody's; it may look at the request again
    to tell missing credentials from wrong ones.
    """

    credentials: Callable[[Request], Any]
    identify: Callable[[Connection, Any], Identified | None]
    refuse: Callable[[Request], Response]


Failure = Callable[[Request, int, str, str], Response]
"""Words an error that no route has answered: the request, the status, its title, a sentence."""


def _admits(company: Company, request: Request) -> AbstractContextManager[Response | None]:  # noqa: ARG001
    return nullcontext(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """An API over the ledger.

    `refusals` says how each exception of the use cases, or of the dialect itself, is answered. `max_body` is how many
    bytes a body may have, `max_body_at` what differs from that at a path below the prefix. `openapi` makes the
    document that is served, without credentials, as `openapi.json` below the prefix. `admits` is held around a
    request of a company that has faults armed, outside any transaction and before they count it; a response that it
    yields refuses the request.
    """

    name: str
    prefix: str
    routes: tuple[Route, ...]
    authentication: Authentication
    failure: Failure
    refusals: Mapping[type[Exception], Callable[[Any], Response]]
    openapi: Callable[[], Mapping[str, Any]]
    max_body: int = MAX_BODY
    max_body_at: Mapping[str, int] = field(default_factory=dict)
    admits: Callable[[Company, Request], AbstractContextManager[Response | None]] = _admits

    def owns(self, path: str) -> bool:
        """Whether a path lies below the prefix."""
        return path == self.prefix or path.startswith(f"{self.prefix}/")

    def is_public(self, path: str) -> bool:
        """Whether a path needs no credentials."""
        return any(self.prefix + route.path == path for route in self.calls() if route.public)

    def max_bytes(self, path: str) -> int:
        """The most bytes of a body that is sent to a path."""
        return self.max_body_at.get(path.removeprefix(self.prefix), self.max_body)

    def calls(self) -> tuple[Route, ...]:
        """Every call, that of the description among them."""
        return (*self.routes, Route(method="GET", path="/openapi.json", handler=self._described, public=True))

    def _described(self) -> Response:
        return Response(msgspec.json.encode(self.openapi()), mimetype="application/json")

    def blueprint(self) -> Blueprint:
        """The calls and refusals as Flask knows them. Each endpoint is named for its method and path."""
        made = Blueprint(self.name, __name__, url_prefix=self.prefix)
        for route in self.calls():
            name = f"{route.method} {route.path}".replace(".", "_")
            made.add_url_rule(route.path, name, route.handler, methods=[route.method])
        for raised, answer in self.refusals.items():
            made.register_error_handler(raised, answer)
        return made
