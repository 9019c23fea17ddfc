"""A service as small as can be, to try mockkit with: it counts, and can be asked to fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, request
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mockkit import companies, faults
from mockkit.clock import Clock
from mockkit.database.store import Store
from mockkit.database.urls import MEMORY
from mockkit.traffic.journal import MemoryTraffic
from mockkit.traffic.masking import Masker
from mockkit.web.pipeline import Pipeline
from mockkit.web.request_context import request_context
from mockkit.web.service import Identified, Service
from tests.stores import kit_store


class Toy(Service):
    name = "concur"
    correlation_header = "toy-correlation"

    def __init__(self) -> None:
        self.app = Flask("toy")
        self.expired: list[str] = []
        operations = {"expire-tokens": lambda _connection, company, _: self.expired.append(company.id)}
        self.operations = operations  # type: ignore[misc]  # each toy has its own
        self.callers: dict[str, str] = {}
        self.register_error_handlers()
        self.app.add_url_rule("/count", view_func=self._count, methods=["GET", "POST"])
        self.app.add_url_rule("/broken", view_func=self._broken, methods=["GET", "POST"])
        self.worked = 0
        self.app.add_url_rule("/kept", view_func=self._kept)
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.app.add_url_rule("/phases", view_func=self._phases, methods=["GET", "POST"])
        self.large = 0
        self.app.add_url_rule("/large", view_func=lambda: "x" * self.large)
        self.document = b"{}"
        self.app.add_url_rule("/document", endpoint="document", view_func=lambda: self.document)
        self.app.add_url_rule("/twice", view_func=self._twice, methods=["POST"])
        self.app.add_url_rule("/echo", view_func=self._echo, methods=["POST"])

    def _count(self) -> str:
        """A POST raises the company's version; everybody is told the number, counted from the first."""
        current = request_context()
        with current.transaction() as connection:
            if request.method == "POST":
                companies.touch(connection, current.company.id)
                if request.args.get("refuse"):
                    abort(422)
            made = current.ids.hex(4) if request.args.get("id") else ""
        return f"{current.company.id} {made}"

    def _broken(self) -> str:
        with request_context().transaction() as connection:
            companies.touch(connection, request_context().company.id)
            raise RuntimeError("a slip in the mock")

    def _phases(self) -> str:
        """Parses (``before``), works, renders (``after``); tells whose company it saw, and its version."""
        here = request_context()
        self.worked += 1
        self.before()
        with here.transaction() as connection:
            if request.method == "POST":
                companies.touch(connection, here.company.id)
            seen = f"{here.company.id} {here.company.version}"
        self.after()
        return seen

    def _twice(self) -> str:
        for _ in range(2):
            with request_context().transaction() as connection:
                companies.touch(connection, request_context().company.id)
        return "twice"

    def _kept(self) -> str:
        self.worked += 1
        request_context().cached_by = "everybody" if "caller" not in request.args else "caller"
        return f"worked {self.worked} times"

    def cache_keys(self, caller: object, now: object) -> dict[str, object]:
        return {"everybody": None, "caller": caller}

    def _echo(self) -> bytes:
        return request.get_data()

    def credentials(self, request: Request) -> str:
        return request.headers.get("Authorization", "").removeprefix("Bearer ")

    def identify(self, connection: Connection, credentials: str) -> Identified | None:
        company = companies.find_company(connection, credentials)
        return None if company is None else Identified(company, self.callers.get(company.id))

    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:
        return Response(f"toy: {title}", status)


class World:
    """A store with companies in it, and a pipeline before the toy."""

    def __init__(self, *company_ids: str, url: str = MEMORY) -> None:
        self.store = kit_store(url)
        self.traffic = MemoryTraffic()
        self.toy = Toy()
        self.pipeline = Pipeline(self.toy, self.store, self.traffic)
        with self.store.transaction(write=True) as connection:
            for company_id in company_ids:
                companies.create_company(connection, company_id, name=company_id, seed=1, clock=Clock())

    def fault(self, company_id: str, **spec: object) -> faults.ArmedFault:
        with self.store.transaction(write=True) as connection:
            return faults.arm(connection, company_id, faults.read_fault({"service": "concur", **spec}))

    def recorded(self, company_id: str, **narrowed: Any) -> list[dict[str, Any]]:
        """The company's traffic as JSON has it, no secret being known."""
        return [record.to_json(Masker()) for record in self.traffic.read(company_id, **narrowed)[0]]

    def faults(self, company_id: str) -> list[faults.ArmedFault]:
        with self.store.transaction(write=False) as connection:
            return faults.in_force(connection, company_id)

    def version(self, company_id: str) -> int:
        with self.store.transaction(write=False) as connection:
            company = companies.find_company(connection, company_id)
        assert company is not None
        return company.version


def is_free(store: Store) -> bool:
    """Whether another request could use the store of SQLite right now."""
    taken: list[bool] = []

    def try_it() -> None:
        taken.append(store.lock.acquire(blocking=False))
        if taken[0]:
            store.lock.release()

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    return taken[0]
