"""The way of every request: who asks, what goes wrong, one transaction, and a record of it all.

A :class:`Gate` is a WSGI application around one mock. The hot path is one transaction with nothing before or
after it: faults take part only where the company has some armed.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Request, Response

from mockkit import companies, faults
from mockkit.answer import Answer
from mockkit.bodies import Bodies
from mockkit.clock import http_date, system_now
from mockkit.companies import Company
from mockkit.exchange import ENVIRON_KEY, Exchange
from mockkit.store import Store
from mockkit.traffic import Record, Traffic

log = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BODY = 16 * 1024 * 1024
"""Bodies are read up to this; a larger one is answered 413."""

DETAILS: dict[type[HTTPException], str] = {
    NotFound: "There is nothing at this address.",
    MethodNotAllowed: "The method is not allowed at this address.",
}
"""What is said where Flask would advise a person at a browser."""

_OF_HEADERS = frozenset({"HTTP_", "CONTE"})
"""How the names of headers begin in a WSGI environment: HTTP_*, CONTENT_TYPE and CONTENT_LENGTH."""

StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose credentials a request bears; ``caller`` is what else the service knows of them."""

    company: Company
    caller: Any = None


class Service(ABC):
    """A mock as the gate sees it. A mock subclasses this and says who is who and how it words an error."""

    name: faults.ServiceName
    app: Flask
    correlation_header = ""
    """The header, if the service has one, in which an answer tells by what it is found again."""

    @abstractmethod
    def identify(self, connection: Connection, request: Request) -> Identified | None:
        """Whose request it is, by its credentials, run out ones too; None for a stranger's."""

    @abstractmethod
    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:
        """An error in the form of this service, for what no route of its own has answered."""

    # What a service may leave as it is.

    def expire_tokens(self, connection: Connection, company_id: str) -> None:  # noqa: B027 - nothing is a good answer
        """Let the company's access tokens run out; a service without any has nothing to do."""

    def standing(self, caller: Any, now: datetime) -> Hashable | None:  # noqa: ARG002
        """What a kept answer depends on of its caller, e.g. the roles; None: this caller is never given one."""
        return None

    def admit(self, company: Company, request: Request) -> AbstractContextManager[Response | None]:  # noqa: ARG002
        """Called outside any transaction around a request that a fault befalls; a response refuses it."""
        return nullcontext(None)

    def word_failures(self) -> None:
        """Have Flask answer every error in this service's form; what is unforeseen is logged and answered 500."""

        def known(error: HTTPException) -> Response:
            if error.response is not None and isinstance(error.response, Response):
                return error.response
            detail = DETAILS.get(type(error)) or error.description or error.name
            response = self.failure(error.code or 500, error.name, detail, self._request())
            for name, value in error.get_headers():
                if name.lower() == "allow":
                    response.headers[name] = value
            return response

        def unforeseen(error: Exception) -> Response:
            log.error("%s failed on %s", self.name, self._request().path, exc_info=error)
            return self.failure(
                500, "Internal Server Error", "The mock itself has failed; see its log.", self._request()
            )

        self.app.register_error_handler(HTTPException, known)
        self.app.register_error_handler(Exception, unforeseen)

    @staticmethod
    def _request() -> Request:
        from flask import request

        return request


class Gate:
    """A service with its store and its traffic, as one WSGI application."""

    def __init__(self, service: Service, store: Store, traffic: Traffic) -> None:
        self.service = service
        self.store = store
        self.traffic = traffic
        self.kept: Bodies[Answer] = Bodies(weigh=lambda answer: len(answer.body) + 1000)
        """Answers that handlers let be kept, by the company's version: a repeated poll never reaches Flask."""
        self.wait: Callable[[float], None] = time.sleep
        """How a fault waits; a server with few threads puts in one that makes room for others meanwhile."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; raises :class:`mockkit.faults.Dropped` where a fault closes the connection."""
        return _Passage(self, environ).through(start_response)


