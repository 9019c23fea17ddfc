"""Money: exact decimals, rounded half up to the minor unit of their currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache


@cache
def _minor_digits() -> Mapping[str, int]:
    """ISO 4217, list one: the codes that have a minor unit (metals and test codes have none), funds included."""
    from iso4217 import Currency  # reads the list at its import

    return {each.code: each.exponent for each in Currency if each.exponent is not None}


@cache
def currencies() -> frozenset[str]:
    """The codes of money that is paid with today: ISO 4217, list one, without funds codes and metals."""
    from iso4217 import raw_xml

    funds = {row.findtext("Ccy") for row in raw_xml.iter("CcyNtry") if row.find("CcyNm[@IsFund='true']") is not None}
    return frozenset(_minor_digits().keys() - funds)


def is_currency(code: str) -> bool:
    """Whether this is the code of a currency that is in use, in capitals: USD; not usd, XXX, XAU or a former one."""
    return code in currencies()


def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has, e.g. 2 for USD, 0 for JPY, 3 for KWD.

    A code that is none has 2: whoever takes codes from outside asks ``is_currency`` first.
    """
    return _minor_digits().get(currency, 2)


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
