"""The 26 posting examples that SAP Concur publishes: each journal booked as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conformance.cases.patterns import booked_case, returned_case
from conformance.judge import ExpectedError, sources

if TYPE_CHECKING:
    from conformance.engine.case import Case


class Example(NamedTuple):
    """A published example: its number, what it shows, its heading with its anchor, and what booking it takes."""

    number: str
    shows: str
    heading: str
    anchor: str
    needs: tuple[str, ...] = ()


_CARD = ("card-payees",)
_PERSONAL = ("card-payees", "personal-items")
_EXCEEDS = "IBCP with Personal Expense Where Out-of-Pocket Exceeds the Personal Expense"
_IS_LESS = "IBCP With Personal Expense Where Out-of-Pocket Is Less Than Personal Expense"
_CBCP = "CBCP Corporate Card Charge with Itemization and Personal Expense"
_WHOLLY = "CBCP Corporate Card Charge for Entirely Personal Expense"

EXAMPLES = (
    Example("1.1", "a taxi and a train", "Simple Out-of-Pocket Cash Expense", "usopce", ("company-paid",)),
    Example("1.2", "a cash rebate", "Simple Out-of-Pocket Cash Credit", "usopcc", ("credits",)),
    Example("1.3", "mileage", "Simple Personal Car Mileage Expense", "uspcme"),
    Example(
        "1.4",
        "meals abroad",
        "Travel Allowances - Company Specific Rate Greater Than Government Rate",
        "utacprg",
        ("foreign-currency",),
    ),
    Example("2.1", "one reclaimable tax", "Expense Posting With Single Tax Item", "uepsti", ("vat",)),
    Example("2.2", "a tax that cannot be reclaimed", "Non-Deductible VAT", "undv", ("vat",)),
    Example("2.3", "two taxes on one entry", "Expense Posting With Multiple Tax Items", "uepmti", ("vat",)),
    Example("2.4", "taxes reclaimable by half", "Partially Deductible VAT", "updv", ("vat",)),
    Example(
        "2.5",
        "a hotel abroad on a card",
        "Foreign Expense Report Without VAT",
        "uferwv",
        ("card-payees", "foreign-currency"),
    ),
    Example("3.1", "an itemized hotel receipt", "Itemized Expense Items", "uiei", ("company-paid",)),
    Example(
        "4.1",
        "an item split by half",
        "Expense With Multiple Cost Allocations",
        "uewmca",
        ("allocations", "company-paid"),
    ),
    Example(
        "5.2.1",
        "an advance below what was spent",
        "Cash Advance Is Lower Than the Payout Amount",
        "ucaltp",
        ("cash-advance",),
    ),
    Example(
        "5.2.2",
        "an advance above what was spent",
        "Cash Advance Is Higher Than the Payout Amount",
        "ucahtp",
        ("cash-advance", "credits"),
    ),
    Example("6.1.1", "a taxi and a train", "Payment via Employee Vendor Account", "upeva", ("company-paid",)),
    Example(
        "6.1.2",
        "a card whose posted amount differs",
        "Payment via Credit Card Vendor Account (Split Payment)",
        "upccva",
        _CARD,
    ),
    Example(
        "6.1.3",
        "an unused ticket",
        "Credit Transaction via Credit Card Vendor Account (Split Payment)",
        "uctccva",
        ("company-paid", "credits"),
    ),
    Example(
        "6.1.4",
        "an itemized hotel receipt",
        "Simple IBCP Corporate Card Charge With Itemization",
        "usiccc",
        ("company-paid",),
    ),
    Example("6.1.5", "a personal breakfast", "IBCP With Personal Expense: No Out-of-Pocket", "uiwpen", _PERSONAL),
    Example("6.1.6", "a personal film and a taxi", _EXCEEDS, "uiwpegt", _PERSONAL),
    Example(
        "6.1.6-with-offsetting",
        "a personal film taken off a taxi",
        _EXCEEDS,
        "uiwpegt",
        _PERSONAL,
    ),
    Example("6.1.7", "a personal film and parking", _IS_LESS, "uwpelt", _PERSONAL),
    Example(
        "6.1.7-with-offsetting",
        "a personal film taken off parking",
        _IS_LESS,
        "uwpelt",
        _PERSONAL,
    ),
    Example(
        "6.2.1",
        "two charges, personal both",
        f"{_WHOLLY} (Net Due Company With Consolidated or Verbose Extract)",
        "ucccepe",
        ("card-payees", "company-paid", "credits", "personal-items"),
    ),
    Example(
        "6.2.2",
        "a personal film on the company's card",
        f"{_CBCP} (Net Due Employee With Consolidation)",
        "ucccwcons",
        _PERSONAL,
    ),
    Example(
        "6.2.4",
        "the same without offsets",
        f"{_CBCP} (Net Due Employee With No Offsets)",
        "ucccnoff",
        _PERSONAL,
    ),
)

BLANK_ACCOUNT = "6.2.3"
"""Its publisher left two account codes empty, and no ERP knows an empty account."""


_READINGS = {
    "cash-advance": sources.ADVANCE_ROWS,
    "personal-items": sources.PERSONAL_ROWS,
    "credits": sources.PARTY,
}
"""What is assumed where the journal was published for another API: how v2.0 shows such entries, by the claim."""


def _case_of(example: Example) -> Case:
    return booked_case(
        f"published/{example.number}",
        f"Published example {example.number}, {example.shows}, is booked as its journal says.",
        *(reading for claim, reading in _READINGS.items() if claim in example.needs),
        sources.use_case(example.heading, example.anchor),
        sources.JOURNAL,
        scenario=f"published/{example.number}",
        reports=[f"Published example {example.number}"],
        needs=example.needs,
        names_defects=("groups-by-payee-name",) if _is_plain_credit(example) else (),
    )


def _is_plain_credit(example: Example) -> bool:
    """Whether it is a credit within the scope of the tutorial, which leaves advances and personal items out."""
    return "credits" in example.needs and not {"cash-advance", "personal-items"} & set(example.needs)


CASES = (
    *(_case_of(example) for example in EXAMPLES),
    returned_case(
        f"published/{BLANK_ACCOUNT}",
        "Published example 6.2.3, whose account was left blank, is recalled for it.",
        sources.use_case(f"{_WHOLLY} (Net Due Company With Verbose Extract)", "ucccepev"),
        sources.ROUTES,
        scenario=f"published/{BLANK_ACCOUNT}",
        recalled={f"Published example {BLANK_ACCOUNT}": [ExpectedError(code="ACCOUNT_UNKNOWN", entry=0)]},
        needs=_PERSONAL,
    ),
)
