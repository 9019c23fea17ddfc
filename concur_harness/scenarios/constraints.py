"""What the texts of a scenario are held to: amounts, rates, days, names; and what a day means."""

# Without postponed annotations: the codec reads them at run time, and compiling each from its text takes longer.
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

import msgspec

from harness_input.validation import Check, Reference
from mock_concur.domain.lengths import LENGTHS
from mockkit.money import is_currency

MAX_TEXT_LENGTH = 2000

_RELATIVE_DAY = re.compile(r"([+-]?[0-9]{1,4})d")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_DAY = 'a day as in "2026-01-31", or "-5d" for five days ago'


def _text(pattern: str, wanted: str) -> msgspec.Meta:
    """A text that the pattern matches as a whole; ``$`` alone would let a line's end follow."""
    return msgspec.Meta(pattern=rf"^(?:{pattern})$(?!\n)", description=wanted)


def fits(element: str) -> msgspec.Meta:
    """As long as the element of Concur that shows it (:mod:`mock_concur.domain.lengths`)."""
    return msgspec.Meta(max_length=LENGTHS[element])


def day_of(given: str, today: date) -> date:
    """The day that a text means on a certain day: ``2026-01-31``, ``-5d``, ``0d``. Raises ValueError."""
    relative = _RELATIVE_DAY.fullmatch(given)
    try:
        if relative:
            return today + timedelta(days=int(relative[1]))
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
    except OverflowError:
        pass
    raise ValueError(f"must be {_A_DAY}")


def _wrong_day(given: str) -> str | None:
    try:
        day_of(given, date(2000, 1, 1))
    except ValueError:
        return f"must be {_A_DAY}"
    return None


def _wrong_name(given: str) -> str | None:
    return (
        None if given.strip() and given.isprintable() else "must be a text of printable characters, not of spaces only"
    )


def _wrong_currency(given: str) -> str | None:
    return None if is_currency(given) else 'must be a currency code of ISO 4217 that is in use, e.g. "EUR"'


def _wrong_text(given: str) -> str | None:
    try:
        given.encode()
    except UnicodeEncodeError:
        return "must be a text without halves of surrogate pairs"
    return None


def _wrong_rate(given: str) -> str | None:
    return None if Decimal(given) else "must be above zero"


def _wrong_percent(given: str) -> str | None:
    return None if Decimal(given) <= 100 else "must be at most 100"


_NO_CONTROL = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*"
_RATE = r"[0-9]{1,9}(\.[0-9]{1,14})?"

Clean = Annotated[str, _text(_NO_CONTROL, "a text without control characters"), Check(_wrong_text)]
"""A text that every store and wire can hold; how long it may be is said where it stands."""
Text = Annotated[Clean, msgspec.Meta(max_length=MAX_TEXT_LENGTH)]
Printable = Annotated[str, msgspec.Meta(min_length=1, description="a text of printable characters"), Check(_wrong_name)]
"""A text that something is found by; how long it may be is said where it stands."""
Name = Annotated[Printable, msgspec.Meta(max_length=80)]
Amount = Annotated[
    str,
    _text(r"-?[0-9]{1,12}(\.[0-9]{1,3})?", 'a decimal text, e.g. "125.00", without a plus and with at most 3 decimals'),
]
Rate = Annotated[str, _text(_RATE, 'a decimal text above zero, e.g. "1.08"'), Check(_wrong_rate)]
Percent = Annotated[str, _text(_RATE, 'a decimal text from 0 to 100, e.g. "33.33"'), Check(_wrong_percent)]
Currency = Annotated[str, msgspec.Meta(description='a currency code of ISO 4217, e.g. "EUR"'), Check(_wrong_currency)]
Month = Annotated[str, _text(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", 'a month, e.g. "2026-01"')]
Day = Annotated[str, msgspec.Meta(description=_A_DAY), Check(_wrong_day)]

AccountCode = Annotated[Clean, fits("AccountCode"), Reference("account")]
"""A code of the ERP's chart of accounts. One that is not there is no mistake: to refuse it is what the ERP is for."""
Login = Annotated[Name, Reference("login")]
ExpenseTypeCode = Annotated[Name, Reference("expense type")]
PaymentTypeName = Annotated[Name, Reference("payment type")]


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a scenario have in common: an unknown field is a mistake."""
