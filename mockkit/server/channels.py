"""Connections of clients: those that are slow are cut, and what a client has given up is not begun."""

from __future__ import annotations

import contextlib
import logging
import socket
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error
from werkzeug.wrappers import Response

from mockkit.server.limits import Limits
from mockkit.server.request_parser import RequestParser
from mockkit.web.pipeline import REJECTED

log = logging.getLogger(__name__)

ErrorRenderer = Callable[[int, str, str, Mapping[str, Any]], Response]
"""How a site words a request that never reaches it: status, title, detail, and what is known of the environment."""

BYTES_A_SECOND = 64 * 1024
"""How fast a body has to come, beside the seconds that every body has."""


_of_lengths = logging.getLogger(f"{__name__}.lengths")
_of_lengths.setLevel(logging.ERROR)
"""Where waitress says that an answer is shorter than its Content-Length: a fault has cut it, as somebody wished."""

_SINK = bytearray(512 * 1024)
"""Where bytes go that nobody wants; written by the loop alone."""


class _TooSlow(Error):  # type: ignore[misc]  # waitress is not annotated
    code = 408
    reason = "Request Timeout"


class _RequestTask(WSGITask):  # type: ignore[misc]
    """A request on its way through the application."""

    logger = _of_lengths

    def execute(self) -> None:
        if self.request.cut:
            self.set_close_on_finish()
        super().execute()

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if self.request.rejected:
            environ[REJECTED] = self.request.rejected
        return environ


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """A refusal of the server's own (not HTTP, too slow), in the words of the site it was sent to."""

    def execute(self) -> None:
        error, request = self.request.error, self.request
        known = {
            "REQUEST_METHOD": getattr(request, "command", "") or "GET",
            "PATH_INFO": getattr(request, "path", "") or "/",
            "HTTP_ACCEPT": request.headers.get("ACCEPT", ""),
        }
        response = self.channel.server.error_renderer(int(error.code), str(error.reason), str(error.body), known)
        body = response.get_data()
        self.status = response.status
        self.content_length = len(body)
        self.response_headers.extend(response.headers.to_wsgi_list())
        self.set_close_on_finish()
        self.write(b"" if known["REQUEST_METHOD"] == "HEAD" else body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    task_class = _RequestTask
    error_task_class = _ErrorTask
    begun: float | None = None
    """When the first byte of a request came that is not whole yet (seconds of the monotonic clock)."""
    owing: float | None = None
    """Since when the client has not taken all of its answer."""
    heard: float = 0.0
    """When the client has last sent or taken anything."""
    cut: bool = False
    """Whether a request has been refused before its end, so that no other can follow."""
    lingering: float | None = None
    """Since when nothing is sent any more and what still comes is thrown away: who is cut off while they send would
    never read why they were refused."""
    thrown_away: int = 0
    """Bytes that came since then."""
    request: RequestParser | None

    def __init__(self, *given: Any, **named: Any) -> None:
        self.heard = time.monotonic()
        super().__init__(*given, **named)

    @property
    def heavy(self) -> bool:
        """Whether the next request has a body that takes long to read."""
        return any(request.content_length > self.server.limits.heavy for request in self.requests[:1])

    @property
    def idle(self) -> bool:
        """Whether nothing of a request or an answer is under way."""
        return self.request is None and not self.requests and not self.total_outbufs_len

    def handle_read(self) -> None:
        """Read what the client has sent; what follows on a refusal is thrown away, as cheaply as can be."""
        if not self.cut:
            super().handle_read()
            return
        with contextlib.suppress(BlockingIOError):
            try:
                taken = self.socket.recv_into(_SINK)
            except ConnectionError:
                taken = 0
            self.heard = time.monotonic()
            self.thrown_away += taken
            if not taken:
                self.handle_close()

    def received(self, data: bytes) -> bool:
        """Take in what the client has sent."""
        self.heard = time.monotonic()
        taken: bool = super().received(data)
        # A slice: a thread may have answered the last request, and taken it off, between two looks at the list.
        self.cut = any(request.cut for request in self.requests[-1:])
        if self.request is None:
            self.begun = None
        elif self.begun is None:
            self.begun = self.heard
        return taken

    def service(self) -> None:
        """Answer the next request, unless it has waited for a thread and the client has gone meanwhile.

        Who only says that no more will come looks just like one who has gone, and is answered if it is not too late.
        """
        waited = time.monotonic() - self.heard
        if waited > self.server.limits.patience and self._gone():
            log.debug("a client has gone before its request was begun")
            self.cancel()
            self.server.pull_trigger()
            return
        super().service()
        self.heard = time.monotonic()

    def cancel(self) -> None:
        """Forget every request of this connection and close it."""
        for request in self.requests:
            request.close()
        super().cancel()

    def _gone(self) -> bool:
        if not self.connected:
            return True
        try:
            return not self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def readable(self) -> bool:
        """Whether what the client sends is to be read."""
        return True if self.cut else bool(super().readable())

    def handle_write(self) -> None:
        """Send what there is to send, and close the connection after it where it is to be closed."""
        if self.cut and self.close_when_flushed and not self.will_close:
            self._flush_exception(self._flush_some)
            if self.connected and not self.total_outbufs_len:
                self._linger()
            return
        super().handle_write()

    def _linger(self) -> None:
        self.close_when_flushed = False
        self.lingering = time.monotonic()
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def look(self, now: float, limits: Limits) -> None:
        """Cut the connection if its client has been too slow; ``now`` is of the monotonic clock."""
        self.owing = (self.owing or now) if self.total_outbufs_len else None
        if self._is_over(now, limits):
            self.handle_close()
        elif self.begun is not None and not self.requests:
            self._hurry(now - self.begun, limits)

    def _is_over(self, now: float, limits: Limits) -> bool:
        silent = now - self.heard
        if self.lingering is not None:
            too_much = self.thrown_away > limits.discarded
            return too_much or silent > limits.parting or now - self.lingering > limits.answer
        if self.owing is not None:
            return now - self.owing > limits.answer or min(silent, now - self.owing) > limits.reading
        return self.idle and silent > limits.idle

    def _hurry(self, lasting: float, limits: Limits) -> None:
        request = self.request
        if request is None:
            return
        most = limits.head
        if request.headers_finished:
            most += limits.body + request.content_length / BYTES_A_SECOND
        if lasting > most:
            what = "body" if request.headers_finished else "headers"
            self._give_up(f"The {what} of the request did not come within {most:.0f} seconds.")

    def _give_up(self, detail: str) -> None:
        """Answer a request that is not whole."""
        with self.requests_lock:
            request, self.request = self.request, None
            if request is None or self.requests:
                return
            request.error = _TooSlow(detail)
            assert request.error.code == HTTPStatus.REQUEST_TIMEOUT  # noqa: S101
            self.begun = None
            self.requests.append(request)
        self.server.add_task(self)

    def _flush_some(self, do_close: bool = True) -> bool:
        sent: bool = super()._flush_some(do_close=do_close)
        if sent:
            self.heard = time.monotonic()
        return sent
