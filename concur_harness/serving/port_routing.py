"""What is served on the ports: the services of each, with the control API beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from concur_harness.serving.control_access import ControlAccess
from concur_harness.serving.harness import ASKED_SERVICE, Harness
from concur_harness.serving.health import HEALTH, health, is_control
from mockkit.web.pipeline import REJECTED
from mockkit.web.problems import problem

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PortRouter:
    """Sends each port's requests to its service or the control API; ``access`` says who may use the control API."""

    def __init__(self, harness: Harness, access: ControlAccess | None = None) -> None:
        self._harness = harness
        self._access = access or ControlAccess()
        self._control: Wsgi | None = None
        self._making = threading.Lock()

    def application_for(self, name: str) -> Wsgi:
        """What is served on the port of the service of that name."""
        pipeline_of = self._harness.pipeline_on(name)

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path, environ[ASKED_SERVICE] = environ["PATH_INFO"], name
            if not is_control(path):
                return pipeline_of(path)(environ, start_response)
            if path == HEALTH and environ["REQUEST_METHOD"] == "GET" and not self._access.denies(environ, public=True):
                return health()(environ, start_response)
            refused = environ.get(REJECTED)
            if refused is not None:
                return problem(refused[0], HTTP_STATUS_CODES[refused[0]], refused[1])(environ, start_response)
            return self.control()(environ, start_response)

        return answer

    def control(self) -> Wsgi:
        """The control API, made when it is first asked: the first answer of a harness does not wait for it."""
        with self._making:
            if self._control is None:
                from concur_harness.control.app import control_app

                self._control = control_app(self._harness, self._access)
            return self._control
