"""Who was refused: calls of the control API that bore no valid control token, for a suite that must know of them."""

from __future__ import annotations

import re
import threading
from collections import deque
from typing import Any

from flask import Blueprint, Request
from werkzeug.wrappers import Response

from concur_harness.control.answers import answer, number
from concur_harness.control.desk import Desk
from mockkit.system_clock import system_now

MOST_RECORDS = 1000
LAST = 2**62

_NAMED = re.compile(r"/companies/([0-9a-f]+)")


class Refusals:
    """The newest calls that were refused, and the route that lists them; safe under threads.

    A call belongs to the company whose credentials it bore or whose id its path names, else to nobody.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._records: deque[dict[str, Any]] = deque(maxlen=MOST_RECORDS)
        self._count = 0
        self._lock = threading.Lock()

    def note(self, request: Request) -> None:
        """Write down a call that is about to be refused."""
        record = {
            "at": system_now().isoformat(),
            "method": request.method,
            "path": request.path,
            "company": self._company(request),
        }
        with self._lock:
            self._count += 1
            self._records.append({"seq": self._count, **record})

    def _company(self, request: Request) -> str | None:
        named = _NAMED.search(request.path)
        return self._desk.identify(request) or (named and named[1])

    def routes(self, blueprint: Blueprint) -> None:
        """Register the route."""
        blueprint.get("/refused")(self.list_refused)

    def list_refused(self) -> Response:
        """The calls of the control API that were refused for want of its token, oldest first."""
        after = number("after", 0, 0, LAST)
        with self._lock:
            found = [record for record in self._records if record["seq"] > after]
        return answer({"items": found, "next": None})
