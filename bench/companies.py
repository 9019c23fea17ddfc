"""Companies that come and go."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from bench.control import HarnessControl
from conformance.client.harness_process import harness

TURNS = 60
SHIPPED = "employee-and-card"


def measure() -> Iterator[tuple[str, str, str]]:
    """Milliseconds to found a company from a shipped scenario and to drop it, over HTTP, others being there."""
    with harness() as ready:
        here = HarnessControl(ready)
        for _ in range(50):
            here.company(SHIPPED)
        founded, dropped = [], []
        for _ in range(TURNS):
            started = time.perf_counter()
            company = here.company(SHIPPED)
            between = time.perf_counter()
            here.call("DELETE", f"/companies/{company['id']}")
            founded.append(between - started)
            dropped.append(time.perf_counter() - between)
        yield "company from a shipped scenario", f"{statistics.median(founded) * 1000:.1f} ms", "10 ms"
        yield "company dropped", f"{statistics.median(dropped) * 1000:.1f} ms", "2 ms"
