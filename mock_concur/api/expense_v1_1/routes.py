"""Expense Report v1.1: workflow actions, and updates of headers and entries with their comments.

*Documented*: SAP Concur Developer Center, "Post an expense report workflow action", "Expense Report Header v1.1" and
"POST Expense Entry, version 1.1"; that header and entry are refused at Processing Payment makes the order of a
connector's calls: comments can only follow the recall.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from mock_concur.api.common import action_status, posted
from mock_concur.api.common.answers import Failed, answer, error_answer, wants_json
from mock_concur.api.common.callers import ROLE_MISSING, Access, actor
from mock_concur.api.common.fields import Field, Form, Table
from mock_concur.api.common.formats import COUNT
from mock_concur.api.common.reports import ID, report_of
from mock_concur.api.common.routes import EXPENSE_REPORT_SCOPE, Family, Route
from mock_concur.domain.actors import WEB_SERVICES_ADMINISTRATOR
from mock_concur.domain.editing import EntryChanges, HeaderChanges, edit_entry, edit_header, may_write
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import Approval
from mock_concur.domain.workflow import Action, Actor, perform
from mock_concur.store import reports as stored
from mock_concur.store.setups import setup_of
from mock_concur.store.tokens import Principal
from mockkit.exchange import Exchange, exchange

ROOT = "/api/expense/expensereport/v1.1"

ACTIONS = {
    "approve": Action.APPROVE,
    "send back to employee": Action.SEND_BACK,
    "recall to employee": Action.RECALL_TO_EMPLOYEE,
    # Documented only by the tutorial "Creating Financial Connectors" (2014), which rests on it.
    "recall to processor": Action.RECALL_TO_PROCESSOR,
}
"""Names of actions, compared without case (*observed*: a client sends ``APPROVE``)."""

REPORT_STATUS = Table(
    "ReportStatus",
    (Field("Status", lambda _: "SUCCESS"), Field("Report-Details-Url", lambda url: url)),
    action_status.XMLNS,
)
REPORT_REFUSED = Table(
    "ReportStatus",
    (Field("Message", lambda message: message), Field("Status", lambda _: "FAILURE")),
    action_status.XMLNS,
)
"""*Assumed*: a refused update is worded as the documented refusals of submit and workflow actions are."""

ENTRY_STATUS = Table(
    "ReportEntryStatus",
    (
        Field("Index", lambda _: 1, COUNT),
        Field("Status", lambda _: "SUCCESS"),
        Field("Report-Entry-Details-Url", lambda url: url),
    ),
)
ENTRY_REFUSED = Table(
    "ReportEntryStatus",
    (
        Field("Index", lambda _: 1, COUNT),
        Field("Status", lambda _: "FAILED"),
        Field("Message", lambda message: message),
    ),
)
_XML = Form(json=False, administrator=True)


def workflow_action(principal: Principal, step_id: str) -> Response:
    """Move the report on from the step that waits, or back. A refusal is HTTP 200 with FAILURE, and changes nothing."""
    here, as_json = exchange(), wants_json(request)
    action, comment = _asked(posted.Given(posted.posted("WorkflowAction")))
    try:
        with here.transaction():
            _act(here, step_id, action, comment, principal)
    except Refusal as refusal:
        return action_status.refused(refusal, as_json=as_json)
    return action_status.succeeded(as_json=as_json, in_xml=action_status.EXCLAIMED)


def _asked(given: posted.Given) -> tuple[Action | None, str]:
    """The action, None for one that nobody knows, and the comment. Raises :class:`Failed` (400) for no action."""
    try:
        name, comment = given.text("Action"), given.text("Comment")
    except FieldError as error:
        raise Failed(400, f"{error}.") from None
    if not name:
        raise Failed(400, "Action: the name of the workflow action is missing.")
    return ACTIONS.get(" ".join(name.lower().split())), comment or ""


def _act(here: Exchange, step_id: str, action: Action | None, comment: str, principal: Principal) -> None:
    setup = setup_of(here.connection, here.company)
    who = actor(principal, setup)
    if action is Action.RECALL_TO_PROCESSOR and not principal.has(WEB_SERVICES_ADMINISTRATOR):
        # Assumed: the tutorial that names the action has an application do it, which is such an administrator.
        raise Failed(403, ROLE_MISSING)
    report = _report_at(here, step_id)
    if action is None:
        raise Refusal(Reason.UNKNOWN_ACTION)
    if action is Action.APPROVE and report.approval_status == Approval.ACCOUNTING:
        action = Action.FINAL_APPROVE
    moved = perform(report, setup, action, who, here.now, here.ids, comment=comment, step_id=step_id)
    stored.save(here.connection, here.company.id, moved)


def _report_at(here: Exchange, step_id: str) -> Report:
    """The report that waits at the step.

    A step that is over and one that never was are answered alike (*assumed*): the caller's view is out of date.
    """
    known = ID.fullmatch(step_id) is not None
    report = stored.load_by_step(here.connection, here.company.id, step_id) if known else None
    if report is not None:
        return report
    over = known and stored.by_step_that_is_over(here.connection, here.company.id, step_id) is not None
    raise Refusal(Reason.STALE_STEP if over else Reason.UNKNOWN_STEP)


def update_header(principal: Principal, report_id: str) -> Response:
    """Change a report's header: what is sent replaces, what is left out stays; the comment is added."""
    here = exchange()
    given = posted.Given(posted.posted("Report"))

    def edited(writing: _Writing) -> Report:
        return edit_header(writing.report, writing.setup, header_changes(given), writing.who, here.now)

    with here.transaction():
        writing = _writing(here, report_id, principal)
        refused = _edit(here, writing, edited)
    if refused is not None:
        status = REPORT_REFUSED.renderer(_XML)(refused)
    else:
        status = REPORT_STATUS.renderer(_XML)(f"{here.base_url}{ROOT}/report/{writing.report.protected_id}")
    # The namespace stands on the child alone (documented sample).
    return answer(f"<ReportDetails>{status}</ReportDetails>", as_json=False)


