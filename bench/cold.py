"""From the start of a process to its first answer, and what it holds when idle."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.load import Connection, request
from conformance.client.harness_process import harness, installed

TURNS = 7


def measure() -> Iterator[tuple[str, str, str]]:
    """`serve` against the bare application, each by turns; and the resident memory of an idle `serve`."""
    bare, ours = [], []
    for _ in range(TURNS):
        port = free_port()
        bare.append(first_answer([sys.executable, "-m", "bench.bare", str(port)], port, "/"))
        port = free_port()
        command = [*installed(), "--concur-port", str(port)]
        ours.append(first_answer([*command, "--erp-port", "0"], port, "/_mock/health"))
    ratio = statistics.median(ours) / statistics.median(bare)
    shown = f"{ratio:.2f}x ({statistics.median(ours):.2f} s)"
    yield "serve, cold start of both mocks to the first answer", shown, "2.5x, stretch 1.5x"
    with harness() as served:
        time.sleep(0.5)
        yield "memory of an idle serve", f"{resident(served['pid']):.0f} MB", "80 MB"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_answer(command: list[str], port: int, path: str) -> float:
    """Seconds from the start of the process to its first whole answer."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while True:
                try:
                    Connection(port).ask(request("GET", path))
                    return time.perf_counter() - started
                except OSError:
                    time.sleep(0.001)
        finally:
            process.terminate()


def resident(pid: int) -> float:
    """Megabytes of memory that the process holds (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not say what a process holds")
