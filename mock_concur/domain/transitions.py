"""The workflow as one table: what may happen to a report, who may do it, and what it changes.

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

from mock_concur.domain.actors import Actor, Part
from mock_concur.domain.errors import Reason
from mock_concur.domain.ids import IdMaker, protected_id
from mock_concur.domain.journal import drop_journal, mark_integrated, post_journal
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import Approval, Payment


class Action(StrEnum):
    """What somebody, or another system, does to a report."""

    SUBMIT = "submit"
    APPROVE = "approve"
    FINAL_APPROVE = "final-approve"
    SEND_BACK = "send-back"
    RECALL_TO_EMPLOYEE = "recall-to-employee"
    RECALL_TO_PROCESSOR = "recall-to-processor"
    INTEGRATE = "integrate"


@dataclass(frozen=True, slots=True)
class State:
    """Where a report stands."""

    approval: str
    payment: str

    def __str__(self) -> str:
        return f"{self.approval}/{self.payment}"


@dataclass(frozen=True, slots=True)
class Context:
    """What an effect may need besides the report."""

    setup: Setup
    actor: Actor
    at: datetime
    ids: IdMaker


Effect = Callable[[Report, Context], Report]
"""One thing that a transition does to the report, besides its statuses."""

Guard = Callable[[Report, Setup], Reason | None]
"""A condition beyond status and person: why it is not met, or None."""


def _enter_step(report: Report, context: Context) -> Report:
    return replace(report, step_id=protected_id(context.ids, "n"))


def _leave_steps(report: Report, _context: Context) -> Report:
    return replace(report, step_id="")


def _stamp_submitted(report: Report, context: Context) -> Report:
    return replace(report, submitted_at=context.at)


def _unstamp_submitted(report: Report, _context: Context) -> Report:
    return replace(report, submitted_at=None)


def _post(report: Report, context: Context) -> Report:
    return replace(post_journal(report, context.setup, context.ids), processing_payment_at=context.at)


def _unpost(report: Report, _context: Context) -> Report:
    return replace(drop_journal(report), processing_payment_at=None)


def _note_sent_back(report: Report, _context: Context) -> Report:
    return replace(report, ever_sent_back=True)


def _integrate(report: Report, context: Context) -> Report:
    return replace(mark_integrated(report, protected_id(context.ids, "n")), paid_at=context.at)


def _pay(report: Report, context: Context) -> Report:
    return replace(report, paid_at=context.at)


def _has_entries(report: Report, _setup: Setup) -> Reason | None:
    return None if report.entries else Reason.NO_ENTRIES


def _recall_allowed(_report: Report, setup: Setup) -> Reason | None:
    return None if setup.recall_by_employee else Reason.RECALL_DISABLED


def _all_extracted(report: Report, _setup: Setup) -> Reason | None:
    keys = [row.job_run_key for *_, row in report.rows()]
    return None if keys and all(keys) else Reason.NOT_EXTRACTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table. ``source`` says which page the row rests on, ``basis`` how firmly.

    ``persons_only``: it happens at a Processor step, where the API acts only if the company lets it.
    ``system_over_api``: whoever may do it at a page, over the API it is asked for by the system alone.
    """

    at: tuple[State, ...]
    action: Action
    by: frozenset[Part]
    to: State
    effects: tuple[Effect, ...]
    comment_required: bool = False
    guard: Guard | None = None
    persons_only: bool = False
    system_over_api: bool = False
    basis: Literal["documented", "observed", "assumed"]
    source: str


_DRAFT = State(Approval.NOT_SUBMITTED.value, Payment.NOT_PAID.value)
_RETURNED = State(Approval.SENT_BACK.value, Payment.NOT_PAID.value)
_PENDING = State(Approval.PENDING.value, Payment.NOT_PAID.value)
_ACCOUNTING = State(Approval.ACCOUNTING.value, Payment.NOT_PAID.value)
_PROCESSING = State(Approval.APPROVED.value, Payment.PROCESSING.value)
_CONFIRMED = State(Approval.APPROVED.value, Payment.CONFIRMED.value)
_PAID = State(Approval.APPROVED.value, Payment.PAID.value)

