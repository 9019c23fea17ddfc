"""What may happen to a report, who may do it, and what it changes: one table of transitions.

A report stands at an approval status and a payment status. ``TRANSITIONS`` says for every pair of them which
actions the workflow offers; what it does not list, it refuses. An effect is a function that changes the
report; ``table()`` prints the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from mock_concur.domain.errors import COMMENT_LIMIT, Reason, Refusal
from mock_concur.domain.ids import IdMaker
from mock_concur.domain.journal import drop_journal, mark_integrated, post_journal
from mock_concur.domain.model import Comment, Event, Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import FROZEN, UNSUBMITTED, Approval, Payment


class Action(StrEnum):
    """What somebody, or another system, does to a report."""

    SUBMIT = "submit"
    APPROVE = "approve"
    FINAL_APPROVE = "final-approve"
    SEND_BACK = "send-back"
    RECALL_TO_EMPLOYEE = "recall-to-employee"
    RECALL_TO_PROCESSOR = "recall-to-processor"
    INTEGRATE = "integrate"


class Part(StrEnum):
    """The part that somebody plays towards one report."""

    OWNER = "owner"
    APPROVER = "approver"
    PROCESSOR = "processor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a login with its roles. ``is_system``: an application acts in the company's name."""

    login: str
    roles: frozenset[str] = frozenset()
    is_system: bool = False

    def parts(self, report: Report) -> frozenset[Part]:
        """The parts that this actor may play towards the report.

        The system's part falls to an administrator too (*documented*: "Post Expense Report Workflow Action",
        roles); who approves is settled by the owner's profile.
        """
        plays = {
            Part.OWNER: self.login == report.owner,
            Part.APPROVER: "approver" in self.roles and self.login == report.approver,
            Part.PROCESSOR: "processor" in self.roles,
            Part.SYSTEM: self.is_system or bool(self.roles & _ADMINISTRATORS),
        }
        return frozenset(part for part, fits in plays.items() if fits)


_ADMINISTRATORS = frozenset({"web_services_administrator", "company_administrator"})


@dataclass(frozen=True, slots=True)
class State:
    """Where a report stands."""

    approval: str
    payment: str

    def __str__(self) -> str:
        return f"{self.approval}/{self.payment}"


@dataclass(frozen=True, slots=True)
class _Context:
    setup: Setup
    actor: Actor
    at: datetime
    ids: IdMaker


Effect = Callable[[Report, _Context], Report]
"""One thing that a transition does to the report, besides its statuses."""

Guard = Callable[[Report, Setup], Reason | None]
"""A condition beyond status and person: why it is not met, or None."""


def _enter_step(report: Report, context: _Context) -> Report:
    return replace(report, step_id=context.ids.protected("n"))


def _leave_steps(report: Report, _context: _Context) -> Report:
    return replace(report, step_id="")


def _stamp_submitted(report: Report, context: _Context) -> Report:
    return replace(report, submitted_at=context.at)


def _unstamp_submitted(report: Report, _context: _Context) -> Report:
    return replace(report, submitted_at=None)


def _post(report: Report, context: _Context) -> Report:
    return replace(post_journal(report, context.setup, context.ids), processing_payment_at=context.at)


def _unpost(report: Report, _context: _Context) -> Report:
    return replace(drop_journal(report), processing_payment_at=None)


def _note_sent_back(report: Report, _context: _Context) -> Report:
    return replace(report, ever_sent_back=True)


def _integrate(report: Report, context: _Context) -> Report:
    return replace(mark_integrated(report, context.ids.protected("n")), paid_at=context.at)


def _pay(report: Report, context: _Context) -> Report:
    return replace(report, paid_at=context.at)


def _has_entries(report: Report, _setup: Setup) -> Reason | None:
    return None if report.entries else Reason.NO_ENTRIES


def _recall_allowed(_report: Report, setup: Setup) -> Reason | None:
    return None if setup.recall_by_employee else Reason.RECALL_DISABLED


