"""From the amount that was paid to the amount that is posted, in the report's currency.

Rule (*documented* in the published financial integration examples, 1.4, 2.5 and 6.1.2): multiply by the rate
or divide by it, half up to the minor unit, each item alone; what a card was charged wins over any rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal

from mock_concur.domain.custom_fields import Path
from mock_concur.domain.errors import FieldError
from mock_concur.domain.model import RateDirection
from mockkit.money import ZERO, apportion, minor_digits, round_half_up, split

__all__ = [
    "ZERO",
    "checked_amount",
    "checked_posted",
    "in_minor_units",
    "posted_amount",
    "posted_item_amounts",
    "share_out",
]

TOO_LARGE = Decimal("1e12")
"""No amount of money reaches this: with eight decimals it would not fit into 23 characters on the wire."""

_EXACT = Context(prec=100)
"""So that nothing is rounded to a half before it is rounded half up: products have 40 digits and more."""


def posted_amount(amount: Decimal, rate: Decimal, direction: RateDirection, currency: str) -> Decimal:
    """The amount in the report's ``currency``; ``rate`` must not be zero."""
    converted = _EXACT.multiply(amount, rate) if direction == "M" else _EXACT.divide(amount, rate)
    return round_half_up(converted, currency)


def posted_item_amounts(
    amounts: Sequence[Decimal], rate: Decimal, direction: RateDirection, currency: str, charged: Decimal | None
) -> list[Decimal]:
    """The posted amounts of one entry's items; ``charged`` is what the card's issuer posted for all of them.

    A charge that the rate does not give is shared out in proportion, the remainder on the last (*assumed*).
    """
    by_rate = [posted_amount(amount, rate, direction, currency) for amount in amounts]
    if charged is None or charged == sum(by_rate, ZERO):
        return by_rate
    return share_out(charged, amounts, currency)


def share_out(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The amount in proportion to the weights, half up, the remainder on the last; all on it if they cancel out.

    Where all weights have one sign, no part has the other than the amount's: a remainder that would turn its
    sign (a cent over four quarters) is shared out by largest remainder instead (*assumed*).
    """
    if weights and not sum(weights, ZERO):
        return [*(ZERO for _ in weights[1:]), amount]
    parts = split(amount, weights, currency)
    if weights and parts[-1] * amount < ZERO and (min(weights) >= ZERO or max(weights) <= ZERO):
        return apportion(amount, weights, currency)
    return parts


def checked_amount(amount: Decimal, path: Path) -> Decimal:
    """The amount; raises ``FieldError`` where it is not a number, or more than can be written."""
    if not amount.is_finite() or abs(amount) >= TOO_LARGE:
        raise FieldError(path, "not an amount of money")
    return amount


def in_minor_units(amount: Decimal, currency: str, path: Path) -> Decimal:
    """The amount with all decimals of its currency; raises ``FieldError`` where it has more, or is not a number."""
    exact = round_half_up(checked_amount(amount, path), currency)
    if exact != amount:
        raise FieldError(path, f"{currency} has {minor_digits(currency)} decimals")
    return exact


def checked_posted(amounts: Sequence[Decimal], path: Path) -> Sequence[Decimal]:
    """The posted amounts; raises ``FieldError`` where a rate has made one, or their sum, more than can be written."""
    if any(abs(amount) >= TOO_LARGE for amount in (*amounts, sum(amounts, ZERO))):
        raise FieldError(path, "too large an amount in the report's currency")
    return amounts
