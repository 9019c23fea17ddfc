"""What one of the company's people does to a report at a page: which action it is, who performs it, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mock_concur.application import reports
from mock_concur.application.work import Work
from mock_concur.domain.actors import Actor, Part, actor_of
from mock_concur.domain.mending import NO_DIMENSIONS, Mending
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.transitions import OFFERED, Action
from mock_concur.domain.workflow import mender, state_of, who_can

PersonAction = Literal["submit", "approve", "final-approve", "send-back", "recall"]

WORKFLOW: Mapping[PersonAction, tuple[Action, ...]] = {
    "submit": (Action.SUBMIT,),
    "approve": (Action.APPROVE,),
    "final-approve": (Action.FINAL_APPROVE,),
    "send-back": (Action.SEND_BACK,),
    "recall": (Action.RECALL_TO_PROCESSOR, Action.RECALL_TO_EMPLOYEE),
}
"""What a person's action is in the workflow; who recalls decides whether a report goes to processor or owner."""


class PersonUnknown(LookupError):
    """Nobody in the company has that login."""


def act(work: Work, report: Report, wanted: PersonAction, login: str | None, *, comment: str = "") -> Report:
    """Perform the action as the person of that login, or as the first who may (None).

    Where nobody may, the workflow says why: raises ``Refusal``, and PersonUnknown.
    """
    setup = _setup_with(work, login)
    action, actor = _cast(report, setup, wanted, login)
    return reports.act(work, report, action, actor, comment=comment)


def mend(
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
    setup = _setup_with(work, login)
    actor = actor_of(setup, login or _who_mends(report, setup))
    return reports.mend(work, report, wanted, actor, comment=comment, dimensions=dimensions)


def _setup_with(work: Work, login: str | None) -> Setup:
    """The company's configuration, which has the person of that login, if one is named. Raises PersonUnknown."""
    setup = reports.setup_of(work)
    if login is not None and login not in setup.people:
        raise PersonUnknown(login)
    return setup


def _cast(report: Report, setup: Setup, wanted: PersonAction, login: str | None) -> tuple[Action, Actor]:
    """The action that is meant and who performs it; where nobody may, the workflow will say why."""
    offered = [action for action in WORKFLOW[wanted] if (state_of(report), action) in OFFERED]
    for action in offered:
        able = _able(report, setup, action, login)
        if able is not None:
            return action, able
    nobody = Actor(login=login or report.owner)
    return (offered or WORKFLOW[wanted])[0], nobody


def _able(report: Report, setup: Setup, action: Action, login: str | None) -> Actor | None:
    if login is None:
        return who_can(report, setup, action)
    actor = actor_of(setup, login)
    return actor if OFFERED[state_of(report), action].by & actor.parts(report) else None


def _who_mends(report: Report, setup: Setup) -> str:
    if mender(report) is Part.PROCESSOR:
        return next((person.login for person in setup.people.values() if "processor" in person.roles), report.owner)
    return report.owner
