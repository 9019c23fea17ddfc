"""The suite proves itself: it fails each mutant by every case that names its defect, and not by one that does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conformance.client.control import HarnessClient
from conformance.connectors.mutants import MUTANTS, manifest_of
from conformance.engine.case import Case, all_cases
from conformance.engine.events import CaseFinished
from conformance.engine.trial import Trial
from conformance.engine.verdict import Verdict
from conformance.manifest import load
from conformance.mutation.harness_process import harness
from conformance.mutation.trials import REFERENCE

BYSTANDER = "success/nothing-to-do"
"""A case in which a connector has nothing to book, so that hardly any defect can show."""
SHOWS_EVERYWHERE = {"prints-secrets"}

CASES = {case.id: case for case in all_cases()}


@pytest.fixture(scope="module")
def client() -> Iterator[HarnessClient]:
    with harness("token") as ready, closing(HarnessClient(ready.url, "token")) as client:
        yield client


def naming(mutant: str) -> list[Case]:
    return [case for case in CASES.values() if mutant in case.names_defects]


def tried(manifest: Path, case: Case, client: HarnessClient, directory: Path) -> CaseFinished:
    with closing(Trial(load(manifest), client, directory)) as trial:
        return trial.of(case)


def test_there_are_enough_and_each_is_named() -> None:
    assert len(MUTANTS) >= 15
    named = {defect for case in CASES.values() for defect in case.names_defects}
    assert named == set(MUTANTS)


@pytest.mark.parametrize(("mutant", "case_id"), [(mutant, case.id) for mutant in MUTANTS for case in naming(mutant)])
def test_a_mutant_is_failed_by_every_case_that_names_it(
    mutant: str, case_id: str, client: HarnessClient, tmp_path: Path
) -> None:
    finished = tried(manifest_of(mutant), CASES[case_id], client, tmp_path)
    assert finished.verdict is Verdict.FAIL, finished.reason
    assert finished.findings
    for finding in finished.findings:
        assert finding.title
        assert finding.expected
        assert finding.seen
        assert finding.where.document


@pytest.mark.parametrize("mutant", sorted(set(MUTANTS) - SHOWS_EVERYWHERE))
def test_a_mutant_passes_where_its_defect_cannot_show(mutant: str, client: HarnessClient, tmp_path: Path) -> None:
    finished = tried(manifest_of(mutant), CASES[BYSTANDER], client, tmp_path)
    assert finished.verdict is Verdict.PASS, finished.findings or finished.reason


@pytest.mark.parametrize("case_id", CASES)
def test_the_reference_connector_passes(case_id: str, client: HarnessClient, tmp_path: Path) -> None:
    finished = tried(REFERENCE, CASES[case_id], client, tmp_path)
    assert finished.verdict is Verdict.PASS, finished.findings or finished.reason