_ACTION_PAGE = "Post an expense report workflow action"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        at=(_DRAFT, _RETURNED),
        action=Action.SUBMIT,
        by=frozenset({Part.OWNER, Part.ADMINISTRATOR}),
        to=_PENDING,
        guard=_has_entries,
        effects=(_stamp_submitted, _enter_step),
        basis="documented",
        source="Concur Expense Event: a report is submitted from A_NOTF or A_RESU; Submit an expense report",
    ),
    Transition(
        at=(_PENDING,),
        action=Action.APPROVE,
        by=frozenset({Part.APPROVER, Part.ADMINISTRATOR}),
        to=_ACCOUNTING,
        effects=(_enter_step,),
        basis="documented",
        source=f"{_ACTION_PAGE}: Approve moves to the next step; that this is the processor's is our workflow",
    ),
    Transition(
        at=(_ACCOUNTING,),
        action=Action.FINAL_APPROVE,
        by=frozenset({Part.PROCESSOR}),
        persons_only=True,
        to=_PROCESSING,
        effects=(_post, _enter_step),
        basis="documented",
        source="Financial Posting via Financial Integration Service: final approval sets Processing Payment; "
        f"{_ACTION_PAGE}, note 2: not over the API",
    ),
    Transition(
        at=(_PROCESSING,),
        action=Action.APPROVE,
        by=frozenset({Part.APPROVER, Part.PROCESSOR, Part.ADMINISTRATOR}),
        to=_PAID,
        guard=_all_extracted,
        effects=(_pay, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: at Processing Payment only when all entries are extracted or manually paid. "
        "That a report without a journal has nothing extracted is assumed",
    ),
    Transition(
        at=(_PENDING,),
        action=Action.SEND_BACK,
        by=frozenset({Part.APPROVER, Part.ADMINISTRATOR}),
        comment_required=True,
        to=_RETURNED,
        effects=(_note_sent_back, _unstamp_submitted, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: Send Back to Employee restarts the workflow",
    ),
    Transition(
        at=(_ACCOUNTING,),
        action=Action.SEND_BACK,
        by=frozenset({Part.PROCESSOR, Part.ADMINISTRATOR}),
        comment_required=True,
        persons_only=True,
        to=_RETURNED,
        effects=(_note_sent_back, _unstamp_submitted, _leave_steps),
        basis="documented",
        source=f"{_ACTION_PAGE}: Send Back to Employee restarts the workflow; its note 2: not over the API here",
    ),
    Transition(
        at=(_PROCESSING,),
        action=Action.SEND_BACK,
        by=frozenset({Part.PROCESSOR, Part.ADMINISTRATOR}),
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
        system_over_api=True,
        to=_ACCOUNTING,
        effects=(_unpost, _enter_step),
        basis="assumed",
        source="Creating Financial Connectors (2014) names the action, and has an application do it; states and "
        "comment follow Send Back to Employee",
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

OFFERED = {(state, row.action): row for row in TRANSITIONS for state in row.at}
"""The row that a state and an action have, if the workflow offers the action there."""

SYSTEM_OVER_API = frozenset(row.action for row in TRANSITIONS if row.system_over_api)
"""The actions that only the system asks for over the API, wherever the report stands."""


def table(rows: Iterable[Transition] = TRANSITIONS) -> str:
    """The workflow as a Markdown table, one row a transition."""
    lines = ["| at | action | by | comment | to | effects | basis |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        effects = ", ".join(effect.__name__.strip("_").replace("_", " ") for effect in row.effects)
        cells = (
            ", ".join(map(str, row.at)),
            row.action.value,
            ", ".join(sorted(row.by)) + _over_api(row),
            "required" if row.comment_required else "",
            str(row.to),
            effects,
            f"*{row.basis}*: {row.source}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _over_api(row: Transition) -> str:
    if row.system_over_api:
        return f" (over the API: {Part.SYSTEM})"
    return " (not over the API)" if row.persons_only else ""
