"""Performing an action of the workflow, and who may change what in between.

The table of transitions is in ``transitions``; here it is applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mock_concur.domain.actors import Actor, Part, actor_of
from mock_concur.domain.errors import COMMENT_LIMIT, Reason, Refusal
from mock_concur.domain.ids import IdMaker
from mock_concur.domain.model import Comment, Event, Report
from mock_concur.domain.setup import Person, Setup
from mock_concur.domain.statuses import FROZEN, UNSUBMITTED, Approval
from mock_concur.domain.transitions import (
    OFFERED,
    SYSTEM_OVER_API,
    TRANSITIONS,
    Action,
    Context,
    State,
    Transition,
    table,
)

__all__ = [
    "TRANSITIONS",
    "Action",
    "Actor",
    "Part",
    "State",
    "actor_of",
    "check_may_mend",
    "first_who_can",
    "may_ask",
    "may_mend",
    "mender",
    "perform",
    "state_of",
    "table",
    "with_history",
]


def perform(
    report: Report,
    setup: Setup,
    action: Action,
    actor: Actor,
    at: datetime,
    ids: IdMaker,
    *,
    comment: str = "",
    step_id: str | None = None,
) -> Report:
    """The report after the action, with its history and the action's comment appended.

    ``step_id`` is the step that the caller believes to be current, where it names one. Raises ``Refusal``;
    then nothing has changed.
    """
    row = _offered(report, setup, action, actor, comment, step_id)
    context = Context(setup=setup, actor=actor, at=at, ids=ids)
    changed = replace(report, approval_status=row.to.approval, payment_status=row.to.payment, modified_at=at)
    for effect in row.effects:
        changed = effect(changed, context)
    event = _event(report, action.value, actor, at, str(row.to), comment)
    said = (Comment(by=actor.login, at=at, text=comment),) if comment else ()
    return replace(changed, history=(*changed.history, event), comments=(*changed.comments, *said))


def _offered(
    report: Report, setup: Setup, action: Action, actor: Actor, comment: str, step_id: str | None
) -> Transition:
    """The row that allows the action; every reason against it is found before anything changes."""
    if step_id is not None and step_id != report.step_id:
        raise Refusal(Reason.STALE_STEP)
    row = OFFERED.get((state_of(report), action))
    if row is None:
        raise Refusal(Reason.NOT_PROCESSING if action is Action.INTEGRATE else Reason.WRONG_STATUS)
    if row.persons_only and actor.over_api and not setup.api_at_processor_step:
        raise Refusal(Reason.PROCESSOR_STEP)
    if not row.by & actor.parts(report):
        raise Refusal(Reason.WRONG_PERSON)
    if row.comment_required and not comment.strip():
        raise Refusal(Reason.COMMENT_MISSING)
    if len(comment) > COMMENT_LIMIT:
        raise Refusal(Reason.COMMENT_TOO_LONG)
    unmet = row.guard(report, setup) if row.guard else None
    if unmet is not None:
        raise Refusal(unmet)
    return row


def may_ask(action: Action, actor: Actor) -> bool:
    """Whether the actor may ask for the action at all, whatever the report and wherever it stands.

    *Assumed*: the tutorial that names Recall to Processor has an application do it.
    """
    return not (actor.over_api and action in SYSTEM_OVER_API) or actor.speaks_for_system


def state_of(report: Report) -> State:
    """Where the report stands."""
    return State(report.approval_status, report.payment_status)


def mender(report: Report) -> Part | None:
    """Who may change the expenses: the owner of an unsubmitted report, a processor in accounting, else nobody.

    *Documented*: an unsubmitted report belongs to its owner, and nothing changes from Processing Payment on.
    *Assumed*: a processor corrects, because "Creating Financial Connectors" (2014) recalls a report to the
    processor for what an administrator can mend.
    """
    if report.payment_status in FROZEN:
        return None
    if report.approval_status in UNSUBMITTED:
        return Part.OWNER
    return Part.PROCESSOR if report.approval_status == Approval.ACCOUNTING else None


def may_mend(report: Report, actor: Actor) -> bool:
    """Whether this actor may change the expenses of the report now."""
    return mender(report) in actor.parts(report)


def check_may_mend(report: Report, actor: Actor) -> None:
    """Raise ``Refusal``: FROZEN where nobody may change the expenses, WRONG_PERSON where somebody else may."""
    if not may_mend(report, actor):
        raise Refusal(Reason.WRONG_PERSON if mender(report) else Reason.FROZEN)


def with_history(report: Report, action: str, actor: Actor, at: datetime, comment: str = "") -> Report:
    """The report with a line of history for something that left it where it was in the workflow."""
    event = _event(report, action, actor, at, str(state_of(report)), comment)
    return replace(report, modified_at=at, history=(*report.history, event))


def _event(report: Report, action: str, actor: Actor, at: datetime, after: str, comment: str) -> Event:
    """The line of history for what happens to the report, which still stands where it stood."""
    before, step_id = str(state_of(report)), report.step_id
    return Event(at=at, who=actor.login, action=action, before=before, after=after, comment=comment, step_id=step_id)


def first_who_can(report: Report, people: Iterable[Person], action: Action) -> Actor | None:
    """The first of these people who may do it now."""
    row = OFFERED.get((state_of(report), action))
    actors = map(actor_of, people)
    return next((actor for actor in actors if row and row.by & actor.parts(report)), None)
