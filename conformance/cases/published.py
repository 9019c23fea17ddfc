"""The 26 posting examples that SAP Concur publishes: each journal booked as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conformance.cases.patterns import booked, returned
from conformance.judge import Fault, sources

if TYPE_CHECKING:
    from conformance.case import Case


class Example(NamedTuple):
    """A published example: its number, what it shows, its heading, and what booking it takes."""

    number: str
    shows: str
    heading: str
    needs: tuple[str, ...] = ()


_CARD = ("card-payees",)
_PERSONAL = ("card-payees", "personal-items")
_EXCEEDS = "IBCP with Personal Expense Where Out-of-Pocket Exceeds the Personal Expense"
_IS_LESS = "IBCP With Personal Expense Where Out-of-Pocket Is Less Than Personal Expense"
_CBCP = "CBCP Corporate Card Charge with Itemization and Personal Expense"
_WHOLLY = "CBCP Corporate Card Charge for Entirely Personal Expense"

EXAMPLES = (
    Example("1.1", "a taxi and a train", "Simple Out-of-Pocket Cash Expense", ("company-paid",)),
    Example("1.2", "a cash rebate", "Simple Out-of-Pocket Cash Credit", ("credits",)),
    Example("1.3", "mileage", "Simple Personal Car Mileage Expense"),
    Example(
        "1.4",
        "meals abroad",
        "Travel Allowances - Company Specific Rate Greater Than Government Rate",
        ("foreign-currency",),
    ),
    Example("2.1", "one reclaimable tax", "Expense Posting With Single Tax Item", ("vat",)),
    Example("2.2", "a tax that cannot be reclaimed", "Non-Deductible VAT", ("vat",)),
    Example("2.3", "two taxes on one entry", "Expense Posting With Multiple Tax Items", ("vat",)),
    Example("2.4", "taxes reclaimable by half", "Partially Deductible VAT", ("vat",)),
    Example(
        "2.5",
        "a hotel abroad on a card",
        "Foreign Expense Report Without VAT",
        ("card-payees", "foreign-currency"),
    ),
    Example("3.1", "an itemized hotel receipt", "Itemized Expense Items", ("company-paid",)),
    Example(
        "4.1",
        "an item split by half",
        "Expense With Multiple Cost Allocations",
        ("allocations", "company-paid"),
    ),
    Example(
        "5.2.1",
        "an advance below what was spent",
        "Cash Advance Is Lower Than the Payout Amount",
        ("cash-advance",),
    ),
    Example(
        "5.2.2",
        "an advance above what was spent",
        "Cash Advance Is Higher Than the Payout Amount",
        ("cash-advance", "credits"),
    ),
    Example("6.1.1", "a taxi and a train", "Payment via Employee Vendor Account", ("company-paid",)),
    Example(
        "6.1.2",
        "a card whose posted amount differs",
        "Payment via Credit Card Vendor Account (Split Payment)",
        _CARD,
    ),
    Example(
        "6.1.3",
        "an unused ticket",
        "Credit Transaction via Credit Card Vendor Account (Split Payment)",
        ("company-paid", "credits"),
    ),
    Example(
        "6.1.4",
        "an itemized hotel receipt",
        "Simple IBCP Corporate Card Charge With Itemization",
        ("company-paid",),
    ),
    Example("6.1.5", "a personal breakfast", "IBCP With Personal Expense: No Out-of-Pocket", _PERSONAL),
    Example("6.1.6", "a personal film and a taxi", f"{_EXCEEDS}: Without Offsetting", _PERSONAL),
    Example(
        "6.1.6-with-offsetting",
        "a personal film taken off a taxi",
        f"{_EXCEEDS}: With Offsetting",
        _PERSONAL,
    ),
    Example("6.1.7", "a personal film and parking", f"{_IS_LESS}: Without Offsetting", _PERSONAL),
    Example(
        "6.1.7-with-offsetting",
        "a personal film taken off parking",
        f"{_IS_LESS}: With Offsetting",
        _PERSONAL,
    ),
    Example(
        "6.2.1",
        "two charges, personal both",
        f"{_WHOLLY} (Net Due Company With Consolidated or Verbose Extract)",
        ("card-payees", "company-paid", "credits", "personal-items"),
    ),
    Example(
        "6.2.2",
        "a personal film on the company's card",
        f"{_CBCP} (Net Due Employee With Consolidation)",
        _PERSONAL,
    ),
    Example(
        "6.2.4",
        "the same without offsets",
        f"{_CBCP} (Net Due Employee With No Offsets)",
        _PERSONAL,
    ),
)

BLANK_ACCOUNT = "6.2.3"
"""Its publisher left two account codes empty, and no ERP knows an empty account."""


def _case_of(example: Example) -> Case:
    return booked(
        f"published/{example.number}",
        f"Published example {example.number}, {example.shows}, is booked as its journal says.",
        sources.use_case(example.heading),
        sources.JOURNAL,
        scenario=f"published/{example.number}",
        reports=[f"Published example {example.number}"],
        needs=example.needs,
    )


CASES = (
    *(_case_of(example) for example in EXAMPLES),
    returned(
        f"published/{BLANK_ACCOUNT}",
        "Published example 6.2.3, whose account was left blank, is recalled for it.",
        sources.use_case(f"{_WHOLLY} (Net Due Company With Verbose Extract)"),
        sources.ROUTES,
        scenario=f"published/{BLANK_ACCOUNT}",
        recalled={
            f"Published example {BLANK_ACCOUNT}": [Fault(code="ACCOUNT_UNKNOWN", value="ACCOUNT_UNKNOWN", entry=0)]
        },
        needs=_PERSONAL,
    ),
)
