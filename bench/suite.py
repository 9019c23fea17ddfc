"""The suite's own share: what a run takes beyond the connector's own processes."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MANIFEST = Path(__file__).parent.parent / "conformance" / "connectors" / "reference" / "connector.yaml"
WORKERS = 2


def measure() -> Iterator[tuple[str, str, str]]:
    """All cases on the reference connector with two workers, its cycles' time taken off."""
    with tempfile.TemporaryDirectory() as out:
        command = [str(Path(sys.executable).with_name("concur-harness")), "conform", str(MANIFEST)]
        started = time.perf_counter()
        subprocess.run(
            [*command, "-n", str(WORKERS), "--out", out],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        whole = time.perf_counter() - started
        cases = json.loads((Path(out) / "results.json").read_text())["cases"]
    own = whole - sum(cycle["duration"] for case in cases for cycle in case["cycles"]) / WORKERS
    allowed = 2 + 0.05 * len(cases)
    yield (
        f"the suite's own share of {len(cases)} cases, {WORKERS} workers",
        f"{own:.1f} of {whole:.1f} s",
        f"{allowed:.1f} s",
    )
