"""An expense report as far as it matters for paying it, read from Concur's v2.0 report details.

The documented form of v2.0 is XML (SAP Concur Developer Center, Get report
details); JSON has been seen but is described nowhere, so XML is what we ask for and read.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from web import Outage

COMPANY = "Company"
EMPLOYEE = "Employee"


class Unreadable(Outage):
    """Concur's answer is not what its documentation promises: it tells no more than one that was lost."""


class Row(NamedTuple):
    """A journal entry: what the company owes a party (less, where negative), and for which account."""

    id: str
    party: str  # "Employee", or the name of a payment type
    account: str
    amount: Decimal


class Tax(NamedTuple):
    """Tax of an allocation that the company gets back from a tax authority."""

    authority: str
    reclaimed: Decimal


class Allocation(NamedTuple):
    """A share of an expense, with the custom fields that say what it is charged to."""

    customs: dict[str, str]  # "Custom1" -> code of the list item, or the text where it has none
    rows: tuple[Row, ...]
    taxes: tuple[Tax, ...]


class Item(NamedTuple):
    """An itemization, or the whole entry where it is not itemized."""

    name: str
    allocations: tuple[Allocation, ...]


class Entry(NamedTuple):
    """An expense entry; the amount and the type's code are needed to write a comment on it."""

    id: str
    type_code: str
    name: str
    date: str
    amount: Decimal  # in the currency of the transaction
    items: tuple[Item, ...]


class Report(NamedTuple):
    """The report, and where it stands."""

    id: str
    key: str  # the id that the v1.1 calls take: the tail of the URL that the list gave
    name: str
    date: str
    currency: str
    payment_status: str
    workflow_url: str
    employee_id: str
    amount_due: Decimal  # to the employee and to card issuers
    entries: tuple[Entry, ...]

    @property
    def ready(self) -> bool:
        """All approvals are given and nobody has booked it yet.

        The codes are compared, never the names: customers rename those, and they are translated.
        """
        return self.payment_status == "P_PROC"

    @property
    def paid(self) -> bool:
        """Committed: it is locked for ever, and what was booked for it must stand."""
        return self.payment_status in {"P_PAID", "P_PAYC"}


class Owed(NamedTuple):
    """A row of the journal, and all that it hangs under."""

    row: Row
    allocation: Allocation
    item: Item
    entry: Entry


def journal(report: Report) -> Iterator[Owed]:
    """Every row of the report's journal, in the order of the report."""
    for entry in report.entries:
        for item in entry.items:
            for allocation in item.allocations:
                for row in allocation.rows:
                    yield Owed(row, allocation, item, entry)


def parse(body: bytes) -> ET.Element:
    """An XML answer without its namespaces: they differ between hosts and releases, the names do not."""
    try:
        # Elements only, over our own connection to Concur; expat stops an entity bomb by itself.
        root = ET.fromstring(body)  # noqa: S314
    except ET.ParseError as error:
        line, column = error.position
        raise Unreadable(f"not XML in line {line}, column {column + 1}") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def read_report(root: ET.Element, key: str) -> Report:
    """The report in a ReportDetails element; Unreadable where something that we rely on is missing."""
    if root.tag != "ReportDetails":
        raise Unreadable(f"a {root.tag} where ReportDetails was expected")
    return Report(
        id=_needed(root, "ReportID"),
        key=key,
        name=_text(root, "ReportName"),
        date=_text(root, "ReportDate")[:10],
        currency=_needed(root, "CurrencyCode"),
        payment_status=_needed(root, "PaymentStatusCode"),
        workflow_url=_text(root, "WorkflowActionURL"),
        employee_id=_text(root, "ReportOwner/EmployeeID"),
        amount_due=_amount(root, "AmountDueEmployee") + _amount(root, "AmountDueCompanyCard"),
        entries=tuple(read_entry(entry) for entry in root.iterfind("ExpenseEntriesList/ExpenseEntry")),
    )


def read_entry(element: ET.Element) -> Entry:
    """An ExpenseEntry. What it costs is not read from its amounts: the journal decides what is paid."""
    return Entry(
        id=_needed(element, "ReportEntryID"),
        type_code=_text(element, "ExpenseTypeID"),
        name=_text(element, "ExpenseTypeName"),
        date=_text(element, "TransactionDate")[:10],
        amount=_amount(element, "TransactionAmount"),
        items=tuple(read_item(item) for item in element.iterfind("ItemizationsList/Itemization")),
    )


def read_item(element: ET.Element) -> Item:
    """An Itemization; an entry that is not itemized has one that stands for the whole."""
    return Item(
        name=_text(element, "ExpenseTypeName"),
        allocations=tuple(read_allocation(share) for share in element.iterfind("AllocationsList/Allocation")),
    )


def read_allocation(element: ET.Element) -> Allocation:
    """An Allocation; an expense that nobody allocated has one of 100 %, made by Concur."""
    return Allocation(
        customs=_customs(element),
        rows=tuple(read_row(row) for row in element.iterfind("JournalEntriesList/JournalEntry")),
        taxes=tuple(
            Tax(_text(tax, "TaxAuthorityLabel"), _amount(tax, "TaxReclaimPostedAmount"))
            for tax in element.iterfind("VATDataList/VATData")
        ),
    )


def read_row(element: ET.Element) -> Row:
    """A JournalEntry. Its party is the side that is not the company.

    Where the party owes the company (a refund, a personal item on a company card), payer and payee
    are swapped *and* the amount is negative. Amount alone says how much; neither the swap nor
    DebitOrCredit, which repeats the sign, may be applied to it once more.
    """
    payer, payee = _needed(element, "PayerPaymentTypeName"), _needed(element, "PayeePaymentTypeName")
    return Row(
        id=_needed(element, "JournalID"),
        party=payee if payer == COMPANY else payer,
        account=_text(element, "AccountCode"),
        amount=_amount(element, "Amount"),
    )


def _customs(element: ET.Element) -> dict[str, str]:
    fields = (child for child in element if child.tag.startswith("Custom"))
    return {field.tag: _text(field, "Code") or _text(field, "Value") for field in fields}


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _needed(element: ET.Element, path: str) -> str:
    text = _text(element, path)
    if not text:
        raise Unreadable(f"{element.tag} has no {path}")
    return text


def _amount(element: ET.Element, path: str) -> Decimal:
    """An amount; an element that is empty or missing is none, which is nothing."""
    text = _text(element, path) or "0"
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise Unreadable(f"{element.tag} has an unusable {path}: {text!r}")
    return amount
