"""Connectors with exactly one known defect each, on which the suite proves that it sees it.

A mutant is a program of a few lines. It takes the reference connector's modules, which its
manifest puts on the path, replaces one function of them by a worse one, and runs. Its first line
says what is wrong with it.
"""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent


def manifest_of(name: str) -> Path:
    """The manifest that drives a mutant."""
    return HERE / f"{name}.yaml"


def program_of(name: str) -> Path:
    """The mutant's program; a module's name has underscores where the mutant's has hyphens."""
    return HERE / f"{name.replace('-', '_')}.py"


def _defect(name: str) -> str:
    text = ast.get_docstring(ast.parse(program_of(name).read_text("utf-8")))
    if not text:
        raise ValueError(f"the mutant {name} does not say what is wrong with it")
    return text.splitlines()[0]


#: Name of the mutant -> what is wrong with it, in one sentence.
MUTANTS: dict[str, str] = {path.stem: _defect(path.stem) for path in sorted(HERE.glob("*.yaml"))}
