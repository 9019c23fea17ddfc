from __future__ import annotations

import time
from pathlib import Path

import pytest

HOUR = 3600.0


@pytest.fixture
def time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> float:
    """An hour, in seconds, that is over as soon as a connector makes the file `ready`, however busy the machine is.

    A time-out that begins with a process would be a race of that process, which has yet to start, with the time-out.
    """
    ready, elapsed = tmp_path / "ready", time.monotonic
    monkeypatch.setattr("conformance.client.process.time.monotonic", lambda: elapsed() + HOUR * ready.exists())
    return HOUR
