"""Which Pythons of a machine the tests are run on."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.pythons import candidates, supported, version_of


def test_they_are_looked_for_on_path_and_among_pyenvs(tmp_path: Path):
    for place in ("bin/python3.12", "bin/python3.12-config", "bin/python3", "pyenv/versions/3.13.0/bin/python3"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    found = candidates({"PATH": f"{tmp_path}/none:{tmp_path}/bin", "PYENV_ROOT": f"{tmp_path}/pyenv"})
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "bin/python3.12",
        "pyenv/versions/3.13.0/bin/python3",
    ]


def test_the_newest_release_of_each_counts_but_for_our_own():
    found = [
        ((3, 12, 1), Path("a")),
        ((3, 12, 10), Path("b")),
        ((3, 12, 9), Path("c")),
        ((3, 11, 7), Path("own")),
        ((3, 10, 2), Path("old")),
        (None, Path("broken")),
        ((3, 14, 0), Path("d")),
    ]
    assert supported(found, but=(3, 11)) == {(3, 12): Path("b"), (3, 14): Path("d")}


def test_a_program_that_is_no_python_has_no_version(tmp_path: Path):
    assert version_of(Path(sys.executable)) == sys.version_info[:3]
    assert version_of(tmp_path / "none") is None
    (tmp_path / "shim").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "shim").chmod(0o755)
    assert version_of(tmp_path / "shim") is None
