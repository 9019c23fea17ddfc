"""Money: exact decimals, rounded half up to the minor unit of their currency."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

_NO_MINOR_UNIT = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
_THREE_DIGITS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_MINOR_DIGITS = dict.fromkeys(_NO_MINOR_UNIT, 0) | dict.fromkeys(_THREE_DIGITS, 3)
"""Currencies whose minor unit is not a hundredth (ISO 4217, list one)."""


def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has, e.g. 2 for USD, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of the currency, e.g. ``Decimal("0.01")``."""
    return Decimal(1).scaleb(-minor_digits(currency))


def round_half_up(amount: Decimal, currency: str) -> Decimal:
    """The amount to the currency's minor unit; a tie goes away from zero, as accountants do it."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def split(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The amount shared out by weights, each part half up and the remainder on the last: the parts sum exactly.

    ``weights`` need not sum to anything in particular, but not to zero unless the amount is zero.
    """
    total = sum(weights, Decimal(0))
    if not weights:
        return []
    if not total:
        if amount:
            raise ValueError("an amount cannot be shared out by weights that sum to zero")
        return [Decimal(0)] * len(weights)
    parts = [round_half_up(amount * weight / total, currency) for weight in weights[:-1]]
    return [*parts, amount - sum(parts, Decimal(0))]
