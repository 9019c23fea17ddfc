"""One request and its answer, as the harness recorded them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request of the connector and what was answered; secrets are masked.

    `seq` counts up within a company, in the order in which requests ended. `status` is None where the
    connection was dropped without an answer. `faults` are the ids of the faults that fired. `service` is
    "concur" or "erp". `at` is when it came, on the company's clock, ISO 8601; `duration_ms` later it was
    answered. Header names are lower-case.
    """

    seq: int
    at: str
    service: str
    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    request_body: str | None
    status: int | None
    response_headers: dict[str, str]
    response_body: str | None
    duration_ms: float
    faults: tuple[str, ...] = ()

    @property
    def time(self) -> datetime:
        """When the request came, as an aware datetime."""
        return datetime.fromisoformat(self.at)

    @property
    def answered(self) -> datetime:
        """When the answer was made, or the connection dropped, as an aware datetime."""
        return self.time + timedelta(milliseconds=self.duration_ms)

    @property
    def succeeded(self) -> bool:
        """Whether an answer of 2xx was given."""
        return self.status is not None and 200 <= self.status < 300

    def matches(self, service: str | None = None, method: str | None = None, path: str | None = None) -> bool:
        """Whether it is of this service and method, and its path is like the glob, in any case."""
        return (
            service in (None, self.service)
            and (method is None or method.upper() == self.method)
            and (path is None or fnmatchcase(self.path.lower(), path.lower()))
        )

    def request_json(self) -> Any:
        """The request's body parsed, numbers with fractions as Decimal; None where it is not JSON."""
        return _parsed(self.request_body)

    def response_json(self) -> Any:
        """The answer's body parsed, numbers with fractions as Decimal; None where it is not JSON."""
        return _parsed(self.response_body)


def from_record(record: dict[str, Any]) -> Exchange:
    """An Exchange from one item of the control API's traffic list."""
    request, response = record.get("request") or {}, record.get("response") or {}
    return Exchange(
        seq=record["seq"],
        at=record["at"],
        service=record["service"],
        method=record["method"].upper(),
        path=record["path"],
        query=record.get("query") or "",
        request_headers=_lowered(request.get("headers")),
        request_body=request.get("body"),
        status=record["status"],
        response_headers=_lowered(response.get("headers")),
        response_body=response.get("body"),
        duration_ms=float(record.get("duration_ms") or 0),
        faults=tuple(str(fault) for fault in record.get("faults") or ()),
    )


def _lowered(headers: dict[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _parsed(body: str | None) -> Any:
    try:
        return json.loads(body, parse_float=Decimal) if body else None
    except ValueError:
        return None