def _all_extracted(report: Report, _setup: Setup) -> Reason | None:
    extracted = all(row.job_run_key for _, _, _, row in report.rows())
    return None if extracted else Reason.NOT_EXTRACTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table. ``source`` says which page the row rests on, ``basis`` how firmly."""

    at: tuple[State, ...]
    action: Action
    by: frozenset[Part]
    to: State
    effects: tuple[Effect, ...]
    comment_required: bool = False
    guard: Guard | None = None
    basis: Literal["documented", "observed", "assumed"]
    source: str


_DRAFT = State(Approval.NOT_SUBMITTED.value, Payment.NOT_PAID.value)
_RETURNED = State(Approval.SENT_BACK.value, Payment.NOT_PAID.value)
_PENDING = State(Approval.PENDING.value, Payment.NOT_PAID.value)
_ACCOUNTING = State(Approval.ACCOUNTING.value, Payment.NOT_PAID.value)
_PROCESSING = State(Approval.APPROVED.value, Payment.PROCESSING.value)
_CONFIRMED = State(Approval.APPROVED.value, Payment.CONFIRMED.value)
_PAID = State(Approval.APPROVED.value, Payment.PAID.value)

_ACTION_PAGE = "Post Expense Report Workflow Action"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        at=(_DRAFT, _RETURNED),
        action=Action.SUBMIT,
        by=frozenset({Part.OWNER, Part.SYSTEM}),
        to=_PENDING,
        guard=_has_entries,
        effects=(_stamp_submitted, _enter_step),
        basis="documented",
        source="Expense event notifications: a report is submitted from A_NOTF or A_RESU; Submit Report v1.1",
    ),
    Transition(
        at=(_PENDING,),
        action=Action.APPROVE,
        by=frozenset({Part.APPROVER, Part.SYSTEM}),
        to=_ACCOUNTING,
        effects=(_enter_step,),
        basis="documented",
        source=f"{_ACTION_PAGE}: Approve moves to the next step; that this is the processor's is our workflow",
    ),
    Transition(
        at=(_ACCOUNTING,),
        action=Action.FINAL_APPROVE,
        by=frozenset({Part.PROCESSOR}),
        to=_PROCESSING,
        effects=(_post, _enter_step),
        basis="documented",
        source="Posting via Financial Integration Service: final approval sets Processing Payment",
    ),
    Transition(
        at=(_PROCESSING,),
        action=Action.APPROVE,
        by=frozenset({Part.APPROVER, Part.PROCESSOR, Part.SYSTEM}),
        to=_PAID,
        guard=_all_extracted,
        effects=(_pay, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: at Processing Payment only when all entries are extracted or manually paid",
    ),
    Transition(
        at=(_PENDING,),
        action=Action.SEND_BACK,
        by=frozenset({Part.APPROVER, Part.SYSTEM}),
        comment_required=True,
        to=_RETURNED,
        effects=(_note_sent_back, _unstamp_submitted, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: Send Back to Employee restarts the workflow",
    ),
    Transition(
        at=(_ACCOUNTING,),
        action=Action.SEND_BACK,
        by=frozenset({Part.PROCESSOR, Part.SYSTEM}),
        comment_required=True,
        to=_RETURNED,
        effects=(_note_sent_back, _unstamp_submitted, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: Send Back to Employee restarts the workflow",
    ),
    Transition(
        at=(_PROCESSING,),
        action=Action.SEND_BACK,
        by=frozenset({Part.PROCESSOR, Part.SYSTEM}),
        comment_required=True,
        to=_RETURNED,
        effects=(_unpost, _note_sent_back, _unstamp_submitted, _leave_steps),
        basis="documented",
        source="Creating Financial Connectors (2014): what the owner can mend is sent back. That it drops the journal "
        "is assumed",
    ),
    Transition(
        at=(_PENDING, _ACCOUNTING, _PROCESSING),
        action=Action.RECALL_TO_EMPLOYEE,
        by=frozenset({Part.OWNER}),
        to=_RETURNED,
        guard=_recall_allowed,
        effects=(_unpost, _unstamp_submitted, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: Recall to Employee by the owner once submitted, if the company allows it",
    ),
    Transition(
        at=(_PROCESSING,),
        action=Action.RECALL_TO_PROCESSOR,
        by=frozenset({Part.PROCESSOR, Part.SYSTEM}),
        comment_required=True,
        to=_ACCOUNTING,
        effects=(_unpost, _enter_step),
        basis="assumed",
        source="Creating Financial Connectors (2014) names the action; states and comment follow Send Back to Employee",
    ),
    Transition(
        at=(_PROCESSING, _CONFIRMED),
        action=Action.INTEGRATE,
        by=frozenset({Part.SYSTEM}),
        to=_PAID,
        effects=(_integrate, _leave_steps),
        basis="documented",
        source="Integration Status: every journal entry is marked, the report is Paid and locked",
    ),
)

_BY_STATE = {(state, row.action): row for row in TRANSITIONS for state in row.at}


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
    context = _Context(setup=setup, actor=actor, at=at, ids=ids)
    changed = replace(report, approval_status=row.to.approval, payment_status=row.to.payment, modified_at=at)
    for effect in row.effects:
        changed = effect(changed, context)
    event = Event(
        at=at, who=actor.login, action=action.value, before=str(state_of(report)), after=str(row.to), comment=comment
    )
    said = (Comment(by=actor.login, at=at, text=comment),) if comment else ()
    return replace(changed, history=(*changed.history, event), comments=(*changed.comments, *said))


def _offered(
    report: Report, setup: Setup, action: Action, actor: Actor, comment: str, step_id: str | None
) -> Transition:
    """The row that allows the action; every reason against it is found before anything changes."""
    if step_id is not None and step_id != report.step_id:
        raise Refusal(Reason.STALE_STEP)
    row = _BY_STATE.get((state_of(report), action))
    if row is None:
        raise Refusal(Reason.NOT_PROCESSING if action is Action.INTEGRATE else Reason.WRONG_STATUS)
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


def noted(report: Report, action: str, actor: Actor, at: datetime, comment: str = "") -> Report:
    """The report with a line of history for something that left it where it was in the workflow."""
    state = str(state_of(report))
    event = Event(at=at, who=actor.login, action=action, before=state, after=state, comment=comment)
    return replace(report, modified_at=at, history=(*report.history, event))


def actor_of(setup: Setup, login: str) -> Actor:
    """One of the company's people as an actor; raises ``KeyError`` for a login that it does not have."""
    return Actor(login=login, roles=frozenset(setup.people[login].roles))


