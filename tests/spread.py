"""One harness made of two processes: Concur is served by the first, the ERP by the second, the control API by both.

A client, and the suite, see two ports and no difference.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any


class Spread:
    """Which process answers what. ``ports`` are those of this front, by service."""

    def __init__(self, first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
        self.processes = (_ports(first), _ports(second))
        self.ports: dict[str, int] = {}
        self.served: set[tuple[str, int]] = set()
        self._turns = count()

    def target(self, service: str, path: str) -> int:
        """The port that a request goes to: the control API takes turns."""
        asked = "control" if path.startswith("/_mock") else service
        number = {"concur": 0, "erp": 1}.get(asked, next(self._turns) % 2)
        self.served.add((asked, number))
        return self.processes[number][service]

    def translated(self, body: bytes) -> bytes:
        """The body as it would be if this front were the harness: with its addresses."""
        for process in self.processes:
            for service, port in process.items():
                body = body.replace(f"127.0.0.1:{port}".encode(), f"127.0.0.1:{self.ports[service]}".encode())
        return body


def _ports(ready: Mapping[str, Any]) -> dict[str, int]:
    return {service: int(ready[f"{service}_url"].rpartition(":")[2]) for service in ("concur", "erp")}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    spread: Spread
    service: str

    def handle_one_request(self) -> None:
        with suppress(ConnectionError):
            super().handle_one_request()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = dict(self.headers.items())
        port = self.spread.target(self.service, self.path)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(self.command, self.path, body=body or None, headers=headers)
            response = connection.getresponse()
            self._answer(response.status, response.getheaders(), self.spread.translated(response.read()))
        except (ConnectionError, http.client.HTTPException):
            self.close_connection = True  # the harness dropped it: so does the front
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection"):
                self.send_header(name, self.spread.translated(value.encode("latin-1")).decode("latin-1"))
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler._forward)


@contextmanager
def front(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Spread]:
    """Two ports before two harnesses, each given by what its ready file says."""
    spread = Spread(first, second)
    servers = []
    for service in ("concur", "erp"):
        handler = type("Handler", (_Handler,), {"spread": spread, "service": service})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        spread.ports[service] = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
    try:
        yield spread
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
