"""What columns hold beyond their SQL types, said at the column, so that rows from outside can be checked.

A column says it in its ``info``, as ``{"holds": day}``, or ``{"counts": (table, column)}`` where it is the number of
another table's last row. A table whose rows must be right as a whole has a check in its own, as ``{"row": check}``.
Checks raise ValueError with words that read on from the column's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from harness_input.codec import decode_json

Check = Callable[[Any], None]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


def day(text: str) -> None:
    """A day in ISO form."""
    try:
        fits = _DAY.fullmatch(text) and date.fromisoformat(text)
    except ValueError:
        fits = None
    if not fits:
        raise ValueError("must be a day such as 2026-01-31")


def decimal(text: str) -> None:
    """A decimal number of a length that can be reckoned with."""
    try:
        fits = _NUMBER.fullmatch(text) and Decimal(text).is_finite()
    except InvalidOperation:
        fits = False
    if not fits:
        raise ValueError('must be a decimal number such as "12.00"')


def one_of(*values: str) -> Check:
    """One of these texts."""

    def check(text: str) -> None:
        if text not in values:
            raise ValueError(f"must be one of {', '.join(values)}")

    return check


def json_of(kind: Any) -> Check:
    """JSON of that type, as the codec writes it."""

    def check(text: str) -> None:
        try:
            decode_json(text, kind)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise ValueError("must be JSON as this version of the harness writes it") from None

    return check
