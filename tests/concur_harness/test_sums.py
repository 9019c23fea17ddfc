"""The sums of the report details as a connector reads them, of every report of every scenario that ships."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest

from concur_harness import fixture_files
from concur_harness.scenarios.company_setup import concur_company
from concur_harness.scenarios.reading import scenario_from_yaml
from concur_harness.scenarios.report_history import build_reports
from mock_concur.api.common.audiences import AUDIENCES
from mock_concur.api.common.fields import Rendering
from mock_concur.api.expense_v2_0.details import render_details
from mock_concur.api.expense_v2_0.views import report_view
from mockkit.ids import Ids

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
CENT = Decimal("0.01")
ADVANCE_ACCOUNTS = ("1390", "CADV")


def answers(name: str) -> Iterator[ET.Element]:
    """The details of the scenario's reports, of copies one; without namespaces."""
    scenario = scenario_from_yaml(fixture_files.scenario(name), f"{name}.yaml")
    company = concur_company(scenario)
    for report in {
        each.name.rstrip("0123456789"): each for each in build_reports(scenario.reports, company, Ids(1), NOW)
    }.values():
        view = report_view(report, company.people[report.owner], company.setup, "")
        root = ET.fromstring(render_details(view, Rendering(False, frozenset(AUDIENCES))))
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        yield root


def number(element: ET.Element, name: str) -> Decimal:
    return Decimal(element.findtext(name) or 0)


def total(elements: list[ET.Element], name: str) -> Decimal:
    return sum((number(each, name) for each in elements), Decimal(0))


@pytest.mark.parametrize("name", fixture_files.scenario_names())
def test_the_entries_sum_to_the_totals(name: str) -> None:
    """Catches a returned advance that is in the entries and not in the total, or the other way round."""
    for report in answers(name):
        entries = report.findall("ExpenseEntriesList/ExpenseEntry")
        items = report.findall("ExpenseEntriesList/ExpenseEntry/ItemizationsList/Itemization")
        assert number(report, "ReportTotal") == total(entries, "PostedAmount")
        assert number(report, "TotalApprovedAmount") == total(items, "ApprovedAmount")
        assert number(report, "TotalClaimedAmount") == number(report, "ReportTotal") - number(
            report, "PersonalExpenses"
        )
        for entry in entries:
            of_entry = entry.findall("ItemizationsList/Itemization")
            if of_entry:
                assert number(entry, "PostedAmount") == total(of_entry, "PostedAmount")


@pytest.mark.parametrize("name", fixture_files.scenario_names())
def test_the_amount_times_the_rate_is_what_was_posted(name: str) -> None:
    for report in answers(name):
        unit = Decimal(1) if report.findtext("CurrencyCode") == "JPY" else CENT
        for entry in report.iterfind("ExpenseEntriesList/ExpenseEntry"):
            product = number(entry, "TransactionAmount") * number(entry, "ExchangeRate")
            assert product.quantize(unit, ROUND_HALF_UP) == number(entry, "PostedAmount")


@pytest.mark.parametrize("name", fixture_files.scenario_names())
def test_the_journal_sums_to_the_amounts_due(name: str) -> None:
    """What the employee, cards and company-paid types are due, and the advance applied, is what was approved."""
    for report in answers(name):
        rows = report.findall(".//JournalEntry")
        if not rows:
            continue
        due = {"EMPL": Decimal(0), "card": Decimal(0), "COPD": Decimal(0)}
        for row in rows:
            codes = {row.findtext("PayerPaymentTypeCode"), row.findtext("PayeePaymentTypeCode")} - {"COMP"}
            (code,) = codes
            due["card" if code in ("IBCP", "CBCP") else str(code)] += number(row, "Amount")
        assert number(report, "AmountDueEmployee") == due["EMPL"]
        assert number(report, "AmountDueCompanyCard") == due["card"]
        applied = -total([row for row in rows if row.findtext("AccountCode") in ADVANCE_ACCOUNTS], "Amount")
        assert sum(due.values()) + applied == number(report, "TotalApprovedAmount")


def test_the_published_report_with_a_return_shows_its_published_total() -> None:
    (report,) = answers("published/5.2.2")
    assert (number(report, "ReportTotal"), number(report, "AmountDueEmployee")) == (315, -85)
    returned = report.findall("ExpenseEntriesList/ExpenseEntry")[-1]
    assert (returned.findtext("ExpenseTypeName"), number(returned, "PostedAmount")) == ("Cash Advance Return", 0)
    (row,) = returned.findall(".//JournalEntry")
    assert (row.findtext("AccountCode"), number(row, "Amount")) == ("CADV", -85)


def test_a_card_whose_issuer_posted_another_amount_shows_the_rate_of_the_two() -> None:
    (report,) = answers("published/6.1.2")
    entry = report.findall("ExpenseEntriesList/ExpenseEntry")[0]
    assert entry.findtext("ExchangeRate") == "1.01814882032668"
