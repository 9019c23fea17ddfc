"""Domain values as the JSON text that a row holds, and back. Decimals are strings, times ISO 8601."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from harness_input.codec import decode_json

T = TypeVar("T")


def encode(value: Any) -> str:
    """A frozen dataclass, and everything in it, as JSON text."""
    return msgspec.json.encode(value).decode()


def decode(text: str, kind: type[T]) -> T:
    """The value that :func:`encode` was given."""
    return decode_json(text, kind)
