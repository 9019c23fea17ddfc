"""From a report's journal to the payables that book it: who is owed how much, on which accounts.

Only reckoning; nothing is sent from here.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from report import EMPLOYEE, Allocation, Entry, Owed, Report, Row, journal
from settings import Mapping

TEXT_LENGTH = 240  # of a memo and of a line's description in the ERP
# ISO 4217: the minor digits of the currencies that do not have two.
MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


class Unmapped(Exception):
    """Our mapping does not say how a party is paid: nobody in Concur can mend that."""


class Line(NamedTuple):
    """A line of a bill, and the entry that it comes from."""

    account: str
    amount: Decimal
    dimensions: dict[str, str | None]
    description: str
    source_ref: str  # the JournalID of the row
    entry: Entry


class Payable(NamedTuple):
    """All that one party is owed for one report: one transaction in the ERP."""

    external_id: str
    vendor_external_id: str
    type: str  # bill, or credit where the party owes the company
    document_number: str
    bill_date: str
    gl_date: str
    currency: str
    liability_account: str
    memo: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        """What the transaction comes to, never negative."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def body(self, vendor_id: str) -> dict[str, Any]:
        """The transaction as the ERP's API takes it."""
        return {
            "external_id": self.external_id,
            "vendor_id": vendor_id,
            "type": self.type,
            "document_number": self.document_number,
            "bill_date": self.bill_date,
            "gl_date": self.gl_date,
            "currency": self.currency,
            "liability_account": self.liability_account,
            "memo": self.memo,
            "lines": [_line_body(line) for line in self.lines],
        }


def _line_body(line: Line) -> dict[str, Any]:
    return {
        "account": line.account,
        "amount": format(line.amount, "f"),
        **line.dimensions,
        "tax_code": None,
        "description": line.description,
        "source_ref": line.source_ref,
    }


def payables_of(report: Report, mapping: Mapping, today: str) -> list[Payable]:
    """The payables that book the report, one a party; none for a party that is square."""
    payables = []
    for party, rows in rows_by_party(report).items():
        lines = [line for owed in rows for line in lines_of(owed, mapping, report.currency)]
        if not is_square(lines):
            payables.append(payable(report, party, lines, mapping, today))
    return payables


def rows_by_party(report: Report) -> dict[str, list[Owed]]:
    """The journal by the party that each row belongs to, in order of appearance."""
    rows: dict[str, list[Owed]] = defaultdict(list)
    for owed in journal(report):
        rows[owed.row.party].append(owed)
    return dict(rows)


def payable(report: Report, party: str, lines: list[Line], mapping: Mapping, today: str) -> Payable:
    """The transaction for one party."""
    vendor, liability = vendor_of(report, party, mapping)
    kind, lines = bill_or_credit(lines)
    return Payable(
        external_id=f"{report.id}/{party}",
        vendor_external_id=vendor,
        type=kind,
        document_number=document_number(report.id, party),
        bill_date=report.date or today,
        gl_date=today,
        currency=report.currency,
        liability_account=liability,
        memo=report.name[:TEXT_LENGTH],
        lines=tuple(lines),
    )


def vendor_of(report: Report, party: str, mapping: Mapping) -> tuple[str, str]:
    """Whom to pay (external id of the vendor), and the liability account.

    An employee is the vendor with the EmployeeID; anybody else must be in our mapping.
    """
    if party == EMPLOYEE:
        return report.employee_id, mapping.employee_liability_account
    if party not in mapping.payees:
        raise Unmapped(f"the mapping names no vendor for the payment type {party!r}")
    return mapping.payees[party]


def lines_of(owed: Owed, mapping: Mapping, currency: str) -> list[Line]:
    """A row of the journal as lines: the expense, and apart from it the tax that is reclaimed.

    The tax carries no project or cost center: it is a claim on the authority, not a cost of them.
    A line of nothing is left out; an ERP has no use for it.
    """
    row, allocation, item, entry = owed
    taxes = tax_shares(allocation, mapping, currency).get(row.id, [])
    cost = row.amount - sum(amount for _, amount in taxes)
    text = (item.name or entry.name)[:TEXT_LENGTH]
    nothing: dict[str, str | None] = dict.fromkeys(mapping.dimensions)
    lines = [Line(row.account, cost, dimensions_of(allocation, mapping), text, row.id, entry)]
    lines += [
        Line(account, amount, nothing, f"Tax on {text}"[:TEXT_LENGTH], row.id, entry) for account, amount in taxes
    ]
    return [line for line in lines if line.amount]


def dimensions_of(allocation: Allocation, mapping: Mapping) -> dict[str, str | None]:
    """What the expense is charged to. It is the allocation's fields that count, not the entry's."""
    return {field: allocation.customs.get(custom) or None for field, custom in mapping.dimensions.items()}


def tax_shares(allocation: Allocation, mapping: Mapping, currency: str) -> dict[str, list[tuple[str, Decimal]]]:
    """JournalID -> (account, amount) of the reclaimable tax that is contained in the row.

    An allocation can have several rows (an offset pays part of it to a card issuer), and its tax is
    shared among them in proportion: the harness's docs/money.md, "Reclaimable tax", has the rule. Tax
    with no account of its own stays in the expense.
    """
    shares: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for tax in allocation.taxes:
        if tax.reclaimed and tax.authority in mapping.tax_accounts:
            account = mapping.tax_accounts[tax.authority]
            for row, share in _split(tax.reclaimed, _taxed_rows(allocation, tax.reclaimed), currency):
                shares[row.id].append((account, share))
    return shares


def _taxed_rows(allocation: Allocation, tax: Decimal) -> list[Row]:
    """The rows that are expenses: those with the sign of their tax.

    Under the same allocation stands what a cash advance recovers; nobody pays tax on that.
    """
    return [row for row in allocation.rows if row.amount * tax > 0]


def _split(amount: Decimal, rows: list[Row], currency: str) -> list[tuple[Row, Decimal]]:
    """Share an amount in proportion to the rows' amounts: each half up, what is left on the last."""
    unit = minor_unit(currency)
    left, whole = amount, sum(row.amount for row in rows)
    shares = []
    for row in rows[:-1]:
        share = (amount * row.amount / whole).quantize(unit, ROUND_HALF_UP)
        shares.append((row, share))
        left -= share
    return shares + [(row, left.quantize(unit, ROUND_HALF_UP)) for row in rows[-1:]]


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 of most, 1 yen, 0.001 dinar."""
    return Decimal(1).scaleb(-MINOR_DIGITS.get(currency, 2))


def is_square(lines: list[Line]) -> bool:
    """Whether the lines cancel each other out on every account and dimension.

    Such a party needs no transaction. One whose total is nothing, but on different accounts, does.
    """
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.account, *line.dimensions.values()] += line.amount
    return not any(sums.values())


def bill_or_credit(lines: list[Line]) -> tuple[str, list[Line]]:
    """A transaction's total must not be negative: what the party owes us becomes a credit.

    All signs turn together, so a line that reduced the debt still does.
    """
    if sum(line.amount for line in lines) >= 0:
        return "bill", lines
    return "credit", [line._replace(amount=-line.amount) for line in lines]


def document_number(report_id: str, party: str) -> str:
    """The number on the transaction: the same whenever this party of this report is booked.

    A stable number is what lets the ERP itself refuse a second payment. Payment types' names are
    longer than the 45 characters allow, so their hash stands for them.
    """
    suffix = "E" if party == EMPLOYEE else sha256(party.encode()).hexdigest()[:8].upper()
    return f"ER-{report_id}-{suffix}"
