"""A report looked up in a file by either id, however many reports its company has."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from bench.control import HarnessControl, report
from bench.load import Connection, request
from bench.reading import API, authorization
from conformance.client.harness_process import harness

FEW, MANY = 100, 10_000
LOOKED_UP = 90


def measure() -> Iterator[tuple[str, str, str]]:
    """Details of reports that nobody has read yet: with many reports in the company against few."""
    with tempfile.TemporaryDirectory() as folder, harness(["--db", f"sqlite:///{folder}/harness.db"]) as ready:
        here = HarnessControl(ready)
        companies = {
            count: here.company({"name": "some", "reports": [report("R", copies=count)]}) for count in (FEW, MANY)
        }
        for name in ("id", "protected_id"):
            times = {count: _fresh(here, company, name) for count, company in companies.items()}
            told = f"fresh details by {name}, {MANY:,} reports in a file"
            yield told, f"{times[MANY] / times[FEW]:.2f} of {FEW}", "1.2 of it"


def _fresh(here: HarnessControl, company: dict[str, Any], name: str) -> float:
    """Seconds, the median over reports that are each read for the first time, as JSON or as XML."""
    listed = here.call("GET", f"/companies/{company['id']}/reports?limit={LOOKED_UP}")["items"]
    kind = {"id": "application/xml", "protected_id": "application/json"}[name]
    connection, times = Connection(here.port), []
    for each in listed:
        asked = request("GET", f"{API}/v2.0/report/{each[name]}", {**authorization(company), "Accept": kind})
        started = time.perf_counter()
        status, _ = connection.ask(asked)
        times.append(time.perf_counter() - started)
        if status != 200:
            raise RuntimeError(f"the request that is measured is answered {status}")
    return statistics.median(times)
