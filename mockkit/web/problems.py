"""Errors as RFC 9457 problem details: what our own interfaces answer when they refuse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response

TITLES = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""Reason phrases as in RFC 9110, section 15; those of Python and of werkzeug differ from release to release."""

DETAILS = {
    404: "There is nothing at this address.",
    405: "The method is not allowed at this address.",
    413: "The body is larger than is read here.",
}
"""What is said of a request that no route has answered, by status."""


def title_of(status: int) -> str:
    """The title of a problem with that status; ``Error`` for a status that is not common."""
    return TITLES.get(status, "Error")


def detail_of(status: int) -> str:
    """What is said of a request that no route has answered."""
    return DETAILS.get(status, "The request cannot be answered as it is.")


def problem(
    status: int, title: str, detail: str, errors: Sequence[dict[str, Any]] = (), *, kind: str = "about:blank"
) -> Response:
    """A problem: ``errors`` names each fault, with a JSON pointer to the field where there is one."""
    document: dict[str, Any] = {"type": kind, "title": title, "status": status, "detail": detail}
    if errors:
        document["errors"] = list(errors)
    return Response(json.dumps(document), status, content_type="application/problem+json")
