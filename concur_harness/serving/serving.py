"""A harness that is served: its services on their ports, from the first request to the last."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from concur_harness.companies import provisioning
from concur_harness.companies.company_access import describe_company
from concur_harness.companies.company_plan import CompanyOrigin, plan_company
from concur_harness.companies.first_company import first_company
from concur_harness.companies.service_access import Keys
from concur_harness.services import registered
from concur_harness.serving.control_access import ControlAccess
from concur_harness.serving.harness import Harness
from concur_harness.serving.health import CONTROL_ROOT, HEALTH, is_health
from concur_harness.serving.port_routing import PortRouter
from mock_concur.application import admin
from mockkit import companies
from mockkit.companies import Company
from mockkit.database.urls import MEMORY
from mockkit.server.serving import Server, Site, listen
from mockkit.traffic.table import Kind


class PortTaken(Exception):
    """Somebody else listens on a port; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a harness is served. ``scenarios`` are names of those that ship, or objects.

    ``ports`` are for services that are not to have their usual ones, by name; port 0 picks a free one.
    ``control_token`` opens the control API to other machines; ``allow_hosts`` are names beside ``host`` and those of
    this machine by which it may be called without one. ``traffic`` says where the traffic is kept, if not where every
    process on the database finds it.
    """

    host: str = "127.0.0.1"
    ports: Mapping[str, int] = field(default_factory=dict)
    db: str = MEMORY
    scenarios: tuple[str | Mapping[str, Any], ...] = ("default",)
    seed: int = 1
    control_token: str | None = None
    allow_hosts: tuple[str, ...] = ()
    trusted_proxy: str | None = None
    traffic: Kind | None = None


class Served:
    """A harness with its sockets open. :meth:`run` answers until :meth:`stop`.

    Raises PortTaken, and whatever the store raises for a URL that it cannot use.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        with contextlib.ExitStack() as undo:
            sockets: dict[str, socket.socket] = {}
            for name, port in {**registered().ports, **settings.ports}.items():
                sockets[name] = undo.enter_context(_listening(settings.host, port))
            self.harness = undo.enter_context(contextlib.closing(Harness(settings.db, traffic=settings.traffic)))
            self.harness.ports = {name: opened.getsockname()[1] for name, opened in sockets.items()}
            self.companies = self._found(settings)
            router = PortRouter(
                self.harness, ControlAccess(settings.control_token, (settings.host, *settings.allow_hosts))
            )
            self._server = Server(
                {opened: self._site(router, name) for name, opened in sockets.items()},
                trusted_proxy=settings.trusted_proxy,
            )
            for pipeline in self.harness.pipelines.values():
                pipeline.wait = self._server.wait
            self._undo = undo.pop_all()

    def _site(self, router: PortRouter, name: str) -> Site:
        return Site(
            application=router.application_for(name),
            error_renderer=self.harness.error_renderer(name),
            max_body=self.harness.max_body(name),
            urgent=is_health,
        )

    @property
    def addresses(self) -> dict[str, str]:
        """The base URL of each service."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.settings.host, self.settings.host)  # noqa: S104
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        roots = {name: f"http://{host}:{port}" for name, port in self.harness.ports.items()}
        return {each.name: each.base_url(roots[each.port_name]) for each in self.harness.services}

    @property
    def control_url(self) -> str:
        """The control API."""
        return self.addresses[next(iter(self.harness.ports))] + CONTROL_ROOT

    def _found(self, settings: Settings) -> list[dict[str, Any]]:
        """The companies that were asked for. The first has the demo's credentials; a database may hold it already."""
        made = []
        for index, scenario in enumerate(settings.scenarios):
            origin = CompanyOrigin(name="", seed=settings.seed, source={"scenario": scenario})
            with self.harness.store.transaction(write=True) as connection:
                company, keys = first_company(connection, origin) if index == 0 else _another(connection, origin)
                made.append(describe_company(connection, company, keys, self.addresses))
        return made

    def ready(self) -> dict[str, Any]:
        """What the ready file says: where everything is, and what opens it."""
        return {
            "pid": os.getpid(),
            "control_url": self.control_url,
            **{f"{name}_url": address for name, address in self.addresses.items()},
            "companies": self.companies,
        }

    def ready_to_pay(self) -> str | None:
        """The id of a report of the first company that a connector would book."""
        with self.harness.store.transaction(write=False) as connection:
            return admin.report_ready_to_pay(connection, self.companies[0]["id"])

    def run(self, when_ready: Callable[[Served], None] = lambda _: None) -> None:
        """Answer until told to stop; ``when_ready`` is called in a thread of its own once all ports answer."""
        announcing = threading.Thread(target=self._announce, args=(when_ready,), daemon=True)
        announcing.start()
        try:
            self._server.run()
        finally:
            # Whoever is told that all is ready reads the store: it is closed after them.
            announcing.join(timeout=5)
            self._undo.close()

    def stop(self) -> None:
        """Have :meth:`run` return soon; may be called from a signal handler."""
        self._server.stop()

    def stop_on_signals(self) -> None:
        """Let TERM and Ctrl-C end it cleanly."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())

    def stop_at_eof(self, descriptor: int) -> None:
        """End when there is no more to read: the other end of a pipe is gone with the process that held it."""

        def watch() -> None:
            # Not through a buffered stream, whose lock the interpreter would want when it ends.
            while os.read(descriptor, 1024):
                pass
            self.stop()

        threading.Thread(target=watch, daemon=True).start()

    def _announce(self, when_ready: Callable[[Served], None]) -> None:
        for port in self.harness.ports.values():
            _await_answer(self.settings.host, port)
        when_ready(self)


def _another(connection: Connection, origin: CompanyOrigin) -> tuple[Company, Keys]:
    return provisioning.provision_company(connection, companies.new_company_id(), plan_company(origin))


def _listening(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise PortTaken(f"cannot listen on {host}, port {port}: {error.strerror or error}") from None


def _await_answer(host: str, port: int) -> None:
    """Ask for the health of the harness; the answer comes as soon as the server's loop runs."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    with contextlib.suppress(OSError), socket.create_connection((there, port), timeout=30) as asking:
        asking.sendall(f"GET {HEALTH} HTTP/1.0\r\n\r\n".encode())
        asking.recv(1)
