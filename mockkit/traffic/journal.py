"""The traffic journal: every request and answer of a company, in order, beside the store.

It is no part of a transaction or a snapshot: a refused request rolls back, its record stays. Where it is kept is a port
(:class:`TrafficStore`): in memory here, in tables that processes share in :mod:`mockkit.traffic.table`. It is bounded
when it is recorded: so many of the newest requests and so many bytes of a company, and the beginning of a long body
with its true size. Secrets are masked when it is read.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, Protocol

from mockkit.traffic.masking import Masker

Headers = tuple[tuple[str, str], ...]


class Bounds(NamedTuple):
    """How much of a company's traffic is kept: requests, bytes of one body, and bytes of all together."""

    records: int
    body: int
    total: int


BOUNDED = Bounds(records=10_000, body=256 * 1024, total=64 * 1024 * 1024)
WHOLE = Bounds(records=100_000, body=16 * 1024 * 1024, total=128 * 1024 * 1024)
"""For a company whose traffic somebody judges by: no body that a request may have is cut."""

MAX_PAGE = 4 * 1024 * 1024
"""So many bytes of bodies are read at once; at least one record."""


class Arrival(NamedTuple):
    """When a request came: its number in order of arrival, and the number of the last one that was over by then; and
    whether its bodies will be kept whole (:data:`WHOLE`), for a store that would have to ask again.
    """

    number: int
    after: int
    whole: bool = False


class Message(NamedTuple):
    """One side of an exchange: ``body`` is as much of it as is kept, ``size`` how long it was."""

    headers: Headers
    body: bytes
    size: int

    @classmethod
    def of(cls, headers: Iterable[tuple[str, str]], body: bytes) -> Message:
        """A side with its whole body."""
        return cls(tuple(headers), body, len(body))

    def measure(self) -> int:
        """The bytes that it takes, roughly."""
        return len(self.body) + 150 * len(self.headers) + sum([len(value) for _, value in self.headers])

    def cut(self, most: int) -> Message:
        """The side with no more than that of its body."""
        return self if len(self.body) <= most else self._replace(body=self.body[:most])

    def to_json(self, masker: Masker) -> dict[str, Any]:
        """The side as JSON has it."""
        truncated = len(self.body) < self.size
        return {
            "headers": {name: masker.header(name, value) for name, value in self.headers},
            "body": masker.text(self.body.decode("utf-8", "replace"), cut=truncated),
            "bytes": self.size,
            "truncated": truncated,
        }


@dataclass(slots=True)
class TrafficRecord:
    """One request with its answer; ``status`` is None when the connection was dropped without one.

    ``at`` is the company's time when it came, ``duration`` in seconds of real time. ``seq`` is its number in the
    journal, which counts requests as they end: whoever reads on from a number misses none that took longer.
    """

    arrival: Arrival
    at: datetime
    service: str
    method: str
    path: str
    query: str
    request: Message
    status: int | None
    response: Message
    duration: float
    faults: tuple[str, ...]
    note: str = ""
    seq: int = 0
    weight: int = 0

    def cut(self, bounds: Bounds) -> TrafficRecord:
        """The record with no more of its bodies than is kept."""
        return replace(self, request=self.request.cut(bounds.body), response=self.response.cut(bounds.body))

    def measure(self) -> int:
        """The bytes that it takes, roughly."""
        return self.request.measure() + self.response.measure() + len(self.path) + len(self.query) + 1000

    @property
    def body_bytes(self) -> int:
        """The bytes of both bodies that are kept."""
        return len(self.request.body) + len(self.response.body)

    def to_json(self, masker: Masker) -> dict[str, Any]:
        """The record as JSON has it, secrets masked."""
        headers = tuple((_name(name), value) for name, value in self.request.headers)
        return {
            "seq": self.seq,
            "arrived": self.arrival.number,
            "arrived_after": self.arrival.after,
            "at": self.at.isoformat(),
            "service": self.service,
            "method": self.method,
            "path": masker.text(self.path),
            "query": masker.text(self.query),
            "request": self.request._replace(headers=headers).to_json(masker),
            "status": self.status,
            "response": self.response.to_json(masker),
            "duration_ms": round(self.duration * 1000, 3),
            "faults": list(self.faults),
            "note": masker.text(self.note),
        }


