"""Idempotency-Key: a request that comes again gets the answer that it got, and does nothing.

After the draft of the IETF's HTTPAPI working group, "The Idempotency-Key HTTP Header Field": the key with
another body, or while the first request still runs, is refused. What is kept, and how long, is *assumed*.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.wrappers import Request

from mock_erp.dialects.native import errors
from mockkit.web.in_flight import in_flight_of

_HELD = "mock_erp.idempotency_key"


def key_of(request: Request) -> str | None:
    """The request's key, if it bears one. Raises Problem (400) for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
        raise errors.key_malformed()
    return key


@contextmanager
def hold(company_id: str, key: str | None, request: Request) -> Iterator[None]:
    """Hold the key for this request until the block ends. Raises Problem (409) where another has it.

    A request may hold its key twice: around a fault that delays it, and around its work.
    """
    name = f"{company_id}/{key}"
    if key is None or request.environ.get(_HELD) == name:
        yield
        return
    running = in_flight_of(request)
    if not running.enter(name):
        raise errors.key_in_progress(key)
    request.environ[_HELD] = name
    try:
        yield
    finally:
        del request.environ[_HELD]
        running.leave(name)
