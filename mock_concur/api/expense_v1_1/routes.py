"""Expense Report v1.1: workflow actions, and updates of headers and entries with their comments.

*Documented*: SAP Concur Developer Center, "Post an expense report workflow action", "Expense Report Header v1.1" and
"POST Expense Entry, version 1.1"; that header and entry are refused at Processing Payment makes the order of a
connector's calls: comments can only follow the recall.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response

from harness_input.validation import ValidationFailed
from mock_concur.api.common import action_status, posted
from mock_concur.api.common.answers import ApiError, answer, error_answer, wants_json
from mock_concur.api.common.callers import Access
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
from mock_concur.api.expense_v1_1.schemas import ENTRY_UPDATE, HEADER_UPDATE, WORKFLOW_ACTION
from mock_concur.application import reports
from mock_concur.domain.actors import actor_over_api
from mock_concur.domain.credentials import Principal
from mock_concur.domain.errors import FieldError, Refusal
from mock_concur.domain.workflow import Action
from mockkit.lru_cache import LruCache
from mockkit.web.request_context import request_context

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
    here, as_json = request_context(), wants_json(request)
    action, comment = _asked()
    try:
        with here.transaction():
            reports.perform_action_at_step(
                here, step_id, action, actor_over_api(principal, reports.setup_of(here)), comment
            )
    except Refusal as refusal:
        return action_status.failure_response(refusal, as_json=as_json)
    return action_status.success_response(as_json=as_json, in_xml=action_status.EXCLAIMED)


def _asked() -> tuple[Action | None, str]:
    """The action, None for one that nobody knows, and the comment. Raises :class:`ApiError` (400) for no action."""
    try:
        asked = WORKFLOW_ACTION.read(posted.sent(posted.posted(WORKFLOW_ACTION.element)))
    except ValidationFailed as failed:
        raise ApiError(400, f"{_listed(failed)}.") from None
    return ACTIONS.get(" ".join(asked.name.lower().split())), asked.comment


def update_header(principal: Principal, report_id: str) -> Response:
    """Change a report's header: what is sent replaces, what is left out stays; the comment is added."""
    here = request_context()
    given = posted.sent(posted.posted(HEADER_UPDATE.element))
    with here.transaction():
        who = actor_over_api(principal, reports.setup_of(here))
        report = reports.report_to_edit(here, report_id, who)
        refused = _refused(lambda: reports.edit_header(here, report, HEADER_UPDATE.read(given), who))
    if refused is not None:
        return answer(HEADER_REFUSED.render([Refused(refused)], XML), as_json=False)
    url = f"{here.base_url}{ROOT}/report/{report.protected_id}"
    return answer(HEADER_UPDATED.render([Updated(url)], XML), as_json=False)


def update_entry(principal: Principal, report_id: str, entry_id: str) -> Response:
    """Change one entry of a report, as a header is changed.

    A currency without an exchange rate is FAILED like any other wrong field; the page has HTTP 500 for a rate that
    cannot be found, which here would look like a fault of the mock (*assumed*).
    """
    here = request_context()
    expenses = posted.children(posted.posted("ReportEntries"), ENTRY_UPDATE.element)
    if len(expenses) != 1:
        raise ApiError(400, "Expense: an update of an entry holds exactly one Expense element.")
    given = posted.sent(expenses[0])
    with here.transaction():
        who = actor_over_api(principal, reports.setup_of(here))
        report = reports.entry_to_edit(here, report_id, entry_id, who)
        refused = _refused(lambda: reports.edit_entry(here, report, entry_id, ENTRY_UPDATE.read(given), who))
    if refused is not None:
        return answer(ENTRY_REFUSED.render([Refused(refused)], XML), as_json=False)
    url = f"{here.base_url}{ROOT}/report/{report.protected_id}/entry/{entry_id}"
    return answer(ENTRY_UPDATED.render([Updated(url)], XML), as_json=False)


def _refused(edit: Callable[[], object]) -> str | None:
    """Edit; the text of the refusal where it is refused, and then nothing has changed."""
    try:
        edit()
    except ValidationFailed as failed:
        return _listed(failed)
    except FieldError as error:
        return str(error)
    except Refusal as refusal:
        action_status.log_reason(refusal)
        return refusal.text
    return None


def _listed(failed: ValidationFailed) -> str:
    """Every error, each with the name of its element."""
    return "; ".join(map(str, failed.errors))


_USING = Access(scope=EXPENSE_REPORT_SCOPE)
_AN_ID = "unless('batch', 'form', 'forms')"
"""The words are those of documented calls that stand where an id could: batches and forms, which are not built."""

MAX_BODY = 256 * 1024
"""Several times what all fields of an entry can hold."""

FAMILY = Family(
    max_body=MAX_BODY,
    name="v1_1",
    root=ROOT,
    routes=(
        Route(method="POST", path=f"/report/<{_AN_ID}:step_id>/workflowaction", handler=workflow_action, access=_USING),
        Route(method="POST", path=f"/report/<{_AN_ID}:report_id>", handler=update_header, access=_USING),
        Route(
            method="POST", path=f"/report/<{_AN_ID}:report_id>/entry/<entry_id>", handler=update_entry, access=_USING
        ),
    ),
    failure=error_answer,
)


def families(_bodies: LruCache[bytes]) -> tuple[Family, ...]:
    """The calls that this folder serves."""
    return (FAMILY,)
