"""From plain words to a report, and the errors that name the field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mock_concur.domain.amounts import posted_amount
from mock_concur.domain.cards import account_number
from mock_concur.domain.drafting import draft_report
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.errors import FieldError
from mock_concur.domain.model import CashAdvance, Comment, CustomField
from mock_concur.domain.rates import shown_rate
from mock_concur.domain.statuses import DEFAULT_NAMES, Approval, Payment, status_name
from mockkit.money import round_half_up

from . import worlds
from .worlds import COMPANY, NOW, TODAY, draft, item, spent, tax


def made(*entries, setup=COMPANY, **more):
    return draft_report(draft(*entries, **more), setup, worlds.ids(), NOW)


def test_draft_is_unsubmitted_and_belongs_to_its_owner():
    report = made(spent("10"), purpose="A client")
    assert (report.approval_status, report.payment_status, report.step_id) == ("A_NOTF", "P_NOTP", "")
    assert (report.owner, report.approver, report.ledger) == ("ann@example.com", "bob@example.com", "DEFAULT")
    assert (report.currency, report.country, report.country_subdivision) == ("USD", "US", "US-WA")
    assert (report.created_at, report.modified_at, report.purpose) == (NOW, NOW, "A client")
    assert len(report.id) == 20


def test_plain_entry_has_one_item_that_bears_its_id():
    entry = made(spent("10", purpose="To the airport")).entries[0]
    only = entry.items[0]
    assert (only.id, only.type, only.business_purpose) == (entry.id, "Regular", "To the airport")
    assert (entry.itemized, entry.personal, entry.allocation_state) == (False, False, "N")
    assert str(entry.transaction_amount) == "10.00"


def test_itemized_entry_is_the_sum_of_its_children():
    items = (item("86.00"), item("14.00", "ENTOT", personal=True, date=TODAY.replace(day=1)))
    entry = made(spent("100.00", "Visa Corporate", "LODNG", items=items)).entries[0]
    assert [(i.type, i.approved_amount) for i in entry.items] == [("Child", 86), ("Child", 0)]
    assert (entry.posted_amount, entry.approved_amount, entry.itemized) == (100, 86, True)
    assert len({entry.id, *(i.id for i in entry.items)}) == 3
    assert [i.transaction_date.day for i in entry.items] == [31, 1]


def test_itemized_entry_needs_no_amount_of_its_own():
    bare = replace(spent("1", kind="LODNG", items=(item("86.00"), item("14.00"))), amount=None)
    assert made(bare).entries[0].transaction_amount == 100


@pytest.mark.parametrize(
    ("rate", "direction", "posted"),
    [("1.0837", "M", "108.37"), ("0.89294902", "D", "111.99"), ("0.00125", "M", "0.13")],
)
def test_rate_multiplies_or_divides(rate, direction, posted):
    entry = made(spent("100.00", currency="EUR", rate=Decimal(rate), rate_direction=direction)).entries[0]
    assert (entry.posted_amount, entry.currency) == (Decimal(posted), "EUR")


def test_card_charge_wins_over_the_rate_and_is_shared_by_the_items():
    items = (item("10.00"), item("20.00"))
    foreign = spent("30.00", "Visa Corporate", "LODNG", currency="EUR", card_posted=Decimal("33.34"), items=items)
    entry = made(foreign).entries[0]
    assert [i.posted_amount for i in entry.items] == [Decimal("11.11"), Decimal("22.23")]
    assert entry.exchange_rate == Decimal("1.11133333333333")
    assert entry.card is not None
    assert (entry.card.posted_amount, entry.card.transaction_amount) == (Decimal("33.34"), Decimal("30.00"))


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"currency": "INR", "rate": Decimal(75)}, "75.00000000000000"),
        ({"currency": "EUR", "rate": Decimal("0.89294902"), "rate_direction": "D"}, "1.11988476117035"),
        ({"currency": "EUR", "rate": Decimal("1.08"), "card_posted": Decimal("109.11")}, "1.09110000000000"),
        ({"card_posted": Decimal("101.50")}, "1.01500000000000"),
        ({}, "1.00000000000000"),
    ],
)
def test_the_rate_that_is_shown_multiplies_to_what_was_posted(changes, shown):
    entry = made(spent("100.00", "Visa Corporate", **changes)).entries[0]
    assert str(shown_rate(entry, "USD")) == shown
    assert round_half_up(entry.transaction_amount * shown_rate(entry, "USD"), "USD") == entry.posted_amount


def test_a_long_product_is_rounded_once():
    """Rounded to 28 digits first, it would be a half, and then a fils too much."""
    product = Decimal("155431072521.26949999999999999")
    amount, rate = Decimal("234567890123.457"), Decimal("0.66262723529407")
    assert posted_amount(amount, rate, "M", "KWD") == round_half_up(product, "KWD") == Decimal("155431072521.269")


def test_items_are_converted_one_by_one_by_the_rate_that_is_shown():
    entry = made(spent("0.99", currency="EUR", rate=Decimal("1.5"), items=(item("0.33"),) * 3)).entries[0]
    assert ([i.posted_amount for i in entry.items], entry.posted_amount) == ([Decimal("0.50")] * 3, Decimal("1.50"))
    assert shown_rate(entry, "USD") == Decimal("1.5")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rate": Decimal("1.018")}, "rate"),
        ({"currency": "USD", "rate": Decimal("0.9")}, "rate"),
        ({"card_posted": Decimal("-10.00")}, "card_posted"),
        ({"card_posted": Decimal("0.00")}, "card_posted"),
        ({"amount": Decimal("0.00"), "card_posted": Decimal("1.00")}, "card_posted"),
        ({"amount": Decimal("900000000000"), "currency": "EUR", "rate": Decimal("1.5")}, "rate"),
    ],
)
def test_amounts_and_rates_that_cannot_be_are_refused(changes, field):
    with pytest.raises(FieldError) as error:
        made(replace(spent("10.00", "Visa Corporate"), **changes))
    assert error.value.field == f"entries.0.{field}"


@pytest.mark.parametrize("payment", ["Personal Card", "Amex Corporate", "Visa Corporate"])
def test_card_payment_has_a_charge_behind_it(payment):
    card = made(spent("10.00", payment, vendor="Blue Cabs", city="Portland")).entries[0].card
    assert card is not None
    assert (card.merchant_name, card.merchant_city, card.merchant_category) == ("Blue Cabs", "Portland", "4121")
    assert (card.transaction_currency, card.posted_currency, card.billing_amount) == ("USD", "USD", 10)
    assert card.posted_date > card.transaction_date == TODAY


@pytest.mark.parametrize("payment", ["Cash", "Company Paid"])
def test_other_payments_have_none(payment):
    assert made(spent("10.00", payment)).entries[0].card is None


def test_person_has_the_same_card_in_every_report_and_it_is_well_formed():
    visa, amex = (COMPANY.payment_types[name] for name in ("Visa Corporate", "Amex Corporate"))
    number = account_number("ann@example.com", visa)
    assert number == account_number("ann@example.com", visa) != account_number("eve@example.com", visa)
    assert (len(number), number[:6]) == (16, "400000")
    assert (len(account_number("ann@example.com", amex)), account_number("ann@example.com", amex)[:2]) == (15, "37")
    digits = [int(digit) for digit in reversed(number)]
    assert (sum(digits[::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0


def test_customs_of_an_entry_hold_for_items_and_for_what_nobody_allocated():
    own = (DraftAllocation(percent=Decimal(40), customs={"Custom1": "P-200"}),)
    entry = made(spent("10.00", customs={"Custom1": "P-100", "Custom30": "x"}, allocations=own)).entries[0]
    allocated, rest = entry.items[0].allocations
    assert entry.items[0].customs == entry.customs
    assert allocated.customs == {"Custom1": CustomField(type="List", value="P-200", code="P-200")}
    assert rest.customs == {"Custom1": CustomField(type="List", value="P-100", code="P-100")}
    assert entry.customs["Custom30"] == CustomField(type="Text", value="x")


def test_allocations_of_an_itemized_entry_are_its_items_unless_they_have_their_own():
    halves = (DraftAllocation(percent=Decimal(50)), DraftAllocation(percent=Decimal(50)))
    whole = (DraftAllocation(),)
    items = (item("1.00"), item("2.00", allocations=whole), item("3.00", personal=True))
    entry = made(spent("6.00", "Visa Corporate", "LODNG", allocations=halves, items=items)).entries[0]
    assert [len(i.allocations) for i in entry.items] == [2, 1, 1]


def test_own_account_wins_even_where_it_is_empty():
    entries = made(spent("1.00", account="9999"), spent("1.00", account="")).entries
    assert [e.items[0].allocations[0].account_code1 for e in entries] == ["9999", ""]


def test_comments_stand_where_they_were_written():
    said = (Comment(by="ann@example.com", at=NOW, text="Receipt follows"),)
    report = made(spent("1.00", comments=said), comments=said)
    assert report.comments == report.entries[0].comments == said


LIMIT = Decimal("28.00")
ADVANCE = CashAdvance(amount=Decimal(10))
WRONG = [
    ({"name": ""}, "name"),
    ({"name": "x" * 41}, "name"),
    ({"customs": {"Custom21": "x"}}, "customs.Custom21"),
    ({"org_units": {"OrgUnit7": "x"}}, "org_units.OrgUnit7"),
    ({"cash_advance": CashAdvance(amount=Decimal(0))}, "cash_advance.amount"),
    ({"cash_advance": CashAdvance(amount=Decimal("0.001"))}, "cash_advance.amount"),
    ({"cash_advance": CashAdvance(amount=Decimal(10), returned=Decimal(11))}, "cash_advance.returned"),
    ({"owner": worlds.EVE, "cash_advance": ADVANCE}, "cash_advance"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG)
def test_wrong_header_is_named(changed, field):
    with pytest.raises(FieldError) as error:
        draft_report(replace(draft(spent("10")), **changed), COMPANY, worlds.ids(), NOW)
    assert error.value.field == field


WRONG_ENTRIES = [
    (spent("1", "Bitcoin"), "payment"),
    (spent("1", kind="YACHT"), "type"),
    (spent("1", kind="ENTOT"), "type"),
    (replace(spent("1"), amount=None), "amount"),
    (spent("1.001"), "amount"),
    (spent("NaN"), "amount"),
    (spent("1e12"), "amount"),
    (spent("1.5", currency="JPY", rate=Decimal(1)), "amount"),
    (spent("1", currency="EUR"), "rate"),
    (spent("1", currency="EUR", rate=Decimal(0)), "rate"),
    (spent("1", currency="EUR", rate=Decimal("NaN")), "rate"),
    (spent("1", card_posted=Decimal(1)), "card_posted"),
    (spent("1", "Visa Corporate", card_posted=Decimal("1.005")), "card_posted"),
    (spent("1", "Visa Corporate", currency="EUR", card_posted=Decimal(-1)), "card_posted"),
    (spent("1", allowance_limit=LIMIT), "allowance_limit"),
    (spent("1", kind="DINNR", allowance_limit=Decimal("0.001")), "allowance_limit"),
    (spent("1", customs={"Custom41": "x"}), "Custom41"),
    (spent("1", customs={"Custom1": "x" * 49}), "Custom1"),
    (spent("1", personal=True, allocations=(DraftAllocation(),)), "allocations"),
    (spent("1", allocations=(DraftAllocation(percent=Decimal(0)),)), "allocations.0.percent"),
    (spent("1", allocations=(DraftAllocation(percent=Decimal("NaN")),)), "allocations.0.percent"),
    (spent("1", allocations=(DraftAllocation(percent=Decimal(60)),) * 2), "allocations"),
    (spent("1", allocations=(DraftAllocation(customs={"Project": "P-1"}),)), "allocations.0.Project"),
    (spent("1", items=(item("2"),)), "amount"),
    (spent("1", items=(item("1", "YACHT"),)), "items.0.type"),
    (spent("1", kind="YACHT", items=(item("1"),)), "type"),
    (spent("1", items=(item("1"), item("0.001"))), "items.1.amount"),
    (
        spent("1", items=(item("1", allocations=(DraftAllocation(percent=Decimal(-1)),)),)),
        "items.0.allocations.0.percent",
    ),
    (spent("1", items=(item("1"),), personal=True), "personal"),
    (spent("1", items=(item("1"),), taxes=(tax("DEVAT", "19", "0"),)), "taxes"),
]


@pytest.mark.parametrize(("entry", "field"), WRONG_ENTRIES)
def test_wrong_field_of_an_entry_is_named(entry, field):
    with pytest.raises(FieldError) as error:
        made(spent("10"), entry)
    assert error.value.field == f"entries.1.{field}"
    assert str(error.value) == f"{error.value.field}: {error.value.message}"


def test_cash_can_only_be_returned_where_there_is_cash():
    cards_only = {name: p for name, p in COMPANY.payment_types.items() if p.payment_class != "cash"}
    setup = replace(COMPANY, payment_types=cards_only)
    with pytest.raises(FieldError) as error:
        made(setup=setup, cash_advance=CashAdvance(amount=Decimal(10), returned=Decimal(1)))
    assert error.value.field == "cash_advance"


def test_every_code_has_a_name_and_companies_may_give_another():
    assert set(DEFAULT_NAMES) == {*Approval, *Payment}
    renamed = replace(COMPANY, status_names={"P_PROC": "Unpaid"})
    assert status_name("P_PROC", COMPANY) == "Processing Payment"
    assert status_name("P_PROC", renamed) == "Unpaid"
    assert status_name("A_APPR", renamed) == "Final Approval"
    assert status_name("A_XYZ", COMPANY) == "A_XYZ"