def _name(wsgi_name: str) -> str:
    # Here and not when it is recorded: of most records nobody ever reads the headers.
    return wsgi_name.removeprefix("HTTP_").replace("_", "-").title()


class TrafficJournal:
    """The records of one company, in the order in which the requests ended."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.arrived = 0
        self.ended = 0
        self.records: deque[TrafficRecord] = deque()
        self._weight = 0

    def append(self, record: TrafficRecord) -> None:
        """Write down a request that is over; the oldest make room for it."""
        record.request, record.response = record.request.cut(self.bounds.body), record.response.cut(self.bounds.body)
        self.ended += 1
        record.seq, record.weight = self.ended, record.measure()
        self.records.append(record)
        self._weight += record.weight
        while len(self.records) > self.bounds.records or (self._weight > self.bounds.total and len(self.records) > 1):
            self._weight -= self.records.popleft().weight

    def after(self, seq: int) -> list[TrafficRecord]:
        """The records numbered above that."""
        first = self.records[0].seq if self.records else 0
        return list(islice(self.records, max(0, seq - first + 1), None))


Wanted = Callable[[str, str], bool]
"""Whether records of a service and a path are wanted."""


class TrafficStore(Protocol):
    """The journals of companies, in order; safe under threads."""

    def open(self, company_id: str, *, whole: bool) -> None:
        """Begin a company's journal anew; ``whole`` says that somebody judges by it (:data:`WHOLE`)."""

    def arrive(self, company_id: str) -> Arrival:
        """Number a request as it comes in."""

    def append(self, company_id: str, record: TrafficRecord) -> None:
        """Write down a request that is over; nothing where the company has no journal."""

    def read(
        self, company_id: str, *, after: int = 0, most: int | None = None, wanted: Wanted = lambda *_: True
    ) -> tuple[list[TrafficRecord], bool]:
        """The wanted records numbered above ``after``, the first that ended first; and whether there are more.

        At most ``most`` of them, and no more than :data:`MAX_PAGE` bytes of bodies. A record that is added later has a
        higher number than every one that was ever read.
        """

    def dropped(self, company_id: str) -> int:
        """How many of a company's requests, the oldest, are no longer kept."""

    def forget(self, company_id: str) -> None:
        """Drop a company's journal."""

    def close(self) -> None:
        """Let go of whatever holds it."""


class MemoryTraffic:
    """The journals of all companies that this process has served; safe under threads."""

    def __init__(self) -> None:
        self._journals: dict[str, TrafficJournal] = {}
        self._lock = threading.Lock()

    def open(self, company_id: str, *, whole: bool) -> None:
        """Begin a company's journal anew."""
        with self._lock:
            self._journals[company_id] = TrafficJournal(WHOLE if whole else BOUNDED)

    def arrive(self, company_id: str) -> Arrival:
        """Number a request as it comes in."""
        with self._lock:
            journal = self._journals.setdefault(company_id, TrafficJournal(BOUNDED))
            journal.arrived += 1
            return Arrival(journal.arrived, journal.ended)

    def append(self, company_id: str, record: TrafficRecord) -> None:
        """Write down a request that is over."""
        with self._lock:
            journal = self._journals.get(company_id)
            if journal is not None:
                journal.append(record)

    def read(
        self, company_id: str, *, after: int = 0, most: int | None = None, wanted: Wanted = lambda *_: True
    ) -> tuple[list[TrafficRecord], bool]:
        """The wanted records numbered above ``after``, and whether there are more (:meth:`TrafficStore.read`)."""
        with self._lock:
            journal = self._journals.get(company_id)
            records = [] if journal is None else journal.after(after)
        found: list[TrafficRecord] = []
        room = MAX_PAGE
        for record in records:
            if not wanted(record.service, record.path):
                continue
            room -= record.body_bytes
            if found and (len(found) == most or room < 0):
                return found, True
            found.append(record)
        return found, False

    def dropped(self, company_id: str) -> int:
        """How many of a company's requests, the oldest, are no longer kept."""
        with self._lock:
            journal = self._journals.get(company_id)
            return 0 if journal is None else journal.ended - len(journal.records)

    def forget(self, company_id: str) -> None:
        """Drop a company's journal."""
        with self._lock:
            self._journals.pop(company_id, None)

    def close(self) -> None:
        """Nothing holds it but memory."""
