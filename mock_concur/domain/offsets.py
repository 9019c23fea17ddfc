"""Personal items on a card that the employee is billed for but the company pays, set off against cash.

Such an item makes no journal entry. Where the payment type offsets, the employee's own cash pays for it: up to
the sum of the personal items, cash is owed to the card's issuer instead of the employee (*documented*:
published financial integration examples 6.1.6 and 6.1.7 with offsetting). *Assumed*, because no published journal
has such a case: cash is taken in the order of the entries, and cards in the order in which they appear; a refund
in cash (negative) feeds no claim and lessens none, it stays owed by the employee, as in example 1.2; refunds of
personal items lessen the claim of their card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from mock_concur.domain.amounts import ZERO
from mock_concur.domain.charges import Charge
from mock_concur.domain.model import Party, Report
from mock_concur.domain.setup import Setup

Claims = dict[Party, Decimal]


def claims(report: Report, setup: Setup) -> Claims:
    """What each issuer may claim from the cash: the sum of the personal items on its offsetting card."""
    found: Claims = {}
    for entry in report.entries:
        payment = setup.payment_types[entry.payment_type]
        if payment.payment_class == "IBCP" and payment.offset:
            personal = sum((item.posted_amount for item in entry.items if item.personal), ZERO)
            found[payment.side] = found.get(payment.side, ZERO) + personal
    return {issuer: amount for issuer, amount in found.items() if amount > ZERO}


def set_off(lines: Iterable[Charge], claimed: Claims) -> Iterator[Charge]:
    """The charges with cash handed to the issuers until their claims are met; negative cash feeds none."""
    unmet = dict(claimed)
    for line in lines:
        if line.cash and line.amount > ZERO:
            yield from _hand_over(line, unmet)
        else:
            yield line


def _hand_over(line: Charge, unmet: Claims) -> Iterator[Charge]:
    """What is left to the employee first, then what goes to each issuer; ``unmet`` shrinks by the latter."""
    left, parts = line.amount, []
    for issuer, claim in unmet.items():
        taken = min(claim, left)
        unmet[issuer] = claim - taken
        left -= taken
        if taken:
            parts.append(replace(line, party=issuer, amount=taken))
    if left:
        yield replace(line, amount=left)
    yield from parts
