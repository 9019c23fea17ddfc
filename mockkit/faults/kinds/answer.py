"""An answer of one's own."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from werkzeug.wrappers import Response

from harness_input.validation import Check, Doc, FieldError
from mockkit.answer import Answer
from mockkit.behaviours import assumed
from mockkit.faults.base import Fault, FaultedRequest, Proceed

MAX_HEADERS = 50
MAX_VALUE = 8000
MAX_BODY = 1024 * 1024
"""Bytes of a body as JSON."""
MAX_DEPTH = 100

WITHOUT_BODY = frozenset({204, 205, 304})
"""Statuses whose answers have no content (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_NO_VALUE = re.compile(r"[^\x20-\x7e\xa0-\xff]")
_OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"}
    | {"te", "trailer", "trailers", "transfer-encoding", "upgrade"}
)
"""Headers that concern one connection and not the answer (RFC 9110, section 7.6.1): a WSGI server refuses them."""
_OF_THE_SERVER = frozenset({"content-length", "date"})
"""Headers that the harness sets itself, from the body and from the company's clock."""


def _name_error(name: str) -> str | None:
    if not _TOKEN.fullmatch(name):
        return "must be a header's: 1 to 100 letters, digits and !#$%&'*+-.^_`|~"
    if name.lower() in _OF_THE_CONNECTION:
        return "must not be about the connection, which the server keeps; close one with drop-before"
    if name.lower() in _OF_THE_SERVER:
        return "must be another: this header is set by the harness, from the body and the company's clock"
    return None


def _value_error(value: str) -> str | None:
    if _NO_VALUE.search(value) or value != value.strip() or len(value) > MAX_VALUE:
        return f"must be at most {MAX_VALUE} characters of Latin-1, none of them a control character, no space around"
    return None


def _body_error(body: object) -> str | None:
    if _is_deeper(body, MAX_DEPTH):
        return f"must be nested at most {MAX_DEPTH} deep"
    written = _as_json(body)
    if written is None:
        return "must be what JSON can say: texts without halves of surrogate pairs, finite numbers"
    return f"must be at most {MAX_BODY} bytes as JSON" if len(written) > MAX_BODY else None


class AnswerFault(Fault, tag="answer", frozen=True, kw_only=True):
    """The client gets this answer instead of the service's own: the status, the headers, and the body, a text as it
    is and anything else as JSON. Without `body` it is an error in the service's own form. The work is not done, unless
    `after` says so: then it is done and stays done, and only the answer is another, as of a gateway that gave up.
    """

    behaviour = assumed(
        "harness.faults.answer",
        "An answer that a fault gives bears the company's Date and the service's correlation id, as every answer does.",
        because="What goes wrong at a real service passes the same gateways as what goes well.",
    )
    example = {"times": 3, "status": 503}

    status: Annotated[int, Meta(ge=200, le=599), Doc("the status of the answer")]
    body: Annotated[Any, Check(_body_error), Doc("the body: a text, or a value that is sent as JSON")] = None
    headers: Annotated[
        dict[Annotated[str, Check(_name_error)], Annotated[str, Check(_value_error)]],
        Meta(max_length=MAX_HEADERS),
        Doc("headers that the answer has beside its own"),
    ] = {}
    after: Annotated[bool, Doc("whether the work is done before")] = False

    def inconsistencies(self) -> Iterator[FieldError]:
        """What fits each for itself, and not together."""
        if self.body is not None and self.status in WITHOUT_BODY:
            yield FieldError(("body",), f"must be left out: an answer with status {self.status} has none")
        lowered = [name.lower() for name in self.headers]
        for number, name in enumerate(self.headers):
            if name.lower() in lowered[:number]:
                yield FieldError(("headers", name), "is given more than once, for names are compared without case")

    @property
    def proceeds(self) -> bool:
        """Whether the work is done."""
        return self.after

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Answer instead of the service."""
        if self.after:
            proceed()
        answer = self._answer(run)
        for name, value in self.headers.items():
            answer = answer.with_header(name, value)
        return answer

    def _answer(self, run: FaultedRequest) -> Answer:
        if self.status in WITHOUT_BODY:
            return Answer.of(Response(status=self.status)).without("Content-Type", "Content-Length")
        if self.body is None:
            return run.failure(self.status, "The service is unable to answer.")
        if isinstance(self.body, str):
            return Answer.of(Response(self.body, self.status, content_type="text/plain; charset=utf-8"))
        return Answer.of(Response(json.dumps(self.body), self.status, content_type="application/json"))


def _as_json(value: object) -> bytes | None:
    """The value as it is kept, None for one that would be read back as another."""
    try:
        written = msgspec.json.encode(value)
        return written if msgspec.json.decode(written) == value else None
    except (ValueError, TypeError, OverflowError):
        return None


def _is_deeper(value: object, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [part for each in level for part in _parts(each)]
        if not level:
            return False
    return True


def _parts(value: object) -> Collection[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list | tuple) else ()
