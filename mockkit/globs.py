"""Globs for paths: ``*`` for any characters, ``?`` for one, ``[abc]`` for one of several; compared without case."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

MAX_CHARACTERS = 500
"""A longer glob is refused where it comes in: what it takes to read one grows with the square of its length."""


@lru_cache(maxsize=512)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob))


def matches(glob: str, path: str) -> bool:
    """Whether the path is like the glob."""
    return _compiled(glob.lower()).match(path.lower()) is not None
