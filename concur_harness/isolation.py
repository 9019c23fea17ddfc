"""How our own processes are started: no module of the caller's, and no variable of the interpreter's, has a say there.

The directory in which somebody calls us may have a ``logging.py``, a ``types.py`` or a folder ``conformance`` in it,
and PYTHONPATH may name such a directory. Python started with ``-m`` or ``-c`` looks there first. This module is
imported before anything else is, and imports nothing that could be replaced in this way.
"""

from __future__ import annotations

import os
import sys

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")
"""Run by its path, and not by ``-m``, so that `ps` shows what it is and no current directory is searched."""

HARMLESS = frozenset(
    {
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "PYTHONIOENCODING",
        "PYTHONPYCACHEPREFIX",
        "PYTHONSAFEPATH",
        "PYTHONUNBUFFERED",
        "PYTHONUTF8",
    }
)
"""Variables of the interpreter that say how it prints and keeps files, and not what it runs."""


def command(*arguments: str) -> list[str]:
    """The command line of ``concur-harness`` with these arguments, for a process that nothing of the caller's reaches.

    ``-E`` ignores the interpreter's variables without taking them from whatever the process starts itself, ``-P``
    searches no current directory. Encodings are those of this process.
    """
    utf8 = ("-X", "utf8") if sys.flags.utf8_mode else ()
    return [sys.executable, "-E", "-P", *utf8, PROGRAM, *arguments]


def begin_anew_where_needed(*, as_module: bool) -> None:
    """Replace this process by an isolated one, unless it is one.

    `as_module` says that Python was started with ``-m``, and searches the current directory unless told otherwise.
    """
    searched = as_module and not sys.flags.safe_path
    if searched or (not sys.flags.ignore_environment and _swayed()):
        again = command(*sys.argv[1:])
        os.execv(again[0], again)  # noqa: S606 - our own program


def _swayed() -> bool:
    """Whether a variable of the interpreter says what it runs. Names as PYTHON_VERSION are container images' own."""
    return any(
        name.startswith("PYTHON") and not name.startswith("PYTHON_") and name not in HARMLESS and value
        for name, value in os.environ.items()
    )
