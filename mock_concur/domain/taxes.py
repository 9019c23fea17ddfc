"""Taxes that an amount includes, what of them may be reclaimed, and what that leaves.

*Documented* (published financial integration examples 2.1 to 2.4): the net is the amount divided by one plus
all rates; each tax is rounded half up; the reclaim is a percentage of the rounded tax. *Assumed*: allocations
bear both in proportion to their amounts, by largest remainder, so that no tax exceeds what it lies in and no
reclaim its tax; a personal item bears none. ``docs/money.md`` ("Reclaimable tax") has the whole rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mock_concur.domain.amounts import ZERO
from mock_concur.domain.charges import allocated_amounts
from mock_concur.domain.model import HUNDRED, Entry, Item, TaxRate, VatData
from mockkit.money import apportion, round_half_up


def included_taxes(amount: Decimal, taxes: Sequence[TaxRate], currency: str) -> list[Decimal]:
    """What each tax comes to within the amount."""
    gross_percent = HUNDRED + sum((tax.rate for tax in taxes), ZERO)
    left, found = amount, []
    for tax in taxes:
        # A few cents may round up to more taxes than there is money.
        found.append(min(round_half_up(amount * tax.rate / gross_percent, currency), left, key=abs))
        left -= found[-1]
    return found


def vat(entry: Entry, item: Item, currency: str) -> list[tuple[VatData, ...]]:
    """The tax data of the item by allocation; ``currency`` is the report's."""
    if item.personal or not item.taxes:
        return [() for _ in item.allocations]
    in_transaction = _shares(item.transaction_amount, item, entry.currency)
    in_posted = _shares(item.approved_amount, item, currency)
    by_tax = [
        [_data(tax, *values) for values in zip(*transaction, *post, strict=True)]
        for tax, transaction, post in zip(item.taxes, in_transaction, in_posted, strict=True)
    ]
    return list(zip(*by_tax, strict=True))


def _shares(amount: Decimal, item: Item, currency: str) -> list[tuple[list[Decimal], list[Decimal]]]:
    """For each tax of the item its amounts, and what of them is reclaimed, by allocation."""
    weights = allocated_amounts(amount, item, currency)
    net, found = weights, []
    for tax, whole in zip(item.taxes, included_taxes(amount, item.taxes, currency), strict=True):
        parts = apportion(whole, weights, currency, most=net)
        reclaim = round_half_up(whole * tax.reclaim / HUNDRED, currency)
        found.append((parts, apportion(reclaim, weights, currency, most=parts)))
        net = [left - part for left, part in zip(net, parts, strict=True)]
    return found


def _data(
    tax: TaxRate, tax_transaction: Decimal, reclaim_transaction: Decimal, tax_posted: Decimal, reclaim_posted: Decimal
) -> VatData:
    return VatData(
        name=tax.name,
        authority=tax.authority,
        source=tax.source,
        tax_transaction=tax_transaction,
        tax_posted=tax_posted,
        reclaim_transaction=reclaim_transaction,
        reclaim_posted=reclaim_posted,
    )
