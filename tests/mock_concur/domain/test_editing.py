"""What posts to header and entry change, and when they are refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from mock_concur.domain.drafting import draft_report
from mock_concur.domain.editing import EntryChanges, HeaderChanges, edit_entry, edit_header
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.model import CashAdvance, Report
from mock_concur.domain.rates import shown_rate
from mock_concur.domain.workflow import Action, Actor, perform

from . import worlds
from .worlds import COMPANY, NOW, TODAY, draft, item, spent

ANN, BOB, PAT, EVE = (worlds.ACTORS[f"{name}@example.com"] for name in ("ann", "bob", "pat", "eve"))
ADMIN = Actor(login="admin@example.com", roles=frozenset({"company_administrator"}))
CONNECTOR = Actor(login="connector@example.com", roles=frozenset({"web_services_administrator"}))
LATER = NOW + timedelta(hours=1)

HOTEL = spent("100.00", "Visa Corporate", "LODNG", items=(item("60.00"), item("40.00", personal=True)))
ENTRIES = (spent("10.00"), spent("20.00", "Visa Corporate"), HOTEL)


@pytest.fixture
def drafted() -> Report:
    return draft_report(draft(*ENTRIES), COMPANY, worlds.ids(), NOW)


@pytest.fixture
def stages(drafted) -> dict[str, Report]:
    ids = worlds.ids()
    found = {"draft": drafted}
    for stage, action in zip(("pending", "accounting", "processing"), worlds.TO_PAYMENT, strict=True):
        found[stage] = worlds.perform_all(next(reversed(found.values())), COMPANY, (action,), NOW, ids)
    found["paid"] = perform(found["processing"], COMPANY, Action.INTEGRATE, CONNECTOR, NOW, ids)
    found["recalled"] = perform(
        found["processing"], COMPANY, Action.RECALL_TO_PROCESSOR, CONNECTOR, NOW, ids, comment="x"
    )
    found["returned"] = perform(found["processing"], COMPANY, Action.SEND_BACK, CONNECTOR, NOW, ids, comment="x")
    return found


def header(report: Report, actor: Actor = ANN, **changes) -> Report:
    return edit_header(report, COMPANY, HeaderChanges(**changes), actor, LATER)


def entry(report: Report, actor: Actor = ANN, index: int = 0, **changes) -> Report:
    return edit_entry(report, COMPANY, report.entries[index].id, EntryChanges(**changes), actor, LATER)


def test_header_takes_what_is_sent_and_keeps_the_rest(drafted):
    edited = header(drafted, purpose="A client", customs={"Custom1": "P-100"}, org_units={"OrgUnit2": "East"})
    assert (edited.name, edited.purpose) == ("Client meeting", "A client")
    assert edited.customs["Custom1"].code == "P-100"
    assert edited.org_units["OrgUnit2"].value == "East"
    again = header(edited, name="Trip", comment="Renamed", user_defined_date=NOW - timedelta(days=3))
    assert (again.name, again.purpose, again.report_date.day) == ("Trip", "A client", 28)
    assert [(c.by, c.at, c.text) for c in again.comments] == [("ann@example.com", LATER, "Renamed")]
    assert header(again, customs={"Custom1": ""}).customs == {}


def test_every_post_is_seen_by_the_list_and_told_by_the_history(drafted):
    for edited in (header(drafted, comment="x"), entry(drafted, comment="x")):
        assert edited.modified_at == LATER
        event = edited.history[-1]
        assert (event.who, event.before, event.after, event.comment) == (
            "ann@example.com",
            "A_NOTF/P_NOTP",
            "A_NOTF/P_NOTP",
            "x",
        )


@pytest.mark.parametrize("stage", ["processing", "paid"])
def test_order_trap_comments_can_only_follow_the_way_back(stages, stage):
    for post in (header, entry):
        with pytest.raises(Refusal) as refusal:
            post(stages[stage], CONNECTOR, comment="Account 9999")
        assert refusal.value.reason is Reason.FROZEN


@pytest.mark.parametrize("stage", ["draft", "pending", "recalled", "returned"])
def test_comment_changes_nothing_else_of_the_report(stages, stage):
    before = stages[stage]
    same = {"expense_type": "LODNG", "transaction_amount": Decimal("100.0"), "currency": "USD"}
    after = entry(before, CONNECTOR, 2, comment="Account 9999", **same)
    changed = after.entries[2]
    assert [c.text for c in changed.comments] == ["Account 9999"]
    assert replace(changed, comments=(), last_modified=NOW) == before.entries[2]
    assert after.entries[:2] == before.entries[:2]
    assert replace(after, entries=(), modified_at=NOW, history=()) == replace(
        before, entries=(), modified_at=NOW, history=()
    )


def test_people_with_no_part_in_the_report_may_not_edit_it(drafted):
    for actor in (BOB, EVE, PAT, ADMIN):
        for post in (header, entry):
            with pytest.raises(Refusal) as refusal:
                post(drafted, actor, comment="x")
            assert refusal.value.reason is Reason.WRONG_PERSON


@pytest.mark.parametrize(
    ("stage", "actor", "reason"),
    [
        ("pending", ANN, Reason.FROZEN),
        ("pending", CONNECTOR, Reason.FROZEN),
        ("recalled", ANN, Reason.FROZEN),
        ("recalled", PAT, Reason.WRONG_PERSON),
        ("returned", PAT, Reason.WRONG_PERSON),
    ],
)
def test_expenses_change_only_where_somebody_may_mend_them(stages, stage, actor, reason):
    with pytest.raises(Refusal) as refusal:
        entry(stages[stage], actor, transaction_amount=Decimal(11))
    assert refusal.value.reason is reason


@pytest.mark.parametrize(("stage", "actor"), [("returned", ANN), ("returned", CONNECTOR), ("recalled", CONNECTOR)])
def test_those_who_may_mend_may_edit(stages, stage, actor):
    edited = entry(stages[stage], actor, transaction_amount=Decimal(11))
    assert (edited.entries[0].posted_amount, edited.entries[0].items[0].approved_amount) == (11, 11)


def test_entry_takes_what_is_sent(drafted):
    edited = entry(
        drafted,
        description="Airport",
        transaction_date=TODAY - timedelta(days=1),
        vendor_description="Blue Cabs",
        customs={"Custom1": "P-100", "Custom30": "x"},
        org_units={"OrgUnit1": "East"},
    ).entries[0]
    only = edited.items[0]
    assert (edited.business_purpose, edited.vendor_description, edited.transaction_date.day) == (
        "Airport",
        "Blue Cabs",
        30,
    )
    assert (only.business_purpose, only.transaction_date) == ("Airport", edited.transaction_date)
    assert only.customs == edited.customs
    assert only.org_units == edited.org_units
    assert set(only.allocations[0].customs) == {"Custom1"}


def test_personal_entry_loses_its_approval_and_its_dimensions(drafted):
    edited = entry(drafted, personal=True, customs={"Custom1": "P-100"}).entries[0]
    assert (edited.personal, edited.posted_amount, edited.approved_amount) == (True, 10, 0)
    assert edited.items[0].allocations[0].customs == {}


def test_other_currency_needs_a_rate_and_the_own_has_one(drafted):
    with pytest.raises(FieldError, match="ExchangeRate"):
        entry(drafted, currency="EUR")
    foreign = entry(drafted, currency="EUR", exchange_rate=Decimal("1.1"))
    assert (foreign.entries[0].currency, foreign.entries[0].posted_amount) == ("EUR", 11)
    assert entry(foreign, exchange_rate=Decimal("1.2")).entries[0].posted_amount == 12
    assert entry(foreign, currency="USD").entries[0].posted_amount == 10


def test_itemized_entry_takes_only_a_currency_that_its_amounts_are_whole_in(drafted):
    itemized = (spent("10.50", "Cash", "LODNG", items=(item("6.25"), item("4.25"))),)
    report = draft_report(draft(*itemized), COMPANY, worlds.ids(), NOW)
    with pytest.raises(FieldError, match="CrnCode"):
        entry(report, currency="JPY", exchange_rate=Decimal("0.01"))
    assert entry(report, currency="GBP", exchange_rate=Decimal(2)).entries[0].posted_amount == 21


def test_the_entry_of_a_returned_advance_takes_comments_only():
    """The details show it, so a connector comments on it when the ERP refuses the advance account."""
    advance = CashAdvance(amount=Decimal(30), returned=Decimal(20))
    report = draft_report(draft(spent("10.00"), cash_advance=advance), COMPANY, worlds.ids(), NOW)
    shown = report.advance_entry
    assert shown is not None
    as_shown = EntryChanges(expense_type="CAVRT", transaction_amount=Decimal(0), comment="Inactive account")
    said = edit_entry(report, COMPANY, shown.id, as_shown, ANN, LATER)
    assert said.advance_entry is not None
    assert [comment.text for comment in said.advance_entry.comments] == ["Inactive account"]
    assert said.entries == report.entries
    with pytest.raises(FieldError, match="ExpKey"):
        edit_entry(report, COMPANY, shown.id, EntryChanges(transaction_amount=Decimal(5)), ANN, LATER)


def test_a_rate_that_is_posted_back_as_it_was_shown_changes_nothing():
    """The rate divides, v2.0 shows its reciprocal; a client that posts that is not to convert anew."""
    ids = worlds.ids()
    foreign = spent("24.00", currency="EUR", rate=Decimal("0.89294902"), rate_direction="D")
    report = draft_report(draft(foreign), COMPANY, ids, NOW)
    shown = shown_rate(report.entries[0], "USD")
    same = entry(report, exchange_rate=shown, comment="Which trip?").entries[0]
    assert replace(same, comments=(), last_modified=NOW) == report.entries[0]
    other = entry(report, exchange_rate=Decimal("1.1")).entries[0]
    assert (other.posted_amount, other.exchange_rate, other.rate_direction) == (Decimal("26.40"), Decimal("1.1"), "M")


WRONG = [
    (0, {"currency": "usd", "exchange_rate": Decimal(1)}, "CrnCode"),
    (0, {"currency": "", "exchange_rate": Decimal(1)}, "CrnCode"),
    (0, {"exchange_rate": Decimal(5)}, "ExchangeRate"),
    (1, {"exchange_rate": Decimal(5)}, "ExchangeRate"),
    (2, {"transaction_date": date(2300, 1, 1)}, "TransactionDate"),
    (0, {"expense_type": "LODNG"}, "ExpKey"),
    (0, {"payment_type_id": "4"}, "PaymentTypeID"),
    (0, {"description": "x" * 65}, "Description"),
    (0, {"vendor_description": "x" * 65}, "VendorDescription"),
    (0, {"comment": "x" * 2001}, "Comment"),
    (0, {"transaction_amount": Decimal("1.005")}, "TransactionAmount"),
    (0, {"transaction_amount": Decimal("NaN")}, "TransactionAmount"),
    (0, {"exchange_rate": Decimal(0)}, "ExchangeRate"),
    (0, {"exchange_rate": Decimal("1.1")}, "ExchangeRate"),
    (1, {"exchange_rate": Decimal("1.1")}, "ExchangeRate"),
    (0, {"customs": {"Custom41": "x"}}, "Custom41"),
    (0, {"org_units": {"OrgUnit7": "x"}}, "OrgUnit7"),
    (1, {"transaction_amount": Decimal(21)}, "TransactionAmount"),
    (1, {"currency": "EUR", "exchange_rate": Decimal(1)}, "CrnCode"),
    (2, {"transaction_amount": Decimal(101)}, "TransactionAmount"),
    (2, {"personal": True}, "IsPersonal"),
]


@pytest.mark.parametrize(("index", "changes", "field"), WRONG)
def test_wrong_field_of_an_entry_is_named(drafted, index, changes, field):
    with pytest.raises(FieldError) as error:
        entry(drafted, index=index, **changes)
    assert error.value.field == field


WRONG_HEADERS = [
    ({"user_defined_date": datetime(1899, 12, 31, tzinfo=UTC)}, "UserDefinedDate"),
    ({"name": " "}, "Name"),
    ({"name": "x" * 41}, "Name"),
    ({"purpose": "x" * 501}, "Purpose"),
    ({"comment": "x" * 501}, "Comment"),
    ({"customs": {"Custom21": "x"}}, "Custom21"),
    ({"org_units": {"OrgUnit0": "x"}}, "OrgUnit0"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_HEADERS)
def test_wrong_field_of_a_header_is_named(drafted, changes, field):
    with pytest.raises(FieldError) as error:
        header(drafted, **changes)
    assert error.value.field == field


def test_entry_must_be_of_this_report(drafted):
    with pytest.raises(KeyError):
        edit_entry(drafted, COMPANY, "nowhere", EntryChanges(comment="x"), ANN, LATER)
