"""An expense report, whole: header, entries, itemizations, allocations, journal, comments and history.

The report is the unit of work, so it is also the unit of storage: one value, replaced as one. The nesting is
that of the v2.0 report details (*documented*: SAP Concur Developer Center, "Get report
details"): an entry has itemizations (a plain entry has one of type ``Regular`` that bears the entry's own
id), an itemization has allocations (at least the system's own of 100 %), and journal entries and tax data
hang under the allocation they come from.

Amounts are ``Decimal`` in the currency that the field's comment names; times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

RateDirection = Literal["M", "D"]
ItemType = Literal["Regular", "Child"]
AllocationState = Literal["P", "F", "N"]
RowKind = Literal["expense", "clearing", "recovery", "return"]
"""What a journal entry books: an expense; a personal item on the card's clearing account; the part of a cash
advance that an expense uses up; cash of an advance that was given back."""

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """The value of a custom field or org unit: ``code`` is set for items of a list."""

    type: str = "Text"
    value: str = ""
    code: str = ""


CustomFieldValues = Mapping[str, CustomField]
"""Custom fields by element name, e.g. ``Custom1``; a name that is absent is an empty field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody wrote on a report or on one of its entries."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """One tax included in an item's amount, in percent of the net, and how much of it may be reclaimed."""

    authority: str
    rate: Decimal
    reclaim: Decimal
    name: str = ""
    source: str = "SYST"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatData:
    """What one tax comes to on one allocation; ``_transaction`` in the entry's currency, ``_posted`` in the owner's."""

    name: str
    authority: str
    source: str
    tax_transaction: Decimal
    tax_posted: Decimal
    reclaim_transaction: Decimal
    reclaim_posted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who pays or is paid: ``Company``, ``Employee`` or the name of a payment type, with its code."""

    name: str
    code: str


COMPANY = Party(name="Company", code="COMP")
EMPLOYEE = Party(name="Employee", code="EMPL")

_SIDES = frozenset(side.name.casefold() for side in (COMPANY, EMPLOYEE))


def is_name_of_side(name: str) -> bool:
    """Whether a journal calls a side of its own so; a payment type's name stands in its entries where theirs could."""
    return name.strip().casefold() in _SIDES


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One row of the journal: the amount that the company owes the party more (or, negative, less).

    ``net_of_tax`` and ``net_of_reclaim`` are the gross amount less all taxes, and less what is reclaimed.
    """

    id: str
    payer: Party
    payee: Party
    account: str
    amount: Decimal
    net_of_tax: Decimal
    net_of_reclaim: Decimal
    job_run_key: str = ""
    kind: RowKind = "expense"

    @property
    def party(self) -> Party:
        """The side that is not the company: the report payee to whom the row belongs."""
        return self.payee if self.payer.code == COMPANY.code else self.payer

    @property
    def debit_or_credit(self) -> Literal["DR", "CR"]:
        """Repeats the sign of the amount; it is never applied to it again."""
        return "DR" if self.amount >= 0 else "CR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A share of an itemization and the accounts and dimensions that it is charged to."""

    id: str
    percentage: Decimal
    account_code1: str
    account_code2: str = ""
    customs: CustomFieldValues = field(default_factory=dict)
    system: bool = True
    journal: tuple[JournalEntry, ...] = ()
    vat: tuple[VatData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A guest of an expense, as the v2.0 details name them."""

    id: str
    type_code: str
    type_name: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    title: str = ""
    external_id: str = ""
    owner_name: str = ""
    owner_id: str = ""
    currency: str = ""
    customs: CustomFieldValues = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An itemization: the level at which an expense is typed, approved, allocated and taxed.

    ``transaction_amount`` is in the entry's currency, ``posted_amount`` and ``approved_amount`` in the
    report's. ``account`` overrides the expense type's account; ``allowance_limit`` is the part of the
    approved amount, in the report's currency, that a travel allowance covers.
    """

    id: str
    type: ItemType
    expense_type: str
    transaction_date: date
    transaction_amount: Decimal
    posted_amount: Decimal
    approved_amount: Decimal
    last_modified: datetime
    business_purpose: str = ""
    personal: bool = False
    account: str | None = None
    allowance_limit: Decimal | None = None
    taxes: tuple[TaxRate, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    comments: tuple[Comment, ...] = ()
    org_units: CustomFieldValues = field(default_factory=dict)
    customs: CustomFieldValues = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTransaction:
    """The charge on a company card that an entry was made from; ``posted_amount`` wins over any exchange rate."""

    id: str
    account_number: str
    description: str
    card_type_code: str
    reference_number: str
    transaction_date: date
    posted_date: date
    transaction_amount: Decimal
    transaction_currency: str
    posted_amount: Decimal
    posted_currency: str
    merchant_name: str = ""
    merchant_city: str = ""
    merchant_state: str = ""
    merchant_country: str = ""
    merchant_reference: str = ""
    merchant_category: str = ""
    transaction_type: str = "RPE"
    tax_amount: Decimal = Decimal(0)
    billing_rate: Decimal = Decimal(1)
    billing_amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One expense: what was paid, how, when and where. Its substance lies in its items."""

    id: str
    legacy_id: int
    expense_type: str
    payment_type: str
    transaction_date: date
    currency: str
    exchange_rate: Decimal
    rate_direction: RateDirection
    transaction_amount: Decimal
    posted_amount: Decimal
    items: tuple[Item, ...]
    last_modified: datetime
    card: CardTransaction | None = None
    business_purpose: str = ""
    vendor_description: str = ""
    vendor_name: str = ""
    location_name: str = ""
    location_subdivision: str = ""
    location_country: str = ""
    receipt_required: bool = False
    image_required: bool = False
    receipt_received: bool = False
    receipt_type: Literal["T", "R", "N"] = "N"
    image_id: str = ""
    e_receipt_id: str = ""
    form_id: str = ""
    comments: tuple[Comment, ...] = ()
    org_units: CustomFieldValues = field(default_factory=dict)
    customs: CustomFieldValues = field(default_factory=dict)

    @property
    def itemized(self) -> bool:
        """Whether the amount is broken down into children."""
        return any(item.type == "Child" for item in self.items)

    @property
    def approved_amount(self) -> Decimal:
        """The sum of what was approved on its items."""
        return sum((item.approved_amount for item in self.items), Decimal(0))

    @property
    def personal(self) -> bool:
        """Whether all of it was spent for the owner's own purposes."""
        return all(item.personal for item in self.items)

    @property
    def allocation_state(self) -> AllocationState:
        """Whether somebody allocated the expense: fully, partially or not at all (the system's own do not count)."""
        by_system = [allocation.system for item in self.items for allocation in item.allocations]
        if all(by_system):
            return "N"
        return "P" if any(by_system) else "F"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashAdvance:
    """Money handed out before the trip: what was issued, what of it came back as cash, and the account that has it."""

    amount: Decimal
    returned: Decimal = Decimal(0)
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of the report's history: who did what, and what it changed. ``step_id`` is the step that waited then."""

    at: datetime
    who: str
    action: str
    before: str
    after: str
    comment: str = ""
    step_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An expense report as it stands now.

    ``step_id`` names the workflow step that waits for somebody (empty when none does); every step that is
    entered gets a new one, so a stale id is told from a current one. ``modified_at`` covers the report and
    everything in it. ``key`` is the unprotected number, ``protected_id`` the encrypted id that URLs bear.
    """

    id: str
    key: int
    protected_id: str
    name: str
    owner: str
    currency: str
    country: str
    ledger: str
    policy_id: str
    approval_status: str
    payment_status: str
    created_at: datetime
    modified_at: datetime
    report_date: datetime
    entries: tuple[Entry, ...] = ()
    purpose: str = ""
    reimbursement_method: str = "APCHECK"
    country_subdivision: str = ""
    step_id: str = ""
    approver: str = ""
    submitted_at: datetime | None = None
    processing_payment_at: datetime | None = None
    paid_at: datetime | None = None
    ever_sent_back: bool = False
    receipts_received: bool = False
    image_url: str = ""
    cash_advance: CashAdvance | None = None
    advance_entry: Entry | None = None
    comments: tuple[Comment, ...] = ()
    history: tuple[Event, ...] = ()
    org_units: CustomFieldValues = field(default_factory=dict)
    customs: CustomFieldValues = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """The sum of all entries, personal ones too, in the report's currency (``ReportTotal``)."""
        return sum((entry.posted_amount for entry in self.entries), Decimal(0))

    def steps_that_are_over(self) -> set[str]:
        """The ids of the workflow steps that the report has been through."""
        return {event.step_id for event in self.history} - {"", self.step_id}

    def rows(self) -> Iterator[tuple[Entry, Item, Allocation, JournalEntry]]:
        """Every journal entry with where it hangs, in the order of the report."""
        for entry, item, allocation in self.allocations():
            for row in allocation.journal:
                yield entry, item, allocation, row

    def allocations(self) -> Iterator[tuple[Entry, Item, Allocation]]:
        """Every allocation with where it hangs, in the order of the report."""
        for entry in self.all_entries():
            for item in entry.items:
                for allocation in item.allocations:
                    yield entry, item, allocation

    def itemizations(self) -> Iterator[tuple[Entry, Item]]:
        """The parts that entries were broken down into, in the order of the report; an entry that was not has none."""
        for entry in self.all_entries():
            for item in entry.items:
                if item.type == "Child":
                    yield entry, item

    def all_entries(self) -> tuple[Entry, ...]:
        """The expenses and, where cash of an advance came back, the entry that says so."""
        return self.entries if self.advance_entry is None else (*self.entries, self.advance_entry)
