"""The harness for any WSGI server: ``concur_harness.wsgi:app``, or ``concur_app`` and ``erp_app`` on a port each.

What ``serve`` takes as options is read from the environment when an application is first asked for (:data:`VARIABLES`).
Under another server than our own the limits of clients and connections are that server's, a fault that waits keeps one
of its threads, and a fault that drops the connection does so where the server lets it (:func:`_dropping`).
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from werkzeug.wrappers import Response

from concur_harness.companies.company_plan import CompanyOrigin
from concur_harness.companies.first_company import first_company
from concur_harness.scenarios.shipped import DEFAULT
from concur_harness.services import registered
from concur_harness.serving.control_access import TOKEN_VARIABLE, ControlAccess, checked_host, checked_token
from concur_harness.serving.harness import Harness
from concur_harness.serving.port_routing import PortRouter, Wsgi
from concur_harness.serving.unusable_databases import UNUSABLE, reason_against
from mockkit.database.urls import MEMORY
from mockkit.faults import Dropped
from mockkit.server.request_parser import CHUNKED
from mockkit.web.pipeline import REJECTED

DATABASE = "CONCUR_HARNESS_DB"
HOSTS = "CONCUR_HARNESS_ALLOW_HOSTS"
VARIABLES = {
    DATABASE: "the database, as `serve --db`; left out, in memory",
    TOKEN_VARIABLE: "the control token, as `serve --control-token`",
    HOSTS: "names by which the control API may be called, parted by commas, as `serve --allow-host`",
    "CONCUR_HARNESS_<SERVICE>_URL": "where clients reach the service, e.g. CONCUR_HARNESS_ERP_URL=http://erp.test:8281",
}
"""The environment variables that are read, and what they say."""

_SOCKETS = ("gunicorn.socket", "werkzeug.socket")
"""Where servers leave a request's connection in its environment."""


class CannotServe(RuntimeError):
    """The environment asks for something that cannot be; the text says what."""


def create_app(service: str | None = None) -> Wsgi:
    """The application of a service's port, by its name, or of all services on one port: those that own no paths of
    their own share them with the first, Concur.

    Raises CannotServe where the environment asks for what cannot be, and ValueError for the name of no port.
    """
    ports = registered().ports
    if service is not None and service not in ports:
        raise ValueError(f"{service!r} is the name of no port; there are {', '.join(ports)}")
    harness = _opened(os.environ)
    harness.ports = {} if service is None else dict(ports)
    router = PortRouter(harness, _access(os.environ))
    return _dropping(
        _refusing_chunks(_by_path(harness, router) if service is None else router.application_for(service))
    )


def __getattr__(name: str) -> Wsgi:
    """``app``, and an application for each port, ``<service>_app``: made when a server asks for it."""
    applications: dict[str, str | None] = {"app": None, **{f"{port}_app": port for port in registered().ports}}
    if name not in applications:
        raise AttributeError(name)
    return _application(applications[name])


_application = cache(create_app)
"""One for each name in a process, however often a server asks."""


def _opened(environment: Mapping[str, str]) -> Harness:
    url = environment.get(DATABASE) or MEMORY
    try:
        with contextlib.ExitStack() as undo:
            harness = undo.enter_context(contextlib.closing(Harness(url)))
            with harness.store.transaction(write=True) as connection:
                first_company(connection, CompanyOrigin(name="", seed=1, source={"scenario": DEFAULT}))
            undo.pop_all()
    except UNUSABLE as error:
        raise CannotServe(reason_against(url, error)) from None
    for name in harness.services.ports:
        told = environment.get(f"CONCUR_HARNESS_{name.upper()}_URL")
        if told:
            harness.roots[name] = told.rstrip("/")
    return harness


def _access(environment: Mapping[str, str]) -> ControlAccess:
    token, hosts = environment.get(TOKEN_VARIABLE), environment.get(HOSTS, "").split(",")
    try:
        checked = None if token is None else checked_token(token)
    except ValueError as error:
        raise CannotServe(f"{TOKEN_VARIABLE} {error}") from None
    try:
        return ControlAccess(checked, [checked_host(host.strip()) for host in hosts if host.strip()])
    except ValueError as error:
        raise CannotServe(f"{HOSTS}: {error}") from None


def _by_path(harness: Harness, router: PortRouter) -> Wsgi:
    """All services on one port."""
    first, *others = harness.services.ports
    applications = {name: router.application_for(name) for name in harness.services.ports}

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        owner = next((name for name in others if harness.pipelines[name].service.owns(path)), first)
        return applications[owner](environ, start_response)

    return answer


def _refusing_chunks(application: Wsgi) -> Wsgi:
    """As our own server does: a body in chunks, which a server has not put together, has no length to read it by."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            environ[REJECTED] = (411, CHUNKED)
        return application(environ, start_response)

    return answer


def _dropping(application: Wsgi) -> Wsgi:
    """Close the connection without a byte where a fault says so and the server lets us: gunicorn and Werkzeug leave it
    in the environment, waitress has an exception for it. Under any other the client gets 502.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Dropped:
            if environ.get("SERVER_SOFTWARE") == "waitress":
                from waitress.channel import ClientDisconnected

                raise ClientDisconnected from None
            connection = next((environ[name] for name in _SOCKETS if name in environ), None)
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            told = "A fault was to close this connection without an answer, which this server does not let it do.\n"
            return Response(told, 502)(environ, start_response)

    return answer
