"""What makes a fault one that can happen: every mistake of it at once, with its field and what would be right."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from mockkit.globs import MOST_CHARACTERS
from mockkit.wanted import Misfit

LONGEST_DELAY = 600.0
"""Seconds of real time."""
LONGEST_WAIT = 366 * 86_400
"""Seconds that a Retry-After may ask for: a year."""
MOST_TIMES = 1_000_000_000
MOST_HEADERS = 50
MOST_BODY = 1024 * 1024
"""Bytes of a body as JSON."""
MOST_DEPTH = 100

WITHOUT_BODY = frozenset({204, 205, 304})
"""Statuses whose answers have no content (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)."""

_METHOD = re.compile(r"[A-Za-z-]{1,20}|\*")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_NO_VALUE = re.compile(r"[^\x20-\x7e\xa0-\xff]")
_OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"}
    | {"te", "trailer", "trailers", "transfer-encoding", "upgrade"}
)
"""Headers that concern one connection and not the answer (RFC 9110, section 7.6.1): a WSGI server refuses them."""
_OF_THE_SERVER = frozenset({"content-length", "date"})
"""Headers that the harness sets itself, from the body and from the company's clock."""


def mistakes(given: Mapping[str, Any], built: Collection[str]) -> Iterator[Misfit]:
    """Everything that is wrong with a fault whose fields, as far as they are given, have the right types.

    ``built`` are the values of ``do`` that do something.
    """
    yield from _of_its_kind(given, built)
    yield from _numbers(given)
    yield from _texts(given)
    yield from _headers(given.get("headers") or {})
    yield from _body(given)


def _of_its_kind(given: Mapping[str, Any], built: Collection[str]) -> Iterator[Misfit]:
    do = given.get("do")
    if do is not None and do not in built:
        yield Misfit(("do",), f"{do} is not built yet; there are {', '.join(built)}")
    if do == "answer" and given.get("status") is None:
        yield Misfit(("status",), "an answer needs a status, 200 to 599")
    if do == "delay" and given.get("seconds") is None:
        yield Misfit(("seconds",), f"a delay needs seconds, above 0 and up to {LONGEST_DELAY:.0f}")
    if do == "throttle" and given.get("retry_after") is None:
        yield Misfit(("retry_after",), f"a throttle needs retry_after, seconds from 0 to {LONGEST_WAIT}")
    if do == "expire-token" and given.get("service") not in (None, "concur"):
        yield Misfit(("service",), "only Concur's tokens expire; the ERP's keys do not")


def _numbers(given: Mapping[str, Any]) -> Iterator[Misfit]:
    for name, least, most in (("nth", 1, MOST_TIMES), ("times", 1, MOST_TIMES), ("status", 200, 599)):
        if given.get(name) is not None and not least <= given[name] <= most:
            more = ", or null for every time" if name == "times" else ""
            yield Misfit((name,), f"must be a whole number from {least} to {most}{more}")
    seconds, wait = given.get("seconds"), given.get("retry_after")
    if seconds is not None and not (math.isfinite(seconds) and 0 < seconds <= LONGEST_DELAY):
        yield Misfit(("seconds",), f"must be above 0 and up to {LONGEST_DELAY:.0f}")
    if wait is not None and not 0 <= wait <= LONGEST_WAIT:
        yield Misfit(("retry_after",), f"must be seconds from 0 to {LONGEST_WAIT}")


def _texts(given: Mapping[str, Any]) -> Iterator[Misfit]:
    if "method" in given and not _METHOD.fullmatch(given["method"]):
        yield Misfit(("method",), "must be the name of a method, as in POST, or * for any")
    path = given.get("path", "*")
    if not 0 < len(path) <= MOST_CHARACTERS or not path.isprintable():
        yield Misfit(("path",), f"must be a glob of 1 to {MOST_CHARACTERS} printable characters, as in /api/v1/bills*")


def _headers(headers: Mapping[str, str]) -> Iterator[Misfit]:
    if len(headers) > MOST_HEADERS:
        yield Misfit(("headers",), f"must be at most {MOST_HEADERS}")
        return
    named: set[str] = set()
    for name, value in headers.items():
        lowered = name.lower()
        if not _TOKEN.fullmatch(name):
            yield Misfit(("headers", name[:100]), "is no name of a header: letters, digits and !#$%&'*+-.^_`|~ only")
        elif lowered in _OF_THE_CONNECTION:
            yield Misfit(
                ("headers", name), "is about the connection, which the server keeps; close one with drop-before"
            )
        elif lowered in _OF_THE_SERVER:
            yield Misfit(("headers", name), "is set by the harness, from the body and the company's clock")
        elif lowered in named:
            yield Misfit(("headers", name), "is given more than once, for names are compared without case")
        if _NO_VALUE.search(value) or value != value.strip() or len(value) > 8000:
            told = "must be at most 8000 characters of Latin-1, without control characters and spaces at either end"
            yield Misfit(("headers", name[:100]), told)
        named.add(lowered)


def _body(given: Mapping[str, Any]) -> Iterator[Misfit]:
    body = given.get("body")
    if body is None:
        return
    if given.get("status") in WITHOUT_BODY:
        yield Misfit(("body",), f"must be left out: an answer with status {given['status']} has none")
    if _is_deeper(body, MOST_DEPTH):
        yield Misfit(("body",), f"must be nested at most {MOST_DEPTH} deep")
        return
    written = _as_json(body)
    if written is None:
        told = "must be what JSON can say: texts without halves of surrogate pairs, finite numbers"
        yield Misfit(("body",), told)
    elif len(written) > MOST_BODY:
        yield Misfit(("body",), f"must be at most {MOST_BODY} bytes as JSON")


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
