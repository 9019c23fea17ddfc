"""The way of every request: who asks, what goes wrong, the service's own work, and a record of it all.

A :class:`Gate` is a WSGI application around one mock. Nothing that takes long is done within a transaction: one short
one says whose request it is, and the service opens its own once it has parsed the body, and renders after it. Faults
take part only where the company has some armed.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mockkit import companies, faults
from mockkit.answer import Answer
from mockkit.clock import http_date
from mockkit.companies import Company
from mockkit.exchange import ENVIRON_KEY, NOW_KEY, Exchange, StartOver
from mockkit.in_flight import IN_FLIGHT_KEY, InFlight, InProcess
from mockkit.lru_cache import MOST_BYTES, LruCache
from mockkit.problems import title_of
from mockkit.service import Identified, Operation, Service
from mockkit.store import Store
from mockkit.system_clock import system_now
from mockkit.traffic import Arrival, Record, Side, TrafficStore

log = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_STARTS = 20
"""How often a request begins anew because somebody else has changed whose it is."""

_CORRELATION = re.compile(r"[!-~]{1,100}")
"""What is taken over of a caller's correlation id: a word, as a UUID is one."""

_OF_HEADERS = frozenset({"HTTP_", "CONTE"})
"""How the names of headers begin in a WSGI environment: HTTP_*, CONTENT_TYPE and CONTENT_LENGTH."""

REFUSED = "mockkit.refused"
"""In the environment of a request that a server refuses whoever sent it: status and detail; it has no body."""

StartResponse = Callable[..., Any]


class Gate:
    """A service with its store and its traffic, as one WSGI application."""

    def __init__(
        self,
        service: Service,
        store: Store,
        traffic: TrafficStore,
        operations: Mapping[str, Operation] | None = None,
        in_flight: InFlight | None = None,
    ) -> None:
        self.service = service
        self.store = store
        self.traffic = traffic
        self.operations: Mapping[str, Operation] = {**service.operations, **(operations or {})}
        """What faults may have done: in the service, and by whoever runs it (``operations``)."""
        self.in_flight: InFlight = in_flight or InProcess()
        """Names that the service has in use, e.g. of idempotency keys whose requests are being worked on."""
        self.kept: LruCache[Answer] = LruCache(MOST_BYTES, lambda answer: len(answer.body) + 1000)
        """Answers that handlers let be kept, by the company's version: a repeated poll never reaches Flask."""
        self.wait: Callable[[str, float], None] = lambda _company, seconds: time.sleep(seconds)
        """How a fault waits, by company; a server with few threads puts in one that makes room for others meanwhile."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; raises :class:`mockkit.faults.Dropped` where a fault closes the connection."""
        return _Passage(self, environ).through(start_response)


