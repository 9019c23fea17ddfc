"""The recipes of docs/extending.md: each is applied to a copy of the project, and its check is run there."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "extending.md").read_text()
COPIED = ("concur_harness", "conformance", "fixtures", "mock_concur", "mock_erp", "mockkit", "tests/concur_harness")

RECIPES = {
    title: re.findall(r"^```python\n# ([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    for title, text in re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
}
"""Of each recipe its blocks: the first line of each, which says where it goes, and the others."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests" / "__init__.py", tmp_path / "tests")
    return tmp_path


def apply(folder: Path, where: str, code: str) -> None:
    """Put the code where its first line says: a new file, the end of a file, or the end of a class."""
    at_end = re.fullmatch(r"at the end of (\S+)", where)
    in_class = re.fullmatch(r"in (\w+) of (\S+)", where)
    if at_end:
        path = folder / at_end.group(1)
        path.write_text(f"{path.read_text()}\n\n{code}")
    elif in_class:
        path = folder / in_class.group(2)
        lines = path.read_text().splitlines(keepends=True)
        fields = next(
            [each for each in node.body if isinstance(each, ast.AnnAssign)]
            for node in ast.parse("".join(lines)).body
            if isinstance(node, ast.ClassDef) and node.name == in_class.group(1)
        )
        path.write_text("".join([*lines[: fields[-1].end_lineno], code, *lines[fields[-1].end_lineno :]]))
    else:
        path = folder / where
        assert not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)


def test_every_kind_of_thing_has_a_recipe() -> None:
    kinds = {"An API family of Concur", "A dialect of the ERP", "A fault", "A case", "A mutant", "A scenario field"}
    assert kinds == set(RECIPES)


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works(title: str, copy: Path) -> None:
    """Catches a recipe that no longer does what it says, and a thing that has to be added in a second place."""
    *blocks, (last, check) = RECIPES[title]
    assert blocks
    assert last == "check"
    for where, code in blocks:
        apply(copy, where, code)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-W", "ignore", "-c", check]
    done = subprocess.run(command, cwd=copy, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
