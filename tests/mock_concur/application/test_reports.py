"""The use cases of reports, over a transaction and without any HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mock_concur.application import people, reports
from mock_concur.application.directory import PersonUnknown
from mock_concur.application.reports import EntryUnknown, MayNotAct, MayNotWrite, ReportUnknown
from mock_concur.application.work import UnitOfWork
from mock_concur.domain.actors import WEB_SERVICES_ADMINISTRATOR, Actor
from mock_concur.domain.drafting import draft_report
from mock_concur.domain.editing import EntryChanges, HeaderChanges
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.listing import ListQuery
from mock_concur.domain.mending import MendChange, Mending
from mock_concur.domain.model import Report
from mock_concur.domain.workflow import Action
from mock_concur.store import people as stored_people
from mock_concur.store import setups
from mockkit import companies
from mockkit.clock import Clock
from tests.mock_concur.domain import worlds
from tests.stores import concur_store

SYSTEM = Actor(login="system@example.com", roles=frozenset({WEB_SERVICES_ADMINISTRATOR}), over_api=True)
STRANGER = Actor(login="stranger@example.com", over_api=True)


@pytest.fixture
def work() -> Iterator[UnitOfWork]:
    """An open transaction of a company with one submitted report, ``Client meeting``."""
    store = concur_store()
    with store.transaction(write=True) as connection:
        company = companies.create_company(connection, "acme", name="acme", seed=1, clock=Clock(frozen_at=worlds.NOW))
        setups.add(connection, company.id, worlds.COMPANY)
        stored_people.add(connection, company.id, worlds.PEOPLE)
        begun = companies.find_company(connection, company.id)
        assert begun is not None
        opened = UnitOfWork.on(connection, begun)
        drafted = draft_report(worlds.draft(worlds.spent("12.00")), worlds.COMPANY, opened.ids, worlds.NOW)
        reports.add_reports(opened, [drafted])
        people.act_as_person(opened, drafted, "submit", "ann@example.com")
        yield opened
    store.close()


def the_report(work: UnitOfWork) -> Report:
    (found,) = reports.list_reports(work, after=None, limit=10)[0]
    return found


def to_payment(work: UnitOfWork) -> Report:
    return people.act_as_person(
        work, people.act_as_person(work, the_report(work), "approve", None), "final-approve", None
    )


def test_a_report_is_found_by_either_id_and_by_no_other(work: UnitOfWork) -> None:
    report = the_report(work)
    assert reports.report_of(work, report.id) == reports.report_of(work, report.protected_id) == report
    assert reports.version_of(work, report.protected_id) == reports.version_of(work, report.id)
    for unknown in ("NONE", "", "\0", "x" * 41):
        with pytest.raises(ReportUnknown):
            reports.report_of(work, unknown)
        with pytest.raises(ReportUnknown):
            reports.version_of(work, unknown)
    with pytest.raises(ReportUnknown):
        reports.list_reports(work, after="NONE", limit=1)


def test_a_step_that_is_over_is_told_from_one_that_never_was(work: UnitOfWork) -> None:
    waiting = the_report(work)
    assert reports.report_at_step(work, waiting.step_id) == waiting
    people.act_as_person(work, waiting, "approve", None)
    for step_id, reason in ((waiting.step_id, Reason.STALE_STEP), ("NONE", Reason.UNKNOWN_STEP)):
        with pytest.raises(Refusal) as refused:
            reports.report_at_step(work, step_id)
        assert refused.value.reason is reason


def test_whoever_approves_at_accounting_review_approves_finally(work: UnitOfWork) -> None:
    people.act_as_person(work, the_report(work), "approve", None)
    reports.perform_action_at_step(work, the_report(work).step_id, Action.APPROVE, worlds.ACTORS["pat@example.com"])
    assert the_report(work).payment_status == "P_PROC"
    assert [each.report_id for each in reports.list_summaries(work, ListQuery(payment=frozenset({"P_PROC"})))] == [
        the_report(work).id
    ]


@pytest.mark.parametrize("step", ["the one that waits", "NONE"])
def test_over_the_api_a_recall_to_the_processor_is_the_systems(work: UnitOfWork, step: str) -> None:
    step_id = to_payment(work).step_id if step != "NONE" else step
    processor = replace(worlds.ACTORS["pat@example.com"], over_api=True)
    with pytest.raises(MayNotAct):
        reports.perform_action_at_step(work, step_id, Action.RECALL_TO_PROCESSOR, processor, "why")


@pytest.mark.parametrize("who", [worlds.ACTORS["pat@example.com"], SYSTEM])
def test_a_processor_at_a_page_and_the_system_recall_to_the_processor(work: UnitOfWork, who: Actor) -> None:
    reports.perform_action_at_step(work, to_payment(work).step_id, Action.RECALL_TO_PROCESSOR, who, "why")
    assert the_report(work).approval_status == "A_ACCO"


def test_a_commit_is_saved_and_a_refused_one_changes_nothing(work: UnitOfWork) -> None:
    before, version = the_report(work), reports.version_of(work, the_report(work).id)
    with pytest.raises(Refusal) as refused:
        reports.commit_report(work, before.id, SYSTEM)
    assert refused.value.reason is Reason.NOT_PROCESSING
    assert (the_report(work), reports.version_of(work, before.id)) == (before, version)
    to_payment(work)
    assert reports.commit_report(work, before.id, SYSTEM) == the_report(work)
    assert the_report(work).payment_status == "P_PAID"


def test_headers_and_entries_are_edited_by_whoever_may_write(work: UnitOfWork) -> None:
    report = the_report(work)
    entry = report.entries[0].id
    with pytest.raises(MayNotWrite):
        reports.report_to_edit(work, report.id, STRANGER)
    with pytest.raises(MayNotWrite):
        reports.entry_to_edit(work, report.id, "NONE", STRANGER)
    with pytest.raises(EntryUnknown):
        reports.entry_to_edit(work, report.id, "NONE", SYSTEM)
    reports.edit_header(work, report, HeaderChanges(name="Renamed"), SYSTEM)
    changes = EntryChanges(comment="To the airport")
    reports.edit_entry(work, reports.entry_to_edit(work, report.id, entry, SYSTEM), entry, changes, SYSTEM)
    assert (the_report(work).name, the_report(work).entries[0].comments[-1].text) == ("Renamed", "To the airport")


def test_a_person_mends_where_it_is_their_part(work: UnitOfWork) -> None:
    entry = the_report(work).entries[0].id
    wanted = Mending(changes=(MendChange(set={"TransactionAmount": "13.00"}, entry=entry),))
    with pytest.raises(Refusal):
        people.mend_as_person(work, the_report(work), wanted, None)
    people.act_as_person(work, the_report(work), "approve", None)
    people.mend_as_person(work, the_report(work), wanted, None)
    mended = the_report(work)
    assert (str(mended.total), mended.history[-1].who) == ("13.00", "pat@example.com")
    with pytest.raises(FieldError):
        people.mend_as_person(work, mended, Mending(changes=(MendChange(set={"NoSuch": "1"}, entry=entry),)), None)
    assert the_report(work) == mended


def test_who_recalls_decides_where_the_report_goes(work: UnitOfWork) -> None:
    back = people.act_as_person(work, to_payment(work), "recall", "ann@example.com", comment="Why")
    assert back.approval_status != "A_ACCO"
    people.act_as_person(work, back, "submit", None)
    ready = to_payment(work)
    assert people.act_as_person(work, ready, "recall", "pat@example.com", comment="Why").approval_status == "A_ACCO"
    with pytest.raises(PersonUnknown):
        people.act_as_person(work, ready, "recall", "nobody@example.com")
