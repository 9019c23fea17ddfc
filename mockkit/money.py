"""Money: exact decimals, rounded half up to the minor unit of their currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

ZERO = Decimal(0)


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
    total = sum(weights, ZERO)
    if not weights:
        return []
    if not total:
        if amount:
            raise ValueError("an amount cannot be shared out by weights that sum to zero")
        return [ZERO] * len(weights)
    parts = [round_half_up(amount * weight / total, currency) for weight in weights[:-1]]
    return [*parts, amount - sum(parts, ZERO)]


def apportion(
    amount: Decimal, weights: Sequence[Decimal], currency: str, most: Sequence[Decimal] | None = None
) -> list[Decimal]:
    """The amount shared out by weights in whole minor units, by largest remainder: the parts sum exactly.

    Each part is its exact share without the fraction of a unit; the units that are left go to the largest
    fractions, of equal ones to the first. No part gets more than it has room for in ``most``: what does not fit
    goes to the next. Amount, weights and ``most`` are of one sign each; the parts have the amount's. Raises
    ``ValueError`` where there is no room for all of it, or no weight.
    """
    unit = minor_unit(currency)
    whole, total = int(abs(amount) / unit), abs(sum(map(Fraction, weights), Fraction(0)))
    if not whole:
        return [ZERO * unit for _ in weights]
    if not total:
        raise ValueError("an amount cannot be shared out by weights that sum to zero")
    room = [whole if most is None else int(abs(limit) / unit) for limit in most or weights]
    exact = [whole * abs(Fraction(weight)) / total for weight in weights]
    parts = [min(int(share), limit) for share, limit in zip(exact, room, strict=True)]
    _hand_out(
        whole - sum(parts), parts, room, sorted(range(len(parts)), key=lambda index: int(exact[index]) - exact[index])
    )
    return [(part if amount > ZERO else -part) * unit for part in parts]


def _hand_out(left: int, parts: list[int], room: Sequence[int], order: Sequence[int]) -> None:
    """Add what is left to the parts, a unit each, in this order, as far as they have room."""
    while left:
        open_parts = [index for index in order if parts[index] < room[index]][:left]
        if not open_parts:
            raise ValueError("there is no room for all of the amount")
        for index in open_parts:
            parts[index] += 1
        left -= len(open_parts)
