"""Serving WSGI applications on several ports of one process, with waitress.

Chosen by measurement among the production servers that can share a store in memory, that is, whose workers
are threads of one process: `bench/servers.py` compares them.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from waitress import wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from werkzeug.wrappers import Response

from mockkit.faults import Dropped
from mockkit.gate import MOST_BODY, StartResponse

Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
Refusal = Callable[[int, str, str], Response]
"""How an application words a request that never reaches it: status, title, detail."""

THREADS = 8


class Server:
    """Applications by socket, on one pool of threads. ``refusals`` word what is refused before an application."""

    def __init__(self, sites: Mapping[socket.socket, tuple[Wsgi, Refusal]]) -> None:
        self.ports = {listening.getsockname()[1]: site for listening, site in sites.items()}
        self._listening = list(sites)
        self._dispatcher = _Roomy(THREADS)
        self._map: dict[int, Any] = {}
        self._stopping = threading.Event()
        channel = _channel_class(self.ports)
        # Our own dispatcher and channels, by the constructor that waitress gives for it.
        self._servers = [
            create_server(
                self._site,
                _start=True,
                map=self._map,
                _dispatcher=self._dispatcher,
                sockets=[listening],
                max_request_body_size=MOST_BODY,
                ident="",
                clear_untrusted_proxy_headers=True,
                threads=THREADS,
                channel_timeout=600,
            )
            for listening in sites
        ]
        for server in self._servers:
            server.channel_class = channel

    def _site(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        application, _ = self.ports[int(environ["SERVER_PORT"])]
        try:
            return application(environ, start_response)
        except Dropped:
            # waitress closes the connection of this one without writing anything.
            raise ClientDisconnected from None

    def wait(self, seconds: float) -> None:
        """Let time pass in a request's thread while another thread stands in for it; cut short by :meth:`stop`."""
        with self._dispatcher.stand_in():
            self._stopping.wait(seconds)

    def run(self) -> None:
        """Serve until :meth:`stop`, or KeyboardInterrupt."""
        with contextlib.suppress(KeyboardInterrupt):
            while not self._stopping.is_set():
                wasyncore.loop(timeout=0.5, use_poll=True, map=self._map, count=1)
        self._close()

    def stop(self) -> None:
        """Have :meth:`run` return soon; may be called from any thread or from a signal handler."""
        self._stopping.set()
        for server in self._servers:
            server.pull_trigger()

    def _close(self) -> None:
        self._stopping.set()
        self._dispatcher.shutdown(cancel_pending=True, timeout=2)
        wasyncore.close_all(self._map)
        for listening in self._listening:
            listening.close()


class _Roomy(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress is not annotated
    """A pool that lends a thread in place of each one that waits: a delay never holds up another company."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._wanted = threads
        self._changing = threading.Lock()
        self.set_thread_count(threads)

    @contextlib.contextmanager
    def stand_in(self) -> Iterator[None]:
        self._resize(1)
        try:
            yield
        finally:
            self._resize(-1)

    def _resize(self, by: int) -> None:
        with self._changing:
            self._wanted += by
            self.set_thread_count(self._wanted)


def _channel_class(ports: Mapping[int, tuple[Wsgi, Refusal]]) -> type[HTTPChannel]:
    class Worded(ErrorTask):  # type: ignore[misc]
        """A refusal of waitress's own (too large, not HTTP), in the words of the site it was sent to."""

        def execute(self) -> None:
            error = self.request.error
            _, refusal = ports[int(self.channel.server.effective_port)]
            detail = f"The body exceeds {MOST_BODY} bytes." if int(error.code) == 413 else str(error.body)
            response = refusal(int(error.code), str(error.reason), detail)
            body = response.get_data()
            self.status = response.status
            self.content_length = len(body)
            self.response_headers.extend([*response.headers.to_wsgi_list(), ("Connection", "close")])
            self.close_on_finish = True
            self.write(body)

    class Channel(HTTPChannel):  # type: ignore[misc]
        error_task_class = Worded

    return Channel


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


logging.getLogger("waitress").setLevel(logging.ERROR)