def who_can(report: Report, setup: Setup, action: Action) -> Actor | None:
    """The first of the company's people who may do it now: the owner or approver named, else by role."""
    row = _BY_STATE.get((state_of(report), action))
    logins = (report.owner, report.approver, *setup.people)
    actors = (actor_of(setup, login) for login in logins if login in setup.people)
    return next((actor for actor in actors if row and row.by & actor.parts(report)), None)


PATH: tuple[Action, ...] = (Action.SUBMIT, Action.APPROVE, Action.FINAL_APPROVE)
"""How a report comes from its owner to payment."""


def perform_all(report: Report, setup: Setup, actions: Iterable[Action], at: datetime, ids: IdMaker) -> Report:
    """The report after these actions, each by the first person who may do it; ``Refusal`` where nobody may."""
    for action in actions:
        actor = who_can(report, setup, action) or Actor(login="")
        report = perform(report, setup, action, actor, at, ids)
    return report


def table(rows: Iterable[Transition] = TRANSITIONS) -> str:
    """The workflow as a Markdown table, one row a transition."""
    lines = ["| at | action | by | comment | to | effects | basis |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        effects = ", ".join(effect.__name__.strip("_").replace("_", " ") for effect in row.effects)
        cells = (
            ", ".join(map(str, row.at)),
            row.action.value,
            ", ".join(sorted(row.by)),
            "required" if row.comment_required else "",
            str(row.to),
            effects,
            f"*{row.basis}*: {row.source}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