def update_entry(principal: Principal, report_id: str, entry_id: str) -> Response:
    """Change one entry of a report, as a header is changed.

    A currency without an exchange rate is FAILED like any other wrong field; the page has HTTP 500 for a rate that
    cannot be found, which here would look like a fault of the mock (*assumed*).
    """
    here = exchange()
    expenses = posted.children(posted.posted("ReportEntries"), "Expense")
    if len(expenses) != 1:
        raise Failed(400, "Expense: an update of an entry holds exactly one Expense element.")
    given = posted.Given(expenses[0])

    def edited(writing: _Writing) -> Report:
        return edit_entry(writing.report, writing.setup, entry_id, entry_changes(given), writing.who, here.now)

    with here.transaction():
        writing = _writing(here, report_id, principal)
        if not any(entry.id == entry_id for entry in writing.report.all_entries()):
            raise Failed(404, "The expense entry was not found.")
        refused = _edit(here, writing, edited)
    if refused is not None:
        status = ENTRY_REFUSED.renderer(_XML)(refused)
    else:
        url = f"{here.base_url}{ROOT}/report/{writing.report.protected_id}/entry/{entry_id}"
        status = ENTRY_STATUS.renderer(_XML)(url)
    return answer(f"<ReportEntryStatusList{action_status.XMLNS}>{status}</ReportEntryStatusList>", as_json=False)


@dataclass(frozen=True, slots=True)
class _Writing:
    """A report that the caller may write on."""

    report: Report
    setup: Setup
    who: Actor


def _writing(here: Exchange, report_id: str, principal: Principal) -> _Writing:
    """The report to write on. Raises :class:`Failed`: 404 where there is none, 403 where the caller may not."""
    report, setup = report_of(here, report_id), setup_of(here.connection, here.company)
    who = actor(principal, setup)
    if not may_write(report, who):
        raise Failed(403, ROLE_MISSING)
    return _Writing(report, setup, who)


def _edit(here: Exchange, writing: _Writing, edited: Callable[[_Writing], Report]) -> str | None:
    """Save an edit; the text of its refusal where it is refused, and then nothing has changed."""
    try:
        changed = edited(writing)
    except FieldError as error:
        return str(error)
    except Refusal as refusal:
        action_status.tell_reason(refusal)
        return refusal.text
    stored.save(here.connection, here.company.id, changed)
    return None


def header_changes(given: posted.Given) -> HeaderChanges:
    """The fields of a posted header; raises ``FieldError``.

    An update must name the report (*documented*, "Expense Report Header v1.1": Name is required).
    """
    return HeaderChanges(
        name=given.needed("Name"),
        purpose=given.text("Purpose"),
        comment=given.text("Comment"),
        user_defined_date=given.moment("UserDefinedDate", "YYYY-MM-DD hh:mm:ss.0"),
        org_units=given.numbered("OrgUnit", 6),
        customs=given.numbered("Custom", 20),
    )


def entry_changes(given: posted.Given) -> EntryChanges:
    """The fields of a posted entry; raises ``FieldError``.

    An update must name the expense type and the amount (*documented*, "POST Expense Entry, version 1.1", notes).
    """
    given.needed("TransactionAmount")
    on = given.moment("TransactionDate", "YYYY-MM-DD")
    return EntryChanges(
        currency=given.value("CrnCode"),
        expense_type=given.needed("ExpKey"),
        description=given.line("Description"),
        transaction_date=None if on is None else on.date(),
        transaction_amount=given.amount("TransactionAmount"),
        exchange_rate=given.rate("ExchangeRate"),
        comment=given.text("Comment"),
        vendor_description=given.line("VendorDescription"),
        personal=given.flag("IsPersonal"),
        payment_type_id=given.value("PaymentTypeID"),
        org_units=given.numbered("OrgUnit", 6),
        customs=given.numbered("Custom", 40),
    )


_USING = Access(scope=EXPENSE_REPORT_SCOPE)
_AN_ID = "unless('batch', 'form', 'forms')"
"""The words are those of documented calls that stand where an id could: batches and forms, which are not built."""

MOST_BODY = 256 * 1024
"""Several times what all fields of an entry can hold."""

FAMILY = Family(
    most_body=MOST_BODY,
    name="v1_1",
    root=ROOT,
    routes=(
        Route(
            method="POST",
            path=f"/report/<{_AN_ID}:step_id>/workflowaction",
            handler=workflow_action,
            access=_USING,
            keeps=False,
        ),
        Route(method="POST", path=f"/report/<{_AN_ID}:report_id>", handler=update_header, access=_USING, keeps=False),
        Route(
            method="POST",
            path=f"/report/<{_AN_ID}:report_id>/entry/<entry_id>",
            handler=update_entry,
            access=_USING,
            keeps=False,
        ),
    ),
    failure=error_answer,
)
