"""The totals of a report as its details show them, in the report's currency.

*Documented* ("Get report details"): what is claimed is the total less the personal expenses; and, in the published
financial integration example 5.2.2, that what is approved is without cash of an advance that came back. *Assumed*:
employee, cards, company-paid types and the advance used up and given back make the approved total, and the total is
that of the entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from mock_concur.domain.amounts import ZERO
from mock_concur.domain.journal import journal_charges
from mock_concur.domain.model import EMPLOYEE, Item, Party, Report, RowKind
from mock_concur.domain.setup import Setup

CARD_CODES = frozenset({"IBCP", "CBCP"})
"""The payees whose dues count as the company card's; what is company-paid otherwise counts to neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over a report; ``by_party`` is what each report payee is owed, negative where it owes the company."""

    report_total: Decimal
    personal_expenses: Decimal
    total_claimed: Decimal
    total_approved: Decimal
    due_employee: Decimal
    due_company_card: Decimal
    advance_recovered: Decimal
    advance_returned: Decimal
    by_party: dict[Party, Decimal]


def report_total(report: Report) -> Decimal:
    """The sum of all expenses, personal ones included."""
    return sum((entry.posted_amount for entry in report.entries), ZERO)


def totals(report: Report, setup: Setup) -> Totals:
    """All totals: from the journal where there is one, else from what the journal would now be."""
    lines = _lines(report, setup)
    parties: dict[Party, Decimal] = {}
    for party, amount, _kind in lines:
        parties[party] = parties.get(party, ZERO) + amount
    whole = report_total(report)
    personal = _sum_items(report, lambda item: item.posted_amount if item.personal else ZERO)
    return Totals(
        report_total=whole,
        personal_expenses=personal,
        total_claimed=whole - personal,
        total_approved=_sum_items(report, lambda item: item.approved_amount),
        due_employee=parties.get(EMPLOYEE, ZERO),
        due_company_card=sum((due for party, due in parties.items() if party.code in CARD_CODES), ZERO),
        advance_recovered=-_sum_kind(lines, "recovery"),
        advance_returned=-_sum_kind(lines, "return"),
        by_party=parties,
    )


_Line = tuple[Party, Decimal, RowKind]


def _lines(report: Report, setup: Setup) -> list[_Line]:
    posted = [(row.party, row.amount, row.kind) for _, _, _, row in report.rows()]
    return posted or [(line.party, line.amount, line.kind) for line in journal_charges(report, setup)]


def _sum_items(report: Report, amount: Callable[[Item], Decimal]) -> Decimal:
    return sum((amount(item) for entry in report.entries for item in entry.items), ZERO)


def _sum_kind(lines: Iterable[_Line], kind: RowKind) -> Decimal:
    return sum((amount for _, amount, of in lines if of == kind), ZERO)
