"""What one cycle leaves for the next, in one small file of CONNECTOR_STATE_DIR.

Payments do not depend on it: without the file every report that is ready is read again, and the
bills that an earlier cycle left are found in the ERP by their external ids.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import log

# How far the next poll looks back behind the last one. A report that changed while the list was
# being made may bear an earlier time than the list and yet be missing from it, and the filter
# leaves out what bears exactly the time given. Looking back costs nothing, because what has been
# dealt with is no longer in status PROCESSING.
OVERLAP = timedelta(seconds=60)


def next_watermark(answered_at: datetime) -> str:
    """The `modifiedafterdate` (UTC, whole seconds) of the poll that follows an answer of that time."""
    return (answered_at - OVERLAP).strftime("%Y-%m-%dT%H:%M:%S")


class Memory:
    """The watermark, the reports whose bills may stand uncommitted, and promises made to services."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "state.json"
        self._state = _read(self._path)

    @property
    def watermark(self) -> str | None:
        """`modifiedafterdate` of the next poll; None: every report that is ready."""
        watermark: str | None = self._get("watermark", str)
        return watermark

    def move_watermark(self, answered_at: datetime) -> None:
        """Later polls need not show what has not changed since that answer (UTC)."""
        self._put("watermark", next_watermark(answered_at))

    @property
    def refresh_token(self) -> str | None:
        """The refresh token that Concur gave in exchange for the one we were configured with."""
        token: str | None = self._get("refresh_token", str)
        return token

    def keep_refresh_token(self, token: str) -> None:
        """Concur may rotate it, and then refuses the old one."""
        if token != self.refresh_token:
            self._put("refresh_token", token)

    def closed_until(self, service: str) -> float:
        """Until when (seconds since the epoch) a service asked to be left alone."""
        return float((self._get("closed_until", dict) or {}).get(service, 0.0))

    def keep_closed(self, until: dict[str, float]) -> None:
        """A pause longer than a cycle also binds the cycles that follow."""
        if until != (self._get("closed_until", dict) or {}):
            self._put("closed_until", until)

    @property
    def under_way(self) -> list[str]:
        """Ids of the reports for which bills may stand that are neither committed nor taken back."""
        return list(self._notes())

    def begin(self, report_id: str, external_ids: list[str]) -> str:
        """Note, before the first bill is sent, which bills may soon exist; gives the attempt's name.

        The name goes into the idempotency keys. It stays the same through a crash, so that the
        repeated request is recognised, and is new after a roll-back, so that the answer for a
        bill that has been deleted is not played to us again.
        """
        note = self._notes().get(report_id, {"attempt": os.urandom(8).hex(), "bills": []})
        note["bills"] = sorted({*note["bills"], *external_ids})
        self._put("under_way", {**self._notes(), report_id: note})
        return str(note["attempt"])

    def bills_under_way(self, report_id: str) -> list[str]:
        """The external ids noted for a report."""
        return list(self._notes().get(report_id, {}).get("bills", []))

    def end(self, report_id: str) -> None:
        """The report is committed, or none of its bills stands any more."""
        if report_id in self._notes():
            self._put("under_way", {key: note for key, note in self._notes().items() if key != report_id})

    def _notes(self) -> dict[str, Any]:
        return self._get("under_way", dict) or {}

    def _get(self, name: str, kind: type[Any]) -> Any:
        value = self._state.get(name)
        return value if isinstance(value, kind) else None

    def _put(self, name: str, value: object) -> None:
        """Replace the file as a whole: a crash leaves the old one or the new one, never half of one."""
        self._state = {**self._state, name: value}
        draft = self._path.with_suffix(".new")
        # It may hold a refresh token: readable by nobody else, from its first byte on.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._state, file)
        draft.replace(self._path)


def _read(path: Path) -> dict[str, Any]:
    try:
        state = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        log.say("The state of the last cycle cannot be read; starting without it.")
        return {}
    return state if isinstance(state, dict) else {}
