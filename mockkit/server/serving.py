"""Serving WSGI applications on several ports of one process, with waitress.

waitress was chosen by measurement among the production servers that can share a store in memory, that is, whose
workers are threads of one process (`python -m bench servers`): it reads heads and bodies without holding a thread, so
that slow clients cost nobody anything. What it leaves open is done in subclasses of its server, channel, task and
parser: limits of each port, time-outs, bounds of bodies, and the words of a refusal.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected
from waitress.server import TcpWSGIServer

from mockkit.faults import Dropped
from mockkit.server.channels import Channel, ErrorRenderer
from mockkit.server.limits import RESERVE, Limits, connections_a_port
from mockkit.server.request_parser import RequestParser
from mockkit.server.wait_slots import WaitSlots
from mockkit.server.workers import Task, Workers
from mockkit.web.pipeline import StartResponse

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

THREADS = 8
MAX_HEAVY = 2
"""Threads that may be at work on large bodies at a time."""
SHARE = 0.0005
"""Seconds for which a thread may keep the others from running: a long body of one company costs the requests of others
that much at every step, and not the 5 ms that Python has by itself (``python -m bench beside``).
"""
SWEEP_SECONDS = 1.0
"""Seconds between two looks at the connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served on a port.

    ``refusal`` words what never reaches the application. ``max_body`` gives the most bytes of a body, by path.
    ``urgent`` says, by path, what is answered by a thread of its own, however busy the others are.
    """

    application: Wsgi
    error_renderer: ErrorRenderer
    max_body: Callable[[str], int]
    urgent: Callable[[str], bool] = lambda _: False


class Server:
    """Sites by socket, on one pool of threads."""

    def __init__(
        self, sites: Mapping[socket.socket, Site], limits: Limits | None = None, trusted_proxy: str | None = None
    ) -> None:
        limits = limits or Limits()
        self._map: dict[int, Any] = {}
        self._listening = list(sites)
        self._stopping = threading.Event()
        # Reentrant: a signal handler may stop the server while the same thread closes it.
        self._waking, self._closed = threading.RLock(), False
        self._workers, self._urgent = Workers(THREADS, MAX_HEAVY), Workers(1, 1)
        self._waiting = WaitSlots(limits.waiting_of_one, limits.waiting)
        adjustments = _adjustments(limits, trusted_proxy)
        most = limits.connections or connections_a_port(len(sites))
        self._ports = [
            _Port(self._map, listening, site, limits, most, adjustments, self._add_task)
            for listening, site in sites.items()
        ]

    def _add_task(self, channel: Channel, *, urgent: bool) -> None:
        (self._urgent if urgent else self._workers).add_task(channel)

    def wait(self, who: str, seconds: float) -> None:
        """Let time pass in a request's thread while another thread stands in for it; cut short by :meth:`stop`.

        Raises Crowded when too many requests wait already, of ``who`` or of all.
        """
        with self._waiting.occupy(who), self._workers.stand_in():
            self._stopping.wait(seconds)

    @property
    def connections(self) -> int:
        """How many connections are open, on all ports."""
        return sum(len(port.active_channels) for port in self._ports)

    def run(self) -> None:
        """Serve until :meth:`stop`, or KeyboardInterrupt."""
        sys.setswitchinterval(SHARE)
        with contextlib.suppress(KeyboardInterrupt):
            while not self._stopping.is_set():
                wasyncore.loop(timeout=0.5, use_poll=True, map=self._map, count=1)
                now = time.monotonic()
                for port in self._ports:
                    port.look_after(now)
        self._close()

    def stop(self) -> None:
        """Have :meth:`run` return soon, if it has not; may be called from any thread or from a signal handler."""
        self._stopping.set()
        with self._waking:
            # What wakes the loop is a file descriptor, which is somebody else's once it is closed.
            for port in () if self._closed else self._ports:
                port.pull_trigger()

    def _close(self) -> None:
        self._stopping.set()
        with self._waking:
            self._closed = True
        for workers in (self._workers, self._urgent):
            workers.shutdown(cancel_pending=True, timeout=2)
        wasyncore.close_all(self._map)
        for listening in self._listening:
            listening.close()


def _adjustments(limits: Limits, trusted_proxy: str | None) -> Adjustments:
    proxy = {}
    if trusted_proxy is not None:
        headers = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"}
        proxy = {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": headers}
    return Adjustments(
        # Bodies are bounded by path (:class:`mockkit.server.request_parser.RequestParser`).
        max_request_body_size=2**40,
        max_request_header_size=limits.headers,
        recv_bytes=32 * 1024,
        # Both are looked after here, by port (:meth:`_Port.look_after`).
        connection_limit=1_000_000,
        cleanup_interval=1_000_000,
        ident="",
        clear_untrusted_proxy_headers=True,
        **proxy,
    )


class _Port(TcpWSGIServer):  # type: ignore[misc]  # waitress is not annotated
    """One listening socket with its connections."""

    def __init__(
        self,
        of: dict[int, Any],
        listening: socket.socket,
        site: Site,
        limits: Limits,
        most: int,
        adjustments: Adjustments,
        queue: Callable[..., None],
    ) -> None:
        self.site, self.limits, self.most = site, limits, most
        self.error_renderer = site.error_renderer
        self._queue = queue
        self._next_look = 0.0
        self._crowded = False
        name = listening.getsockname()
        super().__init__(
            _dropping(site.application),
            of,
            _sock=listening,
            dispatcher=self,
            adj=adjustments,
            sockinfo=(listening.family, listening.type, listening.proto, name),
            bind_socket=False,
        )
        incoming = type("Incoming", (RequestParser,), {"max_body": staticmethod(site.max_body)})
        self.channel_class = type("Channel", (Channel,), {"parser_class": incoming})

    def add_task(self, task: Task) -> None:
        """Queue the next request of a connection."""
        assert isinstance(task, Channel)  # noqa: S101 - nothing else is queued
        requests = task.requests
        self._queue(task, urgent=bool(requests) and self.site.urgent(getattr(requests[0], "path", "")))

    def pull_trigger(self) -> None:
        """Wake the loop; one that has ended needs no waking."""
        with contextlib.suppress(OSError):
            super().pull_trigger()

    def look_after(self, now: float) -> None:
        """Close the connections that are too many, and from time to time those that are too slow.

        Called between two rounds of the loop: within one a closed connection's number may be another's already.
        """
        while len(self.active_channels) > self.most and self._make_room():
            pass
        if now >= self._next_look:
            self._next_look = now + min(SWEEP_SECONDS, self.limits.head / 2)
            for channel in list(self.active_channels.values()):
                channel.look(now, self.limits)
            if self._crowded and len(self.active_channels) < self.most // 2:
                self._crowded = False

    def _make_room(self) -> bool:
        """Close the connection that has been silent longest of those that wait for no answer; else, above a reserve,
        the newest.
        """
        if not self._crowded:
            self._crowded = True
            told = "port %s has %d connections, as many as it may: those that have been silent longest are closed"
            log.warning(told, self.effective_port, self.most)
        channels = list(self.active_channels.values())
        # Not the newest: it has come to ask something, and has had no time to.
        resting = [channel for channel in channels[:-1] if not channel.requests and not channel.total_outbufs_len]
        if resting:
            min(resting, key=lambda channel: channel.heard).handle_close()
        elif len(channels) > self.most + RESERVE:
            channels[-1].handle_close()
        else:
            return False
        return True


def _dropping(application: Wsgi) -> Wsgi:
    def site(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Dropped:
            # waitress closes the connection of this one without writing anything.
            raise ClientDisconnected from None

    return site


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the port, 0 for a free one. Raises OSError when it is taken."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening
