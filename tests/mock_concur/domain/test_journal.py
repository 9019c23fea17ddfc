"""What no published journal decides: shares, allowances, mixed offsets and advances, refunds."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mock_concur.domain.drafting import DraftReport, draft_report
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.journal import drop_journal, mark_integrated, post_journal
from mock_concur.domain.model import CashAdvance, Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.totals import report_total, totals

from . import worlds
from .worlds import COMPANY, draft, item, spent, tax


def post(made: DraftReport, setup: Setup = COMPANY) -> Report:
    ids = worlds.ids()
    return post_journal(draft_report(made, setup, ids, worlds.NOW), setup, ids)


def rows(report: Report) -> list[tuple[str, str, str]]:
    """The journal as (party, account, amount)."""
    return [(row.party.name, row.account, str(row.amount)) for *_, row in report.rows()]


def shares(*percents: str) -> tuple[DraftAllocation, ...]:
    return tuple(DraftAllocation(percent=Decimal(percent)) for percent in percents)


def test_thirds_of_a_hundred_sum_to_it():
    report = post(draft(spent("100.00", allocations=shares("33.33", "33.33", "33.34"))))
    assert [amount for _, _, amount in rows(report)] == ["33.33", "33.33", "33.34"]


def test_remainder_of_a_cent_is_on_the_last_allocation():
    report = post(draft(spent("10.00", allocations=shares("33.333", "33.333", "33.334"))))
    assert [amount for _, _, amount in rows(report)] == ["3.33", "3.33", "3.34"]


def test_share_that_nobody_allocated_is_the_systems():
    report = post(draft(spent("10.00", allocations=shares("40"))))
    allocations = report.entries[0].items[0].allocations
    assert [(a.percentage, a.system) for a in allocations] == [(Decimal(40), False), (Decimal(60), True)]
    assert report.entries[0].allocation_state == "P"


def test_yen_have_no_cents():
    setup = replace(COMPANY, currency="JPY")
    report = post(draft(spent("10.00", currency="USD", rate=Decimal("151.25"))), setup)
    assert rows(report) == [("Employee", "6410", "1513")]


def test_card_that_the_employee_pays_is_owed_to_the_employee():
    assert rows(post(draft(spent("10.00", "Personal Card")))) == [("Employee", "6410", "10.00")]


def test_payee_is_the_payment_types_name_and_class():
    row = next(post(draft(spent("10.00", "Amex Offset"))).rows())[3]
    assert (row.payer.name, row.payer.code) == ("Company", "COMP")
    assert (row.payee.name, row.payee.code) == ("Amex Offset", "IBCP")


def test_credit_swaps_the_sides_and_keeps_its_sign():
    row = next(post(draft(spent("-10.00", "Visa Corporate"))).rows())[3]
    assert (row.payer.name, row.payee.name, row.amount, row.debit_or_credit) == (
        "Visa Corporate",
        "Company",
        Decimal("-10.00"),
        "CR",
    )


def test_expense_of_nothing_makes_a_row_of_nothing():
    assert rows(post(draft(spent("0.00")))) == [("Employee", "6410", "0.00")]


def test_travel_allowance_splits_at_its_limit():
    report = post(draft(spent("80.00", kind="DINNR", allowance_limit=Decimal("28.00"))))
    assert rows(report) == [("Employee", "6430", "28.00"), ("Employee", "6490", "52.00")]


def test_travel_allowance_that_is_not_used_up_leaves_one_row():
    report = post(draft(spent("20.00", kind="DINNR", allowance_limit=Decimal("28.00"))))
    assert rows(report) == [("Employee", "6430", "20.00")]


def test_personal_item_on_a_company_billed_card_is_paid_and_claimed_back():
    report = post(draft(spent("14.00", "Visa Corporate", kind="ENTOT", personal=True)))
    assert rows(report) == [("Visa Corporate", "1998", "14.00"), ("Employee", "1998", "-14.00")]


def test_refund_of_a_personal_item_goes_the_other_way():
    report = post(draft(spent("-14.00", "Visa Corporate", kind="ENTOT", personal=True)))
    assert rows(report) == [("Visa Corporate", "1998", "-14.00"), ("Employee", "1998", "14.00")]


@pytest.mark.parametrize("payment", ["Cash", "Personal Card", "Amex Corporate", "Amex Offset"])
def test_personal_item_elsewhere_makes_no_row(payment):
    assert rows(post(draft(spent("14.00", payment, kind="ENTOT", personal=True)))) == []


def test_offsets_take_cash_in_order_of_entries_and_cards():
    report = post(
        draft(
            spent("10.00"),
            spent("7.00", "Diners Offset", personal=True),
            spent("8.00", "Amex Offset", personal=True),
            spent("20.00", kind="LODTX"),
        )
    )
    assert rows(report) == [
        ("Diners Offset", "6410", "7.00"),
        ("Amex Offset", "6410", "3.00"),
        ("Employee", "6401", "15.00"),
        ("Amex Offset", "6401", "5.00"),
    ]


def test_refunds_in_cash_feed_no_offset_and_no_recovery():
    report = post(
        draft(
            spent("-10.00"),
            spent("4.00", "Amex Offset", personal=True),
            spent("3.00"),
            cash_advance=CashAdvance(amount=Decimal(50)),
        )
    )
    assert rows(report) == [("Employee", "6410", "-10.00"), ("Amex Offset", "6410", "3.00")]


def test_card_that_the_employee_pays_feeds_no_offset():
    report = post(draft(spent("4.00", "Amex Offset", personal=True), spent("3.00", "Personal Card")))
    assert rows(report) == [("Employee", "6410", "3.00")]


def test_advance_recovers_what_offsets_left():
    report = post(
        draft(
            spent("4.00", "Amex Offset", personal=True),
            spent("10.00"),
            cash_advance=CashAdvance(amount=Decimal(5)),
        )
    )
    assert rows(report) == [
        ("Employee", "6410", "1.00"),
        ("Employee", "6410", "5.00"),
        ("Employee", "1390", "-5.00"),
        ("Amex Offset", "6410", "4.00"),
    ]


def test_returned_cash_hangs_under_an_entry_of_its_own():
    report = post(draft(spent("10.00"), cash_advance=CashAdvance(amount=Decimal(30), returned=Decimal(20))))
    assert report.advance_entry is not None
    assert COMPANY.expense_type(report.advance_entry.expense_type).name == "Cash Advance Return"
    assert [row.kind for *_, row in report.rows()] == ["expense", "recovery", "return"]
    assert rows(report)[-1] == ("Employee", "1390", "-20.00")
    returned = report.advance_entry
    assert (returned.transaction_amount, returned.posted_amount, returned.approved_amount) == (0, 0, 0)
    assert sum(entry.posted_amount for entry in report.all_entries()) == totals(report, COMPANY).report_total == 10
    sums = totals(report, COMPANY)
    assert (sums.due_employee, sums.advance_recovered, sums.advance_returned) == (-20, 10, 20)


def test_tax_follows_the_shares_and_its_remainder_is_on_the_last():
    taxes = (tax("DEVAT", "19", "50"),)
    report = post(draft(spent("100.00", taxes=taxes, allocations=shares("33", "33", "34"))))
    vat = [a.vat[0] for a in report.entries[0].items[0].allocations]
    assert [v.tax_posted for v in vat] == [Decimal("5.27"), Decimal("5.27"), Decimal("5.43")]
    assert [v.reclaim_posted for v in vat] == [Decimal("2.64"), Decimal("2.64"), Decimal("2.71")]
    assert vat[0].name == "German VAT"


def test_an_allocation_of_nothing_bears_no_tax_and_reclaims_none():
    """-0.02 over thirds: the last of them is nothing, and so is its tax."""
    taxes = (tax("DEVAT", "19", "100"), tax("CAGST", "100", "100"))
    report = post(draft(spent("-0.02", taxes=taxes, allocations=shares("33.33", "33.33", "33.33"))))
    assert [amount for _, _, amount in rows(report)] == ["-0.01", "-0.01", "0.00", "0.00"]
    vat = [[(v.tax_posted, v.reclaim_posted) for v in a.vat] for a in report.entries[0].items[0].allocations]
    cent = Decimal("-0.01")
    assert vat == [[(0, 0), (cent, cent)], [(0, 0), (0, 0)], [(0, 0), (0, 0)], [(0, 0), (0, 0)]]


def test_a_remainder_never_turns_the_sign_of_an_allocation():
    """Half a cent each would be a cent three times, and a claim of one cent on the last."""
    report = post(draft(spent("0.02", allocations=shares("25", "25", "25", "25"))))
    assert [amount for _, _, amount in rows(report)] == ["0.01", "0.01", "0.00", "0.00"]


def test_allocations_share_an_allowance_without_exceeding_their_amounts():
    thirds = shares("33.33", "33.33", "33.34")
    report = post(draft(spent("10.01", kind="DINNR", allowance_limit=Decimal("10.00"), allocations=thirds)))
    assert rows(report) == [
        ("Employee", "6430", "3.34"),
        ("Employee", "6430", "3.33"),
        ("Employee", "6490", "0.01"),
        ("Employee", "6430", "3.33"),
    ]


def test_taxes_of_a_few_cents_are_at_most_the_amount():
    taxes = tuple(tax("DEVAT", "100", "100") for _ in range(3))
    report = post(draft(spent("0.02", taxes=taxes)))
    vat = report.entries[0].items[0].allocations[0].vat
    assert [v.tax_posted for v in vat] == [Decimal("0.01"), Decimal("0.01"), 0]


def test_tax_of_a_foreign_expense_is_known_in_both_currencies():
    taxes = (tax("DEVAT", "19", "100"),)
    report = post(draft(spent("119.00", currency="EUR", rate=Decimal("1.1"), taxes=taxes)))
    vat = report.entries[0].items[0].allocations[0].vat[0]
    assert (vat.tax_transaction, vat.tax_posted) == (Decimal("19.00"), Decimal("20.90"))
    assert (vat.reclaim_transaction, vat.reclaim_posted) == (Decimal("19.00"), Decimal("20.90"))


def test_rows_of_a_split_share_the_tax_and_recoveries_bear_none():
    taxes = (tax("DEVAT", "19", "100"),)
    report = post(draft(spent("119.00", taxes=taxes), cash_advance=CashAdvance(amount=Decimal(100))))
    nets = [(row.amount, row.net_of_tax, row.net_of_reclaim) for *_, row in report.rows()]
    assert nets == [
        (Decimal("19.00"), Decimal("15.97"), Decimal("15.97")),
        (Decimal("100.00"), Decimal("84.03"), Decimal("84.03")),
        (Decimal("-100.00"), Decimal("-100.00"), Decimal("-100.00")),
    ]


def test_personal_item_bears_no_tax():
    taxes = (tax("DEVAT", "19", "100"),)
    report = post(draft(spent("119.00", "Visa Corporate", personal=True, taxes=taxes)))
    assert report.entries[0].items[0].allocations[0].vat == ()


def test_journal_is_dropped_whole_and_made_anew_with_other_ids():
    ids = worlds.ids()
    made = draft(spent("10.00", taxes=(tax("DEVAT", "19", "100"),)), spent("5.00", "Visa Corporate"))
    bare = draft_report(made, COMPANY, ids, worlds.NOW)
    first = post_journal(bare, COMPANY, ids)
    second = post_journal(drop_journal(first), COMPANY, ids)
    assert drop_journal(first) == bare
    assert rows(first) == rows(second)
    assert not {row.id for *_, row in first.rows()} & {row.id for *_, row in second.rows()}


def test_every_row_gets_the_key_of_the_job_run():
    report = mark_integrated(post(draft(spent("10.00"), spent("5.00", "Visa Corporate"))), "key")
    assert [row.job_run_key for *_, row in report.rows()] == ["key", "key"]


def test_totals_are_the_same_before_and_after_the_journal():
    made = draft(
        spent("40.00"),
        spent("100.00", "Visa Corporate", kind="LODNG", items=(item("86.00"), item("14.00", "ENTOT", personal=True))),
        spent("9.00", "Company Paid"),
        cash_advance=CashAdvance(amount=Decimal(30), returned=Decimal(10)),
    )
    report = post(made)
    before, after = totals(drop_journal(report), COMPANY), totals(report, COMPANY)
    assert before == after
    assert (after.report_total, after.personal_expenses, after.total_claimed) == (149, 14, 135)
    assert (after.total_approved, after.due_employee, after.due_company_card) == (135, -4, 100)
    assert report_total(report) == 149
