"""waitress beside cheroot, the production servers whose workers are threads of one process: `python -m bench servers`.

What decides is not how fast either answers a good client, but what slow ones cost the others. cheroot is not among what
is installed: without it (`pip install cheroot`) only waitress is measured.
"""

from __future__ import annotations

import contextlib
import importlib.util
import socket
import statistics
import time
from collections.abc import Iterator

from bench.load import Connection, bare, rate, request

GET = request("GET", "/")
CROWD = 100
SLOW = {
    "idle kept connections": b"",
    "requests whose headers never end": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "requests whose bodies never end": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx",
}
MAX_SECONDS = 5.0


def measure() -> Iterator[tuple[str, str, str]]:
    """Requests a second, and milliseconds of one answer beside each crowd of slow clients."""
    installed = ["waitress", *(["cheroot"] if importlib.util.find_spec("cheroot") else [])]
    for server in installed:
        with bare(server) as port:
            yield f"{server}: requests a second on one connection", f"{rate(port, GET, 3000):.0f}", ""
            yield f"{server}: an answer, nobody else being there", _shown(_answer(port)), ""
            for what, beginning in SLOW.items():
                with _crowd(port, beginning):
                    yield f"{server}: beside {CROWD} {what}", _shown(_answer(port)), "as alone"


@contextlib.contextmanager
def _crowd(port: int, beginning: bytes) -> Iterator[None]:
    with contextlib.ExitStack() as open_until_the_end:
        for _ in range(CROWD):
            opened = open_until_the_end.enter_context(socket.create_connection(("127.0.0.1", port)))
            opened.sendall(beginning or GET)
        time.sleep(0.5)
        yield


def _answer(port: int) -> float | None:
    """Seconds of one answer on a connection of its own, the median of some; None when there is none."""
    times = []
    for _ in range(9):
        started = time.perf_counter()
        try:
            connection = Connection(port, MAX_SECONDS)
            connection.ask(GET)
        except OSError:
            return None
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _shown(seconds: float | None) -> str:
    return f"none in {MAX_SECONDS:.0f} s" if seconds is None else f"{seconds * 1000:.1f} ms"
