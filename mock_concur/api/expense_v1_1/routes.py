"""Expense Report v1.1: workflow actions, and updates of headers and entries with their comments.

*Documented*: SAP Concur Developer Center, "Post an expense report workflow action", "Expense Report Header v1.1" and
"POST Expense Entry, version 1.1"; that header and entry are refused at Processing Payment makes the order of a
connector's calls: comments can only follow the recall.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response

from mock_concur.api.common import action_status, posted
from mock_concur.api.common.answers import Failed, answer, error_answer, wants_json
from mock_concur.api.common.callers import Access, actor
from mock_concur.api.common.routes import EXPENSE_REPORT_SCOPE, Family, Route
from mock_concur.api.expense_v1_1.representations import (
    ENTRY_REFUSED,
    ENTRY_UPDATED,
    HEADER_REFUSED,
    HEADER_UPDATED,
    XML,
    Refused,
    Updated,
)
from mock_concur.application import reports
from mock_concur.domain.credentials import Principal
from mock_concur.domain.editing import EntryChanges, HeaderChanges
from mock_concur.domain.errors import FieldError, Refusal
from mock_concur.domain.workflow import Action
from mockkit.exchange import exchange

ROOT = "/api/expense/expensereport/v1.1"

ACTIONS = {
    "approve": Action.APPROVE,
    "send back to employee": Action.SEND_BACK,
    "recall to employee": Action.RECALL_TO_EMPLOYEE,
    # Documented only by the tutorial "Creating Financial Connectors" (2014), which rests on it.
    "recall to processor": Action.RECALL_TO_PROCESSOR,
}
"""Names of actions, compared without case (*observed*: a client sends ``APPROVE``)."""


def workflow_action(principal: Principal, step_id: str) -> Response:
    """Move the report on from the step that waits, or back. A refusal is HTTP 200 with FAILURE, and changes nothing."""
    here, as_json = exchange(), wants_json(request)
    action, comment = _asked(posted.Given(posted.posted("WorkflowAction")))
    try:
        with here.transaction():
            reports.act_at_step(here, step_id, action, actor(principal, reports.setup_of(here)), comment)
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


def update_header(principal: Principal, report_id: str) -> Response:
    """Change a report's header: what is sent replaces, what is left out stays; the comment is added."""
    here = exchange()
    given = posted.Given(posted.posted("Report"))
    with here.transaction():
        who = actor(principal, reports.setup_of(here))
        report = reports.report_to_edit(here, report_id, who)
        refused = _refused(lambda: reports.edit_header(here, report, header_changes(given), who))
    if refused is not None:
        return answer(HEADER_REFUSED.render([Refused(refused)], XML), as_json=False)
    url = f"{here.base_url}{ROOT}/report/{report.protected_id}"
    return answer(HEADER_UPDATED.render([Updated(url)], XML), as_json=False)


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
    with here.transaction():
        who = actor(principal, reports.setup_of(here))
        report = reports.entry_to_edit(here, report_id, entry_id, who)
        refused = _refused(lambda: reports.edit_entry(here, report, entry_id, entry_changes(given), who))
    if refused is not None:
        return answer(ENTRY_REFUSED.render([Refused(refused)], XML), as_json=False)
    url = f"{here.base_url}{ROOT}/report/{report.protected_id}/entry/{entry_id}"
    return answer(ENTRY_UPDATED.render([Updated(url)], XML), as_json=False)


def _refused(edit: Callable[[], object]) -> str | None:
    """Edit; the text of the refusal where it is refused, and then nothing has changed."""
    try:
        edit()
    except FieldError as error:
        return str(error)
    except Refusal as refusal:
        action_status.tell_reason(refusal)
        return refusal.text
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
