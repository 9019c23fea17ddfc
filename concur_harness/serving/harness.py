"""The services over one store: the state of a harness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Request, Response

from concur_harness.sections import sections
from concur_harness.services import Services, registered
from concur_harness.serving.health import is_control
from concur_harness.snapshots.snapshot import max_body
from mockkit.database.store import Store
from mockkit.database.urls import MEMORY
from mockkit.server.channels import ErrorRenderer
from mockkit.system_clock import system_now
from mockkit.traffic.table import Kind, traffic_for
from mockkit.web.in_flight import in_flight_for
from mockkit.web.pipeline import Pipeline
from mockkit.web.problems import problem
from mockkit.web.request_context import NOW_KEY

ASKED_SERVICE = "harness.asked"
"""In the environment of a request: the service on whose port it came, whatever port a proxy says it was sent to."""


class Harness:
    """The state of a harness: companies in a store, their traffic, and the pipelines of its services.

    ``url`` is an SQLAlchemy URL; the default is in memory. ``services`` are those that are registered. ``traffic`` says
    where the traffic is kept, by default where every process on the database finds it.
    """

    def __init__(self, url: str = MEMORY, services: Services | None = None, traffic: Kind | None = None) -> None:
        self.services = services or registered()
        with ExitStack() as opened:
            self.store = opened.enter_context(closing(Store(url, sections(self.services))))
            self.traffic = opened.enter_context(closing(traffic_for(url, traffic)))
            self.in_flight = opened.enter_context(closing(in_flight_for(url)))
            self._opened = opened.pop_all()
        self.pipelines: dict[str, Pipeline] = {
            each.name: Pipeline(each.service(), self.store, self.traffic, self.services.operations, self.in_flight)
            for each in self.services
        }
        self.ports: dict[str, int] = {}
        """Where each service that has a port of its own is reached, once it is served; none: all are on one port."""
        self.roots: dict[str, str] = {}
        """Addresses of ports that somebody has told, as nobody can know them behind a proxy; they end in no slash."""

    def pipeline_on(self, port_name: str) -> Callable[[str], Pipeline]:
        """The pipelines on the port of a service, by the path that is asked for."""
        *beside, own = ((each.prefix, self.pipelines[each.name]) for each in self.services.on_port(port_name))
        if not beside:
            return lambda _: own[1]
        return lambda path: next((pipeline for prefix, pipeline in beside if path.startswith(prefix)), own[1])

    def error_renderer(self, port_name: str) -> ErrorRenderer:
        """How a port's services, and the control API beside them, word what is refused before any of them sees it."""
        pipeline_of = self.pipeline_on(port_name)

        def word(status: int, title: str, detail: str, known: Mapping[str, Any]) -> Response:
            if is_control(known["PATH_INFO"]):
                return problem(status, title, detail)
            service = pipeline_of(known["PATH_INFO"]).service
            response = service.failure(status, title, detail, Request({**known, NOW_KEY: system_now()}))
            if service.correlation_header:
                # No pipeline has seen the request, which gives its answer an id else.
                response.headers[service.correlation_header] = str(uuid4())
            return response

        return word

    def max_body(self, port_name: str) -> Callable[[str], int]:
        """How many bytes a body may have on a service's port, by path."""
        pipeline_of = self.pipeline_on(port_name)
        return lambda path: max_body(path) if is_control(path) else pipeline_of(path).service.max_body(path)

    def close(self) -> None:
        """Let go of the store, and of what lies beside it."""
        self._opened.close()
