"""What was wrong is put right: by whom, when, and with what following from it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from mock_concur.domain.drafting import draft_report
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.mending import MendChange, Mending, mend
from mock_concur.domain.model import CustomField, Report
from mock_concur.domain.workflow import Action, Actor, first_who_can, perform

from . import worlds
from .worlds import COMPANY, NOW, TODAY, draft, item, spent

ANN, BOB, PAT, EVE = (worlds.ACTORS[f"{name}@example.com"] for name in ("ann", "bob", "pat", "eve"))
CONNECTOR = Actor(login="connector@example.com", roles=frozenset({"web_services_administrator"}))
LATER = NOW + timedelta(hours=1)
HALVES = tuple(DraftAllocation(percent=Decimal(50), customs={"Custom1": f"P-{n}00"}) for n in (1, 2))

DIMENSIONS = {"project": "Custom1", "cost_center": "Custom2"}


def made(*entries) -> Report:
    return draft_report(draft(*entries), COMPANY, worlds.ids(), NOW)


def change(report: Report, actor: Actor = ANN, *, entry: int = 0, item: int | None = None, **values) -> Report:
    where = report.entries[entry]
    named = {"entry": where.id, "item": None if item is None else where.items[item].id}
    return mend(report, COMPANY, Mending(changes=(MendChange(**named, set=values),)), actor, LATER)


def allocations(report: Report, entry: int = 0):
    return [allocation for i in report.entries[entry].items for allocation in i.allocations]


def test_custom_of_an_entry_is_that_of_all_its_allocations():
    report = change(made(spent("10.00", allocations=HALVES)), Custom1="P-300", Custom9="x")
    assert [a.customs["Custom1"].code for a in allocations(report)] == ["P-300", "P-300"]
    assert allocations(report)[0].customs["Custom9"] == CustomField(type="Text", value="x")


def test_one_allocation_can_be_named_alone():
    report = made(spent("10.00", allocations=HALVES))
    second = allocations(report)[1].id
    changes = (MendChange(allocation=second, set={"Custom1": "P-300", "AccountCode1": "6499", "AccountCode2": "6498"}),)
    mended = mend(report, COMPANY, Mending(changes=changes), ANN, LATER)
    assert [a.customs["Custom1"].code for a in allocations(mended)] == ["P-100", "P-300"]
    assert [a.account_code1 for a in allocations(mended)] == ["6410", "6499"]
    assert allocations(mended)[1].account_code2 == "6498"


def test_empty_custom_is_gone():
    report = change(made(spent("10.00", customs={"Custom1": "P-100"})), Custom1="")
    assert allocations(report)[0].customs == {}


def test_amount_is_posted_at_the_entrys_rate():
    report = change(made(spent("10.00", currency="EUR", rate=Decimal("1.1"))), TransactionAmount="20")
    entry = report.entries[0]
    assert (str(entry.transaction_amount), entry.posted_amount, entry.approved_amount) == ("20.00", 22, 22)
    assert (entry.last_modified, report.modified_at) == (LATER, LATER)


def test_amount_of_an_item_raises_that_of_its_entry():
    report = made(spent("100.00", kind="LODNG", items=(item("86.00"), item("14.00", "ENTOT", personal=True))))
    report = change(report, item=1, TransactionAmount="20.00")
    assert (report.entries[0].transaction_amount, report.entries[0].approved_amount) == (106, 86)


def test_items_of_a_card_charge_must_still_make_it():
    report = made(spent("100.00", "Visa Corporate", "LODNG", items=(item("60.00"), item("40.00"))))
    with pytest.raises(FieldError, match=r"changes: the card was charged 100\.00, not 110\.00"):
        change(report, item=0, TransactionAmount="70.00")


def test_items_of_a_card_charge_can_change_together():
    report = made(spent("100.00", "Visa Corporate", "LODNG", items=(item("60.00"), item("40.00"))))
    first, second = (i.id for i in report.entries[0].items)
    changes = (
        MendChange(item=first, set={"TransactionAmount": "70.00"}),
        MendChange(item=second, set={"TransactionAmount": "30.00"}),
    )
    mended = mend(report, COMPANY, Mending(changes=changes), ANN, LATER)
    assert [i.posted_amount for i in mended.entries[0].items] == [70, 30]


def test_another_expense_type_brings_its_accounts_and_drops_the_items_own():
    report = change(made(spent("10.00", account="9999", allocations=HALVES)), ExpenseTypeID="LODNG")
    assert [(a.account_code1, a.account_code2) for a in allocations(report)] == [("6400", "6490")] * 2
    assert (report.entries[0].expense_type, report.entries[0].items[0].account) == ("LODNG", None)


def test_account_that_is_named_wins_over_that_of_the_type():
    report = change(made(spent("10.00")), AccountCode1="6455", ExpenseTypeID="LODNG")
    assert allocations(report)[0].account_code1 == "6455"


@pytest.mark.parametrize("yes", ["Y", "true", True])
def test_personal_item_is_not_approved_and_not_allocated(yes):
    report = made(spent("10.00", "Visa Corporate", allocations=HALVES))
    mended = change(report, IsPersonal=yes)
    only = allocations(mended)
    assert mended.entries[0].approved_amount == 0
    assert [(a.id, a.percentage, a.customs, a.system) for a in only] == [(allocations(report)[0].id, 100, {}, True)]
    assert change(mended, IsPersonal="N").entries[0].approved_amount == 10


def test_plain_entry_says_what_its_item_says():
    report = change(made(spent("10.00")), BusinessPurpose="Airport", TransactionDate="2026-01-02")
    entry = report.entries[0]
    assert (entry.business_purpose, str(entry.transaction_date)) == ("Airport", "2026-01-02")
    assert entry.items[0].transaction_date == entry.transaction_date != TODAY


def test_shares_must_still_sum_to_the_whole():
    report = made(spent("10.00", allocations=HALVES))
    first = allocations(report)[0].id
    second = allocations(report)[1].id
    less = MendChange(allocation=first, set={"Percentage": "40"})
    more = MendChange(allocation=second, set={"Percentage": "60"})
    with pytest.raises(FieldError, match="no longer sum to 100 percent"):
        mend(report, COMPANY, Mending(changes=(less,)), ANN, LATER)
    mended = mend(report, COMPANY, Mending(changes=(less, more)), ANN, LATER)
    assert [a.percentage for a in allocations(mended)] == [40, 60]


def test_replacing_reaches_every_allocation_with_the_value():
    report = made(spent("10.00", allocations=HALVES), spent("5.00", customs={"Custom2": "0021"}, account="9999"))
    wanted = {"project": {"P-200": "P-300"}, "account": {"9999": "6400"}, "cost_center": {"0021": "0022"}}
    mended = mend(report, COMPANY, Mending(replace=wanted), ANN, LATER, dimensions=DIMENSIONS)
    assert [a.customs["Custom1"].code for a in allocations(mended)] == ["P-100", "P-300"]
    assert allocations(mended, 1)[0].account_code1 == "6400"
    assert allocations(mended, 1)[0].customs["Custom2"].code == "0022"


def test_replacing_follows_the_companys_dimensions():
    report = made(spent("10.00", customs={"Custom5": "P-1"}))
    mended = mend(
        report, COMPANY, Mending(replace={"project": {"P-1": "P-2"}}), ANN, LATER, dimensions={"project": "Custom5"}
    )
    assert allocations(mended)[0].customs["Custom5"].value == "P-2"


def test_history_and_comment_say_who_mended():
    report = made(spent("10.00"))
    mended = mend(report, COMPANY, Mending(replace={"account": {}}), ANN, LATER, comment="Sorry")
    event = mended.history[-1]
    assert (event.who, event.action, event.before, event.after) == (
        "ann@example.com",
        "mend",
        "A_NOTF/P_NOTP",
        "A_NOTF/P_NOTP",
    )
    assert mended.comments[-1].text == "Sorry"


WRONG = [
    ({"TransactionAmount": "ten"}, "changes.0.set.TransactionAmount"),
    ({"TransactionAmount": "NaN"}, "changes.0.set.TransactionAmount"),
    ({"TransactionAmount": "1.001"}, "changes.0.set.TransactionAmount"),
    ({"TransactionAmount": True}, "changes.0.set.TransactionAmount"),
    ({"TransactionDate": "yesterday"}, "changes.0.set.TransactionDate"),
    ({"ExpenseTypeID": "YACHT"}, "changes.0.set.ExpenseTypeID"),
    ({"ExpenseTypeID": "ENTOT"}, "changes.0.set.ExpenseTypeID"),
    ({"IsPersonal": "maybe"}, "changes.0.set.IsPersonal"),
    ({"Custom21": "x"}, "changes.0.set.Custom21"),
    ({"Custom1": True}, "changes.0.set.Custom1"),
    ({"Custom1": "x" * 49}, "changes.0.set.Custom1"),
    ({"JobRunKey": "x"}, "changes.0.set.JobRunKey"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_wrong_value_is_named(values, field):
    with pytest.raises(FieldError) as error:
        change(made(spent("10.00")), **values)
    assert error.value.field == field


def test_what_is_named_must_exist():
    report = made(spent("10.00"), spent("5.00"))
    elsewhere = MendChange(entry=report.entries[0].id, item=report.entries[1].id, set={"Custom1": "P-1"})
    for lost in (MendChange(entry="?", set={}), MendChange(set={"Custom1": "P-1"}), elsewhere):
        with pytest.raises(FieldError, match=r"changes\.0: names no entry"):
            mend(report, COMPANY, Mending(changes=(lost,)), ANN, LATER)
    with pytest.raises(FieldError, match=r"replace\.colour"):
        mend(report, COMPANY, Mending(replace={"colour": {"red": "blue"}}), ANN, LATER, dimensions=DIMENSIONS)


def test_level_of_a_field_matters():
    report = made(spent("100.00", kind="LODNG", items=(item("60.00"), item("40.00"))))
    with pytest.raises(FieldError, match=r"changes\.0\.item"):
        change(report, TransactionAmount="5.00")
    one = MendChange(allocation=allocations(report)[0].id, set={"TransactionAmount": "5.00"})
    with pytest.raises(FieldError, match="belongs to the item"):
        mend(report, COMPANY, Mending(changes=(one,)), ANN, LATER)


def stages() -> dict[str, Report]:
    ids = worlds.ids()
    found = {"draft": draft_report(draft(spent("10.00")), COMPANY, ids, NOW)}
    for stage, action in zip(("pending", "accounting", "processing"), worlds.TO_PAYMENT, strict=True):
        found[stage] = worlds.perform_all(next(reversed(found.values())), COMPANY, (action,), NOW, ids)
    found["returned"] = perform(found["processing"], COMPANY, Action.SEND_BACK, PAT, NOW, ids, comment="x")
    found["paid"] = perform(found["processing"], COMPANY, Action.INTEGRATE, CONNECTOR, NOW, ids)
    return found


MAY = {"draft": ANN, "returned": ANN, "accounting": PAT}


@pytest.mark.parametrize("stage", ["draft", "pending", "accounting", "processing", "returned", "paid"])
@pytest.mark.parametrize("actor", [ANN, BOB, PAT, EVE, CONNECTOR], ids=lambda actor: actor.login)
def test_owner_mends_what_is_unsubmitted_and_processor_what_is_in_accounting(stage, actor):
    report = stages()[stage]
    if MAY.get(stage) == actor:
        assert change(report, actor, Custom1="P-300").approval_status == report.approval_status
        return
    with pytest.raises(Refusal) as refusal:
        change(report, actor, Custom1="P-300")
    assert refusal.value.reason is (Reason.WRONG_PERSON if stage in MAY else Reason.FROZEN)


def test_mended_report_goes_the_whole_way_again():
    ids = worlds.ids()
    report = draft_report(draft(spent("10.00", customs={"Custom1": "P-200"})), COMPANY, ids, NOW)
    report = worlds.perform_all(report, COMPANY, worlds.TO_PAYMENT, NOW, ids)
    report = perform(report, COMPANY, Action.SEND_BACK, CONNECTOR, NOW, ids, comment="P-200 has expired")
    report = mend(report, COMPANY, Mending(replace={"project": {"P-200": "P-100"}}), ANN, LATER, dimensions=DIMENSIONS)
    report = worlds.perform_all(report, COMPANY, worlds.TO_PAYMENT, LATER, ids)
    [(_, _, allocation, row)] = report.rows()
    assert (allocation.customs["Custom1"].code, row.amount) == ("P-100", 10)
    assert first_who_can(report, worlds.PEOPLE, Action.FINAL_APPROVE) is None
