"""What holds for the journal of any report whatsoever."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mock_concur.domain.allocating import DraftAllocation
from mock_concur.domain.drafting import DraftEntry, DraftItem, draft_report
from mock_concur.domain.journal import post_journal
from mock_concur.domain.model import CashAdvance, Report, TaxRate
from mock_concur.domain.totals import totals

from . import worlds
from .worlds import COMPANY, PROPERTY

amounts = st.decimals(-500, 500, places=2)
rates = st.sampled_from(["0.5", "1.0837", "0.89294902", "151.2"]).map(Decimal)


@st.composite
def allocations(draw):
    """Shares of a hundred percent, or of less: the rest is the system's."""
    cuts = sorted(set(draw(st.lists(st.integers(1, 9999), max_size=4))))
    edges = [0, *cuts, 10000]
    percents = [Decimal(high - low) / 100 for low, high in pairwise(edges)]
    kept = percents if draw(st.booleans()) else percents[:-1]
    return tuple(DraftAllocation(percent=percent) for percent in kept)


taxes = st.lists(
    st.builds(
        TaxRate,
        authority=st.sampled_from(["DEVAT", "CAGST"]),
        rate=st.sampled_from(["5", "8", "19"]).map(Decimal),
        reclaim=st.sampled_from(["0", "50", "100"]).map(Decimal),
    ),
    max_size=2,
).map(tuple)


@st.composite
def items(draw):
    personal = draw(st.booleans())
    return DraftItem(
        type="DINNR",
        amount=draw(amounts),
        personal=personal,
        taxes=draw(taxes),
        allowance_limit=draw(st.none() | st.just(Decimal("28.00"))),
        allocations=() if personal else draw(allocations()),
    )


@st.composite
def entries(draw):
    foreign = draw(st.booleans())
    return DraftEntry(
        type="DINNR",
        payment=draw(st.sampled_from(sorted(COMPANY.payment_types))),
        date=worlds.TODAY,
        currency="EUR" if foreign else None,
        rate=draw(rates) if foreign else None,
        rate_direction=draw(st.sampled_from("MD")),
        items=tuple(draw(st.lists(items(), min_size=1, max_size=3))),
    )


@st.composite
def advances(draw):
    amount = draw(st.decimals(1, 900, places=2))
    return CashAdvance(amount=amount, returned=draw(st.decimals(0, amount, places=2)))


@st.composite
def reports(draw):
    made = worlds.draft(*draw(st.lists(entries(), max_size=4)), cash_advance=draw(st.none() | advances()))
    ids = worlds.ids()
    return post_journal(draft_report(made, COMPANY, ids, worlds.NOW), COMPANY, ids)


@given(reports())
@PROPERTY
def test_amount_is_negative_exactly_when_the_company_is_paid(report: Report):
    for *_, row in report.rows():
        assert (row.amount < 0) == (row.payee.name == "Company")
        assert (row.payer.name == "Company") != (row.payee.name == "Company")
        assert row.party.name != "Company"


@given(reports())
@PROPERTY
def test_each_party_is_due_the_sum_of_its_rows(report: Report):
    sums = totals(report, COMPANY)
    parties: dict[str, Decimal] = {}
    for *_, row in report.rows():
        parties[row.party.name] = parties.get(row.party.name, Decimal(0)) + row.amount
    cards = ("Amex Corporate", "Amex Offset", "Diners Offset", "Visa Corporate")
    assert {party.name: due for party, due in sums.by_party.items()} == parties
    assert sums.due_employee == parties.get("Employee", 0)
    assert sums.due_company_card == sum(parties.get(card, 0) for card in cards)


@given(reports())
@PROPERTY
def test_rows_of_an_item_sum_to_what_was_approved_of_it(report: Report):
    for entry in report.entries:
        for item in entry.items:
            rows = [row for allocation in item.allocations for row in allocation.journal]
            assert sum(row.amount for row in rows if row.kind == "expense") == item.approved_amount
            assert sum(row.amount for row in rows if row.kind == "clearing") == 0


@given(reports())
@PROPERTY
def test_dues_and_the_advance_make_the_approved_total(report: Report):
    sums = totals(report, COMPANY)
    company_paid = sum(due for party, due in sums.by_party.items() if party.code == "COPD")
    applied = sums.advance_recovered + sums.advance_returned
    assert sums.due_employee + sums.due_company_card + company_paid + applied == sums.total_approved


@given(reports())
@PROPERTY
def test_advance_is_recovered_as_far_as_there_is_cash_and_never_further(report: Report):
    sums = totals(report, COMPANY)
    advance = report.cash_advance
    owed = sum(
        row.amount
        for *_, row in report.rows()
        if row.kind == "expense" and row.party.name == "Employee" and row.amount > 0
    )
    assert sums.advance_returned == (advance.returned if advance else 0)
    assert sums.advance_recovered == (min(owed, advance.amount - advance.returned) if advance else 0)


@given(reports())
@PROPERTY
def test_taxes_of_the_allocations_sum_to_those_of_the_item(report: Report):
    for entry in report.entries:
        for item in entry.items:
            if item.personal:
                continue
            percent = 100 + sum(tax.rate for tax in item.taxes)
            for index, tax in enumerate(item.taxes):
                whole = sum(allocation.vat[index].tax_posted for allocation in item.allocations)
                assert abs(whole - item.approved_amount * tax.rate / percent) <= Decimal("0.005")


@given(reports())
@PROPERTY
def test_nets_of_an_allocation_are_its_rows_less_its_taxes(report: Report):
    for entry in report.all_entries():
        for item in entry.items:
            for allocation in item.allocations:
                gross = sum(row.amount for row in allocation.journal)
                tax = sum(vat.tax_posted for vat in allocation.vat)
                reclaim = sum(vat.reclaim_posted for vat in allocation.vat)
                assert sum(row.net_of_tax for row in allocation.journal) == gross - tax
                assert sum(row.net_of_reclaim for row in allocation.journal) == gross - reclaim


@given(reports())
@PROPERTY
def test_offsets_move_money_between_parties_and_make_none(report: Report):
    offset = [entry for entry in report.entries if COMPANY.payment_types[entry.payment_type].offset]
    cards = {entry.payment_type for entry in offset}
    own = sum(item.approved_amount for entry in offset for item in entry.items)
    due = sum(row.amount for *_, row in report.rows() if row.party.name in cards)
    claimed = sum(
        max(sum(i.posted_amount for e in offset if e.payment_type == card for i in e.items if i.personal), Decimal(0))
        for card in cards
    )
    assert 0 <= due - own <= claimed
