"""The time of a company."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from flask import Blueprint
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import json_response, read, unprocessable
from harness_input.validation import Check
from mockkit import companies
from mockkit.clock import EARLIEST, LATEST, Clock

_DURATION = re.compile(r"([0-9]{1,9})([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


_A_TIME = f"a time from {EARLIEST.year} to {LATEST.year}, as in 2026-01-31T09:00:00Z"


def _moment(given: str) -> datetime:
    """The moment in UTC. Raises ValueError and OverflowError."""
    moment = datetime.fromisoformat(given)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _wrong_moment(given: str) -> str | None:
    return None if _is_within(lambda: _moment(given)) else f"must be {_A_TIME}"


def _wrong_duration(given: str) -> str | None:
    return None if _DURATION.fullmatch(given) else "must be a number with d, h, m or s, as in 31d"


def _is_within(moment: Callable[[], datetime]) -> bool:
    try:
        return EARLIEST <= moment() <= LATEST
    except (ValueError, OverflowError):
        return False


def _duration(given: str) -> timedelta:
    found = _DURATION.fullmatch(given)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()


class ClockBody(msgspec.Struct, forbid_unknown_fields=True):
    """A change of the clock: set, moved on, stopped or let run."""

    now: Annotated[str, Check(_wrong_moment)] | None = None
    advance: Annotated[str, Check(_wrong_duration)] | None = None
    frozen: bool | None = None

    def applied(self, clock: Clock) -> Clock:
        """The clock as it is then. Raises ControlError (422) where nothing changes, or for a time out of bounds."""
        if self.now is None and self.advance is None and self.frozen is None:
            raise unprocessable(("/now", "is required, or advance, or frozen"))
        if self.frozen:
            clock = clock.freeze()
        if self.now is not None:
            clock = clock.set(_moment(self.now))
        if self.advance is not None:
            by, before = _duration(self.advance), clock
            if not _is_within(lambda: before.now() + by):
                raise unprocessable(("/advance", f"must lead to {_A_TIME}"))
            clock = clock.advance(by)
        return clock.thaw() if self.frozen is False else clock


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
