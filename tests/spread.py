"""One harness made of two processes: Concur is served by the first, the ERP by the second, the control API by both.

A client, and the suite, see two ports and no difference. A request bears a number in the order of arrival, so that the
traffic, which each process keeps for itself, can be told as one.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

ARRIVAL = "X-Arrival"
OF_ONE_PROCESS = ("/secrets", "/refused")
"""What the process that serves Concur knows for both."""


class Spread:
    """Which process answers what. ``ports`` are those of this front, by service."""

    def __init__(self, first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
        self.processes = (_ports(first), _ports(second))
        self.ports: dict[str, int] = {}
        self.served: set[tuple[str, int]] = set()
        self._arrivals = count(1)
        self._turns = count()

    def arrival(self) -> int:
        return next(self._arrivals)

    def target(self, service: str, path: str) -> int:
        """The port that a request goes to: the control API takes turns."""
        if not path.startswith("/_mock"):
            number = 0 if service == "concur" else 1
        elif path.partition("?")[0].endswith(OF_ONE_PROCESS):
            number = 0
        else:
            number = next(self._turns) % 2
        self.served.add((service if not path.startswith("/_mock") else "control", number))
        return self.processes[number][service]

    def translated(self, body: bytes) -> bytes:
        """The body as it would be if this front were the harness: with its addresses."""
        for process in self.processes:
            for service, port in process.items():
                body = body.replace(f"127.0.0.1:{port}".encode(), f"127.0.0.1:{self.ports[service]}".encode())
        return body

    def traffic(self, path: str, headers: Mapping[str, str]) -> bytes:
        """The records of both processes in the order of arrival, each numbered by it, from the one asked for on."""
        parts = urlsplit(path)
        after = int(parse_qs(parts.query).get("after", ["0"])[0])
        items = []
        for process in self.processes:
            connection = http.client.HTTPConnection("127.0.0.1", process["concur"], timeout=60)
            items += _all_records(connection, parts.path, headers)
            connection.close()
        numbered = [{**item, "seq": int(item["request"]["headers"][ARRIVAL])} for item in items]
        found = sorted((item for item in numbered if item["seq"] > after), key=lambda item: item["seq"])
        return json.dumps({"items": found, "next": None}).encode()


def _ports(ready: Mapping[str, Any]) -> dict[str, int]:
    return {service: int(ready[f"{service}_url"].rpartition(":")[2]) for service in ("concur", "erp")}


def _all_records(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> list[Any]:
    items: list[Any] = []
    after: int | None = 0
    while after is not None:
        connection.request("GET", f"{path}?after={after}", headers=dict(headers))
        page = json.loads(connection.getresponse().read())
        items += page["items"]
        after = page["items"][-1]["seq"] if page["next"] else None
    return items


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
        headers = {**dict(self.headers.items()), ARRIVAL: str(self.spread.arrival())}
        if self.command == "GET" and urlsplit(self.path).path.endswith("/traffic"):
            self._answer(200, [("Content-Type", "application/json")], self.spread.traffic(self.path, headers))
            return
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
