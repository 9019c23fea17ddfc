"""A harness in this process, asked over WSGI as a client would ask it over HTTP."""

from __future__ import annotations

from typing import Any

from werkzeug.test import Client, TestResponse

from concur_harness.serving.control_access import ControlAccess
from concur_harness.serving.harness import Harness
from concur_harness.serving.port_routing import PortRouter
from mockkit.database.urls import MEMORY

LOOPBACK = {"REMOTE_ADDR": "127.0.0.1"}


class Answer:
    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.get_data(as_text=True)
        self.json: Any = response.get_json() if "json" in (response.content_type or "") else None

    @property
    def places(self) -> list[str]:
        """Where the faults lie that the answer names."""
        return [error.get("pointer", error.get("parameter")) for error in self.json["errors"]]


class World:
    def __init__(
        self,
        control_token: str | None = None,
        url: str = MEMORY,
        allow_hosts: tuple[str, ...] = ("harness.test", "h"),
    ) -> None:
        self.harness = Harness(url)
        self.harness.ports = {name: 80 + number for number, name in enumerate(self.harness.services.ports)}
        self.router = PortRouter(self.harness, ControlAccess(control_token, allow_hosts))
        self.clients = {name: Client(self.router.application_for(name)) for name in self.harness.ports}

    def ask(self, method: str, path: str, *, port: str = "concur", **options: Any) -> Answer:
        environ = {**LOOPBACK, "SERVER_PORT": str(self.harness.ports[port]), **options.pop("environ", {})}
        return Answer(self.clients[port].open(path, method=method, environ_overrides=environ, **options))

    def control(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        given = {} if body is None else {"json": body}
        return self.ask(method, f"/_mock{path}", **given, **options)

    def found(self, scenario: Any = "default", **options: Any) -> Made:
        answer = self.control("POST", "/companies", {"scenario": scenario, **options})
        assert answer.status == 201, answer.text
        return Made(self, answer.json)


class Made:
    """A company that was created, and its two services."""

    def __init__(self, world: World, shown: dict[str, Any]) -> None:
        self.world = world
        self.shown = shown
        self.id = shown["id"]

    def control(self, method: str, path: str = "", body: Any = None) -> Answer:
        return self.world.control(method, f"/companies/{self.id}{path}", body)

    def concur(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.shown['concur']['access_token']}", "Accept": "application/json"}
        return self.world.ask(method, path, headers={**headers, **options.pop("headers", {})}, **options)

    def erp(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.shown['erp']['api_key']}"}
        return self.world.ask(method, path, port="erp", headers=headers, **options)

    def reports(self) -> dict[str, dict[str, Any]]:
        return {report["name"]: report for report in self.control("GET", "/reports").json["items"]}

    def act(self, name: str, action: str, **told: Any) -> Answer:
        told = {field.rstrip("_"): value for field, value in told.items()}
        return self.control("POST", f"/reports/{self.reports()[name]['id']}/actions", {"action": action, **told})

    def snapshot(self) -> dict[str, Any]:
        return self.control("GET", "/snapshot").json

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        return tables_of(self.snapshot())


def tables_of(snapshot: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows in a snapshot, by the name of their table."""
    return {name: rows for section in snapshot["sections"].values() for name, rows in section["tables"].items()}
