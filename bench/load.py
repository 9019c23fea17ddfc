"""Processes to measure, and a client that costs next to nothing: raw requests over one kept connection."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Connection:
    """One kept connection; each request is sent whole and its answer read whole."""

    def __init__(self, port: int, timeout: float | None = None) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body of one answer."""
        self._socket.sendall(request)
        data = self._left
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        head = data[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        while len(data) < end + 4 + length:
            data += self._receive()
        self._left = data[end + 4 + length :]
        return int(data[9:12]), data[end + 4 : end + 4 + length]

    def _receive(self) -> bytes:
        received = self._socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def rate(port: int, asked: bytes, times: int = 1500) -> float:
    """Requests a second, the best of three turns: what a machine can do when nobody else takes its time."""
    connection = Connection(port)
    for _ in range(50):
        status, _ = connection.ask(asked)
        if status >= 400:
            raise RuntimeError(f"the request that is measured is answered {status}")

    def turn() -> float:
        started = time.perf_counter()
        for _ in range(times // 3):
            connection.ask(asked)
        return (times // 3) / (time.perf_counter() - started)

    return max(turn() for _ in range(3))


def until(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """What the condition gives as soon as it gives something."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if found := condition():
            return found
        time.sleep(0.002)
    raise TimeoutError("what was waited for did not come")


@contextmanager
def bare(server: str = "waitress") -> Iterator[int]:
    """The baseline's port, on one of the servers of :mod:`bench.bare`."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.bare", "0", server], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            until(lambda: _answers(port))
            yield port
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        return bool(Connection(port).ask(request("GET", "/"))[0])
    except OSError:
        return False
