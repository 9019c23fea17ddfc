"""`python -m tools.pythons`: the other Pythons of this machine that the project supports, one a line: version, path.

Looked for on PATH as `python3.N` and among pyenv's. The newest release of each 3.N counts; the one that runs this is
left out, and so are previews, and those that cannot make an environment (some systems ship its parts separately).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

OLDEST = (3, 11)
Version = tuple[int, int, int]

_NAME = re.compile(r"python3\.\d+")
_ASK = (
    "import ensurepip, sqlite3, ssl, sys, venv; found = sys.version_info\n"
    "print(*found[:3]) if found.releaselevel == 'final' else None"
)


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Programs that may be Pythons: on PATH, in its order, then pyenv's."""
    for folder in filter(None, environ.get("PATH", "").split(os.pathsep)):
        yield from sorted(path for path in Path(folder).glob("python3.*") if _NAME.fullmatch(path.name))
    pyenv = Path(environ.get("PYENV_ROOT") or Path(environ.get("HOME", "/")) / ".pyenv")
    yield from sorted(pyenv.glob("versions/*/bin/python3"))


def version_of(python: Path) -> Version | None:
    """The version of a Python that can make an environment; None for one that cannot, and for what is none."""
    try:
        command = [str(python), "-c", _ASK]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    numbers = done.stdout.split()
    return (int(numbers[0]), int(numbers[1]), int(numbers[2])) if done.returncode == 0 and len(numbers) == 3 else None


def supported(found: Iterable[tuple[Version | None, Path]], but: tuple[int, int]) -> dict[tuple[int, int], Path]:
    """The newest release of each 3.N that the project supports, oldest first, without the one that is left out."""
    newest: dict[tuple[int, int], tuple[Version, Path]] = {}
    for version, path in found:
        if version is None or version[:2] < OLDEST or version[:2] == but:
            continue
        if version[:2] not in newest or version > newest[version[:2]][0]:
            newest[version[:2]] = (version, path)
    return {minor: newest[minor][1] for minor in sorted(newest)}


def main() -> None:
    """Print what there is."""
    found = ((version_of(path), path) for path in candidates(os.environ))
    for (major, minor), path in supported(found, sys.version_info[:2]).items():
        print(f"{major}.{minor} {path}")


if __name__ == "__main__":
    main()
