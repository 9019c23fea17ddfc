"""The way of every request: who asks, what goes wrong, the service's own work, and a record of it all.

A :class:`Pipeline` is a WSGI application around one mock. Nothing that takes long is done within a transaction: one
short one says whose request it is, and the service opens its own once it has parsed the body, and renders after it.
Faults take part only where the company has some armed.
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
from mockkit.database.store import Store
from mockkit.lru_cache import MAX_BYTES, LruCache
from mockkit.system_clock import system_now
from mockkit.traffic.journal import Arrival, Message, TrafficRecord, TrafficStore
from mockkit.web.in_flight import IN_FLIGHT_KEY, InFlight, InProcess
from mockkit.web.problems import title_of
from mockkit.web.request_context import ENVIRON_KEY, NOW_KEY, RequestContext, RestartRequest
from mockkit.web.service import Identified, Operation, Service

log = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_STARTS = 20
"""How often a request begins anew because somebody else has changed whose it is."""

_CORRELATION = re.compile(r"[!-~]{1,100}")
"""What is taken over of a caller's correlation id: a word, as a UUID is one."""

_OF_HEADERS = frozenset({"HTTP_", "CONTE"})
"""How the names of headers begin in a WSGI environment: HTTP_*, CONTENT_TYPE and CONTENT_LENGTH."""

REJECTED = "mockkit.refused"
"""In the environment of a request that a server refuses whoever sent it: status and detail; it has no body."""

StartResponse = Callable[..., Any]


class Pipeline:
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
        self.cached_answers: LruCache[Answer] = LruCache(MAX_BYTES, lambda answer: len(answer.body) + 1000)
        """Answers that handlers let be kept, by the company's version: a repeated poll never reaches Flask."""
        self.wait: Callable[[str, float], None] = lambda _company, seconds: time.sleep(seconds)
        """How a fault waits, by company; a server with few threads puts in one that makes room for others meanwhile."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; raises :class:`mockkit.faults.Dropped` where a fault closes the connection."""
        return _RequestRun(self, environ).run(start_response)


