"""Amounts as a bill states them: decimal text in, exact Decimals out.

The rules are *assumed* (this ERP's own): either sign, no leading plus, no exponent, not zero, at
most the currency's minor digits after trailing zeros are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

from mockkit.money import is_currency, minor_digits

_PLAIN = re.compile(r"-?0*[0-9]{1,12}(?:\.[0-9]+)?")
# Sums of thousands of lines, some of them with more digits than any currency has, stay exact.
_EXACT = Context(prec=150)
_MAX_LENGTH = 100


@dataclass(frozen=True, slots=True)
class UnreadableAmount:
    """What was sent in the place of an amount: its text, and a sentence for the sender saying why it is none."""

    text: str
    reason: str


def parse(text: str) -> Decimal | UnreadableAmount:
    """The amount that `text` states, with as many digits after the point as it has there.

    Unreadable is what is no plain decimal number or has more than 12 digits before the point. It is a value and not
    an exception, because validation tells it together with whatever else is wrong with a bill.
    """
    if len(text) > _MAX_LENGTH or _PLAIN.fullmatch(text) is None:
        return UnreadableAmount(
            text, "an amount is a decimal number of at most 12 digits before the point, e.g. -81.00"
        )
    return Decimal(text)


def stripped(amount: Decimal) -> Decimal:
    """The same amount without trailing zeros: equal amounts come out alike."""
    return amount.normalize(_EXACT)


def decimals(amount: Decimal) -> int:
    """How many digits the amount has after the point, trailing zeros not counted."""
    exponent = stripped(amount).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    result = Decimal(0)
    for amount in amounts:
        result = _EXACT.add(result, amount)
    return result


def text(amount: Decimal, currency: str) -> str:
    """The amount with at least the currency's minor digits: `125` in USD is `125.00`.

    A draft may hold a finer amount, or a currency nobody knows, until it is validated; those come
    out as they were sent.
    """
    wanted = minor_digits(currency) if is_currency(currency) else 0
    return f"{amount:.{max(wanted, decimals(amount))}f}"


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units (12.50 USD: 1250). The amount must have been validated."""
    return int(_EXACT.scaleb(amount, minor_digits(currency)))


def from_minor(units: int, currency: str) -> Decimal:
    """The amount that so many minor units are (1250 in USD: 12.50)."""
    return _EXACT.scaleb(Decimal(units), -minor_digits(currency))
