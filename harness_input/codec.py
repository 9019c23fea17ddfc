"""Typed values in and out of JSON, for threads that use a type for the first time at once.

msgspec takes a struct or a dataclass apart when it is first used, and keeps what it found with the class. A second
thread that uses the class meanwhile reads what is not whole yet, and the process dies of it (a segmentation fault,
seen with 0.22). So a type is taken apart by one thread alone, before any value of it is read.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_known: set[Any] = set()
_building = threading.RLock()


def decode_json(data: bytes | str, kind: type[T]) -> T:
    """The value of that type in JSON. Raises msgspec.DecodeError, and UnicodeError or RecursionError."""
    return msgspec.json.decode(data, type=_built(kind))


def convert(value: object, kind: type[T]) -> T:
    """A parsed value as one of that type. Raises msgspec.ValidationError, and RecursionError."""
    return msgspec.convert(value, _built(kind))


def _built(kind: type[T]) -> type[T]:
    if kind not in _known:
        with _building:
            msgspec.json.Decoder(kind)
            _known.add(kind)
    return kind
