"""What a company cannot help: its time, and what goes wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from flask import Blueprint
from werkzeug.wrappers import Response

from concur_harness.control.answers import Refused, answer, fields, read, unprocessable
from concur_harness.control.desk import Desk
from mockkit import companies, faults
from mockkit.clock import EARLIEST, LATEST, Clock
from mockkit.faults import Fault, FaultRefused, Spec

_DURATION = re.compile(r"([0-9]{1,9})([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class ClockBody(msgspec.Struct):
    """A change of the clock: set, moved on, stopped or let run."""

    now: str | None = None
    advance: str | None = None
    frozen: bool | None = None

    def applied(self, clock: Clock) -> Clock:
        """The clock as it is then. Raises Refused (422)."""
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


class Weather:
    """The routes of clock and faults."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/clock")(self.show_clock)
        blueprint.put("/companies/<company_id>/clock")(self.set_clock)
        blueprint.get("/companies/<company_id>/faults")(self.list_faults)
        blueprint.post("/companies/<company_id>/faults")(self.add_fault)
        blueprint.delete("/companies/<company_id>/faults")(self.lift_faults)
        blueprint.get("/companies/<company_id>/faults/<fault_id>")(self.show_fault)
        blueprint.delete("/companies/<company_id>/faults/<fault_id>")(self.lift_fault)

    def show_clock(self, company_id: str) -> Response:
        """The company's time."""
        with self._desk.reading(company_id) as (_, company):
            clock = company.clock
        return answer(_clock(clock))

    def set_clock(self, company_id: str) -> Response:
        """Set the company's time, move it on, stop it or let it run."""
        wanted = read(ClockBody)
        with self._desk.changing(company_id) as (connection, company):
            changed = wanted.applied(company.clock)
            companies.set_clock(connection, company.id, changed)
        return answer(_clock(changed))

    def list_faults(self, company_id: str) -> Response:
        """The company's faults, spent ones too."""
        with self._desk.reading(company_id) as (connection, company):
            found = faults.in_force(connection, company.id)
        return answer({"items": [fault.shown() for fault in found]})

    def show_fault(self, company_id: str, fault_id: str) -> Response:
        """One fault, and how often it has fired."""
        with self._desk.reading(company_id) as (connection, company):
            found = faults.in_force(connection, company.id)
        return answer(_one(found, fault_id).shown())

    def add_fault(self, company_id: str) -> Response:
        """Put a fault in force."""
        spec = _spec(fields())
        with self._desk.changing(company_id) as (connection, company):
            made = faults.add(connection, company.id, spec)
        return answer(made.shown(), 201, {"Location": f"/_mock/companies/{company_id}/faults/{made.id}"})

    def lift_fault(self, company_id: str, fault_id: str) -> Response:
        """Lift one fault."""
        with self._desk.changing(company_id) as (connection, company):
            faults.remove(connection, company.id, _one(faults.in_force(connection, company.id), fault_id).id)
        return Response(status=204)

    def lift_faults(self, company_id: str) -> Response:
        """Lift all faults."""
        with self._desk.changing(company_id) as (connection, company):
            faults.remove(connection, company.id)
        return Response(status=204)


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "now": clock.now().isoformat(),
        "frozen": clock.frozen_at is not None,
        "offset_seconds": clock.offset.total_seconds(),
    }


def _spec(given: dict[str, Any]) -> Spec:
    try:
        return faults.spec_from(given)
    except FaultRefused as refused:
        raise unprocessable(*((each.pointer, each.message) for each in refused.mistakes)) from None


def _one(found: list[Fault], fault_id: str) -> Fault:
    for fault in found:
        if fault.id == fault_id:
            return fault
    raise Refused(404, f"There is no fault {fault_id!r} in this company.")
