"""Who was refused: calls of the control API that bore no valid control token, for a suite that must know of them."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Request
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import json_response, number
from mockkit.system_clock import system_now
from mockkit.traffic.journal import Message, TrafficRecord

LAST = 2**62
JOURNAL = "refused"
"""The journal in which they are kept: no company has that id."""

_NAMED = re.compile(r"/companies/([0-9a-f]+)")


class DeniedCalls:
    """The newest calls that were refused, and the route that lists them.

    They are kept where the traffic is, so that every process on the database tells of the same. A call belongs to the
    company whose credentials it bore or whose id its path names, else to nobody.
    """

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def note(self, request: Request) -> None:
        """Write down a call that is about to be refused."""
        nothing = Message.of((), b"")
        record = TrafficRecord(
            arrival=self._transactions.traffic.arrive(JOURNAL),
            at=system_now(),
            service="control",
            method=request.method,
            path=request.path,
            query="",
            request=nothing,
            status=401,
            response=nothing,
            duration=0.0,
            faults=(),
            note=self._company(request) or "",
        )
        self._transactions.traffic.append(JOURNAL, record)

    def _company(self, request: Request) -> str | None:
        named = _NAMED.search(request.path)
        return self._transactions.identify(request) or (named and named[1])

    def routes(self, blueprint: Blueprint) -> None:
        """Register the route."""
        blueprint.get("/refused")(self.list_refused)

    def list_refused(self) -> Response:
        """The calls of the control API that were refused for want of its token, oldest first."""
        after = number("after", 0, 0, LAST)
        found, _ = self._transactions.traffic.read(JOURNAL, after=after)
        return json_response({"items": [_shown(record) for record in found], "next": None})


def _shown(record: TrafficRecord) -> dict[str, Any]:
    return {
        "seq": record.seq,
        "at": record.at.isoformat(),
        "method": record.method,
        "path": record.path,
        "company": record.note or None,
    }
