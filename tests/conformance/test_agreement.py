"""Mock, judge and reference connector reckon alike, though none of them may import another's reckoning.

Scenarios are made as anybody could write them, brought about by the mock, rendered as it answers, and read and booked
by the reference connector; what it books must be what the judge asks for, to the minor unit.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import iso4217
from hypothesis import example, given, settings
from hypothesis import strategies as st

import conformance
from concur_harness.control.read_model import report_as_json
from concur_harness.scenarios.company_setup import ConcurCompany, concur_company, mapping_of
from concur_harness.scenarios.reading import scenario_from_object
from concur_harness.scenarios.report_history import build_reports
from conformance.judge import books, expected
from conformance.judge import money as judges
from mock_concur.api.common.audiences import AUDIENCES
from mock_concur.api.common.fields import Rendering
from mock_concur.api.expense_v2_0.details import render_details
from mock_concur.api.expense_v2_0.views import report_view
from mock_concur.domain.model import Report
from mockkit import money as mocks
from mockkit.ids import Ids

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

import payables
from report import Row, parse, read_report
from settings import mapping_from

CODES = [currency.code for currency in iso4217.Currency]
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
TODAY = "2026-03-31"
PARTIES = ("Amex Corporate", "Amex Offset", "Visa Corporate", "Company Paid")


def test_all_three_know_the_same_minor_units():
    """The reference connector keeps a table of its own: it runs without any library."""
    units = {code: mocks.minor_unit(code) for code in CODES}
    assert units == {code: judges.minor_unit(code) for code in CODES}
    assert units == {code: payables.minor_unit(code) for code in CODES}
    assert units.keys() >= payables.MINOR_DIGITS.keys()


@given(
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.lists(st.integers(1, 500), min_size=1, max_size=5),
    st.integers(0, 100),
    st.sampled_from([1, -1]),
)
@settings(deadline=None, derandomize=True, database=None)
def test_all_three_take_the_same_tax_from_the_rows_of_an_allocation(
    currency: str, rows: list[int], percent: int, sign: int
):
    unit = mocks.minor_unit(currency) * sign
    weights = [row * unit for row in rows]
    tax = mocks.round_half_up(sum(weights, Decimal(0)) * percent / 100, currency)
    made = [Row(str(number), "Employee", "6400", weight) for number, weight in enumerate(weights)]
    taken = [share for _, share in payables._split(tax, made, currency)]
    assert mocks.split(tax, weights, currency) == judges.in_proportion(tax, weights, currency) == taken


DIGITS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3, "UYW": 4}


@st.composite
def amounts(draw: st.DrawFn, currency: str) -> str:
    """Usual amounts, and those of a few cents, where every rounding shows; a scenario takes three decimals."""
    units = draw(st.integers(-50_000, 50_000) | st.integers(-9, 9))
    return format(Decimal(units).scaleb(-min(DIGITS[currency], 3)), "f")


allocations = st.sampled_from(
    [
        [],
        ["50", "50"],
        ["33.33", "33.33", "33.33"],
        ["33.33", "33.33", "33.34"],
        ["25", "25", "25", "25"],
        ["0.01", "99.98"],
        ["12.5", "12.5", "12.5", "12.5", "12.5", "12.5", "12.5", "12.5"],
    ]
)
taxes = st.lists(
    st.fixed_dictionaries(
        {
            "authority": st.sampled_from(["DEVAT", "CAGST", "CAPST"]),
            "rate": st.sampled_from(["19", "5", "7.7", "100"]),
            "reclaim": st.sampled_from(["100", "50", "33.33", "0"]),
        }
    ),
    max_size=2,
)


@st.composite
def lines(draw: st.DrawFn, currency: str, home: str) -> dict[str, Any]:
    personal = draw(st.sampled_from([False, False, True]))
    made: dict[str, Any] = {"type": "DINNR", "amount": draw(amounts(currency)), "personal": personal}
    made["taxes"] = draw(taxes)
    if draw(st.booleans()):
        made["allowance_limit"] = draw(amounts(home)).lstrip("-")
    if not personal:
        shares = draw(allocations)
        made["allocations"] = [{"percent": share, "Custom1": f"P-{n % 2}00"} for n, share in enumerate(shares)]
    return made


@st.composite
def entries(draw: st.DrawFn, home: str) -> dict[str, Any]:
    payment = draw(st.sampled_from(["Cash", "Cash", "Personal Card", *PARTIES]))
    currency = draw(st.sampled_from([home, *sorted(DIGITS)]))
    entry: dict[str, Any] = {"type": "DINNR", "payment": payment, "currency": currency}
    if draw(st.booleans()):
        entry["items"] = draw(st.lists(lines(currency, home), min_size=1, max_size=3))
        spent = sum(Decimal(item["amount"]) for item in entry["items"])
    else:
        entry |= draw(lines(currency, home))
        spent = Decimal(entry["amount"])
    if currency != home:
        entry["rate"] = draw(st.sampled_from(["1.08", "0.89294902", "151.25", "0.0066"]))
        entry["rate_direction"] = draw(st.sampled_from("MD"))
    if payment in ("Amex Corporate", "Amex Offset", "Visa Corporate") and spent and draw(st.booleans()):
        entry["card_posted"] = format(Decimal(draw(amounts(home).filter(Decimal))).copy_sign(spent), "f")
    return entry


@st.composite
def advances(draw: st.DrawFn, home: str) -> dict[str, str]:
    amount = draw(amounts(home).filter(lambda given: Decimal(given) > 0))
    return {"amount": amount, "returned": draw(st.sampled_from(["0", amount]))}


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    home = draw(st.sampled_from(sorted(DIGITS)))
    report: dict[str, Any] = {
        "name": "Trip",
        "owner": "ann@example.com",
        "entries": draw(st.lists(entries(home), min_size=1, max_size=4)),
    }
    if draw(st.booleans()):
        report["cash_advance"] = draw(advances(home))
    return scenario_of(report, home)


def scenario_of(report: dict[str, Any], currency: str = "USD") -> dict[str, Any]:
    return {"name": "made", "company": {"country": "US", "currency": currency}, "reports": [report]}


def brought_about(written: dict[str, Any]) -> tuple[Report, ConcurCompany, dict[str, Any]]:
    """The report of a scenario, at Processing Payment; its company; what the connector is told."""
    scenario = scenario_from_object(written)
    company = concur_company(scenario)
    (report,) = build_reports(scenario.reports, company, Ids(1), NOW)
    return report, company, mapping_of(scenario)


def booked(report: Report, company: ConcurCompany, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The bills that the reference connector makes of the answer to Get report details."""
    view = report_view(report, company.people[report.owner], company.setup, "http://concur")
    body = render_details(view, Rendering(False, frozenset(AUDIENCES)))
    made = payables.payables_of(read_report(parse(body), "key"), mapping_from(told), TODAY)
    return [payable.body(payable.vendor_external_id) for payable in made]


