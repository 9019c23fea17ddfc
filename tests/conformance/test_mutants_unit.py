"""Every mutant is the reference connector with exactly one thing replaced."""

from __future__ import annotations

import importlib.util
import inspect
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from conformance import manifest
from conformance.mutants import (
    FOLDER,
    REFERENCE,
    all_mutants,
    connector_of,
    manifest_of,
    manifest_text,
    name_of,
    program_of,
)

MUTANTS = all_mutants()
MODULES_LIE_IN = REFERENCE.parent
sys.path.append(str(MODULES_LIE_IN))

NAMES = sorted(path.stem for path in MODULES_LIE_IN.glob("*.py"))
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
    assert MUTANTS[name].defect.endswith(".")
    assert len(MUTANTS[name].defect) < 140


def test_a_mutant_is_one_module_and_nothing_else():
    assert {path.name for path in FOLDER.iterdir()} - {"__init__.py", "__pycache__"} == {
        program_of(name).name for name in MUTANTS
    }
    for path in FOLDER.glob("*.py"):
        assert re.fullmatch("[a-z_]+[.]py", path.name)
        assert path.name == "__init__.py" or program_of(name_of(path)) == path


@pytest.mark.parametrize("name", ["drops-cents", "prints-secrets"])
def test_its_manifest_is_the_references_but_for_name_and_program(name: str):
    mutant, reference = manifest_of(name), manifest.load(REFERENCE)
    assert (mutant.name, mutant.command) == (name, ("python", program_of(name).name))
    same = replace(
        mutant,
        name=reference.name,
        command=reference.command,
        env=reference.env,
        file=reference.file,
        directory=reference.directory,
    )
    assert same == reference


def test_the_path_of_a_module_stands_for_its_manifest(tmp_path: Path):
    """So does that of the manifest which lay beside each of them once; a program elsewhere does not."""
    for path in (program_of("drops-cents"), FOLDER / "drops-cents.yaml", FOLDER / "drops_cents.yaml"):
        assert connector_of(path) == replace(manifest_of("drops-cents"), file=str(path))
    shutil.copy(program_of("drops-cents"), tmp_path)
    for stranger in (tmp_path / "drops_cents.py", FOLDER / "__init__.py", FOLDER / "no_such_mutant.py"):
        with pytest.raises(manifest.ManifestError):
            connector_of(stranger)


def test_a_manifest_that_is_written_down_drives_the_mutant_from_anywhere(tmp_path: Path):
    file = tmp_path / "kept.yaml"
    file.write_text(manifest_text("drops-cents"), encoding="utf-8")
    kept, own = manifest.load(file), manifest_of("drops-cents")
    assert kept.command == ("python", str(program_of("drops-cents")))
    assert replace(kept, file=own.file, directory=own.directory, command=own.command) == own


@pytest.mark.parametrize("folder", ["reference", "mutants"])
def test_they_run_as_programs_of_their_own(folder: str):
    """Without configuration either says what is missing and stops; neither needs anything but Python."""
    found = manifest.load(REFERENCE) if folder == "reference" else manifest_of("no-rollback")
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