class _Passage:
    """One request on its way through a gate."""

    __slots__ = (
        *("arrival", "base_url", "body", "company", "credentials", "environ"),
        *("faults_counted", "fired", "gate", "note", "opened", "refused", "request", "started"),
    )

    def __init__(self, gate: Gate, environ: dict[str, Any]) -> None:
        self.gate = gate
        self.environ = environ
        environ[IN_FLIGHT_KEY] = gate.in_flight
        self.started = time.perf_counter()
        self.refused, self.body = self._read_body()
        self.request = Request(environ, populate_request=False)
        self.base_url = _base_url(environ)
        self.credentials = gate.service.credentials(self.request)
        self.company: Company | None = None
        self.fired: tuple[str, ...] = ()
        self.note = ""
        self.arrival = Arrival(0, 0)
        self.opened: _Opened | None = None
        """A transaction that waits for the service to work in it."""
        self.faults_counted = False

    def through(self, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._meet() if self.refused is None else self._refuse(*self.refused)
        except faults.Dropped:
            self._record(None, (), b"")
            raise
        except Exception as error:  # noqa: BLE001 - e.g. a store that cannot be reached; it is logged
            self.environ[NOW_KEY] = self._now()
            answer = Answer.of(self.gate.service.unforeseen(error, self.request))
        headers = [*answer.headers, ("Date", http_date(self._now()))]
        if self.gate.service.correlation_header:
            headers.append((self.gate.service.correlation_header, self._correlation()))
        self._record(int(answer.status[:3]), headers, answer.body)
        start_response(answer.status, headers)
        return [b""] if self.environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _read_body(self) -> tuple[tuple[int, str] | None, bytes]:
        """Why the request is refused whoever sent it, and its body; one that is refused is not read."""
        environ, service = self.environ, self.gate.service
        refused: tuple[int, str] | None = environ.get(REFUSED)
        length = environ.get("CONTENT_LENGTH")
        if refused is not None or not length or not length.isdigit():
            return refused, b""
        most = service.most_body(environ["PATH_INFO"])
        if int(length) > most:
            return (413, f"The body exceeds {most} bytes."), b""
        body: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
        return None, body

    def _meet(self) -> Answer:
        """The answer; the request begins anew as long as somebody else changes whose it is."""
        for _ in range(MOST_STARTS):
            try:
                found = self._look_up()
                if found is None or self.faults_counted or not found.company.faults_armed:
                    return self._work(found)
            except StartOver:
                continue
            finally:
                self._close()
            return self._suffer()
        return self.failure(503, "The company is being changed all the time.")

    def _refuse(self, status: int, detail: str) -> Answer:
        """A refusal that does not depend on who asks; still it is in the traffic of whose request it is."""
        try:
            self._look_up()
        finally:
            self._close()
        return self.failure(self.gate.service.length_required if status == 411 else status, detail)

    def _now(self) -> datetime:
        """The time on the company's clock; nobody's request is answered by the system's."""
        return system_now() if self.company is None else self.company.clock.now()

    @property
    def _writes(self) -> bool:
        return self.environ["REQUEST_METHOD"] not in SAFE_METHODS

    def _look_up(self) -> Identified | None:
        """Whose request it is.

        Where there is a body to parse first, in a short transaction of its own; else in the one that the service will
        work in, which is left open: nothing that takes long comes between.
        """
        if self.credentials is None:
            return None
        write = self._writes and not self.body
        self.opened = _Opened(self.gate.store.transaction(write=write))
        found = self._identify(self.opened.connection, write=write)
        if found is not None and self.company is None:
            self.company = found.company
            self.arrival = self.gate.traffic.arrive(found.company.id)
        if self.body:
            self._close()
        return found

    def _close(self) -> None:
        """End the transaction that nobody has worked in."""
        opened, self.opened = self.opened, None
        if opened is not None:
            opened.__exit__(None, None, None)

    def _identify(self, connection: Connection, *, write: bool) -> Identified | None:
        found = self.gate.service.identify(connection, self.credentials)
        if found is not None and write and companies.lock(connection, found.company.id):
            found = self.gate.service.identify(connection, self.credentials)
        return found

    def _suffer(self) -> Answer:
        assert self.company is not None  # noqa: S101 - _meet comes here only with a company
        gate, company = self.gate, self.company
        seen = faults.Sighting(gate.service.name, self.environ["REQUEST_METHOD"], self.request.path)
        with gate.store.transaction(write=True) as connection:
            companies.lock(connection, company.id)
            claimed = faults.claim_matching(connection, company, seen)
        self.fired, self.faults_counted = tuple(each.id for each in claimed), True
        with gate.service.admit(company, self.request) as refusal:
            if refusal is not None:
                return Answer.of(refusal)
            try:
                return self._nested(_Faulted(self, company), [each.fault for each in claimed])()
            except faults.Crowded:
                return self.failure(503, "Too many requests of this company are being delayed already.")

    def _nested(self, run: faults.FaultedRequest, claimed: list[faults.Fault]) -> faults.Proceed:
        if not claimed:
            return self._meet
        return lambda: claimed[0].apply(run, self._nested(run, claimed[1:]))

    def _work(self, found: Identified | None) -> Answer:
        """The service's own answer; below 400 its changes are kept, from 400 on they are not."""
        company, caller = (None, None) if found is None else (found.company, found.caller)
        now = system_now() if company is None else company.clock.now()
        key = None if found is None else self._key(found, now)
        kept = None if key is None else self.gate.kept.get(key)
        if kept is not None:
            return kept
        exchange = Exchange(company, caller, now, self.base_url, lambda: self._transaction(exchange))
        self.environ[ENVIRON_KEY] = exchange
        response = _run(self.gate.service.app, self.environ, self.body)
        answer, self.note = Answer.of(response), exchange.note
        if exchange.keep and response.status_code == 200:
            self._keep(exchange, answer)
        return answer

    def _keep(self, exchange: Exchange, answer: Answer) -> None:
        key = self._key(Identified(exchange.company, exchange.caller), exchange.now)
        if key is not None:
            self.gate.kept.put(key, answer)

    @contextmanager
    def _transaction(self, exchange: Exchange) -> Iterator[Connection]:
        if exchange.begun:
            raise RuntimeError("a request has one transaction")
        exchange.begun = True
        waiting, self.opened = self.opened, None
        with waiting or self.gate.store.transaction(write=self._writes) as connection:
            if waiting is None:
                self._confirm(connection, exchange)
            exchange.opened = connection
            try:
                yield connection
            finally:
                exchange.opened = None
            if exchange.used_ids is not None:
                companies.keep_ids(connection, exchange.company.id, exchange.used_ids)

    def _confirm(self, connection: Connection, exchange: Exchange) -> None:
        """See that it is still the same whose request it is; what is read from here on belongs together."""
        found = None if self.credentials is None else self._identify(connection, write=self._writes)
        if found is None and exchange.found is None:
            return
        if found is None or exchange.found is None or found.company.id != exchange.found.id:
            raise StartOver
        if found.caller != exchange.caller or (found.company.faults_armed and not self.faults_counted):
            raise StartOver
        exchange.found, exchange.now = found.company, found.company.clock.now()

    def _key(self, found: Identified, now: datetime) -> Hashable | None:
        environ = self.environ
        if environ["REQUEST_METHOD"] != "GET" or self.body:
            return None
        standing = self.gate.service.standing(found.caller, now)
        if standing is None:
            return None
        asked = (environ["PATH_INFO"], environ.get("QUERY_STRING"), environ.get("HTTP_ACCEPT"), self.base_url)
        return (found.company.id, found.company.version, standing, *asked)

    def failure(self, status: int, detail: str) -> Answer:
        self.environ[NOW_KEY] = self._now()
        return Answer.of(self.gate.service.failure(status, title_of(status), detail, self.request))

    def _correlation(self) -> str:
        """The caller's own id if it sent one, else the request's number of arrival: either log leads to the other.

        A request of nobody we know is in no journal; its answer bears an id all the same.
        """
        given = self.request.headers.get(self.gate.service.correlation_header, "")
        if _CORRELATION.fullmatch(given):
            return given
        if self.company is None:
            return str(uuid4())
        return f"{self.company.id:0<8.8}-0000-4000-8000-{self.arrival.number:012d}"

    def _record(self, status: int | None, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        if self.company is None:
            return
        environ, duration = self.environ, time.perf_counter() - self.started
        record = Record(
            arrival=self.arrival,
            at=self.company.clock.ago(duration),
            service=self.gate.service.name,
            method=environ["REQUEST_METHOD"],
            path=self.request.path,
            query=environ.get("QUERY_STRING", ""),
            request=Side.of([item for item in environ.items() if item[0][:5] in _OF_HEADERS], self.body),
            status=status,
            response=Side.of(headers, body),
            duration=duration,
            faults=self.fired,
            note=self.note,
        )
        try:
            self.gate.traffic.add(self.company.id, record)
        except Exception:  # what the request has done is done, and its answer is the caller's
            log.exception("a request to %s is missing in the traffic", self.gate.service.name)


class _Faulted:
    """A request, and what is around it, as faults may use them (:class:`mockkit.faults.FaultedRequest`)."""

    __slots__ = ("_gate", "company", "failure", "request")

    def __init__(self, passage: _Passage, company: Company) -> None:
        self._gate = passage.gate
        self.request = passage.request
        self.company = company
        self.failure = passage.failure

    def wait(self, seconds: float) -> None:
        self._gate.wait(self.company.id, seconds)

    def perform(self, operation: str, arguments: Mapping[str, Any] | None = None) -> None:
        do = self._gate.operations[operation]
        with self._gate.store.transaction(write=True) as connection:
            companies.lock(connection, self.company.id)
            current = companies.find(connection, self.company.id)
            if current is not None:
                do(connection, current, arguments or {})


class _Opened:
    """A transaction that is open already: whoever enters it works in it, and ends it."""

    __slots__ = ("_transaction", "connection")

    def __init__(self, transaction: AbstractContextManager[Connection]) -> None:
        self._transaction = transaction
        self.connection = transaction.__enter__()

    def __enter__(self) -> Connection:
        return self.connection

    def __exit__(self, *raised: Any) -> None:
        self._transaction.__exit__(*raised)


def _base_url(environ: dict[str, Any]) -> str:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}"


def _run(app: Flask, environ: dict[str, Any], body: bytes) -> Response:
    if body:
        environ["wsgi.input"] = io.BytesIO(body)
    with app.request_context(environ):
        return app.full_dispatch_request()
