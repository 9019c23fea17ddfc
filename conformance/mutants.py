"""The mutants by name: what is wrong with each, where its program lies, and the manifest that drives it.

A mutant is one module in `conformance/connectors/mutants` and nothing else. Its manifest is made here, from that of the
connector whose function it replaces. `concur-harness conform` takes the path of the module in place of a manifest, and
`python -m conformance.mutation manifest NAME` writes the manifest down.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from conformance.connectors import mutants
from conformance.manifest import Manifest, load

FOLDER = Path(mutants.__file__).parent
REFERENCE = FOLDER.parent / "reference" / "connector.yaml"
"""The manifest of the connector that mutants are made of."""

_SUFFIXES = frozenset({".py", ".yaml"})
"""What the path of a mutant ends with: its module, or the manifest that once lay beside it."""


class Mutant(NamedTuple):
    """A connector with one known defect.

    `defect` says what is wrong with it, in one sentence: the first line of its module. `shows_everywhere` is whether
    the defect can be seen even where there is nothing to book; the module says so by a constant of that name.
    """

    name: str
    defect: str
    shows_everywhere: bool = False


@cache
def all_mutants() -> dict[str, Mutant]:
    """Every mutant by its name."""
    programs = (path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))
    return {mutant.name: mutant for mutant in sorted(map(_read, programs))}


def name_of(program: Path) -> str:
    """The name of a mutant by its module: hyphens where that has underscores."""
    return program.stem.replace("_", "-")


def program_of(name: str) -> Path:
    """The module of a mutant."""
    return FOLDER / f"{name.replace('-', '_')}.py"


def named_by(path: str | Path) -> str | None:
    """The name of the mutant that a path stands for; None where it is the path of anything else."""
    path = Path(path)
    name = name_of(path)
    if path.suffix not in _SUFFIXES or path.name.startswith("_") or path.resolve().parent != FOLDER.resolve():
        return None
    return name if program_of(name).is_file() else None


def manifest_of(name: str) -> Manifest:
    """The manifest of a mutant: that of the connector it is made of, but for its name and its program."""
    program = program_of(name)
    return replace(
        load(REFERENCE),
        name=name,
        file=str(program),
        directory=FOLDER,
        command=("python", program.name),
        # Braces in a manifest's variables are for what the suite hands over.
        env={"PYTHONPATH": str(REFERENCE.parent).replace("{", "{{").replace("}", "}}")},
    )


def connector_of(path: str | Path) -> Manifest:
    """The connector that a path stands for: a manifest, or the module of a mutant. Raises ManifestError."""
    mutant = named_by(path)
    return load(path) if mutant is None else replace(manifest_of(mutant), file=str(path))


def manifest_text(name: str) -> str:
    """The same manifest as a file to be kept anywhere on this machine."""
    import yaml

    manifest = manifest_of(name)
    values = {
        "name": manifest.name,
        "command": ["python", str(program_of(name))],
        "mode": "once",
        "env": manifest.env,
        "erp": manifest.erp,
        "supports": sorted(manifest.supports),
        "cycle_timeout": manifest.cycle_timeout,
    }
    return f"# {all_mutants()[name].defect}\n" + yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=120)


def _read(program: Path) -> Mutant:
    module = ast.parse(program.read_text("utf-8"))
    text = ast.get_docstring(module)
    if not text:
        raise ValueError(f"the mutant {name_of(program)} does not say what is wrong with it")
    assigned = [target for node in module.body if isinstance(node, ast.Assign) for target in node.targets]
    everywhere = any(isinstance(target, ast.Name) and target.id == "SHOWS_EVERYWHERE" for target in assigned)
    return Mutant(name_of(program), text.splitlines()[0], everywhere)
