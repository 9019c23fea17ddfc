"""Request number n of a seed: the same bytes each time, given the same companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from tests.fuzz import values
from tests.fuzz.subjects import CALLS, Call, Scratch, Subject

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
TYPES = (
    "application/xml",
    "text/xml",
    "text/plain",
    "application/json",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "x",
    "",
)
ACCEPTS = (
    "*/*",
    "application/json",
    "application/json;charset=utf-8",
    "application/xml;q=0.5, application/json;q=0.9",
    "text/html",
    "application/hal+json",
    "q=;,",
    "*",
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """A request as bytes, and what is known of it: ``whole`` says that it is well-formed HTTP."""

    number: int
    service: str
    method: str
    path: str
    data: bytes
    whole: bool = True


def fuzzed(seed: int, number: int, subjects: Sequence[Subject], scratch: Scratch) -> Fuzzed:
    """The request of that number."""
    random = Random(f"{seed}/{number}")
    call, subject = random.choice(CALLS), random.choice(subjects)
    path = _path(random, call.path(random, subject, scratch.one(random)))
    method = call.method if random.random() < 0.95 else random.choice(METHODS)
    body = (
        call.body(random, subject) if random.random() < 0.97 else values.text(random).encode("utf-8", "surrogatepass")
    )
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *_headers(random, call, subject)]
    if body or method not in ("GET", "HEAD"):
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode("latin-1", "replace")
    data = head + b"\r\n\r\n" + body
    if random.random() < 0.02:
        return Fuzzed(number, call.service, method, path, _broken(random, data), whole=False)
    return Fuzzed(number, call.service, method, path, data)


def _path(random: Random, path: str) -> str:
    roll = random.random()
    if roll < 0.9:
        return path
    parts = path.split("/")
    at = random.randrange(1, len(parts))
    strange = quote(values.text(random)[:500].encode("utf-8", "surrogatepass"), safe="$%")
    parts[at] = random.choice((strange, "", parts[at].upper(), parts[at] + "%24", ".."))
    return "/".join(parts) if roll < 0.98 else "/" + strange


def _headers(random: Random, call: Call, subject: Subject) -> list[str]:
    headers = []
    authorization = _authorization(random, call, subject)
    if authorization:
        headers.append(f"Authorization: {authorization}")
    if call.content_type or random.random() < 0.05:
        kind = call.content_type if random.random() < 0.95 else random.choice(TYPES)
        headers.append(f"Content-Type: {kind}")
    if random.random() < 0.4:
        headers.append(f"Accept: {random.choice(ACCEPTS)}")
    if random.random() < 0.05:
        headers.append(f"Idempotency-Key: {random.choice(('a', 'b', 'k' * 300, 'é', ''))}")
    if random.random() < 0.03:
        name = random.choice(
            ("Host", "X-Forwarded-Proto", "concur-correlationid", "Origin", "X-UserID", "Cookie", "Expect")
        )
        headers.append(f"{name}: {_printable(values.text(random))[:3000]}")
    return headers


def _authorization(random: Random, call: Call, subject: Subject) -> str:
    if call.service == "control":
        return "" if random.random() < 0.98 else "Bearer x"
    secret, schemes = (
        (subject.token, ("OAuth", "Bearer", "Oauth")) if call.service == "concur" else (subject.api_key, ("Bearer",))
    )
    roll = random.random()
    if roll < 0.94:
        return f"{random.choice(schemes)} {secret}"
    return random.choice(
        ("", "OAuth", "Bearer ", f"Basic {secret}", f"OAuth  {secret} x", _printable(values.text(random))[:300])
    )


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def _broken(random: Random, data: bytes) -> bytes:
    """Something that is not HTTP, or not all of it."""
    end = data.find(b"\r\n\r\n")
    return random.choice(
        (
            data[: random.randrange(1, len(data))],
            data.replace(b"HTTP/1.1", b"HTTP/9.9"),
            data.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 1),
            data.replace(b"Content-Length: ", b"Content-Length: -", 1),
            data.replace(b"Content-Length: ", b"Content-Length: 99999999999999999999", 1),
            data[:end] + b"\r\nX: " + b"y" * 300_000 + data[end:],
            data.replace(b": ", b" : ", 1),
            b"\x16\x03\x01" + data,
            data.replace(b"\r\n", b"\n"),
        )
    )