class _Passage:
    """One request on its way through a gate."""

    __slots__ = ("body", "company", "environ", "fired", "gate", "request", "seq", "started")

    def __init__(self, gate: Gate, environ: dict[str, Any]) -> None:
        self.gate = gate
        self.environ = environ
        self.started = time.perf_counter()
        self.body = _read_body(environ)
        self.request = Request(environ, populate_request=False)
        self.company: Company | None = None
        self.fired: tuple[str, ...] = ()
        self.seq = 0

    def through(self, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._meet()
        except faults.Dropped:
            self._record(None, (), b"")
            raise
        now = system_now() if self.company is None else self.company.clock.now()
        headers = [*answer.headers, ("Date", http_date(now))]
        if self.company is not None and self.gate.service.correlation_header:
            headers.append((self.gate.service.correlation_header, self._correlation(self.company)))
        self._record(int(answer.status[:3]), headers, answer.body)
        start_response(answer.status, headers)
        return [b""] if self.environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _meet(self) -> Answer:
        """The answer, after the faults that befall the request, if the company has any armed."""
        with self.gate.store.transaction(write=self._writes) as connection:
            found = self._identify(connection)
            if found is None or not found.company.faults_armed:
                return self._work(connection, found)
        return self._suffer()

    @property
    def _writes(self) -> bool:
        return self.environ["REQUEST_METHOD"] not in SAFE_METHODS

    def _identify(self, connection: Connection) -> Identified | None:
        found = self.gate.service.identify(connection, self.request)
        if found is not None and self._writes and not self.gate.store.is_sqlite:
            companies.lock(connection, found.company.id)
            found = self.gate.service.identify(connection, self.request)
        if found is not None and self.company is None:
            self.company = found.company
            self.seq = self.gate.traffic.next_seq(found.company.id)
        return found

    def _suffer(self) -> Answer:
        assert self.company is not None  # noqa: S101 - _meet comes here only with a company
        gate, company = self.gate, self.company
        with gate.store.transaction(write=True) as connection:
            method, path = self.environ["REQUEST_METHOD"], self.request.path
            fallen = faults.befall(connection, company.id, gate.service.name, method, path)
        self.fired = tuple(fault.id for fault in fallen)
        with gate.service.admit(company, self.request) as refusal:
            return self._nested(fallen)() if refusal is None else Answer.of(refusal)

    def _nested(self, fallen: list[faults.Fault]) -> faults.Proceed:
        if not fallen:
            return self._work_anew
        act, spec = faults.ACTS[fallen[0].spec.do], fallen[0].spec
        return lambda: act(spec, self, self._nested(fallen[1:]))

    def _work_anew(self) -> Answer:
        with self.gate.store.transaction(write=self._writes) as connection:
            return self._work(connection, self._identify(connection))

    def _work(self, connection: Connection, found: Identified | None) -> Answer:
        """The service's own answer; below 400 its changes are kept, from 400 on they are not."""
        company = None if found is None else found.company
        now = system_now() if company is None else company.clock.now()
        exchange = Exchange(connection, company, found and found.caller, now, _base_url(self.environ))
        key = None if found is None else self._key(found, exchange)
        kept = None if key is None else self.gate.kept.get(key)
        if kept is not None:
            return kept
        self.environ[ENVIRON_KEY] = exchange
        response = _run(self.gate.service.app, self.environ, self.body)
        if response.status_code >= 400:
            transaction = connection.get_transaction()
            if transaction is not None:
                transaction.rollback()
        elif company is not None and exchange.used_ids is not None:
            companies.keep_ids(connection, company.id, exchange.used_ids)
        answer = Answer.of(response)
        if key is not None and exchange.keep and response.status_code == 200:
            self.gate.kept.keep(key, answer)
        return answer

    def _key(self, found: Identified, exchange: Exchange) -> Hashable | None:
        environ = self.environ
        if environ["REQUEST_METHOD"] != "GET" or self.body:
            return None
        standing = self.gate.service.standing(found.caller, exchange.now)
        if standing is None:
            return None
        asked = (environ["PATH_INFO"], environ.get("QUERY_STRING"), environ.get("HTTP_ACCEPT"), exchange.base_url)
        return (found.company.id, found.company.version, standing, *asked)

    # What a fault may use (mockkit.faults.Surroundings).

    def wait(self, seconds: float) -> None:
        self.gate.wait(seconds)

    def failure(self, status: int, detail: str) -> Answer:
        title = HTTP_STATUS_CODES.get(status, "Error")
        return Answer.of(self.gate.service.failure(status, title, detail, self.request))

    def expire_tokens(self) -> None:
        if self.company is not None:
            with self.gate.store.transaction(write=True) as connection:
                self.gate.service.expire_tokens(connection, self.company.id)

    def _correlation(self, company: Company) -> str:
        # The caller's own id if it sent one, else the request's number in the journal: either log leads to the other.
        given = self.request.headers.get(self.gate.service.correlation_header)
        return given or f"{company.id:0<8.8}-0000-4000-8000-{self.seq:012d}"

    def _record(self, status: int | None, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        if self.company is None:
            return
        environ = self.environ
        record = Record(
            seq=self.seq,
            at=self.company.clock.now(),
            service=self.gate.service.name,
            method=environ["REQUEST_METHOD"],
            path=self.request.path,
            query=environ.get("QUERY_STRING", ""),
            request_headers=tuple([item for item in environ.items() if item[0][:5] in _OF_HEADERS]),
            request_body=self.body,
            status=status,
            response_headers=tuple(headers),
            response_body=body,
            duration=time.perf_counter() - self.started,
            faults=self.fired,
        )
        self.gate.traffic.add(self.company.id, record)


def _read_body(environ: dict[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH")
    if not length or not length.isdigit():
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _base_url(environ: dict[str, Any]) -> str:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}"


def _run(app: Flask, environ: dict[str, Any], body: bytes) -> Response:
    if body:
        environ["wsgi.input"] = io.BytesIO(body)
    with app.request_context(environ):
        return app.full_dispatch_request()


class InFlight:
    """Names that are in use just now, in this process; safe under threads."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    def enter(self, name: str) -> bool:
        """Take a name; False when somebody has it."""
        with self._lock:
            if name in self._names:
                return False
            self._names.add(name)
            return True

    def leave(self, name: str) -> None:
        """Give a name back."""
        with self._lock:
            self._names.discard(name)
