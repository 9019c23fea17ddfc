"""Both mocks over one store: the state of a harness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Request, Response

from concur_harness.access import mappings
from concur_harness.health import is_control
from concur_harness.snapshots import most_body
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit.channels import Refusal
from mockkit.exchange import NOW_KEY
from mockkit.faults import ServiceName
from mockkit.gate import Gate
from mockkit.problems import problem
from mockkit.service import Service
from mockkit.store import MEMORY, Store, metadata
from mockkit.system_clock import system_now
from mockkit.traffic import Traffic

ASKED = "harness.asked"
"""In the environment of a request: the mock on whose port it came, whatever port a proxy says that it was sent to."""


class House:
    """The state of a harness: companies in a store, their traffic, and the gates of both mocks.

    ``url`` is an SQLAlchemy URL; the default is in memory.
    """

    def __init__(self, url: str = MEMORY) -> None:
        assert mappings.metadata is metadata  # noqa: S101 - every table is known before the store makes them
        self.store = Store(url)
        self.traffic = Traffic()
        self.gates: dict[ServiceName, Gate] = {
            service.name: Gate(service, self.store, self.traffic) for service in (ConcurService(), ErpService())
        }
        self.ports: dict[ServiceName, int] = {}
        """Where each mock is reached, once it is served."""

    def refusal(self, name: ServiceName) -> Refusal:
        """How a mock, and the control API beside it, word what is refused before any application sees it."""
        service: Service = self.gates[name].service

        def word(status: int, title: str, detail: str, known: Mapping[str, Any]) -> Response:
            if is_control(known["PATH_INFO"]):
                return problem(status, title, detail)
            response = service.failure(status, title, detail, Request({**known, NOW_KEY: system_now()}))
            if service.correlation_header:
                # No gate has seen the request, which gives its answer an id else.
                response.headers[service.correlation_header] = str(uuid4())
            return response

        return word

    def most_body(self, name: ServiceName) -> Callable[[str], int]:
        """How many bytes a body may have on a mock's port, by path."""
        service: Service = self.gates[name].service
        return lambda path: most_body(path) if is_control(path) else service.most_body(path)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
