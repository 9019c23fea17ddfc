"""A verdict that is known is used again as long as nothing has changed that it rests on, and no longer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conformance.engine.case import Case, all_cases, declared_cases
from conformance.engine.verdict import Verdict
from conformance.mutation import fingerprints
from conformance.mutation.cache import VerdictCache
from conformance.mutation.case_runs import Pair

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CASES = {case.id: case for case in all_cases()}

ASKED = [
    ("", "success/employee-only"),
    ("drops-cents", "success/employee-only"),
    ("drops-cents", "protocol/erp-down"),
    ("no-comment", "protocol/erp-down"),
    ("no-comment", "published/1.1"),
]
TELL = """
import json, sys
from conformance.engine.case import all_cases
from conformance.mutation.fingerprints import Fingerprints
cases, fingerprints = {case.id: case for case in all_cases()}, Fingerprints()
print(json.dumps([fingerprints.of(mutant, cases[case]) for mutant, case in json.load(sys.stdin)]))
"""
ALL = {0, 1, 2, 3, 4}
EDITS = [
    ("conformance/connectors/mutants/drops_cents.py", {1, 2}),
    ("conformance/connectors/mutants/never_voids.py", set()),
    ("conformance/connectors/mutants/another_one.py", set()),
    ("conformance/cases/protocol.py", {2, 3}),
    ("conformance/cases/patterns.py", ALL),
    ("fixtures/scenarios/several-reports.yaml", {2, 3}),
    ("fixtures/scenarios/another-one.yaml", set()),
    ("fixtures/companies/us.yaml", ALL),
    ("conformance/connectors/reference/booking.py", ALL),
    ("conformance/judge/books.py", ALL),
    ("mockkit/money.py", ALL),
    ("harness_input/validation.py", ALL),
]
"""A file, and which of the verdicts that are asked for rest on it."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scratch")
    for package in (*fingerprints.PACKAGES, "fixtures"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def told_of(folder: Path) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        input=json.dumps(ASKED),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(told.stdout)
    return found


@pytest.fixture(scope="module")
def unchanged(scratch: Path) -> list[str]:
    found = told_of(scratch)
    assert len(set(found)) == len(ASKED)
    return found


@pytest.mark.parametrize(("name", "voided"), EDITS)
def test_a_change_voids_what_rests_on_it(scratch: Path, unchanged: list[str], name: str, voided: set[int]) -> None:
    file = scratch / name
    before = file.read_text() if file.exists() else None
    try:
        file.write_text(f"{before or '# One line.'}\n# Another line.\n")
        after = told_of(scratch)
    finally:
        file.write_text(before) if before is not None else file.unlink()
    assert {index for index, found in enumerate(after) if found != unchanged[index]} == voided


def test_every_package_is_among_what_a_verdict_rests_on() -> None:
    """Catches a new package whose changes would void no verdict."""
    assert set(fingerprints.PACKAGES) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_what_two_modules_of_cases_share_stands_in_one_without_any() -> None:
    """Else a change of the one would not void the verdicts of the other's cases."""
    modules = {module.__name__: module for module, _ in declared_cases()}
    for module in modules.values():
        taken = {getattr(value, "__module__", None) for value in vars(module).values()}
        assert not taken & (modules.keys() - {module.__name__})


def pair(mutant: str, case: str) -> Pair:
    return Pair(mutant, CASES[case])


def test_it_is_known_again_in_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "new" / "verdicts.jsonl"
    pairs = [pair("no-comment", case) for case in ("published/1.1", "published/1.2", "protocol/erp-down")]
    with VerdictCache(file) as cache:
        assert cache.missing(pairs) == pairs
        cache.put(pairs[0], Verdict.PASS)
        cache.put(pairs[1], Verdict.FAIL)
        cache.put(pairs[2], Verdict.ERROR)
        with VerdictCache(file) as meanwhile:  # as after a run that was killed
            assert meanwhile.missing(pairs) == [pairs[2]]
    with VerdictCache(file) as cache:
        assert [cache.get(each) for each in pairs] == [Verdict.PASS, Verdict.FAIL, None]


def test_one_of_a_file_that_was_changed_while_it_was_found_is_not(tmp_path: Path, monkeypatch) -> None:
    program = tmp_path / "mutant.py"
    program.write_text("as it was run\n")
    monkeypatch.setattr("conformance.mutants.program_of", lambda name: program)
    asked = pair("no-comment", "published/1.1")
    with VerdictCache(tmp_path / "verdicts.jsonl") as cache:
        assert cache.missing([asked]) == [asked]
        program.write_text("as it is now\n")
        cache.put(asked, Verdict.PASS)
    fingerprints._content.cache_clear()  # as in the process of the next run
    with VerdictCache(tmp_path / "verdicts.jsonl") as cache:
        assert cache.get(asked) is None


def test_one_that_rests_on_something_else_is_not(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.jsonl"
    asked = pair("no-comment", "published/1.1")
    with VerdictCache(file) as cache:
        cache.put(asked, Verdict.PASS)
    line = json.loads(file.read_text())
    file.write_text(json.dumps({**line, "rests_on": "something else"}) + "\n")
    with VerdictCache(file) as cache:
        assert cache.get(asked) is None


def test_a_file_that_is_broken_off_or_outgrown_is_still_of_use(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.jsonl"
    asked, cases = pair("no-comment", "published/1.1"), list[Case](CASES.values())[:3]
    with VerdictCache(file) as cache:
        for _ in range(20):
            cache.put(asked, Verdict.PASS)
    with file.open("a") as broken:
        broken.write('{"mutant": "no-comm')
    with VerdictCache(file) as cache:
        assert cache.get(asked) is Verdict.PASS
        for case in cases:
            cache.put(Pair("no-comment", case), Verdict.FAIL)
    assert len(file.read_text().splitlines()) == 1 + len(cases)
