"""This version against an older one, measured by turns in one run: ``python -m bench --against REVISION [NAME ...]``.

The older version is checked out below ``build/bench/`` with a virtual environment of its own, and measured by its own
``python -m bench``. The machine's speed drifts; the two take turns, so that it drifts for both.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
TURNS = 3

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def compare(revision: str, names: Sequence[str], turns: int = TURNS) -> Iterator[tuple[str, float, float]]:
    """Each figure that both versions print: what it is, the older version's median, and this one's.

    Raises RuntimeError where the older version cannot be checked out, installed or measured.
    """
    older = _checked_out(revision)
    figures: dict[Path, dict[str, list[float]]] = {older: {}, ROOT: {}}
    for _ in range(turns):
        for version, found in figures.items():
            for what, number in measured(version, names):
                found.setdefault(what, []).append(number)
    for what, numbers in figures[older].items():
        if what in figures[ROOT]:
            yield what, statistics.median(numbers), statistics.median(figures[ROOT][what])


def measured(version: Path, names: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The figures that a version prints of itself."""
    python = Path(sys.executable) if version == ROOT else _python(version)
    printed = _run([str(python), "-m", "bench", *names], version)
    yield from rows(printed)


def rows(printed: str) -> Iterator[tuple[str, float]]:
    """The figures in what a measurement printed: of each row its words, and the first number of what was reached."""
    for line in printed.splitlines()[1:]:
        what, reached = line[:64].strip(), line[64:].strip()
        number = _NUMBER.match(reached.replace(",", ""))
        if what and number:
            yield what, float(number[0])


def _checked_out(revision: str) -> Path:
    commit = _run(["git", "rev-parse", "--verify", f"{revision}^{{commit}}"], ROOT).strip()
    folder = ROOT / "build" / "bench" / commit[:12]
    if not folder.exists():
        _run(["git", "worktree", "prune"], ROOT)
        _run(["git", "worktree", "add", "--detach", str(folder), commit], ROOT)
    if not _python(folder).exists():
        venv.create(folder / ".venv", with_pip=True)
        pip = [str(_python(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--editable", "."], folder)
    return folder


def _python(folder: Path) -> Path:
    return folder / ".venv" / "bin" / "python"


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
