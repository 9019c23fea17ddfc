"""``ActionStatus``: how a workflow action and the integration status answer, failures with HTTP 200 too.

*Documented*: "Post an expense report workflow action" and "Integration Status"; both say FAILURE in the body alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from mock_concur.api.common.answers import answer
from mock_concur.api.common.envelopes import EXPENSE_REPORT_2011, Document, namespaces
from mock_concur.api.common.fields import Field, Rendering, Table
from mock_concur.domain.errors import Refusal
from mockkit.web.request_context import request_context

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to."""

    message: str
    status: str


ACTION_STATUS = Document(
    Table(
        "ActionStatus",
        Outcome,
        (Field("Message", "message"), Field("Status", "status")),
        # Documented for integration status.
        json_order=("Status", "Message"),
    ),
    namespaces(EXPENSE_REPORT_2011),
)

SUCCESS = "SUCCESS"
EXCLAIMED = "SUCCESS!"
"""What a workflow action says in XML (*documented*); its JSON says plain SUCCESS (*observed*)."""
FAILURE = "FAILURE"


def success_response(*, as_json: bool, in_xml: str = SUCCESS) -> Response:
    """The answer of an action that was done."""
    word = SUCCESS if as_json else in_xml
    return _answer(word, word, as_json=as_json)


def failure_response(refusal: Refusal, *, as_json: bool) -> Response:
    """The answer of an action that was refused: HTTP 200, nothing changed.

    Several reasons have one text; the traffic and the log tell which it was.
    """
    log_reason(refusal)
    return _answer(refusal.text, FAILURE, as_json=as_json)


def log_reason(refusal: Refusal) -> None:
    """Tell the traffic and the log why the request was refused."""
    request_context().note = refusal.reason.value
    log.warning("%s %r was refused: %s", request.method, request.path[:200], refusal.reason.value)


def _answer(message: str, status: str, *, as_json: bool) -> Response:
    return answer(ACTION_STATUS.render(Outcome(message, status), Rendering(as_json)), as_json=as_json)
