"""``ActionStatus``: how a workflow action and the integration status answer, failures with HTTP 200 too.

*Documented*: "Post an expense report workflow action" and "Integration Status"; both say FAILURE in the body alone.
"""

from __future__ import annotations

import logging

from flask import request
from werkzeug.wrappers import Response

from mock_concur.api.common.answers import answer
from mock_concur.api.common.fields import Field, Form, Table
from mock_concur.domain.errors import Refusal
from mockkit.exchange import exchange

log = logging.getLogger(__name__)

XMLNS = (
    ' xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"'
    ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
)
_MESSAGE = Field("Message", lambda answered: answered[0])
_STATUS = Field("Status", lambda answered: answered[1])
ACTION_STATUS = Table("ActionStatus", (_MESSAGE, _STATUS), XMLNS)
ACTION_STATUS_IN_JSON = Table("ActionStatus", (_STATUS, _MESSAGE))
"""*Documented* for integration status: Message comes first in XML, Status first in JSON."""

SUCCESS = "SUCCESS"
EXCLAIMED = "SUCCESS!"
"""What a workflow action says in XML (*documented*); its JSON says plain SUCCESS (*observed*)."""
FAILURE = "FAILURE"


def succeeded(*, as_json: bool, in_xml: str = SUCCESS) -> Response:
    """The answer of an action that was done."""
    word = SUCCESS if as_json else in_xml
    return _answer(word, word, as_json=as_json)


def refused(refusal: Refusal, *, as_json: bool) -> Response:
    """The answer of an action that was refused: HTTP 200, nothing changed.

    Several reasons have one text; the traffic and the log tell which it was.
    """
    tell_reason(refusal)
    return _answer(refusal.text, FAILURE, as_json=as_json)


def tell_reason(refusal: Refusal) -> None:
    """Tell the traffic and the log why the request was refused."""
    exchange().note = refusal.reason.value
    log.warning("%s %r was refused: %s", request.method, request.path[:200], refusal.reason.value)


def _answer(message: str, status: str, *, as_json: bool) -> Response:
    table = ACTION_STATUS_IN_JSON if as_json else ACTION_STATUS
    return answer(table.renderer(Form(json=as_json, administrator=True))((message, status)), as_json=as_json)
