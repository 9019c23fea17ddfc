"""Paths as the service takes them: fixed words in any case, with slashes doubled or at the end.

*Observed*: clients write ``/Reports/?status=``, ``/reports``, ``/WorkFlowAction`` and ``/workflowaction``, and one
library doubles a slash. Ids keep their case; what the server has decoded once is not decoded again, so that an id
holding ``$`` may come raw or as ``%24``.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.ctx import RequestContext

WORDS = frozenset(
    {
        *("api", "expense", "expensereport", "v1.1", "v2.0", "report", "reports", "integrationstatus"),
        *("entry", "workflowaction", "oauth2", "v0", "token", "app-mgmt", "connections"),
    }
)
"""The fixed words of every path that is served."""


def plain_path(path: str) -> str:
    """The path as routes are written: fixed words in lower case, single slashes, none at the end."""
    segments = [segment for segment in path.split("/") if segment]
    return "/" + "/".join(word if (word := segment.lower()) in WORDS else segment for segment in segments)


class ConcurFlask(Flask):
    """A Flask application whose routes see plain paths; everything else sees the path that was sent."""

    def request_context(self, environ: dict[str, Any]) -> RequestContext:
        """The context of a request, with its path made plain."""
        return super().request_context({**environ, "PATH_INFO": plain_path(environ.get("PATH_INFO", ""))})
