"""The traffic journal: every request and answer of a company, in order, beside the store.

It is no part of a transaction or a snapshot: a refused request rolls back, its record stays. It belongs to
the process that served the request. Bounded: the newest 10,000 requests of a company, bodies up to 256 KB;
a company whose journal is kept whole (a conformance case's) has neither bound.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_RECORDS = 10_000
MOST_BODY = 256 * 1024

_NAMES_OF_SECRETS = "client_secret|refresh_token|access_token|id_token|password|api_key"
_SECRET_IN_JSON = re.compile(rf'("(?:{_NAMES_OF_SECRETS})"\s*:\s*")([^"]*)')
_SECRET_IN_FORM = re.compile(rf"((?:^|[&?])(?:{_NAMES_OF_SECRETS})=)([^&\s]*)")
_TOKEN_GIVEN = re.compile(rb'"(?:access_token|refresh_token|id_token)"\s*:\s*"([^"\\]+)"')
_SECRET_HEADERS = {"authorization", "cookie", "set-cookie"}


@dataclass(frozen=True, slots=True)
class Record:
    """One request with its answer; ``status`` is None when the connection was dropped without one.

    ``at`` is when it came, on the company's clock; the answer was made ``duration`` seconds later.
    """

    seq: int
    at: datetime
    service: str
    method: str
    path: str
    query: str
    request_headers: tuple[tuple[str, str], ...]  # as a WSGI environment names them, e.g. HTTP_ACCEPT
    request_body: bytes
    status: int | None
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes
    duration: float
    faults: tuple[str, ...]
    note: str = ""

    def shown(self, most_body: int | None = MOST_BODY) -> dict[str, Any]:
        """The record as JSON has it, secrets masked."""
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "service": self.service,
            "method": self.method,
            "path": self.path,
            "query": mask_text(self.query),
            "request": _side(map(_named, self.request_headers), self.request_body, most_body),
            "status": self.status,
            "response": _side(self.response_headers, self.response_body, most_body),
            "duration_ms": round(self.duration * 1000, 3),
            "faults": list(self.faults),
            "note": self.note,
        }


def _side(headers: Iterable[tuple[str, str]], body: bytes, most: int | None) -> dict[str, Any]:
    shown = {name: _mask_value(value) if name.lower() in _SECRET_HEADERS else value for name, value in headers}
    if most is not None and len(body) > most:
        return {"headers": shown, "body": None, "bytes": len(body)}
    return {"headers": shown, "body": mask_text(body.decode("utf-8", "replace")), "bytes": len(body)}


def _named(header: tuple[str, str]) -> tuple[str, str]:
    # Here and not when it is recorded: of most records nobody ever reads the headers.
    return header[0].removeprefix("HTTP_").replace("_", "-").title(), header[1]


def _mask_value(value: str) -> str:
    scheme, _, secret = value.partition(" ")
    return f"{scheme} {_masked(secret)}" if secret else _masked(value)


def _masked(secret: str) -> str:
    # The last four characters tell one secret from another and give neither away.
    return f"***{secret[-4:]}" if len(secret) > 12 else "***"


def mask_text(text: str) -> str:
    """The text with the values of secrets in JSON and form fields masked."""
    text = _SECRET_IN_JSON.sub(lambda found: found[1] + _masked(found[2]), text)
    return _SECRET_IN_FORM.sub(lambda found: found[1] + _masked(found[2]), text)


class Journal:
    """The records of one company."""

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole
        self.count = 0
        self.records: deque[Record] = deque(maxlen=None if whole else MOST_RECORDS)


class Traffic:
    """The journals of all companies that this process has served; safe under threads."""

    def __init__(self) -> None:
        self._journals: dict[str, Journal] = {}
        self._lock = threading.Lock()

    def open(self, company_id: str, *, whole: bool) -> None:
        """Begin a company's journal anew."""
        with self._lock:
            self._journals[company_id] = Journal(whole=whole)

    def next_seq(self, company_id: str) -> int:
        """Number a request as it comes in: the journal is in order of arrival."""
        with self._lock:
            journal = self._journals.setdefault(company_id, Journal())
            journal.count += 1
            return journal.count

    def add(self, company_id: str, record: Record) -> None:
        """Write down a request that is over."""
        with self._lock:
            journal = self._journals.get(company_id)
            if journal is not None:
                journal.records.append(record)

    def read(self, company_id: str, *, after: int = 0, most: int | None = None) -> list[dict[str, Any]]:
        """The records numbered above ``after``, oldest first, at most ``most`` of them, as JSON has them."""
        with self._lock:
            journal = self._journals.get(company_id) or Journal()
            found = sorted((record for record in journal.records if record.seq > after), key=lambda one: one.seq)
        limit = None if journal.whole else MOST_BODY
        return [record.shown(limit) for record in found[:most]]

    def tokens_given(self, company_id: str) -> list[str]:
        """The tokens that a company's answers have given out, in order, each once.

        The store knows tokens by their digests only; what was answered is the one place where they stand in full.
        """
        with self._lock:
            journal = self._journals.get(company_id) or Journal()
            bodies = [record.response_body for record in journal.records]
        found = (token for body in bodies if b"_token" in body for token in _TOKEN_GIVEN.findall(body))
        return [token.decode("utf-8", "replace") for token in dict.fromkeys(found)]

    def forget(self, company_id: str) -> None:
        """Drop a company's journal."""
        with self._lock:
            self._journals.pop(company_id, None)
