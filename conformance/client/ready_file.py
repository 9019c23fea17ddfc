"""What a harness that is starting says when it answers: its ready file, read by whoever waits for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

#: What a ready file says at the least: the process, where everything answers, and the companies.
FIELDS = frozenset({"pid", "control_url", "concur_url", "erp_url", "companies"})


def read_ready_file(path: Path) -> dict[str, Any] | None:
    """What the file says, or None as long as it is not there, or not whole."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) and found.keys() >= FIELDS else None
