"""A harness just real enough to drive a connector against: the control API in memory, and a bare ERP."""

from __future__ import annotations

import itertools
import json
import threading
from contextlib import contextmanager
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


class World:
    """One company of the fake."""

    def __init__(self, company_id: str, scenario: Any, seed: int, name: str = "") -> None:
        self.id = company_id
        self.name = name
        self.scenario = scenario
        self.seed = seed
        self.reports = [{"id": "R1", "name": "Client meeting", "approval_status": "A_APPR"}]
        self.bills: list[dict[str, Any]] = []
        self.faults: dict[str, dict[str, Any]] = {}
        self.traffic: list[dict[str, Any]] = []
        self.told: list[tuple[str, str, Any]] = []
        self.tokens: list[str] = []
        self.cards: list[str] = []

    def introduce(self, url: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "concur": {
                "base_url": url,
                "token_url": f"{url}/oauth2/v0/token",
                "client_id": f"client-{self.id}",
                "client_secret": f"client-secret-of-{self.id}",
                "refresh_token": f"refresh-token-of-{self.id}",
                "access_token": f"access-token-of-{self.id}",
                "novelty": "ignored",
            },
            "erp": {"base_url": url, "api_key": f"api-key-of-{self.id}"},
            "config": {"currency": "USD", "routing": {"ACCOUNT_UNKNOWN": "processor"}},
        }


class FakeHarness:
    """The server's state; `worlds` are the living companies, `dropped` those that were."""

    def __init__(self) -> None:
        self.url = ""
        self.token: str | None = None
        self.worlds: dict[str, World] = {}
        self.dropped: list[World] = []
        self.connections = 0
        self.page = 1000
        self.breaks = False
        self.denied_calls: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.leave_when: Path | None = None
        self._ids = itertools.count(1)
        self._lock = threading.Lock()

    def create(self, body: dict[str, Any]) -> World:
        with self._lock:
            world = World(f"c{next(self._ids)}", body["scenario"], body["seed"], body["name"])
            world.tokens = self.tokens
            self.worlds[world.id] = world
            return world

    def drop(self, company_id: str) -> None:
        with self._lock:
            self.dropped.append(self.worlds.pop(company_id))

    def by_key(self, authorization: str | None) -> World | None:
        key = (authorization or "").rpartition(" ")[2]
        return next((world for world in self.worlds.values() if key == f"api-key-of-{world.id}"), None)


@contextmanager
def fake_harness():
    """A running fake; its address is its `url`."""
    state = FakeHarness()

    class Handler(_Handler):
        harness = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    harness: FakeHarness

    def setup(self) -> None:
        super().setup()
        self.harness.connections += 1

    def log_message(self, *_: Any) -> None:
        pass

    def _handle(self) -> None:
        if self.harness.leave_when is not None and self.harness.leave_when.exists():
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length).decode()
        parts = urlsplit(self.path)
        if parts.path.startswith("/_mock/"):
            status, answer = self._control(parts.path.removeprefix("/_mock/").split("/"), parts.query, raw)
        else:
            status, answer = self._api(parts.path, parts.query, raw)
        data = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815 - named by http.server

    def _control(self, path: list[str], query: str, raw: str) -> tuple[int, Any]:
        body: Any = json.loads(raw) if raw else None
        if self.harness.token and self.headers.get("Authorization") != f"Bearer {self.harness.token}":
            named = path[1] if path[0] == "companies" and len(path) > 1 else None
            call = {"method": self.command, "path": self.path, "company": named}
            self.harness.denied_calls.append({"seq": len(self.harness.denied_calls) + 1, **call})
            return 401, {"title": "no token"}
        match path:
            case ["refused"]:
                after = int(parse_qs(query)["after"][0])
                return 200, {"items": [call for call in self.harness.denied_calls if call["seq"] > after]}
            case ["health"]:
                return 200, {"ready": True}
            case ["companies"] if body["scenario"] == "unknown":
                return 422, {"title": "no such scenario"}
            case ["companies"]:
                return 201, self.harness.create(body).introduce(self.harness.url)
            case ["companies", company_id] if self.command == "DELETE":
                self.harness.drop(company_id)
                return 204, None
            case ["companies", company_id, *rest]:
                return self._company(self.harness.worlds[company_id], rest, query, body)
        return 404, {"title": "not found"}

    def _company(self, world: World, rest: list[str], query: str, body: Any) -> tuple[int, Any]:
        world.told.append((self.command, "/".join(rest), body))
        match rest:
            case ["traffic"]:
                after = int(parse_qs(query)["after"][0])
                records = [record for record in world.traffic if record["seq"] > after]
                more = len(records) > self.harness.page
                return 200, {"items": records[: self.harness.page], "next": "more" if more else None}
            case ["secrets"]:
                return 200, {"secrets": world.tokens, "card_numbers": world.cards}
            case ["reports"]:
                return 200, {"items": world.reports}
            case ["reports", report_id]:
                return 200, {**world.reports[0], "journal": [], "id": report_id}
            case ["faults"] if self.command == "GET":
                return 200, {"items": list(world.faults.values())}
            case ["faults"]:
                fault = {"nth": 1, **body, "id": str(len(world.faults) + 1), "seen": 0, "fired": 0}
                world.faults[fault["id"]] = fault
                return 201, fault
            case ["faults", fault_id] if self.command == "DELETE":
                del world.faults[fault_id]
                return 204, None
            case ["faults", fault_id]:
                return 200, world.faults[fault_id]
        return 200, {"told": body}

    def _api(self, path: str, query: str, raw: str) -> tuple[int, Any]:
        world = self.harness.by_key(self.headers.get("Authorization"))
        if world is None:
            return 401, {"title": "who are you"}
        seq = len(world.traffic) + 1
        status, answer, fired = self._answer(world, path, query, raw)
        world.traffic.append(
            {
                "seq": seq,
                "at": "2026-02-01T12:00:00+00:00",
                "service": "erp",
                "method": self.command,
                "path": path,
                "query": query,
                "request": {"headers": dict(self.headers), "body": raw},
                "status": status,
                "response": {"headers": {}, "body": json.dumps(answer)},
                "duration_ms": 1.5,
                "faults": fired,
            }
        )
        return status, answer

    def _answer(self, world: World, path: str, query: str, raw: str) -> tuple[int, Any, list[str]]:
        for fault in world.faults.values():
            if fault["method"] == self.command and fnmatchcase(path, fault["path"]):
                fault["seen"] += 1
                if fault["seen"] < fault["nth"]:
                    continue
                fault["fired"] += 1
                return fault["status"], {"title": "a fault"}, [fault["id"]]
        if self.harness.breaks:
            return 500, {"detail": "The mock itself has failed; see its log."}, []
        if self.command == "POST":
            world.bills.append({"id": f"B-{len(world.bills) + 1}", **json.loads(raw)})
            return 201, world.bills[-1], []
        start = int(parse_qs(query).get("start", ["0"])[0])
        following = f"{self.harness.url}{path}?start={start + 2}" if start + 2 < len(world.bills) else None
        return 200, {"items": world.bills[start : start + 2], "next": following}, []
