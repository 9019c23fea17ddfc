"""Money as the judge counts it: exact, in a currency's minor unit, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency by its ISO 4217 code: 0.01 for USD, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-_minor_digits().get(currency, 2))


@cache
def _minor_digits() -> dict[str, int]:
    from iso4217 import Currency  # reads the list at its import

    return {each.code: each.exponent for each in Currency if each.exponent is not None}


def round_half_up(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole minor units of its currency, a half rounded away from zero."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def in_proportion(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Share an amount out by weight, each share half up and the last taking what remains.

    The shares add up to the amount. The weights must not cancel each other out.
    """
    if not weights:
        return []
    total = sum(weights, Decimal(0))
    shares = [round_half_up(amount * weight / total, currency) for weight in weights]
    shares[-1] = amount - sum(shares[:-1], Decimal(0))
    return shares
