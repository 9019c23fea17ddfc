"""How one company fares while another sends what is large: its 99th percentile, as a multiple of that without."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench.control import HarnessControl, report
from bench.load import Connection, request
from bench.reading import API, authorization, poll
from conformance.client.harness_process import harness

MEGABYTES = 12
SAMPLES = 1500


def measure() -> Iterator[tuple[str, str, str]]:
    """Polls of one company, in milliseconds, alone and beside another's body."""
    with harness() as ready:
        here = HarnessControl(ready)
        erp_port = int(ready["erp_url"].rsplit(":", 1)[1])
        quiet = here.company({"name": "quiet", "reports": [report("Ready", copies=25)]})
        loud = here.company({"name": "loud", "reports": [report("Ready", copies=25)]})
        accounts = request("GET", "/api/v1/accounts", {"Authorization": f"Bearer {quiet['erp']['api_key']}"})
        for what, port, asked in (("poll", here.port, poll(quiet)), ("ERP list", erp_port, accounts)):
            for body, send in _bodies(here.port, erp_port, loud):
                yield from _compared(f"{what} beside {body}", partial(_percentile, port, asked), send)


def _bodies(concur: int, erp: int, company: dict[str, Any]) -> Iterator[tuple[str, Callable[[], None]]]:
    size = MEGABYTES << 20
    xml = b"<Report>" + b"<a/>" * (size // 4) + b"</Report>"
    line = {"account": "6400", "amount": "1.00", "description": "x" * 100}
    bill = json.dumps({"memo": "x" * 100, "lines": [line] * (size // 150)}).encode()
    largest = json.dumps({"memo": "x" * 100, "lines": [line] * 4900}).encode()
    to_concur = {**authorization(company), "Content-Type": "application/xml"}
    to_erp = {"Authorization": f"Bearer {company['erp']['api_key']}", "Content-Type": "application/json"}
    posts = (
        (f"{MEGABYTES} MB of XML", concur, request("POST", f"{API}/v1.1/report/x", to_concur, xml)),
        (f"{MEGABYTES} MB of JSON", erp, request("POST", "/api/v1/bills", to_erp, bill)),
        ("bills of 4,900 lines", erp, request("POST", "/api/v1/bills", to_erp, largest)),
    )
    for what, port, sent in posts:
        yield what, partial(_post, port, sent)


def _post(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as opened, contextlib.suppress(OSError):
        opened.sendall(sent)
        opened.recv(65536)


def _percentile(port: int, asked: bytes) -> float:
    """The 99th percentile of so many answers, in milliseconds."""
    connection, times = Connection(port), []
    for _ in range(SAMPLES):
        started = time.perf_counter()
        connection.ask(asked)
        times.append(time.perf_counter() - started)
        time.sleep(0.001)
    return sorted(times)[int(SAMPLES * 0.99)] * 1000


def _compared(what: str, percentile: Callable[[], float], send: Callable[[], None]) -> Iterator[tuple[str, str, str]]:
    percentile()
    alone = min(percentile() for _ in range(3))
    over = threading.Event()

    def keep_sending() -> None:
        while not over.is_set():
            send()
            over.wait(0.2)

    sender = threading.Thread(target=keep_sending)
    sender.start()
    try:
        beside = min(percentile() for _ in range(3))
    finally:
        over.set()
        sender.join()
    yield f"{what}: 99th percentile ({alone:.1f} ms alone)", f"{beside / alone:.1f} of it", "at most 3"
