"""By what a verdict was come to: a digest of everything that decides what a case says of a mutant.

What all of them rest on is the code of the harness and of the suite, the reference connector, the data, and the
libraries. To one verdict belong the mutant's module, the module that declares the case, and the case's scenario: these
alone may change without voiding the verdicts of others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

import conformance
from conformance import mutants
from conformance.engine.case import Case, declared_cases

ROOT = Path(conformance.__file__).parent.parent
PACKAGES = ("concur_harness", "conformance", "harness_input", "mock_concur", "mock_erp", "mockkit")


class Fingerprints:
    """Digests of verdicts by mutant and case; the files are read once."""

    def __init__(self) -> None:
        self._modules = {case.id: Path(str(module.__file__)) for module, case in declared_cases()}
        self._scenarios = _fixtures() / "scenarios"
        self._shared = _digest(_of_all(_shared_files(set(self._modules.values()), self._scenarios)))

    def of(self, mutant: str, case: Case) -> str:
        """The digest of what a verdict rests on; `mutant` is empty for the reference connector."""
        own = [self._modules[case.id]]
        if mutant:
            own.append(mutants.program_of(mutant))
        scenario = self._scenarios / f"{case.scenario}.yaml"
        if isinstance(case.scenario, str) and scenario.is_file():
            own.append(scenario)
        return _digest([self._shared, case.id, repr(case.scenario), *map(_content, own)])


def _fixtures() -> Path:
    """The data, which a wheel carries within a package."""
    carried = ROOT / "concur_harness" / "fixtures"
    return carried if carried.is_dir() else ROOT / "fixtures"


def _shared_files(case_modules: set[Path], scenarios: Path) -> Iterator[Path]:
    for folder in (*(ROOT / package for package in PACKAGES), _fixtures()):
        for path in sorted(folder.rglob("*")):
            apart = path in case_modules or path.parent in (mutants.FOLDER, scenarios)
            if path.is_file() and not apart and path.suffix != ".pyc":
                yield path


def _of_all(files: Iterable[Path]) -> Iterator[str]:
    """What every verdict rests on: Python, the libraries that are installed, and files."""
    yield sys.version
    yield from sorted({f"{each.name} {each.version}" for each in distributions()})
    for path in files:
        yield path.relative_to(ROOT).as_posix()
        yield _content(path)


@cache
def _content(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _digest(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
