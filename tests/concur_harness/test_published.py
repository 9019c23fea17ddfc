"""The journals that SAP Concur publishes, read over v2.0 as a client reads them: as XML and as JSON."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from lxml import etree

FIGURES = yaml.safe_load((Path(__file__).parents[1] / "mock_concur/domain/published.yaml").read_text())
V2 = "/api/expense/expensereport/v2.0"
NS = "{http://www.concursolutions.com/api/expense/expensereport/2012/07}"
ADVANCE_ACCOUNTS = ("CADV",)

Row = tuple[str, str, str, Decimal]


def printed(example: str) -> list[Row]:
    """The published rows: payer, payee, account, amount; recoveries and returns of advances among them."""
    published = FIGURES[example]
    rows = [
        (payer, payee, account, Decimal(gross))
        for expense in published["expenses"]
        for payer, payee, account, gross in expense["journal"]
    ]
    advances = [("EMPL", "COMP", account, Decimal(amount)) for account, amount in published.get("cash_advance", ())]
    return sorted(rows + advances)


def printed_taxes(example: str) -> list[tuple[str, Decimal, Decimal]]:
    return sorted(
        (authority, Decimal(tax), Decimal(reclaim))
        for expense in FIGURES[example]["expenses"]
        for authority, tax, reclaim in expense.get("taxes", ())
    )


@pytest.fixture(scope="module")
def read(world):
    """Each example's report as the list leads to it, whole, in both representations; read once."""
    kept: dict[str, tuple] = {}

    def one(example: str) -> tuple:
        if example not in kept:
            made = world.found(f"published/{example}")
            (listed,) = made.concur("GET", f"{V2}/Reports/?status=PROCESSING").json
            path = listed["Report-Full-Details-Url"].removeprefix("http://localhost")
            xml = made.concur("GET", path, headers={"Accept": "application/xml"})
            kept[example] = (etree.fromstring(xml.text.encode()), made.concur("GET", path).json)
            made.control("DELETE")
        return kept[example]

    return one


def text(element, name: str) -> str:
    return element.findtext(f"{NS}{name}") or ""


@pytest.mark.parametrize("example", FIGURES)
def test_the_journal_in_xml_is_the_published_one(read, example):
    report, _ = read(example)
    rows = [
        (text(row, "PayerPaymentTypeCode"), text(row, "PayeePaymentTypeCode"), text(row, "AccountCode"),
         Decimal(text(row, "Amount")))
        for row in report.iter(f"{NS}JournalEntry")
    ]  # fmt: skip
    assert sorted(rows) == printed(example)


@pytest.mark.parametrize("example", FIGURES)
def test_the_journal_in_json_is_the_published_one(read, example):
    _, report = read(example)
    rows = [
        (row["PayerPaymentTypeCode"], row["PayeePaymentTypeCode"], row["AccountCode"], Decimal(row["Amount"]))
        for row in found(report, "JournalEntriesList")
    ]
    assert sorted(rows) == printed(example)


@pytest.mark.parametrize("example", FIGURES)
def test_the_taxes_are_the_published_ones(read, example):
    report, _ = read(example)
    taxes = [
        (text(tax, "TaxAuthorityLabel"), Decimal(text(tax, "TaxPostedAmount")),
         Decimal(text(tax, "TaxReclaimPostedAmount")))
        for tax in report.iter(f"{NS}VATData")
    ]  # fmt: skip
    assert sorted(taxes) == printed_taxes(example)


def found(value, name: str) -> list[dict]:
    """The members of every list of that name, wherever it stands."""
    if isinstance(value, list):
        return [each for part in value for each in found(part, name)]
    if not isinstance(value, dict):
        return []
    here = value.get(name)
    members = here if isinstance(here, list) else []
    return members + [each for key, part in value.items() if key != name for each in found(part, name)]
