"""The ready file: how whoever has started a harness learns that it answers, where, and what opens it."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write the file, for its owner alone, so that whoever waits for it never reads half of it. Raises OSError."""
    with _aside(path) as (aside, file):
        file.write(json.dumps(content, indent=1) + "\n")
        file.close()
        aside.replace(path)


def make_way(path: Path) -> None:
    """Take an old ready file away: whoever waits must not find it. Raises OSError where none could be written."""
    path.unlink(missing_ok=True)
    with _aside(path):
        pass


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[tuple[Path, IO[str]]]:
    """A file beside the path, under another name, that is gone after the block unless it was renamed."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent, text=True)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            yield Path(name), file
    finally:
        Path(name).unlink(missing_ok=True)
