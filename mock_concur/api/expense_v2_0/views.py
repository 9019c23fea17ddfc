"""What the elements of the report details are read from: a value of the domain beside what surrounds it.

A view is made for one rendering and holds nothing that the domain does not say; the flags that the details show of an
entry (HasVat, HasAllocation, ...) are worked out here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mock_concur.api.common.currencies import currency_name
from mock_concur.api.common.formats import signed_amount
from mock_concur.domain.model import Allocation, Comment, CustomFieldValues, Entry, Item, JournalEntry, Report
from mock_concur.domain.rates import shown_rate
from mock_concur.domain.setup import ExpenseType, PaymentType, Person, Setup
from mock_concur.domain.statuses import status_name
from mock_concur.domain.totals import Totals, totals

PERSONAL_CARD: str = "IBIP"
"""The class of cards that the employee pays: their charges count as personal card charges (*assumed*)."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as one caller sees it: ``base_url`` is the host as the caller addressed it."""

    report: Report
    setup: Setup
    owner: Person
    totals: Totals
    base_url: str

    @property
    def entries(self) -> list[EntryView]:
        """The views of its entries."""
        return [self._entry(entry) for entry in self.report.all_entries()]

    def _entry(self, entry: Entry) -> EntryView:
        setup = self.setup
        return EntryView(self, entry, setup.payment_types[entry.payment_type], setup.expense_type(entry.expense_type))

    @property
    def employee_name(self) -> str:
        """``Last, First``; the list of reports has "First Last" (*documented* samples of either)."""
        return f"{self.owner.last}, {self.owner.first}"

    @property
    def approval_status(self) -> str:
        """The approval status by its name in this company."""
        return status_name(self.report.approval_status, self.setup)

    @property
    def payment_status(self) -> str:
        """The payment status by its name in this company."""
        return status_name(self.report.payment_status, self.setup)

    @property
    def workflow_action_url(self) -> str:
        """Where a workflow action is posted; empty when no step waits (*documented*), as once the report is Paid."""
        step = self.report.step_id
        return f"{self.base_url}/api/expense/expensereport/v1.1/report/{step}/WorkFlowAction" if step else ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a report, with its payment and expense type."""

    on: ReportView
    entry: Entry
    payment: PaymentType
    expense: ExpenseType

    @property
    def items(self) -> list[ItemView] | None:
        """The views of its itemizations; None where the list is null.

        *Documented*: the list is null where the payment type is neither company-billed nor individually billed with
        offsets, and a row's approved amount is zero. *Assumed*: only where every row's is, and no journal entry
        would be hidden by it; read literally the sentence would empty published journals.
        """
        setup, items = self.on.setup, self.entry.items
        if not self._may_be_null() or any(item.approved_amount for item in items) or self._has_journal():
            return [ItemView(self, item, setup.expense_type(item.expense_type)) for item in items]
        return None

    @property
    def currency_name(self) -> str:
        """The name of the currency that was spent."""
        return currency_name(self.entry.currency)

    @property
    def approved_amount(self) -> Decimal | None:
        """What was approved; nothing on the parent of itemizations (*documented* sample, and *observed*)."""
        return None if self.entry.itemized else self.entry.approved_amount

    @property
    def billing_amount(self) -> Decimal:
        """What the card's issuer billed, if it was charged to a card."""
        return self.entry.card.billing_amount if self.entry.card else Decimal(0)

    @property
    def expense_pay(self) -> Literal["No"] | None:
        """Nothing here is paid by Expense Pay; it says so from Processing Payment on (*assumed*)."""
        return "No" if self.on.report.processing_payment_at else None

    @property
    def exchange_rate(self) -> Decimal:
        """The rate that the entry shows: it multiplies."""
        return shown_rate(self.entry, self.on.report.currency)

    def _may_be_null(self) -> bool:
        kind = self.payment.payment_class
        return not (kind in ("CBCP", "COPD") or (kind == "IBCP" and self.payment.offset))

    def _has_journal(self) -> bool:
        return any(allocation.journal for item in self.entry.items for allocation in item.allocations)

    @property
    def comments(self) -> Sequence[Comment]:
        """What was written on the entry; on one that is not itemized, on its only row too."""
        return self.entry.comments if self.entry.itemized else (*self.entry.comments, *self.entry.items[0].comments)

    @property
    def has_comments(self) -> bool:
        """Whether anything was written on it."""
        return bool(self.comments)

    @property
    def comment_count(self) -> int:
        """How many comments there are."""
        return len(self.comments)

    @property
    def has_vat(self) -> bool:
        """Whether any of its amount is taxed."""
        items = self.entry.items
        return any(item.taxes or any(allocation.vat for allocation in item.allocations) for item in items)

    @property
    def has_attendees(self) -> bool:
        """Whether anybody attended."""
        return any(item.attendees for item in self.entry.items)

    @property
    def is_credit_card_charge(self) -> bool:
        """Whether it came from the feed of a company card."""
        return self.entry.card is not None and self.payment.payment_class != PERSONAL_CARD

    @property
    def is_personal_card_charge(self) -> bool:
        """Whether it came from the feed of a card that the employee pays."""
        return self.entry.card is not None and self.payment.payment_class == PERSONAL_CARD


@dataclass(frozen=True, slots=True)
class ItemView:
    """A row of ItemizationsList. The one row of an entry that is not itemized repeats the entry (*documented*)."""

    on: EntryView
    item: Item
    expense: ExpenseType

    @property
    def business_purpose(self) -> str:
        """Its own, or its entry's."""
        return self.item.business_purpose or (self.on.entry.business_purpose if self._repeats() else "")

    @property
    def org_units(self) -> CustomFieldValues:
        """Its own, or its entry's."""
        return self.item.org_units or (self.on.entry.org_units if self._repeats() else {})

    @property
    def customs(self) -> CustomFieldValues:
        """Its own, or its entry's."""
        return self.item.customs or (self.on.entry.customs if self._repeats() else {})

    @property
    def comments(self) -> Sequence[Comment]:
        """What was written on it."""
        return self.on.comments if self._repeats() else self.item.comments

    @property
    def has_comments(self) -> bool:
        """Whether anything was written on it."""
        return bool(self.comments)

    @property
    def comment_count(self) -> int:
        """How many comments there are."""
        return len(self.comments)

    @property
    def allocations(self) -> list[AllocationView]:
        """The views of its allocations."""
        currency = self.on.on.report.currency
        return [AllocationView(allocation, currency) for allocation in self.item.allocations]

    def _repeats(self) -> bool:
        return self.item.type == "Regular"


@dataclass(frozen=True, slots=True)
class AllocationView:
    """An allocation, and the currency that its journal is in."""

    allocation: Allocation
    currency: str

    @property
    def journal(self) -> list[JournalView]:
        """The views of its journal entries."""
        return [JournalView(row, self.currency) for row in self.allocation.journal]


@dataclass(frozen=True, slots=True)
class JournalView:
    """A journal entry, and the currency that it is in."""

    row: JournalEntry
    currency: str

    @property
    def signed_amount(self) -> str:
        """Its amount with a sign, in the digits of the currency."""
        return signed_amount(self.row.amount, self.currency)


def report_view(report: Report, owner: Person, setup: Setup, base_url: str) -> ReportView:
    """What the report details of ``report`` are rendered from."""
    return ReportView(report, setup, owner, totals(report, setup), base_url)
