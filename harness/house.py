"""Both mocks and the control API over one store: what is served on the two ports."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from harness import __version__
from harness.access import mappings
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit.faults import ServiceName
from mockkit.gate import Gate, Service
from mockkit.store import MEMORY, Store, metadata
from mockkit.traffic import Traffic

CONTROL_ROOT = "/_mock"
HEALTH = f"{CONTROL_ROOT}/health"

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def health() -> Response:
    """Whether the harness is ready."""
    body = json.dumps({"status": "ready", "version": __version__})
    return Response(body, content_type="application/json")


class House:
    """The state of a harness: companies in a store, their traffic, and the applications that serve them.

    ``url`` is an SQLAlchemy URL; the default is in memory. ``control_token`` opens the control API to whoever
    bears it, from wherever they come; without one it is for this machine only.
    """

    def __init__(self, url: str = MEMORY, control_token: str | None = None) -> None:
        assert mappings.metadata is metadata  # noqa: S101 - every table is known before the store makes them
        self.store = Store(url)
        self.traffic = Traffic()
        self.gates: dict[ServiceName, Gate] = {
            service.name: Gate(service, self.store, self.traffic) for service in (ConcurService(), ErpService())
        }
        self.ports: dict[ServiceName, int] = {}
        """Where each mock is reached, once it is served."""
        self._control_token = control_token
        self._control: Wsgi | None = None
        self._making = threading.Lock()

    def site(self, name: ServiceName) -> Wsgi:
        """One mock with the control API beside it."""
        gate = self.gates[name]

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            if not path.startswith(CONTROL_ROOT) or path[len(CONTROL_ROOT) :][:1] not in ("", "/"):
                return gate(environ, start_response)
            if path == HEALTH and environ["REQUEST_METHOD"] == "GET":
                return health()(environ, start_response)
            return self._control_app()(environ, start_response)

        return answer

    def _control_app(self) -> Wsgi:
        """The control API, made when it is first asked: the first answer of a harness does not wait for it."""
        with self._making:
            if self._control is None:
                from harness.control.app import control_app

                self._control = control_app(self, self._control_token)
            return self._control

    def refusal(self, name: ServiceName) -> Callable[[int, str, str], Response]:
        """How a mock words what is refused before any application sees it."""
        service: Service = self.gates[name].service

        def word(status: int, title: str, detail: str) -> Response:
            return service.failure(status, title, detail, Request({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}))

        return word

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()
