"""The texts that a scenario is made of: amounts, rates, days; what they mean, and what they may not be."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from mockkit.money import is_currency

_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,14})?")
_RELATIVE_DAY = re.compile(r"([+-]?[0-9]{1,4})d")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

LONGEST_TEXT = 2000


def text(given: str) -> str:
    """A text that every store and wire can hold. Raises ValueError, as all functions here do."""
    if len(given) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    if _NO_TEXT.search(given):
        raise ValueError("holds a control character, or half of a surrogate pair")
    return given


def name(given: str) -> str:
    """A text that something is found by: not empty, on one line, at most 80 characters."""
    if not given.strip() or len(given) > 80 or not given.isprintable():
        raise ValueError("is to be a text of 1 to 80 printable characters")
    return given


def amount(given: str) -> str:
    """An amount of money, e.g. ``125.00`` or ``-14``."""
    return _like(_AMOUNT, given, 'is no amount; write it as in "125.00", without a plus and with at most 3 decimals')


def rate(given: str) -> str:
    """A rate above zero, e.g. ``1.08``."""
    _like(_RATE, given, 'is no rate; write it as in "1.08"')
    if not Decimal(given):
        raise ValueError("is to be above zero")
    return given


def percent(given: str) -> str:
    """A percentage from 0 to 100, e.g. ``33.33``."""
    _like(_RATE, given, 'is no percentage; write it as in "33.33"')
    if Decimal(given) > 100:
        raise ValueError("is to be at most 100")
    return given


def currency(given: str) -> str:
    """A currency code of ISO 4217, e.g. ``EUR``."""
    if not is_currency(given):
        raise ValueError('is no currency of ISO 4217; write its code as in "EUR"')
    return given


def month(given: str) -> str:
    """A month, e.g. ``2026-01``."""
    _like(_MONTH, given, 'is no month; write it as in "2026-01"')
    if given < "0001":
        raise ValueError("is no month: the calendar has no year 0")
    return given


def day(given: str) -> str:
    """A day, absolute or relative to the company's today: ``2026-01-31``, ``-5d``, ``0d``."""
    day_of(given, date(2000, 1, 1))
    return given


def day_of(given: str, today: date) -> date:
    """The day that a text means on a certain day."""
    relative = _RELATIVE_DAY.fullmatch(given)
    try:
        if relative:
            return today + timedelta(days=int(relative[1]))
        return date.fromisoformat(_like(_DAY, given, ""))
    except (ValueError, OverflowError):
        raise ValueError('is no day; write it as in "2026-01-31", or "-5d" for five days ago') from None


def _like(pattern: re.Pattern[str], given: str, otherwise: str) -> str:
    if not pattern.fullmatch(given):
        raise ValueError(otherwise)
    return given
