"""Reports: found, listed, acted upon, committed, edited, mended and added.

Every function works within the transaction that is open. Those that change a report take it as this transaction has
loaded it, and return it as it was saved. ``Refusal`` and ``FieldError`` of the domain pass through; whatever raises,
nothing has been saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mock_concur.application.work import Work
from mock_concur.domain import editing, mending
from mock_concur.domain.actors import Actor
from mock_concur.domain.editing import EntryChanges, HeaderChanges, may_write
from mock_concur.domain.errors import Reason, Refusal
from mock_concur.domain.listing import ListQuery, Summary
from mock_concur.domain.mending import NO_DIMENSIONS, Mending
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import Approval
from mock_concur.domain.workflow import Action, may_ask, perform
from mock_concur.store import report_index, setups
from mock_concur.store import reports as stored
from mock_concur.store.reports import Version

_ID = re.compile(r"[A-Za-z0-9$%_-]{1,40}", re.ASCII)
"""What any id can look like; nothing else is looked up."""


def could_be_id(text: str) -> bool:
    """Whether a report, or anything in it, could have that id."""
    return _ID.fullmatch(text) is not None


class ReportUnknown(LookupError):
    """The company has no report of that id."""


class EntryUnknown(LookupError):
    """The report has no entry of that id."""


class MayNotWrite(Exception):
    """The caller is neither the report's owner nor a Web Services Administrator."""


class MayNotAct(Exception):
    """The caller may not ask for the action, whatever the report: over the API it is the system's."""


def setup_of(work: Work) -> Setup:
    """The company's configuration as it stands in this transaction."""
    return setups.setup_of(work.connection, work.company)


def report_of(work: Work, any_id: str) -> Report:
    """The report of a 20-digit or protected id; raises ReportUnknown."""
    report = stored.load(work.connection, work.company.id, any_id) if could_be_id(any_id) else None
    if report is None:
        raise ReportUnknown(any_id)
    return report


def version_of(work: Work, any_id: str) -> Version:
    """The version of a report and of its owner, without reading them: what a rendered body is kept under.

    Raises ReportUnknown.
    """
    known = stored.version_of(work.connection, work.company.id, any_id) if could_be_id(any_id) else None
    if known is None:
        raise ReportUnknown(any_id)
    return known


def report_at_step(work: Work, step_id: str) -> Report:
    """The report that waits at the workflow step.

    Raises ``Refusal``: STALE_STEP where the step is over, UNKNOWN_STEP where it never was.
    """
    known = could_be_id(step_id)
    report = stored.load_by_step(work.connection, work.company.id, step_id) if known else None
    if report is not None:
        return report
    over = known and report_index.report_of_step_that_is_over(work.connection, work.company.id, step_id) is not None
    raise Refusal(Reason.STALE_STEP if over else Reason.UNKNOWN_STEP)


def list_summaries(work: Work, query: ListQuery) -> list[Summary]:
    """The reports that match, ascending by modification time; what exceeds the query's limit is left out."""
    return stored.summaries(work.connection, work.company.id, query)


def list_reports(work: Work, *, after: str | None, limit: int) -> tuple[list[Report], bool]:
    """Up to ``limit`` reports in the order of their last change, and whether there are more.

    They begin behind the report of the 20-digit id ``after``, or with the first; raises ReportUnknown.
    """
    try:
        return stored.page(work.connection, work.company.id, after=after, limit=limit)
    except LookupError:
        raise ReportUnknown(after) from None


def perform_action(
    work: Work, report: Report, action: Action, actor: Actor, *, comment: str = "", step_id: str | None = None
) -> Report:
    """Perform an action of the workflow. ``step_id`` is the step that the actor believes to be current, if any.

    Raises ``Refusal``.
    """
    setup = setup_of(work)
    moved = perform(report, setup, action, actor, work.now, work.ids, comment=comment, step_id=step_id)
    return _save(work, report, moved)


def perform_action_at_step(work: Work, step_id: str, action: Action | None, actor: Actor, comment: str = "") -> Report:
    """Perform an action on the report that waits at the step; None is an action that nobody knows.

    Approving at Accounting Review is the final approval. Raises ``Refusal``, and MayNotAct before anything else.
    """
    if action is not None and not may_ask(action, actor):
        raise MayNotAct
    report = report_at_step(work, step_id)
    if action is None:
        raise Refusal(Reason.UNKNOWN_ACTION)
    if action is Action.APPROVE and report.approval_status == Approval.ACCOUNTING:
        action = Action.FINAL_APPROVE
    return perform_action(work, report, action, actor, comment=comment, step_id=step_id)


def commit_report(work: Work, any_id: str, actor: Actor) -> Report:
    """Post Integration Status: the report is Paid and locked. Raises ReportUnknown and ``Refusal``."""
    return perform_action(work, report_of(work, any_id), Action.INTEGRATE, actor)


def report_to_edit(work: Work, any_id: str, actor: Actor) -> Report:
    """The report, for an actor who may write on it. Raises ReportUnknown and MayNotWrite."""
    report = report_of(work, any_id)
    if not may_write(report, actor):
        raise MayNotWrite
    return report


def entry_to_edit(work: Work, any_id: str, entry_id: str, actor: Actor) -> Report:
    """The report with that entry, for an actor who may write on it.

    Raises ReportUnknown, MayNotWrite and EntryUnknown.
    """
    report = report_to_edit(work, any_id, actor)
    if not any(entry.id == entry_id for entry in report.all_entries()):
        raise EntryUnknown(entry_id)
    return report


def edit_header(work: Work, report: Report, changes: HeaderChanges, actor: Actor) -> Report:
    """Change the report's header; raises ``Refusal`` and ``FieldError``."""
    return _save(work, report, editing.edit_header(report, setup_of(work), changes, actor, work.now))


def edit_entry(work: Work, report: Report, entry_id: str, changes: EntryChanges, actor: Actor) -> Report:
    """Change one entry of the report; raises ``Refusal`` and ``FieldError``."""
    return _save(work, report, editing.edit_entry(report, setup_of(work), entry_id, changes, actor, work.now))


def mend_report(
    work: Work,
    report: Report,
    wanted: Mending,
    actor: Actor,
    *,
    comment: str = "",
    dimensions: Mapping[str, str] = NO_DIMENSIONS,
) -> Report:
    """Correct entries, items and allocations; ``dimensions`` says which field holds which dimension.

    Raises ``Refusal`` and ``FieldError``.
    """
    setup = setup_of(work)
    mended = mending.mend(report, setup, wanted, actor, work.now, comment=comment, dimensions=dimensions)
    return _save(work, report, mended)


def add_reports(work: Work, new: Iterable[Report]) -> None:
    """Add new reports, made with the ids of this work."""
    stored.add(work.connection, work.company.id, new)


def _save(work: Work, had: Report, has: Report) -> Report:
    stored.save(work.connection, work.company.id, had, has)
    return has
