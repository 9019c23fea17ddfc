"""The table of transitions: who may do what, where it leads, and what it leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mock_concur.domain.drafting import draft_report
from mock_concur.domain.errors import COMMENT_LIMIT, Reason, Refusal
from mock_concur.domain.journal import drop_journal
from mock_concur.domain.model import Report
from mock_concur.domain.workflow import TRANSITIONS, Action, Actor, State, first_who_can, perform, state_of, table

from . import worlds
from .worlds import COMPANY, NOW, draft, spent

ANN, BOB, PAT, EVE = (worlds.ACTORS[f"{name}@example.com"] for name in ("ann", "bob", "pat", "eve"))
ADMIN = Actor(login="admin@example.com", roles=frozenset({"company_administrator"}))
CONNECTOR = Actor(login="connector@example.com", roles=frozenset({"web_services_administrator"}))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ids():
    return worlds.ids()


@pytest.fixture
def reports(ids):
    """A report at each stage."""
    made = draft_report(draft(spent("10.00"), spent("5.00", "Visa Corporate")), COMPANY, ids, NOW)
    stages = {"draft": made}
    for stage, action in zip(("pending", "accounting", "processing"), worlds.TO_PAYMENT, strict=True):
        made = worlds.perform_all(made, COMPANY, (action,), NOW, ids)
        stages[stage] = made
    stages["paid"] = perform(made, COMPANY, Action.INTEGRATE, CONNECTOR, NOW, ids)
    stages["returned"] = perform(made, COMPANY, Action.SEND_BACK, CONNECTOR, NOW, ids, comment="Project P-200 is over")
    return stages


def refused(reason: Reason, report: Report, action: Action, actor: Actor, ids, setup=COMPANY, **more) -> bool:
    with pytest.raises(Refusal) as refusal:
        perform(report, setup, action, actor, LATER, ids, **more)
    return refusal.value.reason is reason


ALLOWED = [
    ("draft", Action.SUBMIT, ANN, "A_PEND/P_NOTP"),
    ("returned", Action.SUBMIT, ANN, "A_PEND/P_NOTP"),
    ("draft", Action.SUBMIT, CONNECTOR, "A_PEND/P_NOTP"),
    ("pending", Action.APPROVE, BOB, "A_ACCO/P_NOTP"),
    ("pending", Action.APPROVE, CONNECTOR, "A_ACCO/P_NOTP"),
    ("accounting", Action.FINAL_APPROVE, PAT, "A_APPR/P_PROC"),
    ("pending", Action.SEND_BACK, BOB, "A_RESU/P_NOTP"),
    ("accounting", Action.SEND_BACK, PAT, "A_RESU/P_NOTP"),
    ("processing", Action.SEND_BACK, CONNECTOR, "A_RESU/P_NOTP"),
    ("pending", Action.RECALL_TO_EMPLOYEE, ANN, "A_RESU/P_NOTP"),
    ("accounting", Action.RECALL_TO_EMPLOYEE, ANN, "A_RESU/P_NOTP"),
    ("processing", Action.RECALL_TO_EMPLOYEE, ANN, "A_RESU/P_NOTP"),
    ("processing", Action.RECALL_TO_PROCESSOR, CONNECTOR, "A_ACCO/P_NOTP"),
    ("processing", Action.RECALL_TO_PROCESSOR, PAT, "A_ACCO/P_NOTP"),
    ("processing", Action.INTEGRATE, CONNECTOR, "A_APPR/P_PAID"),
]


@pytest.mark.parametrize(("stage", "action", "actor", "to"), ALLOWED)
def test_action_leads_where_the_table_says(reports, ids, stage, action, actor, to):
    before = reports[stage]
    after = perform(before, COMPANY, action, actor, LATER, ids, comment="because")
    assert str(state_of(after)) == to
    assert after.modified_at == LATER
    event = after.history[-1]
    assert (event.who, event.at, event.action, event.comment) == (actor.login, LATER, action.value, "because")
    assert (event.before, event.after) == (str(state_of(before)), to)
    assert (after.comments[-1].by, after.comments[-1].text) == (actor.login, "because")


WRONG_PEOPLE = [
    ("draft", Action.SUBMIT, EVE),
    ("draft", Action.SUBMIT, BOB),
    ("pending", Action.APPROVE, ANN),
    ("pending", Action.APPROVE, PAT),
    ("accounting", Action.FINAL_APPROVE, BOB),
    ("accounting", Action.FINAL_APPROVE, CONNECTOR),
    ("pending", Action.SEND_BACK, PAT),
    ("processing", Action.SEND_BACK, ANN),
    ("processing", Action.RECALL_TO_EMPLOYEE, CONNECTOR),
    ("processing", Action.RECALL_TO_PROCESSOR, ANN),
    ("processing", Action.INTEGRATE, PAT),
]


@pytest.mark.parametrize(("stage", "action", "actor"), WRONG_PEOPLE)
def test_somebody_else_is_refused(reports, ids, stage, action, actor):
    assert refused(Reason.WRONG_PERSON, reports[stage], action, actor, ids, comment="because")


def test_what_the_table_does_not_offer_is_refused(reports, ids):
    offered = {(state, row.action) for row in TRANSITIONS for state in row.at}
    for report in reports.values():
        for action in set(Action) - {action for state, action in offered if state == state_of(report)}:
            reason = Reason.NOT_PROCESSING if action is Action.INTEGRATE else Reason.WRONG_STATUS
            assert refused(reason, report, action, CONNECTOR, ids, comment="because")


def test_nothing_moves_a_paid_report(reports, ids):
    for action in Action:
        for actor in (ANN, BOB, PAT, CONNECTOR):
            with pytest.raises(Refusal):
                perform(reports["paid"], COMPANY, action, actor, LATER, ids, comment="because")


@pytest.mark.parametrize("action", [Action.SEND_BACK, Action.RECALL_TO_PROCESSOR])
@pytest.mark.parametrize("comment", ["", "  \n"])
def test_way_back_needs_a_comment(reports, ids, action, comment):
    assert refused(Reason.COMMENT_MISSING, reports["processing"], action, CONNECTOR, ids, comment=comment)


def test_comment_has_a_limit(reports, ids):
    longest = "x" * COMMENT_LIMIT
    perform(reports["processing"], COMPANY, Action.SEND_BACK, CONNECTOR, NOW, ids, comment=longest)
    assert refused(
        Reason.COMMENT_TOO_LONG, reports["processing"], Action.SEND_BACK, CONNECTOR, ids, comment=longest + "x"
    )


def test_step_that_is_over_is_refused_and_the_current_one_is_not(reports, ids):
    old, current = reports["accounting"].step_id, reports["processing"].step_id
    assert refused(Reason.STALE_STEP, reports["processing"], Action.SEND_BACK, CONNECTOR, ids, step_id=old)
    after = perform(reports["processing"], COMPANY, Action.SEND_BACK, CONNECTOR, NOW, ids, comment="x", step_id=current)
    assert after.step_id == ""


def test_the_history_keeps_the_steps_that_are_over(reports):
    assert [event.step_id for event in reports["paid"].history] == [
        reports[stage].step_id for stage in ("draft", "pending", "accounting", "processing")
    ]
    over = {reports[stage].step_id for stage in ("pending", "accounting")}
    assert reports["processing"].steps_that_are_over() == over
    assert reports["draft"].steps_that_are_over() == set()


def test_step_waits_from_submit_until_paid(reports):
    waiting = {stage: bool(report.step_id) for stage, report in reports.items()}
    assert waiting == {
        "draft": False,
        "pending": True,
        "accounting": True,
        "processing": True,
        "paid": False,
        "returned": False,
    }


def test_journal_and_payment_date_come_with_final_approval_and_go_with_the_way_back(reports, ids):
    recalled = perform(
        reports["processing"], COMPANY, Action.RECALL_TO_PROCESSOR, CONNECTOR, LATER, ids, comment="Account 9999"
    )
    assert not list(reports["accounting"].rows())
    assert len(list(reports["processing"].rows())) == 2
    assert reports["processing"].processing_payment_at == NOW
    for back in (recalled, reports["returned"]):
        assert not list(back.rows())
        assert back.processing_payment_at is None
    assert [entry.id for entry in recalled.entries] == [entry.id for entry in reports["draft"].entries]


def test_only_sending_back_is_remembered_as_such(reports, ids):
    recalled = perform(reports["processing"], COMPANY, Action.RECALL_TO_PROCESSOR, CONNECTOR, NOW, ids, comment="x")
    mine = perform(reports["processing"], COMPANY, Action.RECALL_TO_EMPLOYEE, ANN, NOW, ids)
    assert reports["returned"].ever_sent_back
    assert not recalled.ever_sent_back
    assert not mine.ever_sent_back


def test_submit_date_is_that_of_the_last_submission(reports, ids):
    assert reports["draft"].submitted_at is None
    assert reports["returned"].submitted_at is None
    again = perform(reports["returned"], COMPANY, Action.SUBMIT, ANN, LATER, ids)
    assert (reports["pending"].submitted_at, again.submitted_at) == (NOW, LATER)


def test_integration_marks_every_row_with_one_key(reports):
    keys = {row.job_run_key for *_, row in reports["paid"].rows()}
    assert len(keys) == 1
    assert all(keys)
    assert reports["paid"].paid_at == NOW


def test_approval_at_processing_waits_for_the_extract(reports, ids):
    report = reports["processing"]
    assert refused(Reason.NOT_EXTRACTED, report, Action.APPROVE, CONNECTOR, ids)
    extracted = replace(reports["paid"], payment_status=report.payment_status, paid_at=None)
    paid = perform(extracted, COMPANY, Action.APPROVE, CONNECTOR, LATER, ids)
    assert (str(state_of(paid)), paid.paid_at) == ("A_APPR/P_PAID", LATER)


def test_a_report_without_a_journal_has_nothing_extracted(reports, ids):
    """All of no rows are extracted, so that such a report was paid by an Approve."""
    empty = drop_journal(reports["processing"])
    assert refused(Reason.NOT_EXTRACTED, empty, Action.APPROVE, CONNECTOR, ids)
    assert perform(empty, COMPANY, Action.INTEGRATE, CONNECTOR, NOW, ids).payment_status == "P_PAID"


def over_api(actor: Actor) -> Actor:
    return replace(actor, over_api=True)


@pytest.mark.parametrize("action", [Action.FINAL_APPROVE, Action.SEND_BACK])
@pytest.mark.parametrize("actor", [PAT, BOB, ANN, CONNECTOR, ADMIN])
def test_the_api_acts_at_no_processor_step(reports, ids, action, actor):
    assert refused(Reason.PROCESSOR_STEP, reports["accounting"], action, over_api(actor), ids, comment="because")


@pytest.mark.parametrize(
    ("action", "to"), [(Action.FINAL_APPROVE, "A_APPR/P_PROC"), (Action.SEND_BACK, "A_RESU/P_NOTP")]
)
def test_a_company_may_let_the_api_act_at_the_processor_step(reports, ids, action, to):
    lenient = replace(COMPANY, api_at_processor_step=True)
    moved = perform(reports["accounting"], lenient, action, over_api(PAT), LATER, ids, comment="because")
    assert str(state_of(moved)) == to


def test_the_owner_recalls_over_the_api_from_the_processor_step(reports, ids):
    moved = perform(reports["accounting"], COMPANY, Action.RECALL_TO_EMPLOYEE, over_api(ANN), LATER, ids)
    assert str(state_of(moved)) == "A_RESU/P_NOTP"


def test_a_company_administrator_moves_reports_and_neither_commits_nor_recalls(reports, ids):
    assert perform(reports["processing"], COMPANY, Action.SEND_BACK, ADMIN, LATER, ids, comment="x").ever_sent_back
    for action in (Action.INTEGRATE, Action.RECALL_TO_PROCESSOR):
        assert refused(Reason.WRONG_PERSON, reports["processing"], action, ADMIN, ids, comment="x")


def test_payment_confirmed_can_still_be_integrated(reports, ids):
    confirmed = replace(reports["processing"], payment_status="P_PAYC")
    assert perform(confirmed, COMPANY, Action.INTEGRATE, CONNECTOR, NOW, ids).payment_status == "P_PAID"


def test_company_may_forbid_recalls_by_employees(reports, ids):
    strict = replace(COMPANY, recall_by_employee=False)
    assert refused(Reason.RECALL_DISABLED, reports["pending"], Action.RECALL_TO_EMPLOYEE, ANN, ids, setup=strict)


def test_report_without_expenses_is_not_submitted(ids):
    empty = draft_report(draft(), COMPANY, ids, NOW)
    assert refused(Reason.NO_ENTRIES, empty, Action.SUBMIT, ANN, ids)


def test_the_one_who_can_is_found(reports):
    assert first_who_can(reports["draft"], worlds.PEOPLE, Action.SUBMIT) == ANN
    assert first_who_can(reports["pending"], worlds.PEOPLE, Action.APPROVE) == BOB
    assert first_who_can(reports["accounting"], worlds.PEOPLE, Action.FINAL_APPROVE) == PAT
    assert first_who_can(reports["processing"], worlds.PEOPLE, Action.RECALL_TO_PROCESSOR) == PAT
    assert first_who_can(reports["paid"], worlds.PEOPLE, Action.SUBMIT) is None


def test_table_prints_every_transition():
    lines = table().splitlines()
    assert len(lines) == 2 + len(TRANSITIONS)
    final = "| A_ACCO/P_NOTP | final-approve | processor (not over the API) |  | A_APPR/P_PROC | post, enter step | "
    assert f"{final}*documented*: " in table()


def test_no_state_offers_an_action_twice():
    offered = [(state, row.action) for row in TRANSITIONS for state in row.at]
    assert len(offered) == len(set(offered))
    assert State("A_APPR", "P_PAID") not in {state for state, _ in offered}
