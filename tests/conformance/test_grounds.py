"""What a difference of the books rests on: documented where the journal alone decides, assumed where a reading does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from conformance.judge import books, expected, grounds, sources

MAPPING = {
    "payees": {"Amex Corporate": {"vendor_external_id": "AMEX", "liability_account": "2110"}},
    "employee_liability_account": "2100",
    "dimensions": {"project": "Custom1"},
    "tax_accounts": {"DEVAT": "1580"},
}


def row(number, amount, *, party="Employee", account="6400", allocation="A1", entry="E1"):
    return {
        "id": f"J{number}",
        "entry": entry,
        "allocation": allocation,
        "payer": party if Decimal(amount) < 0 else "Company",
        "payee": "Company" if Decimal(amount) < 0 else party,
        "party": party,
        "account": account,
        "amount": amount,
    }


def report(*rows, personal=False, **more):
    return {
        "owner": {"login": "ann@example.com", "employee_id": "E-1001"},
        "currency": "USD",
        "journal": list(rows),
        "allocations": [{"id": "A1", "AccountCode1": "6400", "AccountCode2": "", "Custom1": {"code": "P-100"}}],
        "taxes": [],
        "entries": [{"id": "E1", "payment": "Cash", "items": [{"personal": personal}]}],
        "cash_advance": None,
        **more,
    }


def differences(one, booked=()):
    return books.differences(expected.postings(one, MAPPING, vat=True), booked)


def ground(one, booked=()):
    return grounds.grounds_of(differences(one, booked), [one], MAPPING, vat=True)


def test_an_expense_that_is_missing_rests_on_the_tutorial():
    assert ground(report(row(1, "35.00"))) is sources.PAYABLES


def test_an_account_without_dimensions_rests_on_the_journal_entry():
    clearing = report(row(1, "35.00", account="1999"))
    assert ground(clearing) is sources.JOURNAL
    assert sources.JOURNAL.kind == "documented"


def test_a_credit_rests_on_how_it_is_read():
    """Catches "(documented)" beside a credit: no page says how one is read on v2.0."""
    assert ground(report(row(1, "35.00"), row(2, "-14.10"))) is sources.PARTY


def test_a_credit_of_another_payee_decides_nothing():
    mixed = report(row(1, "35.00"), row(2, "-14.10", party="Amex Corporate"))
    only_the_employee = [each for each in differences(mixed) if each.vendor == "E-1001"]
    assert grounds.grounds_of(only_the_employee, [mixed], MAPPING, vat=True) is sources.PAYABLES


def test_a_recovered_advance_rests_on_the_rows_that_we_gave_it():
    advance = {"amount": "300.00", "returned": "0.00"}
    assert ground(report(row(1, "35.00"), row(2, "-35.00", account="1390"), cash_advance=advance)) is (
        sources.ADVANCE_ROWS
    )


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            (row(1, "14.00", party="Amex Corporate", account="1999"), row(2, "-14.00", account="1999")), id="claimed"
        ),
        pytest.param((row(1, "21.00"), row(2, "14.00", party="Amex Corporate")), id="set off"),
    ],
)
def test_personal_items_rest_on_the_rows_that_we_gave_them(rows):
    assert ground(report(*rows, personal=True)) is sources.PERSONAL_ROWS


def test_tax_rests_on_our_split():
    taxed = report(row(1, "119.00"), taxes=[{"allocation": "A1", "authority": "DEVAT", "reclaim_posted": "19.00"}])
    assert ground(taxed) is sources.TAX_SPLIT


def test_without_the_claim_tax_decides_nothing():
    taxed = report(row(1, "119.00"), taxes=[{"allocation": "A1", "authority": "DEVAT", "reclaim_posted": "19.00"}])
    gross = books.differences(expected.postings(taxed, MAPPING, vat=False), [])
    assert grounds.grounds_of(gross, [taxed], MAPPING, vat=False) is sources.PAYABLES


def test_all_that_decides_by_a_reading_is_assumed():
    assert {each.kind for each in (sources.PARTY, sources.ADVANCE_ROWS, sources.PERSONAL_ROWS, sources.TAX_SPLIT)} == {
        "assumed"
    }


CREDIT = report(row(1, "35.00"), row(2, "-14.10"))


def test_literal_grouping_is_known_by_its_ledger():
    literal = expected.postings(report(row(1, "35.00")), MAPPING, vat=True)
    assert grounds.as_grouped_literally([CREDIT], MAPPING, literal, vat=True)


@pytest.mark.parametrize("booked", ["35.01", "20.90", "34.90"])
def test_any_other_ledger_is_not_called_so(booked):
    other = expected.postings(report(row(1, booked)), MAPPING, vat=True)
    assert not grounds.as_grouped_literally([CREDIT], MAPPING, other, vat=True)