class _RequestRun:
    """One request on its way through a pipeline."""

    __slots__ = (
        *("arrival", "base_url", "body", "company", "credentials", "environ"),
        *("faults_counted", "fired", "pipeline", "note", "opened", "rejected", "request", "started"),
    )

    def __init__(self, pipeline: Pipeline, environ: dict[str, Any]) -> None:
        self.pipeline = pipeline
        self.environ = environ
        environ[IN_FLIGHT_KEY] = pipeline.in_flight
        self.started = time.perf_counter()
        self.rejected, self.body = self._read_body()
        self.request = Request(environ, populate_request=False)
        self.base_url = _base_url(environ)
        self.credentials = pipeline.service.credentials(self.request)
        self.company: Company | None = None
        self.fired: tuple[str, ...] = ()
        self.note = ""
        self.arrival = Arrival(0, 0)
        self.opened: _OpenTransaction | None = None
        """A transaction that waits for the service to work in it."""
        self.faults_counted = False

    def run(self, start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._handle() if self.rejected is None else self._refuse(*self.rejected)
        except faults.Dropped:
            self._record_traffic(None, (), b"")
            raise
        except Exception as error:  # noqa: BLE001 - e.g. a store that cannot be reached; it is logged
            self.environ[NOW_KEY] = self._now()
            answer = Answer.of(self.pipeline.service.unforeseen(error, self.request))
        headers = [*answer.headers, ("Date", http_date(self._now()))]
        if self.pipeline.service.correlation_header:
            headers.append((self.pipeline.service.correlation_header, self._correlation()))
        self._record_traffic(int(answer.status[:3]), headers, answer.body)
        start_response(answer.status, headers)
        return [b""] if self.environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _read_body(self) -> tuple[tuple[int, str] | None, bytes]:
        """Why the request is refused whoever sent it, and its body; one that is refused is not read."""
        environ, service = self.environ, self.pipeline.service
        refused: tuple[int, str] | None = environ.get(REJECTED)
        length = environ.get("CONTENT_LENGTH")
        if refused is not None or not length or not length.isdigit():
            return refused, b""
        most = service.max_body(environ["PATH_INFO"])
        if int(length) > most:
            return (413, f"The body exceeds {most} bytes."), b""
        body: bytes = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
        return None, body

    def _handle(self) -> Answer:
        """The answer; the request begins anew as long as somebody else changes whose it is."""
        for _ in range(MAX_STARTS):
            try:
                identified = self._identify_caller()
                if identified is None or self.faults_counted or not identified.company.faults_armed:
                    return self._run_application(identified)
            except RestartRequest:
                continue
            finally:
                self._close()
            return self._apply_faults(identified.company)
        return self.failure(503, "The company is being changed all the time.")

    def _refuse(self, status: int, detail: str) -> Answer:
        """A refusal that does not depend on who asks; still it is in the traffic of whose request it is."""
        try:
            self._identify_caller()
        finally:
            self._close()
        return self.failure(self.pipeline.service.length_required if status == 411 else status, detail)

    def _now(self) -> datetime:
        """The time on the company's clock; nobody's request is answered by the system's."""
        return system_now() if self.company is None else self.company.clock.now()

    @property
    def _writes(self) -> bool:
        return self.environ["REQUEST_METHOD"] not in SAFE_METHODS

    def _identify_caller(self) -> Identified | None:
        """Whose request it is.

        Where there is a body to parse first, in a short transaction of its own; else in the one that the service will
        work in, which is left open: nothing that takes long comes between.
        """
        if self.credentials is None:
            return None
        write = self._writes and not self.body
        self.opened = _OpenTransaction(self.pipeline.store.transaction(write=write))
        identified = self._identify(self.opened.connection, write=write)
        if identified is not None and self.company is None:
            self.company = identified.company
            self.arrival = self.pipeline.traffic.arrive(identified.company.id)
        if self.body:
            self._close()
        return identified

    def _close(self) -> None:
        """End the transaction that nobody has worked in."""
        opened, self.opened = self.opened, None
        if opened is not None:
            opened.__exit__(None, None, None)

    def _identify(self, connection: Connection, *, write: bool) -> Identified | None:
        identified = self.pipeline.service.identify(connection, self.credentials)
        if identified is not None and write and companies.lock(connection, identified.company.id):
            identified = self.pipeline.service.identify(connection, self.credentials)
        return identified

    def _apply_faults(self, company: Company) -> Answer:
        """What the faults in force make of the request; one that the service refuses is counted against none."""
        with self.pipeline.service.guard_faulted(company, self.request) as refused_response:
            if refused_response is not None:
                return Answer.of(refused_response)
            claimed = self._claim_faults(company)
            try:
                return self._chain(_Faulted(self, company), claimed)()
            except faults.Crowded:
                return self.failure(503, "Too many requests of this company are being delayed already.")

    def _claim_faults(self, company: Company) -> list[faults.Fault]:
        """Count the request against the faults in force; those that fire on it."""
        seen = faults.Sighting(self.pipeline.service.name, self.environ["REQUEST_METHOD"], self.request.path)
        with self.pipeline.store.transaction(write=True) as connection:
            companies.lock(connection, company.id)
            claimed = faults.claim_matching(connection, company, seen)
        self.fired, self.faults_counted = tuple(each.id for each in claimed), True
        return [each.fault for each in claimed]

    def _chain(self, run: faults.FaultedRequest, claimed: list[faults.Fault]) -> faults.Proceed:
        if not claimed:
            return self._handle
        return lambda: claimed[0].apply(run, self._chain(run, claimed[1:]))

    def _run_application(self, identified_company: Identified | None) -> Answer:
        """The service's own answer; below 400 its changes are kept, from 400 on they are not."""
        company, caller = (
            (None, None) if identified_company is None else (identified_company.company, identified_company.caller)
        )
        now = system_now() if company is None else company.clock.now()
        cached = None if identified_company is None else self._cached_answer(identified_company, now)
        if cached is not None:
            return cached
        context = RequestContext(company, caller, now, self.base_url, lambda: self._transaction(context))
        self.environ[ENVIRON_KEY] = context
        response = _run(self.pipeline.service.app, self.environ, self.body)
        answer, self.note = Answer.of(response), context.note
        if context.cached_by is not None and response.status_code == 200:
            self._cache_answer(context, context.cached_by, answer)
        return answer

    def _cached_answer(self, identified: Identified, now: datetime) -> Answer | None:
        found = map(self.pipeline.cached_answers.get, self._cache_keys(identified, now).values())
        return next((answer for answer in found if answer is not None), None)

    def _cache_answer(self, context: RequestContext, cached_by: str, answer: Answer) -> None:
        keys = self._cache_keys(Identified(context.company, context.caller), context.now)
        if keys:
            self.pipeline.cached_answers.put(keys[cached_by], answer)

    @contextmanager
    def _transaction(self, context: RequestContext) -> Iterator[Connection]:
        if context.begun:
            raise RuntimeError("a request has one transaction")
        context.begun = True
        waiting, self.opened = self.opened, None
        with waiting or self.pipeline.store.transaction(write=self._writes) as connection:
            if waiting is None:
                self._confirm_caller(connection, context)
            context.opened = connection
            try:
                yield connection
            finally:
                context.opened = None
            if context.used_ids is not None:
                companies.save_ids(connection, context.company.id, context.used_ids)

    def _confirm_caller(self, connection: Connection, context: RequestContext) -> None:
        """See that it is still the same whose request it is; what is read from here on belongs together."""
        identified = None if self.credentials is None else self._identify(connection, write=self._writes)
        if identified is None and context.identified_company is None:
            return
        if (
            identified is None
            or context.identified_company is None
            or identified.company.id != context.identified_company.id
        ):
            raise RestartRequest
        if identified.caller != context.caller or (identified.company.faults_armed and not self.faults_counted):
            raise RestartRequest
        context.identified_company, context.now = identified.company, identified.company.clock.now()

    def _cache_keys(self, identified: Identified, now: datetime) -> dict[str, Hashable]:
        """The keys under which an answer to this request may be cached, by what of the caller each depends on."""
        environ, company = self.environ, identified.company
        if environ["REQUEST_METHOD"] != "GET" or self.body:
            return {}
        asked = (environ["PATH_INFO"], environ.get("QUERY_STRING"), environ.get("HTTP_ACCEPT"), self.base_url)
        by_caller = self.pipeline.service.cache_keys(identified.caller, now)
        return {name: (company.id, company.version, name, key, *asked) for name, key in by_caller.items()}

    def failure(self, status: int, detail: str) -> Answer:
        self.environ[NOW_KEY] = self._now()
        return Answer.of(self.pipeline.service.failure(status, title_of(status), detail, self.request))

    def _correlation(self) -> str:
        """The caller's own id if it sent one, else the request's number of arrival: either log leads to the other.

        A request of nobody we know is in no journal; its answer bears an id all the same.
        """
        given = self.request.headers.get(self.pipeline.service.correlation_header, "")
        if _CORRELATION.fullmatch(given):
            return given
        if self.company is None:
            return str(uuid4())
        return f"{self.company.id:0<8.8}-0000-4000-8000-{self.arrival.number:012d}"

    def _record_traffic(self, status: int | None, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        if self.company is None:
            return
        environ, duration = self.environ, time.perf_counter() - self.started
        record = TrafficRecord(
            arrival=self.arrival,
            at=self.company.clock.ago(duration),
            service=self.pipeline.service.name,
            method=environ["REQUEST_METHOD"],
            path=self.request.path,
            query=environ.get("QUERY_STRING", ""),
            request=Message.of([item for item in environ.items() if item[0][:5] in _OF_HEADERS], self.body),
            status=status,
            response=Message.of(headers, body),
            duration=duration,
            faults=self.fired,
            note=self.note,
        )
        try:
            self.pipeline.traffic.append(self.company.id, record)
        except Exception:  # what the request has done is done, and its answer is the caller's
            log.exception("a request to %s is missing in the traffic", self.pipeline.service.name)


class _Faulted:
    """A request, and what is around it, as faults may use them (:class:`mockkit.faults.FaultedRequest`)."""

    __slots__ = ("_pipeline", "company", "failure", "request")

    def __init__(self, run: _RequestRun, company: Company) -> None:
        self._pipeline = run.pipeline
        self.request = run.request
        self.company = company
        self.failure = run.failure

    def wait(self, seconds: float) -> None:
        self._pipeline.wait(self.company.id, seconds)

    def perform(self, operation: str, arguments: Mapping[str, Any] | None = None) -> None:
        do = self._pipeline.operations[operation]
        with self._pipeline.store.transaction(write=True) as connection:
            companies.lock(connection, self.company.id)
            current = companies.find_company(connection, self.company.id)
            if current is not None:
                do(connection, current, arguments or {})


class _OpenTransaction:
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
