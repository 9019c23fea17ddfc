"""What holds for the journal of any report whatsoever."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mock_concur.domain.drafting import DraftEntry, DraftItem, draft_report
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.journal import post_journal
from mock_concur.domain.model import CashAdvance, Report, TaxRate
from mock_concur.domain.rates import shown_rate
from mock_concur.domain.totals import totals
from mockkit.money import minor_unit, round_half_up

from . import worlds
from .worlds import COMPANY, PROPERTY

CURRENCIES = {"USD": 2, "JPY": 0, "KWD": 3, "UYW": 4}
"""Currencies by how many decimals they have."""


@st.composite
def amounts(draw, currency):
    """Usual amounts, and those of a few cents, where every rounding shows."""
    units = draw(st.integers(-50000, 50000) | st.integers(-9, 9))
    return Decimal(units).scaleb(-CURRENCIES[currency])


@st.composite
def allocations(draw):
    """Shares of a hundred percent, or of less: the rest is the system's."""
    cuts = sorted(set(draw(st.lists(st.integers(1, 9999), max_size=6) | st.just([3333, 6666, 9999]))))
    edges = [0, *cuts, 10000]
    percents = [Decimal(high - low) / 100 for low, high in pairwise(edges)]
    kept = percents if draw(st.booleans()) else percents[:-1]
    return tuple(DraftAllocation(percent=percent) for percent in kept)


taxes = st.lists(
    st.builds(
        TaxRate,
        authority=st.sampled_from(["DEVAT", "CAGST"]),
        rate=st.sampled_from(["5", "8", "19", "100"]).map(Decimal),
        reclaim=st.sampled_from(["0", "33.33", "50", "100"]).map(Decimal),
    ),
    max_size=3,
).map(tuple)


@st.composite
def lines(draw, currency, home):
    """What an item, or an entry that is not itemized, says of what was spent."""
    personal = draw(st.booleans())
    return {
        "type": "DINNR",
        "amount": draw(amounts(currency)),
        "personal": personal,
        "taxes": draw(taxes),
        "allowance_limit": draw(st.none() | amounts(home).map(abs)),
        "allocations": () if personal else draw(allocations()),
    }


@st.composite
def entries(draw, home):
    payment = COMPANY.payment_types[draw(st.sampled_from(sorted(COMPANY.payment_types)))]
    foreign = draw(st.sampled_from(sorted(CURRENCIES.keys() - {home}))) if draw(st.booleans()) else None
    currency = foreign or home
    made = draw(st.lists(lines(currency, home), max_size=4))
    what = {"items": tuple(DraftItem(**line) for line in made)} if made else draw(lines(currency, home))
    spent = sum(line["amount"] for line in made) if made else what["amount"]
    charged = payment.is_card and spent and draw(st.booleans())
    return DraftEntry(
        **{"type": "DINNR", **what},
        payment=payment.name,
        date=worlds.TODAY,
        currency=foreign,
        rate=draw(st.sampled_from(["0.5", "1.0837", "0.89294902", "151.2"]).map(Decimal)) if foreign else None,
        rate_direction=draw(st.sampled_from("MD")),
        card_posted=draw(amounts(home).filter(bool)).copy_sign(spent) if charged else None,
    )


@st.composite
def advances(draw, currency):
    amount = abs(draw(amounts(currency).filter(bool)))
    return CashAdvance(amount=amount, returned=amount * draw(st.sampled_from([0, 1])))


@st.composite
def reports(draw, currency="USD"):
    setup = replace(COMPANY, currency=currency)
    advance = draw(st.none() | advances(currency))
    made = worlds.draft(*draw(st.lists(entries(currency), max_size=4)), cash_advance=advance)
    ids = worlds.ids()
    return post_journal(draft_report(made, setup, ids, worlds.NOW), setup, ids)


ANY_CURRENCY = st.sampled_from(sorted(CURRENCIES)).flatmap(reports)


@given(ANY_CURRENCY)
@PROPERTY
def test_amount_is_negative_exactly_when_the_company_is_paid(report: Report):
    for *_, row in report.rows():
        assert (row.amount < 0) == (row.payee.name == "Company")
        assert (row.payer.name == "Company") != (row.payee.name == "Company")
        assert row.party.name != "Company"


@given(ANY_CURRENCY)
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


@given(ANY_CURRENCY)
@PROPERTY
def test_rows_of_an_item_sum_to_what_was_approved_of_it(report: Report):
    for entry in report.entries:
        for item in entry.items:
            rows = [row for allocation in item.allocations for row in allocation.journal]
            assert sum(row.amount for row in rows if row.kind == "expense") == item.approved_amount
            assert sum(row.amount for row in rows if row.kind == "clearing") == 0


