"""The lock: one file with hashes that fits what pyproject.toml asks for; what got installed is compared with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.installed import differences, locked_versions, requirements

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements-lock.txt").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
ASKED = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(each for extra in EXTRAS.values() for each in extra),
]


@pytest.mark.parametrize("asked", ASKED)
def test_what_the_project_asks_for_is_locked_within_its_bounds(asked: str):
    """Fails when a dependency was added or its bound raised without `make lock`."""
    wanted = Requirement(asked)
    found = [each for each in requirements(LOCK) if canonicalize_name(each.name) == canonicalize_name(wanted.name)]
    assert found
    for each in found:
        assert wanted.specifier.contains(str(each.specifier).removeprefix("=="))


@pytest.mark.parametrize("asked", ASKED)
def test_every_direct_dependency_has_a_lower_bound(asked: str):
    """`make test-lowest` installs it; without a bound that is the first version ever published."""
    assert any(each.operator == ">=" for each in Requirement(asked).specifier)


def test_every_version_is_exact_and_has_its_hashes():
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^ *#.*\n", "", LOCK).strip())
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+ (; [^\\]+ )?\\\n", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_no_host_is_named():
    assert "://" not in LOCK
    assert "index" not in LOCK


def test_a_difference_is_named():
    locked = {"click": "8.2.0", "flask": "3.1.0", "rich": "14.0.0"}
    installed = {"click": "8.2.0", "flask": "3.1.1", "pip": "25.0", "left-over": "1.0", "concur-harness": "0.1.0"}
    assert list(differences(locked, installed)) == [
        "flask 3.1.1 is installed, the lock says 3.1.0",
        "left-over 1.0 is installed and not in the lock",
        "rich 14.0.0 is in the lock and not installed",
    ]


def test_markers_are_those_of_this_python():
    here = "here==1.0 ; python_version >= '3' \\\n    --hash=sha256:00\n    # via x\n"
    lock = f"{here}Else_Where==1 ; sys_platform == 'none'\n"
    assert locked_versions(lock) == {"here": "1.0"}
    assert [each.name for each in requirements(lock)] == ["here", "Else_Where"]
