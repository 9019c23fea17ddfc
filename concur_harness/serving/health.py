"""Whether the harness is ready: the one answer of the control API that loads nothing of it."""

from __future__ import annotations

import json

from werkzeug.wrappers import Response

from concur_harness import __version__

CONTROL_ROOT = "/_mock"
HEALTH = f"{CONTROL_ROOT}/health"


def health() -> Response:
    """Ready, and which version."""
    body = json.dumps({"status": "ready", "version": __version__})
    return Response(body, content_type="application/json")


def is_control(path: str) -> bool:
    """Whether a path is the control API's."""
    return path.startswith(CONTROL_ROOT) and path[len(CONTROL_ROOT) :][:1] in ("", "/")


def is_health(path: str) -> bool:
    """Whether a path asks for nothing but whether the harness is ready."""
    return path == HEALTH
