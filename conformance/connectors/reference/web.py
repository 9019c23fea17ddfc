"""HTTP with the manners that a connector owes: time limits, Retry-After, and honesty about lost answers."""

from __future__ import annotations

import http.client
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

# How long a cycle may wait in all: for pauses that a service asks for, and for answers that are slow
# or never come. A scheduler ends a cycle that hangs, in the middle of whatever it does; we stop
# before that, between two requests, and the next cycle comes anyway. Work is not waiting: a
# cycle that has a thousand reports to book takes the time that it needs.
PATIENCE_SECONDS = 20.0
REQUEST_SECONDS = 8.0
# An answer within this time is not slow.
DEFAULT_SECONDS = 1.0
# What 429 means when it does not say for how long.
DEFAULT_PAUSE = 5.0


class Outage(Exception):
    """No usable answer from a service: try again in a later cycle."""


class NoAnswer(Outage):
    """The connection failed after the request had left: it may have been carried out, or not."""


class Rejected(Exception):
    """The service understood and said no (4xx): repeating the same request is of no use."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"refused with {status}: {body[:300].decode('utf-8', 'replace')}")
        self.status = status
        self.body = body


class Request(NamedTuple):
    """What is sent. `repeatable`: carrying it out twice does no more than carrying it out once."""

    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = {}  # noqa: RUF012 - read, never changed
    repeatable: bool = False


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def date(self) -> datetime | None:
        """When the service says it answered (UTC, whole seconds), by its own clock."""
        return _http_date(self.headers.get("Date", ""))


class Patience:
    """What is left of a cycle's time to wait, whichever service it waits for; in seconds."""

    def __init__(self, seconds: float = PATIENCE_SECONDS) -> None:
        self.left = seconds

    def spend(self, seconds: float) -> None:
        """Less is left."""
        self.left -= seconds


class Service:
    """One host, over one connection that is kept open."""

    def __init__(self, name: str, base_url: str, patience: Patience, closed_until: float = 0.0) -> None:
        self.name = name
        self.closed_until = closed_until  # seconds since the epoch
        self._patience = patience
        parts = urlsplit(base_url)
        self._host = (parts.scheme, parts.netloc)
        self._prefix = parts.path.rstrip("/")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.netloc)

    def ask(self, request: Request) -> Answer:
        """The answer below 500 and other than 429; Outage where there is none to be had now."""
        self._wait_until_open()
        answer = self.send_again_if_lost(request)
        while answer.status == 429:
            self.hold_back(pause_asked_for(answer))
            answer = self.send_again_if_lost(request)
        if answer.status >= 500:
            raise Outage(f"{self.name} answered {answer.status} to {request.method} {request.path}")
        return answer

    def is_at(self, url: str) -> bool:
        """Whether a URL is on this service's host; then its pauses are for both."""
        return urlsplit(url)[:2] == self._host

    def path_of(self, url: str) -> str:
        """Path and query of a URL that the service gave us; empty for none.

        Only they are followed: our credentials are for the host that we were told of.
        """
        parts = urlsplit(url)
        path = parts.path.removeprefix(self._prefix)
        return f"{path}?{parts.query}" if parts.query else path

    def hold_back(self, seconds: float) -> None:
        """Leave the service alone for that long: wait where the cycle has the time, else give up."""
        self.closed_until = time.time() + seconds
        self._wait_until_open()

    def _wait_until_open(self) -> None:
        seconds = self.closed_until - time.time()
        if seconds <= 0:
            return
        if seconds > self._patience.left:
            raise Outage(f"{self.name} asked for a pause of another {seconds:.0f} seconds")
        self._patience.spend(seconds)
        time.sleep(seconds)

    def send_again_if_lost(self, request: Request) -> Answer:
        """Send a request, and the very same once more if no answer came and that can do no harm."""
        try:
            return self._send(request)
        except NoAnswer:
            if not request.repeatable:
                raise
            return self._send(request)

    def _send(self, request: Request) -> Answer:
        """One request, one answer. A connection that failed is never used again."""
        self._set_time_limit()
        began = time.monotonic()
        try:
            self._connection.request(request.method, self._prefix + request.path, request.body, request.headers)
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            reason = str(error) or type(error).__name__
            raise NoAnswer(f"{self.name} gave no answer to {request.method} {request.path}: {reason}") from error
        finally:
            self._patience.spend(max(0.0, time.monotonic() - began - DEFAULT_SECONDS))

    def _set_time_limit(self) -> None:
        if self._patience.left <= 0:
            raise Outage("this cycle has waited long enough")
        self._connection.timeout = min(REQUEST_SECONDS, DEFAULT_SECONDS + self._patience.left)
        # An open connection keeps the limit that it was opened with.
        if self._connection.sock is not None:
            self._connection.sock.settimeout(self._connection.timeout)


def pause_asked_for(answer: Answer) -> float:
    """Seconds to wait, from Retry-After as a number of seconds or as a date (RFC 9110, 10.2.3).

    A date is compared with the service's own Date: its clock and ours need not agree.
    """
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    until = _http_date(text)
    if until is None:
        return DEFAULT_PAUSE
    return max(0.0, (until - (answer.date or datetime.now(UTC))).total_seconds())


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    # "-0000" and the like give a time without a zone; HTTP dates are always UTC.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
