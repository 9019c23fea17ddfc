"""Both mocks over one store: the state of a harness."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from harness.access import mappings
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit.faults import ServiceName
from mockkit.gate import Gate, Service
from mockkit.store import MEMORY, Store, metadata
from mockkit.traffic import Traffic


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

    def refusal(self, name: ServiceName) -> Callable[[int, str, str], Response]:
        """How a mock words what is refused before any application sees it."""
        service: Service = self.gates[name].service

        def word(status: int, title: str, detail: str) -> Response:
            return service.failure(status, title, detail, Request({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}))

        return word

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
