"""A client that sends bytes as they are and reads whatever comes back."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass

PATIENCE = 20.0
"""Seconds that any answer may take; a machine under load needs some of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Hung(Exception):
    """No answer within :data:`PATIENCE`."""


class Client:
    """One kept connection to a port, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, data: bytes, method: str) -> Answer | None:
        """The answer; None where the server closed the connection without one. Raises :class:`Hung`."""
        for attempt in (1, 2):
            fresh = self._socket is None
            answer = self._exchange(data, method)
            # A kept connection may have been closed meanwhile; a new one tells whether it was the request.
            if answer is not None or fresh or attempt == 2:
                return answer
        return None

    def ask_alone(self, data: bytes, method: str) -> Answer | None:
        """The answer to what may be no whole request: on a connection of its own, ended after the last byte."""
        self.close()
        try:
            return self._exchange(data, method, ended=True)
        finally:
            self.close()

    def _exchange(self, data: bytes, method: str, *, ended: bool = False) -> Answer | None:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
        try:
            return self._answer(self._socket, data, method, ended)
        except TimeoutError:
            self.close()
            raise Hung from None
        except (OSError, http.client.HTTPException):
            self.close()
            return None

    def _answer(self, connection: socket.socket, data: bytes, method: str, ended: bool) -> Answer:
        try:
            connection.sendall(data)
            if ended:
                connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            pass  # it may have been answered before it was read to its end
        response = http.client.HTTPResponse(connection, method=method)
        response.begin()
        body = response.read()
        if response.will_close:
            self.close()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

    def close(self) -> None:
        """Let go of the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
