"""Every mutant is the reference connector with exactly one thing replaced."""

from __future__ import annotations

import importlib.util
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import conformance
from conformance import manifest
from conformance.connectors.mutants import MUTANTS, manifest_of, program_of

REFERENCE = Path(conformance.__file__).parent / "connectors" / "reference"
sys.path.append(str(REFERENCE))

NAMES = sorted(path.stem for path in REFERENCE.glob("*.py"))
MODULES = {name: importlib.import_module(name) for name in NAMES}


def classes(module: ModuleType) -> Iterator[tuple[str, type]]:
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            yield name, value


def seams() -> dict[tuple[str, ...], object]:
    """Every name of the reference connector, in modules and in the classes they define."""
    found: dict[tuple[str, ...], object] = {}
    for module_name, module in MODULES.items():
        found |= {(module_name, name): value for name, value in vars(module).items() if not name.startswith("__")}
        for class_name, made in classes(module):
            found |= {(module_name, class_name, name): value for name, value in vars(made).items()}
    return found


def put_back(seam: tuple[str, ...], value: object) -> None:
    owner: object = MODULES[seam[0]]
    for name in seam[1:-1]:
        owner = getattr(owner, name)
    setattr(owner, seam[-1], value)


def run_as_module(path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"mutant_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def parameters(function: object) -> list[tuple[str, object]] | None:
    if not inspect.isfunction(function):
        return None
    return [(parameter.name, parameter.kind) for parameter in inspect.signature(function).parameters.values()]


@pytest.mark.parametrize("name", MUTANTS)
def test_it_replaces_exactly_one_function(name: str):
    before = seams()
    run_as_module(program_of(name))
    changed = {seam: value for seam, value in seams().items() if before.get(seam) is not value}
    try:
        assert len(changed) == 1
        ((seam, value),) = changed.items()
        assert seam in before, "it adds something instead"
        assert parameters(value) == parameters(before[seam])
    finally:
        for seam in changed:
            put_back(seam, before[seam])


@pytest.mark.parametrize("name", MUTANTS)
def test_it_says_in_one_sentence_what_is_wrong_with_it(name: str):
    assert MUTANTS[name].endswith(".")
    assert len(MUTANTS[name]) < 140


@pytest.mark.parametrize("name", MUTANTS)
def test_its_manifest_runs_it_and_claims_what_the_reference_claims(name: str):
    mutant, reference = manifest.load(manifest_of(name)), manifest.load(REFERENCE / "connector.yaml")
    assert (mutant.name, mutant.command) == (name, ("python", program_of(name).name))
    assert mutant.supports == reference.supports
    assert mutant.cycle_timeout == reference.cycle_timeout


def test_there_is_no_program_without_a_manifest():
    programs = {path.name for path in program_of("x").parent.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert programs == {program_of(name).name for name in MUTANTS}


@pytest.mark.parametrize("folder", ["reference", "mutants"])
def test_they_run_as_programs_of_their_own(folder: str):
    """Without configuration either says what is missing and stops; neither needs anything but Python."""
    found = manifest.load(REFERENCE / "connector.yaml" if folder == "reference" else manifest_of("no-rollback"))
    done = subprocess.run(
        [sys.executable, "-S", "-B", *found.command[1:]],
        cwd=found.directory,
        env=dict(found.env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout == "Cannot start: the environment variable CONCUR_BASE_URL is not set\n"
