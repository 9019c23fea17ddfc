"""The time of a company."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from flask import Blueprint
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import json_response, read, unprocessable
from mockkit import companies
from mockkit.clock import EARLIEST, LATEST, Clock

_DURATION = re.compile(r"([0-9]{1,9})([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class ClockBody(msgspec.Struct, forbid_unknown_fields=True):
    """A change of the clock: set, moved on, stopped or let run."""

    now: str | None = None
    advance: str | None = None
    frozen: bool | None = None

    def applied(self, clock: Clock) -> Clock:
        """The clock as it is then. Raises ControlError (422)."""
        if self.now is None and self.advance is None and self.frozen is None:
            raise unprocessable(("/now", "one of now, advance and frozen is needed"))
        if self.frozen:
            clock = clock.freeze()
        if self.now is not None:
            clock = clock.set(_moment(self.now))
        if self.advance is not None:
            by = _duration(self.advance)
            _bounded(lambda: clock.now() + by, "/advance")
            clock = clock.advance(by)
        return clock.thaw() if self.frozen is False else clock


def _moment(given: str) -> datetime:
    def parsed() -> datetime:
        moment = datetime.fromisoformat(given)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    return _bounded(parsed, "/now")


def _bounded(make: Any, field: str) -> datetime:
    try:
        moment: datetime = make()
    except (ValueError, OverflowError):
        moment = datetime.max.replace(tzinfo=UTC)
    if not EARLIEST <= moment <= LATEST:
        wanted = f"a time from {EARLIEST.year} to {LATEST.year}, as in 2026-01-31T09:00:00Z"
        raise unprocessable((field, f"is to lead to {wanted}"))
    return moment


def _duration(given: str) -> timedelta:
    found = _DURATION.fullmatch(given)
    if not found:
        raise unprocessable(("/advance", "is to be a number with d, h, m or s, as in 31d"))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


class ClockRoutes:
    """The routes of a company's clock."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/clock")(self.show_clock)
        blueprint.put("/companies/<company_id>/clock")(self.set_clock)

    def show_clock(self, company_id: str) -> Response:
        """The company's time."""
        with self._transactions.read_company(company_id) as (_, company):
            clock = company.clock
        return json_response(_clock(clock))

    def set_clock(self, company_id: str) -> Response:
        """Set the company's time, move it on, stop it or let it run."""
        wanted = read(ClockBody)
        with self._transactions.change_company(company_id) as (connection, company):
            changed = wanted.applied(company.clock)
            companies.set_clock(connection, company.id, changed)
        return json_response(_clock(changed))


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "now": clock.now().isoformat(),
        "frozen": clock.frozen_at is not None,
        "offset_seconds": clock.offset.total_seconds(),
    }
