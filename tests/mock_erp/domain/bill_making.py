"""A small company and bills that are right unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from mock_erp.domain import amounts
from mock_erp.domain.bills import Bill, Content, Line, Status
from mock_erp.domain.chart import Account, Period, TaxCode, Vendor
from mock_erp.domain.dimensions import STANDARD, DimensionType, DimensionValue
from mock_erp.domain.validation import Facts

TODAY = date(2026, 2, 10)

ACCOUNTS = {
    account.code: account
    for account in (
        Account(code="2100", name="Employee payable"),
        Account(code="6000", name="Travel", postable=False),
        Account(code="6001", name="Old travel", postable=False, active=False),
        Account(code="6400", name="Lodging"),
        Account(code="6410", name="Ground transport"),
        Account(code="6420", name="Old airfare", active=False),
        Account(code="6500", name="Project cost", requires=("project", "cost_center")),
    )
}
VALUES = {
    ("project", value.code): value
    for value in (
        DimensionValue(code="P-100"),
        DimensionValue(code="P-200", ends_on=date(2026, 2, 9)),
        DimensionValue(code="P-250", ends_on=TODAY),
        DimensionValue(code="P-300", status="closed"),
        DimensionValue(code="P-400", status="closed", ends_on=date(2025, 12, 31)),
    )
} | {
    ("cost_center", "0021"): DimensionValue(code="0021"),
    ("cost_center", "0022"): DimensionValue(code="0022", active=False),
    ("department", "SALES"): DimensionValue(code="SALES"),
    ("department", "GONE"): DimensionValue(code="GONE", active=False),
    ("department", "LAST"): DimensionValue(code="LAST", status="closed", ends_on=date(2026, 2, 9)),
}
DEPARTMENT = DimensionType(name="department", title="department", plural="departments")
TAX_CODES = {"V19": TaxCode(code="V19")}
JANUARY = Period(name="2026-01", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
VENDOR = Vendor(id="V-1001", external_id="E-1001", name="Ann Lee")

FACTS = Facts(
    today=TODAY,
    company_currency="USD",
    accounts=ACCOUNTS,
    dimensions=STANDARD,
    dimension_values=VALUES,
    tax_codes=TAX_CODES,
    vendor=VENDOR,
    periods=(JANUARY,),
    has_rate=False,
    is_duplicate=False,
)

LINE = Line(
    account="6400",
    amount=Decimal("125.00"),
    dimensions={"project": "P-100", "cost_center": "0021"},
    tax_code=None,
    description="Hotel",
    source_ref="J-1",
)
CONTENT = Content(
    external_id="R1/employee",
    vendor_id="V-1001",
    type="bill",
    document_number="ER-1",
    bill_date=date(2026, 1, 31),
    gl_date=date(2026, 1, 31),
    currency="USD",
    liability_account="2100",
    memo="Client meeting",
    lines=(LINE,),
)


def line(**changes) -> Line:
    """The line with these fields: its amount as text, dimensions by their names, None for one that is left out."""
    given: dict[str, Any] = {
        name: changes.pop(name) for name in ("project", "cost_center", "department") if name in changes
    }
    codes = {name: code for name, code in {**LINE.dimensions, **given}.items() if code is not None}
    if "amount" in changes:
        changes["amount"] = amounts.parse(changes["amount"])
    return replace(LINE, dimensions=codes, **changes)


def content(*sums: str, **changes) -> Content:
    """The bill with these amounts as its lines, and these header fields."""
    lines = tuple(line(amount=amount, source_ref=f"J-{n}") for n, amount in enumerate(sums))
    return replace(CONTENT, lines=lines, **changes) if sums else replace(CONTENT, **changes)


def one_line(**changes) -> Content:
    """The bill with one line that differs in these fields."""
    return replace(CONTENT, lines=(line(**changes),))


def bill(said: Content, bill_id: str = "B-1") -> Bill:
    """A draft of it."""
    return Bill(
        id=bill_id,
        status=Status.DRAFT,
        content=said,
        line_ids=tuple(f"L-{n}" for n in range(1, len(said.lines) + 1)),
    )
