"""A mock as the request pipeline sees it: who is who, what a body may weigh, and how an error is worded."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from flask import Flask
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from mockkit.companies import Company
from mockkit.database.sections import Section
from mockkit.database.store import is_outage, reason_of
from mockkit.web.problems import detail_of, title_of
from mockkit.web.request_context import RestartRequest

log = logging.getLogger(__name__)

MAX_BODY = 16 * 1024 * 1024
"""Bodies are read up to this where a service says nothing else; a larger one is answered 413."""


Operation = Callable[[Connection, Company, Mapping[str, Any]], None]
"""Something that a fault may have done to a company: in a transaction, with the company locked, and with arguments."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose credentials a request bears; ``caller`` is what else the service knows of them."""

    company: Company
    caller: Any = None


class Service(ABC):
    """A mock as the pipeline sees it. A mock subclasses this and says who is who and how it words an error."""

    name: str
    """By which faults, the traffic and the control API speak of it."""
    section: Section | None = None
    """Its tables, if it has any."""
    app: Flask
    length_required = 411
    """The status of a request whose body comes in chunks, which is not supported."""
    correlation_header = ""
    """The header, if the service has one, in which an answer tells by what it is found again."""
    operations: ClassVar[Mapping[str, Operation]] = {}
    """What faults may have done in the service, by name; which kinds ask for which, their own modules say."""

    @abstractmethod
    def credentials(self, request: Request) -> Any:
        """What a request bears to say whose it is, None for nothing; called before any transaction."""

    @abstractmethod
    def identify(self, connection: Connection, credentials: Any) -> Identified | None:
        """Whose these credentials are, run out ones too; None for a stranger's."""

    @abstractmethod
    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:
        """An error in the form of this service, for what no route of its own has answered."""

    # What a service may leave as it is.

    def owns(self, path: str) -> bool:  # noqa: ARG002
        """Whether a path can be this service's only, where several of them share a port."""
        return False

    def max_body(self, path: str) -> int:  # noqa: ARG002
        """How many bytes the body of a request to this path may have."""
        return MAX_BODY

    def cache_keys(self, caller: Any, now: datetime) -> Mapping[str, Hashable]:  # noqa: ARG002
        """What a cached answer depends on of its caller, by how a route declares it, e.g. the roles, or the login.

        Empty: this caller is never given one.
        """
        return {}

    def secrets(self, connection: Connection, company_id: str) -> Iterable[str]:  # noqa: ARG002
        """Every credential that the company has been given and nobody else may read."""
        return ()

    def guard_faulted(self, company: Company, request: Request) -> AbstractContextManager[Response | None]:  # noqa: ARG002
        """Held outside any transaction around a request of a company that has faults armed, before they count it.

        A response that it yields refuses the request, which then spends no fault.
        """
        return nullcontext(None)

    def register_error_handlers(self) -> None:
        """Have Flask answer every error in this service's form; what is unforeseen is logged and answered 500."""

        def known(error: HTTPException) -> Response:
            if error.response is not None and isinstance(error.response, Response):
                return error.response
            status = error.code or 500
            response = self.failure(status, title_of(status), detail_of(status), self._request())
            for name, value in error.get_headers():
                if name.lower() == "allow":
                    response.headers[name] = value
            return response

        self.app.register_error_handler(RestartRequest, _pass_on)
        self.app.register_error_handler(HTTPException, known)
        self.app.register_error_handler(Exception, lambda error: self.unforeseen(error, self._request()))

    def unforeseen(self, error: Exception, request: Request) -> Response:
        """What nobody foresaw, logged, in this service's form: 503 where the database failed, else 500."""
        log.error("%s failed on %s %s", self.name, request.method, route_of(request), exc_info=error)
        if is_outage(error):
            return self.failure(503, "Service Unavailable", f"The store has failed: {reason_of(error)}", request)
        return self.failure(500, "Internal Server Error", "The mock itself has failed; see its log.", request)

    @staticmethod
    def _request() -> Request:
        from flask import request

        return request


def _pass_on(error: Exception) -> NoReturn:
    raise error


def route_of(request: Request) -> str:
    """The route of a request as a log may show it: an address may hold a secret, its pattern holds none."""
    rule = getattr(request, "url_rule", None)
    return "an address of no route" if rule is None else str(rule.rule)
