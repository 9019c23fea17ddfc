"""What holds whatever people and connectors do to a report, in whatever order."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mock_concur.domain.drafting import draft_report
from mock_concur.domain.errors import Refusal
from mock_concur.domain.model import Report
from mock_concur.domain.workflow import TRANSITIONS, Action, Actor, perform, state_of

from . import worlds
from .worlds import COMPANY, NOW, PROPERTY, draft, spent

ACTORS = (
    *worlds.ACTORS.values(),
    Actor(login="connector@example.com", roles=frozenset({"web_services_administrator"})),
    Actor(login="batch", is_system=True),
)
FORWARD = st.sampled_from([Action.SUBMIT, Action.APPROVE, Action.FINAL_APPROVE, Action.INTEGRATE])

steps = st.lists(
    st.tuples(FORWARD | st.sampled_from(Action), st.sampled_from(ACTORS), st.sampled_from(["", "because"])),
    max_size=40,
)


def lives(steps) -> list[Report]:
    """The report after each action that was not refused, the draft first."""
    ids = worlds.ids()
    report = draft_report(draft(spent("10.00"), spent("5.00", "Visa Corporate")), COMPANY, ids, NOW)
    lived = [report]
    for minute, (action, actor, comment) in enumerate(steps):
        with suppress(Refusal):
            report = perform(report, COMPANY, action, actor, NOW + timedelta(minutes=minute), ids, comment=comment)
            lived.append(report)
    return lived


@given(steps)
@PROPERTY
def test_journal_exists_exactly_while_payment_is_under_way_or_over(steps):
    for report in lives(steps):
        has_journal = bool(list(report.rows()))
        assert has_journal == (report.payment_status in ("P_PROC", "P_PAID"))
        assert has_journal == (report.processing_payment_at is not None)


@given(steps)
@PROPERTY
def test_paid_is_the_end_and_only_then_every_row_has_its_key(steps):
    lived = lives(steps)
    for report in lived:
        paid = report.payment_status == "P_PAID"
        assert paid == (report.paid_at is not None)
        assert all(bool(row.job_run_key) == paid for *_, row in report.rows())
        assert not paid or report is lived[-1]


@given(steps)
@PROPERTY
def test_step_is_current_or_over_but_never_comes_again(steps):
    entered = [report.step_id for report in lives(steps) if report.step_id]
    assert len(entered) == len(set(entered))


@given(steps)
@PROPERTY
def test_history_tells_every_step_and_only_table_rows(steps):
    lived = lives(steps)
    offered = {(str(state), row.action.value, str(row.to)) for row in TRANSITIONS for state in row.at}
    assert len(lived[-1].history) == len(lived) - 1
    for event, before, after in zip(lived[-1].history, lived, lived[1:], strict=False):
        assert (event.before, event.action, event.after) in offered
        assert (event.before, event.after) == (str(state_of(before)), str(state_of(after)))


@given(steps)
@PROPERTY
def test_workflow_never_touches_what_was_spent(steps):
    lived = lives(steps)

    def spent_on(report: Report) -> list[tuple]:
        return [
            (entry.id, entry.posted_amount, item.id, item.approved_amount, allocation.id, allocation.customs)
            for entry in report.entries
            for item in entry.items
            for allocation in item.allocations
        ]

    assert all(spent_on(report) == spent_on(lived[0]) for report in lived)