@given(ANY_CURRENCY)
@PROPERTY
def test_dues_and_the_advance_make_the_approved_total(report: Report):
    sums = totals(report, COMPANY)
    company_paid = sum(due for party, due in sums.by_party.items() if party.code == "COPD")
    applied = sums.advance_recovered + sums.advance_returned
    assert sums.due_employee + sums.due_company_card + company_paid + applied == sums.total_approved


@given(ANY_CURRENCY)
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


@given(ANY_CURRENCY)
@PROPERTY
def test_taxes_of_the_allocations_sum_to_those_of_the_item(report: Report):
    for entry in report.entries:
        for item in entry.items:
            if item.personal:
                continue
            percent = 100 + sum(tax.rate for tax in item.taxes)
            for index, tax in enumerate(item.taxes):
                whole = sum(allocation.vat[index].tax_posted for allocation in item.allocations)
                exact = item.approved_amount * tax.rate / percent
                unit = minor_unit(report.currency)
                # A tax that was rounded up may leave less than a unit of the next one.
                assert abs(whole - exact) <= unit * (Decimal("0.5") if index == 0 else 1)


@given(ANY_CURRENCY)
@PROPERTY
def test_nets_of_an_allocation_are_its_rows_less_its_taxes(report: Report):
    for entry in report.all_entries():
        for item in entry.items:
            for allocation in item.allocations:
                gross = sum(row.amount for row in allocation.journal)
                tax = sum((vat.tax_posted for vat in allocation.vat), Decimal(0))
                reclaim = sum(vat.reclaim_posted for vat in allocation.vat)
                assert sum(row.net_of_tax for row in allocation.journal) == gross - tax
                assert sum(row.net_of_reclaim for row in allocation.journal) == gross - reclaim


@given(ANY_CURRENCY)
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


@given(ANY_CURRENCY)
@PROPERTY
def test_expenses_have_the_sign_of_their_item(report: Report):
    for _, item, _, row in report.rows():
        if row.kind == "expense":
            assert row.amount * item.approved_amount >= 0


@given(ANY_CURRENCY)
@PROPERTY
def test_no_tax_exceeds_its_allocation_and_no_reclaim_its_tax(report: Report):
    """In the report's currency; what was rounded up to a cent must not be reclaimed from a row of nothing."""
    for entry in report.entries:
        for item in entry.items:
            for allocation in item.allocations:
                gross = sum((row.amount for row in allocation.journal if row.kind == "expense"), Decimal(0))
                assert abs(sum((vat.tax_posted for vat in allocation.vat), Decimal(0))) <= abs(gross)
                for vat in allocation.vat:
                    assert vat.tax_posted * gross >= 0
                    assert vat.reclaim_posted * gross >= 0
                    assert abs(vat.reclaim_posted) <= abs(vat.tax_posted)
                    assert abs(vat.reclaim_transaction) <= abs(vat.tax_transaction)


@given(ANY_CURRENCY)
@PROPERTY
def test_the_totals_are_those_of_the_entries_that_the_report_shows(report: Report):
    shown, sums = report.all_entries(), totals(report, COMPANY)
    assert sums.report_total == sum(entry.posted_amount for entry in shown)
    assert sums.total_approved == sum(entry.approved_amount for entry in shown)
    assert sums.total_claimed == sums.report_total - sums.personal_expenses == sums.total_approved
    for entry in shown:
        assert entry.posted_amount == sum(item.posted_amount for item in entry.items)
        assert entry.transaction_amount == sum(item.transaction_amount for item in entry.items)


@given(ANY_CURRENCY)
@PROPERTY
def test_amount_times_the_rate_that_is_shown_is_what_was_posted(report: Report):
    for entry in report.all_entries():
        product = entry.transaction_amount * shown_rate(entry, report.currency)
        unit = minor_unit(report.currency)
        # The items of an entry are converted one by one: each may be half a unit away.
        apart = unit * len(entry.items) / 2 if entry.itemized else Decimal(0)
        assert abs(round_half_up(product, report.currency) - entry.posted_amount) <= apart + unit / 2 * (apart > 0)


@given(ANY_CURRENCY)
@PROPERTY
def test_every_row_is_in_whole_minor_units(report: Report):
    for *_, row in report.rows():
        for amount in (row.amount, row.net_of_tax, row.net_of_reclaim):
            assert amount == round_half_up(amount, report.currency)
