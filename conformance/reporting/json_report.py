"""results.json: the run for programs, version 1 of its form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from conformance.engine.events import CaseFinished, Event, RunFinished, RunStarted


class JsonWriter:
    """Writes the whole run when it is over."""

    def __init__(self, out_dir: Path) -> None:
        self._file = out_dir / "results.json"
        self._start: RunStarted | None = None
        self._cases: list[CaseFinished] = []

    def on(self, event: Event) -> None:
        """Collect, and write in the end."""
        if isinstance(event, RunStarted):
            self._start = event
        elif isinstance(event, CaseFinished):
            self._cases.append(event)
        elif isinstance(event, RunFinished):
            self._file.write_bytes(msgspec.json.format(msgspec.json.encode(self._result(event)), indent=1))

    def _result(self, end: RunFinished) -> dict[str, Any]:
        start = self._start
        order = {case_id: index for index, case_id in enumerate(start.cases if start else ())}
        cases = sorted(self._cases, key=lambda case: order.get(case.id, len(order)))
        return {
            "version": 1,
            "connector": start and start.connector,
            "manifest": start and start.manifest,
            "harness": start and start.harness,
            "exit_code": end.exit_code,
            "outcome": end.outcome,
            "duration": end.duration,
            "counts": Counter(case.verdict.value for case in cases),
            "cases": [_case(case) for case in cases],
        }


def _case(case: CaseFinished) -> dict[str, Any]:
    """A case without its traffic, which lies with the evidence."""
    shown: dict[str, Any] = msgspec.to_builtins(case)
    del shown["traffic"], shown["traffic_left_out"]
    return {**shown, "connector_seconds": case.connector_seconds}
