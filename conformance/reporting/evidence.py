"""The traffic of every case that did not pass, a file each: what a reader needs to follow the verdict."""

from __future__ import annotations

from pathlib import Path

import msgspec

from conformance.engine.events import CaseFinished, Event
from conformance.engine.verdict import Verdict


def evidence_file(out_dir: Path, case_id: str) -> Path:
    """Where the evidence of a case lies: evidence/<id>.json below the run's directory."""
    return out_dir / "evidence" / f"{case_id}.json"


class EvidenceWriter:
    """Writes the evidence of each case as soon as it is over."""

    def __init__(self, out_dir: Path) -> None:
        self._out_dir = out_dir

    def on(self, event: Event) -> None:
        """Keep what a case shows that neither passed nor was skipped."""
        if isinstance(event, CaseFinished) and event.verdict not in (Verdict.PASS, Verdict.SKIP):
            file = evidence_file(self._out_dir, event.id)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(msgspec.json.format(msgspec.json.encode(event), indent=1))
