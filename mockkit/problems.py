"""Errors as RFC 9457 problem details: what our own interfaces answer when they refuse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response


def problem(
    status: int, title: str, detail: str, errors: Sequence[dict[str, Any]] = (), *, kind: str = "about:blank"
) -> Response:
    """A problem: ``errors`` names each fault, with a JSON pointer to the field where there is one."""
    document: dict[str, Any] = {"type": kind, "title": title, "status": status, "detail": detail}
    if errors:
        document["errors"] = list(errors)
    return Response(json.dumps(document), status, content_type="application/problem+json")
