"""Answers as v1.1 to v3.0 word them: XML unless JSON is asked for, and errors in one form.

*Documented*: "HTTP Status Codes". *Observed*: the JSON of an error, ``Cache-Control: private`` and content types
without a charset.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request, Response

from mock_concur.api.common.formats import moment
from mockkit.web.request_context import now_of
from mockkit.xml_parsing import escape

XML_TYPE = "application/xml"
JSON_TYPE = "application/json"
FORBIDDEN = "Forbidden. Please check your Instance URL and OAuth token."
"""*Observed* message of a 403."""


class ApiError(Exception):
    """Ends the handling of a request with an error; nothing that it did is kept."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def wants_json(request: Request) -> bool:
    """Whether the caller prefers JSON: any media type whose subtype is json, or ends in +json.

    XML is what everybody else gets (*observed*: no Accept, or ``*/*``). Media types are weighed as HTTP has it
    (RFC 9110, Accept): by quality, among equals the more specific and then the earlier; parameters do not matter.
    """
    accept = request.headers.get("Accept", "")
    if "json" not in accept.lower():
        return False
    ranges = [_media_range(*each, -place) for place, each in enumerate(parse_accept_header(accept))]
    # XML needs no word of its own to be acceptable: it is what is given to whoever accepts neither.
    xml = max((each.weight for each in ranges if each.is_xml), default=(0.0, 0, 0))
    json = max((each.weight for each in ranges if each.is_json), default=(0.0, 0, 0))
    return json[0] > 0 and json > xml


class _MediaRange(NamedTuple):
    """One member of an Accept header; ``weight`` is its quality, how specific it is, and its place from the end."""

    is_json: bool
    is_xml: bool
    weight: tuple[float, int, int]


def _media_range(value: str, quality: float, place: int) -> _MediaRange:
    kind, _, subtype = value.partition(";")[0].strip().lower().partition("/")
    suffix = subtype.rpartition("+")[2]
    specific = (kind != "*") + (subtype != "*")
    is_xml = suffix == "xml" or (subtype == "*" and kind in ("*", "application", "text"))
    return _MediaRange(bool(kind) and suffix == "json", is_xml, (quality, specific, place))


def answer(body: str | bytes, *, as_json: bool, status: int = 200) -> Response:
    """A body with the headers of the service."""
    response = Response(body, status)
    response.headers["Content-Type"] = JSON_TYPE if as_json else XML_TYPE
    response.headers["Cache-Control"] = "private"
    return response


def error_answer(request: Request, status: int, message: str) -> Response:
    """An error in the form of v1 to v3: its message, the server's time and an id to ask support about."""
    now = now_of(request.environ)
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
