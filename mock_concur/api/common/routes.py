"""How a call is declared: its address, who may use it and how it fails, in one place for every call of a family.

A family is one published API in one version. A handler is only reached by those whom its declaration lets in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import Blueprint
from werkzeug.wrappers import Request, Response

from mock_concur.api.common.callers import Access, authorize_caller
from mockkit.web.request_context import request_context

EXPENSE_REPORT_SCOPE = "EXPRPT"
"""*Documented*: the scope of every call of Expense Report v1.1 and v2.0. That the scopes of v4, such as
``expense.report.read``, do not open them is *assumed*: no page says that they do."""


CachedBy = Literal["roles", "caller"]
"""What an answer that may be given again depends on of its caller: the roles and scopes alone, or who it is as well
(a list of one's own reports)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One call. ``path`` is what follows the family's root, with fixed words in lower case.

    ``access`` None: no token is asked for, the request proves itself otherwise. ``cached_by``: the answer depends on
    nothing but the company's version, the address, and that of the caller, and may be given again while those are
    the same. The handler gets the caller (a ``Principal``) first where ``access`` asks for a token, and then the ids of
    the path by name.
    """

    method: str
    path: str
    handler: Callable[..., Response]
    access: Access | None
    cached_by: CachedBy | None = None

    def view(self) -> Callable[..., Response]:
        """The handler behind its guard, as Flask calls it."""

        def guarded(**ids: str) -> Response:
            response = (
                self.handler(**ids) if self.access is None else self.handler(authorize_caller(self.access), **ids)
            )
            request_context().cached_by = self.cached_by
            return response

        return guarded


MAX_BODY = 64 * 1024
"""What is enough for a form, and for every call that reads no body at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The calls below one root. ``failure`` words every error below the root: request, status, message.

    ``max_body`` is how many bytes the body of a request may have.
    """

    name: str
    root: str
    routes: tuple[Route, ...]
    failure: Callable[[Request, int, str], Response]
    max_body: int = MAX_BODY

    def addresses(self) -> list[str]:
        """The full path of every call."""
        return [self.root + route.path for route in self.routes]

    def owns(self, path: str) -> bool:
        """Whether a path, as it was sent, lies below the root."""
        segments = [segment for segment in path.lower().split("/") if segment]
        root = self.root.strip("/").split("/")
        return segments[: len(root)] == root

    def blueprint(self) -> Blueprint:
        """The calls as Flask knows them. Each endpoint is named for its method and path."""
        made = Blueprint(self.name, __name__, url_prefix=self.root)
        for route in self.routes:
            name = f"{route.method} {route.path}".replace(".", "_")
            made.add_url_rule(route.path, name, route.view(), methods=[route.method])
        return made