THIRDS = [{"percent": "33.33", "Custom1": project} for project in ("P-100", "P-200", "P-300")]
VAT = [{"authority": "DEVAT", "rate": "19", "reclaim": "100"}]


@given(scenarios())
@example(
    scenario_of(
        {
            "name": "Refund of two cents",
            "owner": "ann@example.com",
            "entries": [
                {"type": "LODNG", "amount": "-0.02", "taxes": VAT, "allocations": THIRDS},
                {"type": "LODNG", "amount": "46.10", "taxes": VAT, "allocations": THIRDS},
            ],
        }
    )
)
@settings(deadline=None, max_examples=150, derandomize=True, database=None)
def test_the_reference_connector_books_what_the_judge_asks_for(written: dict[str, Any]):
    report, company, told = brought_about(written)
    bills = booked(report, company, told)
    asked = expected.postings(report_as_json(report, company.people[report.owner], company.setup), told, vat=True)
    vendors = {bill["vendor_id"]: bill["vendor_id"] for bill in bills}
    assert books.describe_differences(books.differences(asked, books.of_bills(bills, vendors, told))) == ""
    for bill in bills:
        for line in bill["lines"]:
            assert Decimal(line["amount"]) == mocks.round_half_up(Decimal(line["amount"]), bill["currency"]) != 0


@given(scenarios())
@settings(deadline=None, max_examples=100, derandomize=True, database=None)
def test_what_the_judge_asks_for_is_the_mocks_own_net_of_reclaim(written: dict[str, Any]):
    """Where every tax has an account of its own, an expense is booked at what the mock says is left of it."""
    report, company, told = brought_about(written)
    told["tax_accounts"] = {"DEVAT": "1580", "CAGST": "1580", "CAPST": "1580"}
    asked = expected.postings(report_as_json(report, company.people[report.owner], company.setup), told, vat=True)
    for party in {row.party.name for *_, row in report.rows()}:
        vendor, liability = expected.payee(
            party, report_as_json(report, company.people[report.owner], company.setup), told
        )
        others = ("1580", liability)
        net = sum((each.amount for each in asked if each.vendor == vendor and each.account not in others), Decimal(0))
        assert net == sum(row.net_of_reclaim for *_, row in report.rows() if row.party.name == party)
