"""The 26 journals that SAP Concur publishes, made by the engine from inputs alone."""

from decimal import Decimal

import pytest

from mock_concur.domain.drafting import draft_report
from mock_concur.domain.journal import post_journal
from mock_concur.domain.model import Report
from mock_concur.domain.totals import totals

from . import worlds

EXAMPLES = worlds.published_examples()


def posted(example: str) -> Report:
    draft, setup = worlds.published(example)
    ids = worlds.ids()
    return post_journal(draft_report(draft, setup, ids, worlds.NOW), setup, ids)


def expenses(report: Report) -> list[tuple]:
    """Every item with its rows of the journal; a personal item that makes none is not published."""
    found = []
    for entry in report.entries:
        for item in entry.items:
            rows = [row for a in item.allocations for row in a.journal if row.kind in ("expense", "clearing")]
            if rows:
                found.append((item, rows))
    return found


def test_all_26_examples_are_here():
    assert len(EXAMPLES) == 26


@pytest.mark.parametrize("example", EXAMPLES)
def test_journal_is_the_published_one(example):
    made = [
        (item.approved_amount, [(row.payer.code, row.payee.code, row.account, row.amount) for row in rows])
        for item, rows in expenses(posted(example))
    ]
    printed = [
        (
            Decimal(expense["approved"]),
            [(payer, payee, account, Decimal(gross)) for payer, payee, account, gross in expense["journal"]],
        )
        for expense in EXAMPLES[example]["expenses"]
    ]
    assert made == printed


@pytest.mark.parametrize("example", EXAMPLES)
def test_taxes_and_nets_are_the_published_ones(example):
    for (item, rows), printed in zip(expenses(posted(example)), EXAMPLES[example]["expenses"], strict=True):
        made = [(v.authority, v.tax_posted, v.reclaim_posted) for a in item.allocations for v in a.vat]
        assert made == [(label, Decimal(tax), Decimal(back)) for label, tax, back in printed.get("taxes", ())]
        assert rows[0].net_of_tax == Decimal(printed.get("net_of_tax", rows[0].amount))
        assert rows[0].net_of_reclaim == Decimal(printed.get("net_of_reclaim", rows[0].amount))


@pytest.mark.parametrize("example", EXAMPLES)
def test_cash_advance_is_applied_as_published(example):
    made = [
        (row.payer.code, row.payee.code, row.account, row.amount)
        for *_, row in posted(example).rows()
        if row.kind in ("recovery", "return")
    ]
    printed = [
        ("EMPL", "COMP", account, Decimal(amount)) for account, amount in EXAMPLES[example].get("cash_advance", ())
    ]
    assert sorted(made) == sorted(printed)


@pytest.mark.parametrize("example", EXAMPLES)
def test_dues_and_advances_make_the_approved_total(example):
    _, setup = worlds.published(example)
    sums = totals(posted(example), setup)
    company_paid = sum(due for party, due in sums.by_party.items() if party.code == "COPD")
    applied = sums.advance_recovered + sums.advance_returned
    assert sums.due_employee + sums.due_company_card + company_paid + applied == sums.total_approved


DUES = {  # employee, cards, company-paid
    "1.1": ("0", "0", "30"),
    "1.2": ("-50", "0", "0"),
    "2.5": ("0", "80.32", "0"),
    "5.2.1": ("15", "0", "0"),
    "5.2.2": ("-85", "0", "0"),
    "6.1.2": ("23", "56.10", "0"),
    "6.1.6": ("35", "270", "0"),
    "6.1.6-with-offsetting": ("21", "284", "0"),
    "6.1.7-with-offsetting": ("0", "275", "0"),
    "6.2.1": ("-81", "49", "32"),
    "6.2.2": ("21", "284", "0"),
    "6.2.3": ("-300", "1000", "0"),
}


@pytest.mark.parametrize("example", DUES)
def test_each_party_is_due_what_the_journal_says(example):
    _, setup = worlds.published(example)
    sums = totals(posted(example), setup)
    company_paid = sum(due for party, due in sums.by_party.items() if party.code == "COPD")
    assert (sums.due_employee, sums.due_company_card, company_paid) == tuple(map(Decimal, DUES[example]))
