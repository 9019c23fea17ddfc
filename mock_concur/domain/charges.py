"""What each allocation of a report charges, to which account, and to whom the company owes it.

Rules (*documented* in the published financial integration examples, except where it says *assumed*):

- An expense in cash or on a card that the employee pays is owed to the employee; one on a card that the
  company pays, or paid by the company otherwise, to the payment type.
- A personal item makes no charge, except on a company-billed card or a company-paid type: there the company
  pays the issuer and claims the same from the employee, both on the type's clearing account.
- Allocations share the approved amount by percent, half up, the remainder on the last (*assumed*).
- A travel allowance charges account 1 up to its limit and account 2 with the rest (*assumed*); allocations share
  the limit in proportion to their amounts, by largest remainder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mock_concur.domain.amounts import ZERO, share_out
from mock_concur.domain.model import EMPLOYEE, Allocation, Item, Party, Report, RowKind
from mock_concur.domain.setup import PaymentType, Setup
from mockkit.money import apportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A journal entry in the making: its amount is positive where the company owes the party more.

    ``cash`` marks what the owner laid out in cash: it can be set off against personal items on a card.
    """

    allocation: str
    party: Party
    account: str
    amount: Decimal
    kind: RowKind = "expense"
    cash: bool = False


def charges(report: Report, setup: Setup) -> Iterator[Charge]:
    """The charges of all expenses in their order, before personal items are set off and advances recovered."""
    for entry in report.entries:
        payment = setup.payment_types[entry.payment_type]
        for item in entry.items:
            yield from _personal(item, payment) if item.personal else _business(item, payment, report.currency)


def _personal(item: Item, payment: PaymentType) -> Iterator[Charge]:
    if payment.payment_class not in ("CBCP", "COPD"):
        return
    under = item.allocations[0].id
    for party, amount in ((payment.side, item.posted_amount), (EMPLOYEE, -item.posted_amount)):
        yield Charge(allocation=under, party=party, account=payment.clearing_account, amount=amount, kind="clearing")


def _business(item: Item, payment: PaymentType, currency: str) -> Iterator[Charge]:
    shares = allocated_amounts(item.approved_amount, item, currency)
    limits = apportion(_within_allowance(item), shares, currency)
    for allocation, share, within in zip(item.allocations, shares, limits, strict=True):
        for account, amount in _accounts(allocation, share, within):
            yield Charge(
                allocation=allocation.id,
                party=payment.side if payment.company_owes else EMPLOYEE,
                account=account,
                amount=amount,
                cash=payment.payment_class == "cash",
            )


def allocated_amounts(amount: Decimal, item: Item, currency: str) -> list[Decimal]:
    """What of an amount falls to each allocation of the item."""
    return share_out(amount, [allocation.percentage for allocation in item.allocations], currency)


def _within_allowance(item: Item) -> Decimal:
    if item.allowance_limit is None or item.approved_amount < ZERO:
        return item.approved_amount
    return min(item.approved_amount, item.allowance_limit)


def _accounts(allocation: Allocation, share: Decimal, within: Decimal) -> Iterator[tuple[str, Decimal]]:
    """One part, or two where the share exceeds its allowance; a part of nothing only where all is nothing."""
    above = share - within
    if within or not above:
        yield allocation.account_code1, within
    if above:
        yield allocation.account_code2, above
