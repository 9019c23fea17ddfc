"""Both mocks and the control API over one store: what is served on the two ports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit.faults import ServiceName
from mockkit.gate import Gate, Service
from mockkit.store import MEMORY, Store
from mockkit.traffic import Traffic

CONTROL_ROOT = "/_mock"

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class House:
    """The state of a harness: companies in a store, their traffic, and the applications that serve them.

    ``url`` is an SQLAlchemy URL; the default is in memory. ``control_token`` opens the control API to whoever
    bears it, from wherever they come; without one it is for this machine only.
    """

    def __init__(self, url: str = MEMORY, control_token: str | None = None) -> None:
        # The tables of the mapping must be known before the store is made.
        from harness.control.app import control_app

        self.store = Store(url)
        self.traffic = Traffic()
        self.gates: dict[ServiceName, Gate] = {
            service.name: Gate(service, self.store, self.traffic) for service in (ConcurService(), ErpService())
        }
        self.ports: dict[ServiceName, int] = {}
        """Where each mock is reached, once it is served."""
        self._control = control_app(self, control_token)

    def site(self, name: ServiceName) -> Wsgi:
        """One mock with the control API beside it."""
        gate, control = self.gates[name], self._control

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            if path.startswith(CONTROL_ROOT) and path[len(CONTROL_ROOT) :][:1] in ("", "/"):
                return control(environ, start_response)
            return gate(environ, start_response)

        return answer

    def refusal(self, name: ServiceName) -> Callable[[int, str, str], Response]:
        """How a mock words what is refused before any application sees it."""
        service: Service = self.gates[name].service

        def word(status: int, title: str, detail: str) -> Response:
            return service.failure(status, title, detail, Request({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}))

        return word

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
