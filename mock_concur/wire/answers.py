"""Answers as v1.1 to v3.0 word them: XML unless JSON is asked for, and errors in one form.

*Documented*: "HTTP Status Codes". *Observed*: the JSON of an error, ``Cache-Control: private`` and content types
without a charset.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from werkzeug.wrappers import Request, Response

from mock_concur.wire.formats import moment
from mockkit.clock import system_now
from mockkit.exchange import ENVIRON_KEY
from mockkit.xml import escape

XML_TYPE = "application/xml"
JSON_TYPE = "application/json"
FORBIDDEN = "Forbidden. Please check your Instance URL and OAuth token."
"""*Observed* message of a 403."""


class Failed(Exception):
    """Ends the handling of a request with an error; nothing that it did is kept."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def wants_json(request: Request) -> bool:
    """Whether the caller prefers JSON; XML is what everybody else gets (*observed*: no Accept, or ``*/*``)."""
    accept = request.headers.get("Accept", "").lower()
    if "json" not in accept:
        return False
    return request.accept_mimetypes.best_match([XML_TYPE, JSON_TYPE], XML_TYPE) == JSON_TYPE


def answer(body: str | bytes, *, as_json: bool, status: int = 200) -> Response:
    """A body with the headers of the service."""
    response = Response(body, status)
    response.headers["Content-Type"] = JSON_TYPE if as_json else XML_TYPE
    response.headers["Cache-Control"] = "private"
    return response


def error_answer(request: Request, status: int, message: str) -> Response:
    """An error in the form of v1 to v3: its message, the server's time and an id to ask support about."""
    exchange = request.environ.get(ENVIRON_KEY)
    now: datetime = exchange.now if exchange is not None else system_now()
    time, as_json = moment(now), wants_json(request)
    error_id = _error_id(request, message, now)
    if as_json:
        body = json.dumps({"Error": {"Message": message, "Server-Time": time, "Id": error_id}}, ensure_ascii=False)
    else:
        text = escape(message)
        body = f"<Error><Message>{text}</Message><Server-Time>{time}</Server-Time><Id>{error_id}</Id></Error>"
    return answer(body, as_json=as_json, status=status)


def _error_id(request: Request, message: str, now: datetime) -> str:
    told = f"{now.isoformat()} {request.method} {request.path} {message}"
    return str(UUID(bytes=blake2b(told.encode("utf-8", "replace"), digest_size=16).digest(), version=4))
