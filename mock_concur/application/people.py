"""What one of the company's people does to a report at a page: which action it is, who performs it, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mock_concur.application import reports
from mock_concur.application.directory import first_with_roles, person_of, who_may_act
from mock_concur.application.work import Work
from mock_concur.domain.actors import Actor, Part, actor_of
from mock_concur.domain.mending import NO_DIMENSIONS, Mending
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Person
from mock_concur.domain.transitions import OFFERED, Action
from mock_concur.domain.workflow import first_who_can, mender, state_of

PersonAction = Literal["submit", "approve", "final-approve", "send-back", "recall"]

WORKFLOW: Mapping[PersonAction, tuple[Action, ...]] = {
    "submit": (Action.SUBMIT,),
    "approve": (Action.APPROVE,),
    "final-approve": (Action.FINAL_APPROVE,),
    "send-back": (Action.SEND_BACK,),
    "recall": (Action.RECALL_TO_PROCESSOR, Action.RECALL_TO_EMPLOYEE),
}
"""What a person's action is in the workflow; who recalls decides whether a report goes to processor or owner."""


def act_as_person(work: Work, report: Report, wanted: PersonAction, login: str | None, *, comment: str = "") -> Report:
    """Perform the action as the person of that login, or as the first who may (None).

    Where nobody may, the workflow says why: raises ``Refusal``, and PersonUnknown.
    """
    action, actor = _resolve_action(work, report, wanted, login)
    return reports.perform_action(work, report, action, actor, comment=comment)


def mend_as_person(
    work: Work,
    report: Report,
    wanted: Mending,
    login: str | None,
    *,
    comment: str = "",
    dimensions: Mapping[str, str] = NO_DIMENSIONS,
) -> Report:
    """Correct the expenses as the person of that login, or as the one whose part it is (None).

    Raises ``Refusal``, ``FieldError`` and PersonUnknown.
    """
    actor = actor_of(_who_mends(work, report) if login is None else person_of(work, login))
    return reports.mend_report(work, report, wanted, actor, comment=comment, dimensions=dimensions)


def _resolve_action(work: Work, report: Report, wanted: PersonAction, login: str | None) -> tuple[Action, Actor]:
    """The action that is meant and who performs it; where nobody may, the workflow will say why."""
    people = who_may_act(work, report) if login is None else [person_of(work, login)]
    offered = [action for action in WORKFLOW[wanted] if (state_of(report), action) in OFFERED]
    for action in offered:
        able = first_who_can(report, people, action)
        if able is not None:
            return action, able
    nobody = Actor(login=login or report.owner)
    return (offered or WORKFLOW[wanted])[0], nobody


def _who_mends(work: Work, report: Report) -> Person:
    processors = first_with_roles(work, ("processor",)) if mender(report) is Part.PROCESSOR else []
    return processors[0] if processors else person_of(work, report.owner)
