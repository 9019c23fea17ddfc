"""Polls and details, one connection, against the bare application's answers on the same server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench.control import HarnessControl, entries, report
from bench.load import Connection, bare, rate, request
from conformance.client.harness_process import harness

MANY = 100_000
API = "/api/expense/expensereport"


def measure() -> Iterator[tuple[str, str, str]]:
    """The rates, each as a share of the bare application's in the same run."""
    with bare() as bare_port, harness() as ready:
        here = HarnessControl(ready)
        base = rate(bare_port, request("GET", "/"), 6000)
        yield "(the bare application, requests a second on one connection)", f"{base:.0f}", "the baseline"
        ready_reports = [report("Ready", copies=25)]
        few = here.company({"name": "few", "reports": ready_reports})
        polled = rate(here.port, poll(few), 6000)
        yield "poll that finds 25 reports", f"{polled / base:.2f}x", "0.5x, stretch 1x"
        changing = rate_changing(here, few, poll(few))
        yield "the same, after a change to the company each time", f"{changing / base:.2f}x", ""
        yield from details(here, base)
        alone = come_and_go(here)
        paid = report("Paid", copies=MANY, at="paid")
        many = here.company({"name": "many", "reports": [paid, *ready_reports]})
        yield (
            f"drop or reset of a company, beside one of {MANY:,} reports",
            f"{come_and_go(here) / alone:.2f} of it",
            "1",
        )
        slower = changing / rate_changing(here, many, poll(many))
        yield f"the poll after a change, with {MANY:,} reports in the company", f"{slower:.2f} of it", "1.2 of it"


def come_and_go(here: HarnessControl) -> float:
    """Seconds to reset a small company and drop it, the median of some."""
    times = []
    for _ in range(30):
        company = here.company("employee-and-card")
        started = time.perf_counter()
        here.call("POST", f"/companies/{company['id']}/reset")
        here.call("DELETE", f"/companies/{company['id']}")
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def details(here: HarnessControl, base: float) -> Iterator[tuple[str, str, str]]:
    """Report details, 20 entries and 40 journal rows."""
    company = here.company({"name": "one", "reports": [report("Long", entries=entries(20, 2))]})
    (found,) = here.call("GET", f"/companies/{company['id']}/reports")["items"]
    asked = request("GET", f"{API}/v2.0/report/{found['id']}", authorization(company))
    yield "details, unchanged since last read", f"{rate(here.port, asked, 3000) / base:.2f}x", "0.5x"
    changed = rate_changing(here, company, asked, report_id=found["id"])
    yield "details, changed since last read", f"{changed / base:.2f}x", "0.1x"


def rate_changing(here: HarnessControl, company: dict[str, Any], asked: bytes, report_id: str | None = None) -> float:
    """Requests a second when something has changed before each; only the requests themselves are timed."""
    reports = here.call("GET", f"/companies/{company['id']}/reports?limit=1")["items"]
    report_id = report_id or reports[0]["id"]
    connection, times = Connection(here.port), []
    for turn in range(150):
        change(here, company, report_id, turn)
        started = time.perf_counter()
        status, _ = connection.ask(asked)
        times.append(time.perf_counter() - started)
        if status != 200:
            raise RuntimeError(f"the request that is measured is answered {status}")
    return 1 / statistics.median(times)


def change(here: HarnessControl, company: dict[str, Any], report_id: str, turn: int) -> None:
    """Recall the report and bring it back: its steps, its journal and its time change, its substance does not."""
    path = f"/companies/{company['id']}/reports/{report_id}/actions"
    here.call("POST", path, {"action": "recall", "comment": f"turn {turn}"})
    here.call("POST", path, {"action": "final-approve"})


def authorization(company: dict[str, Any]) -> dict[str, str]:
    """The header that opens the company."""
    return {"Authorization": f"OAuth {company['concur']['access_token']}"}


def poll(company: dict[str, Any]) -> bytes:
    """What a connector asks first."""
    return request("GET", f"{API}/v2.0/Reports/?status=PROCESSING&modifiedafterdate=2020-01-01", authorization(company))
