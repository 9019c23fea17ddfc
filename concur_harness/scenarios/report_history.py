"""The reports of a scenario as they have come about: drafted, submitted, approved, paid, each at its time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from concur_harness.scenarios.company_setup import ConcurCompany
from concur_harness.scenarios.conversion import Conversion
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.specs import At, CommentSpec, ReportSpec
from harness_input.validation import FieldError, Path
from mock_concur.domain import errors
from mock_concur.domain.actors import Actor
from mock_concur.domain.drafting import draft_report
from mock_concur.domain.drafts import DraftReport
from mock_concur.domain.model import Comment, Report
from mock_concur.domain.setup import Person
from mock_concur.domain.workflow import Action, first_who_can, perform
from mockkit.clock import MICROSECOND
from mockkit.ids import Ids

SERVICE_USER = "service.user@example.com"
"""The login of the application that connectors are: it commits reports in the company's name."""

CREATED = timedelta(days=-6)

ON_THE_WAY: tuple[tuple[At, Action, timedelta], ...] = (
    ("pending", Action.SUBMIT, timedelta(days=-4)),
    ("accounting", Action.APPROVE, timedelta(days=-3)),
    ("processing", Action.FINAL_APPROVE, timedelta(days=-2)),
    ("paid", Action.INTEGRATE, timedelta(days=-1)),
)
"""How a report comes to where the scenario has it, and when, counted from the company's first day."""

APART = timedelta(milliseconds=100)
"""Between one report's events and the next one's: lists are ordered by time."""


def build_reports(forms: Iterable[ReportSpec], company: ConcurCompany, ids: Ids, now: datetime) -> list[Report]:
    """All reports of a scenario, copies included, as they stand on the company's first day.

    Raises InvalidScenario with every report that cannot have come about, paths beginning at ``reports``.
    """
    found: list[Report] = []
    wrong: list[FieldError] = []
    for index, form in enumerate(forms):
        first = now + APART * len(found)
        try:
            found.extend(_copies(form, company, ids, now, (first + APART * copy for copy in itertools.count())))
        except InvalidScenario as refused:
            wrong += (error.within("reports", index) for error in refused.errors)
    if wrong:
        raise InvalidScenario(wrong)
    return found


def build_added_reports(form: ReportSpec, company: ConcurCompany, ids: Ids, now: datetime) -> list[Report]:
    """The report, or its copies, of a company that is at work: what happened to it last happened just now.

    So whoever asks for what has changed since they last asked is told of it. Raises InvalidScenario with a path
    within the report.
    """
    count = form.copies or 1
    last = dict([("draft", CREATED), *((state, when) for state, _, when in ON_THE_WAY)])[form.at]
    days = (now - last - MICROSECOND * (count - 1 - copy) for copy in range(count))
    return list(_copies(form, company, ids, now, days))


def _copies(
    form: ReportSpec, company: ConcurCompany, ids: Ids, now: datetime, days: Iterable[datetime]
) -> Iterator[Report]:
    """The report, or its copies; the times at which things happened to each are counted from one of ``days``."""
    try:
        draft = _draft(form, company.people[form.owner], now)
        for number, day in zip(range(form.copies or 1), days, strict=False):
            named = draft if form.copies is None else replace(draft, name=form.copy_name(number + 1))
            yield _build_report(named, form.at, company, ids, day)
    except errors.FieldError as error:
        raise InvalidScenario(FieldError(_scenario_path(each.path), each.message) for each in error.errors) from None
    except errors.Refusal as refusal:
        told = f"the report cannot have come to {form.at}: {refusal.text}"
        raise InvalidScenario([FieldError(("at",), told)]) from None


def _scenario_path(path: Path) -> Path:
    """The path as the form has it, where custom fields stand among the others."""
    return tuple(part for part in path if part not in ("customs", "org_units"))


def _build_report(draft: DraftReport, at: At, company: ConcurCompany, ids: Ids, now: datetime) -> Report:
    report = draft_report(draft, company.setup, ids, now + CREATED)
    if at == "draft":
        return report
    for state, action, when in ON_THE_WAY:
        report = perform(report, company.setup, action, _actor(report, company, action), now + when, ids)
        if state == at:
            break
    return report


def _actor(report: Report, company: ConcurCompany, action: Action) -> Actor:
    system = Actor(login=SERVICE_USER, is_system=True)
    return (
        system
        if action is Action.INTEGRATE
        else first_who_can(report, _in_turn(report, company.people), action) or system
    )


def _in_turn(report: Report, people: Mapping[str, Person]) -> Iterator[Person]:
    """Those who may have to act on the report: its owner and approver before everybody else."""
    logins = (report.owner, report.approver, *people)
    return (people[login] for login in logins if login in people)


def _draft(form: ReportSpec, owner: Person, now: datetime) -> DraftReport:
    def comment(given: str | CommentSpec) -> Comment:
        row = CommentSpec(text=given) if isinstance(given, str) else given
        return Comment(by=row.by or form.owner, at=now + CREATED, text=row.text)

    return Conversion(now.date(), {Comment: comment}).made(DraftReport, form, owner=owner)
