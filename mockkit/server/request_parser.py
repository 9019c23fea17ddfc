"""Requests as they come in, read by waitress, refused here where they are too large or in a form that is not taken."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError

CHUNKED = "Transfer-Encoding: chunked is not supported; send a Content-Length."


class RequestParser(HTTPRequestParser):  # type: ignore[misc]  # waitress is not annotated
    """One request. ``max_body`` says how many bytes a body may have, by path."""

    max_body: Callable[[str], int]
    rejected: tuple[int, str] | None = None
    """Status and detail of a request that is refused by its headers; nobody reads its body."""
    body_rcv: Any

    @property
    def cut(self) -> bool:
        """Whether what follows on the connection cannot be read as another request."""
        return self.error is not None or self.rejected is not None

    def received(self, data: bytes) -> int:
        """Take in more of the request; how many bytes of them belonged to it."""
        taken: int = super().received(data)
        if self.completed:
            # Nobody is told to go on with a body that is not wanted, or that there is none of.
            self.expect_continue = False
        return len(data) if self.completed and self.cut else taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the headers. Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError:  # a number of more digits than can be read
            raise ParsingError("Content-Length is invalid") from None
        if self.chunked or "TRANSFER_ENCODING" in self.headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, CHUNKED)
        elif self.content_length > (most := self.max_body(self.path)):
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body exceeds {most} bytes.")

    def _refuse(self, status: int, detail: str) -> None:
        self.close()
        self.rejected = (int(status), detail)
        self.body_rcv, self.chunked, self.content_length = None, False, 0
        self.headers.pop("CONTENT_LENGTH", None)
