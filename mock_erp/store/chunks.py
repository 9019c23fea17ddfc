"""Codes to be looked up, in portions: databases bound how many values one statement may carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

_AT_ONCE = 500


def chunks(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes in lists of at most 500."""
    left = iter(codes)
    while some := list(islice(left, _AT_ONCE)):
        yield some
