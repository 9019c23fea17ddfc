"""The days that an expense, or a report, may bear."""

from __future__ import annotations

from datetime import date

from mock_concur.domain.errors import FieldError

EARLIEST, LATEST = date(1900, 1, 1), date(2299, 12, 31)
"""*Assumed*: no page has bounds; these are within what every store and client can count on from, and far from the ends
of the calendar, where the day after is none."""

OUTSIDE = f"a day from {EARLIEST.isoformat()} to {LATEST.isoformat()} is expected"


def checked_day(on: date, path: tuple[str | int, ...]) -> date:
    """The day; raises ``FieldError`` at the path for one out of bounds."""
    if not EARLIEST <= on <= LATEST:
        raise FieldError(path, OUTSIDE)
    return on
