"""`python -m tools.installed LOCK`: is what is installed here what the lock says, no more, no less, no other version?

The lock is a requirements file with hashes for every supported Python and system (`make lock`); pip has checked the
hashes while it installed. This compares names and versions afterwards, so that nothing that was added or replaced by
hand, and nothing that a tool resolved anew, goes unseen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "concur-harness"
OF_EVERY_ENVIRONMENT = frozenset({OURS, "pip", "setuptools"})
"""The project itself, and what `python -m venv` puts into each environment: pip, and for Python 3.11 setuptools."""


def requirements(lock: str) -> list[Requirement]:
    """Every requirement of a lock's text, whichever Python or system it is for. Raises InvalidRequirement."""
    lines = (line.split(" \\", 1)[0].strip() for line in lock.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "--hash="))]


def locked_versions(lock: str) -> dict[str, str]:
    """The version of each distribution that the lock wants on this Python and system, by normalized name."""
    wanted = (each for each in requirements(lock) if each.marker is None or each.marker.evaluate())
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in wanted}


def installed_versions() -> dict[str, str]:
    """The version of each distribution that is installed here, by normalized name."""
    return {canonicalize_name(each.name): each.version for each in distributions()}


def differences(locked: Mapping[str, str], installed: Mapping[str, str]) -> Iterable[str]:
    """One sentence for each distribution that is not as the lock says, in the order of their names."""
    for name in sorted(locked.keys() | installed.keys()):
        want, have = locked.get(name), installed.get(name)
        if have is None:
            yield f"{name} {want} is in the lock and not installed"
        elif want is None and name not in OF_EVERY_ENVIRONMENT:
            yield f"{name} {have} is installed and not in the lock"
        elif want is not None and want != have:
            yield f"{name} {have} is installed, the lock says {want}"


def main() -> int:
    """Print what differs; 1 when something does."""
    locked = locked_versions(Path(sys.argv[1]).read_text(encoding="utf-8"))
    wrong = list(differences(locked, installed_versions()))
    print("\n".join(wrong) if wrong else f"{len(locked)} distributions are installed as the lock says")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
