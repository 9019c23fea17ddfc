"""The suite proves itself: it fails each mutant by every case that names its defect, and not by one that does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conformance.client.control import HarnessClient
from conformance.client.harness_process import harness
from conformance.engine.case import Case, all_cases
from conformance.engine.case_run import CaseRunner
from conformance.engine.verdict import Verdict
from conformance.manifest import Manifest, load
from conformance.mutants import REFERENCE, all_mutants, manifest_of
from conformance.mutation.case_runs import Pair, Prover, Target

BYSTANDER = "success/nothing-to-do"
"""A case in which a connector has nothing to book, so that hardly any defect can show."""

ALIKE = [
    ("", "rollback/second-payee-refused"),
    ("no-rollback", "rollback/second-payee-refused"),
    ("prints-secrets", "success/employee-only"),
    ("stops-at-bad-report", "rollback/one-bad-report"),
    ("recalls-on-outage", "protocol/erp-down"),
]
"""Of a few mutants, and of the reference, it is asked what a process of its own makes of them, too."""

CASES = {case.id: case for case in all_cases()}


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with harness(control_token="token") as ready:
        yield Target(ready["concur_url"], "token")


@pytest.fixture(scope="module")
def client(target: Target) -> Iterator[HarnessClient]:
    with closing(HarnessClient(*target)) as client:
        yield client


@pytest.fixture(scope="module")
def prover(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prover]:
    with closing(Prover(target, tmp_path_factory.mktemp("cases"))) as prover:
        yield prover


def naming(mutant: str) -> list[Case]:
    return [case for case in CASES.values() if mutant in case.names_defects]


def test_there_are_enough_and_each_is_named() -> None:
    assert len(all_mutants()) >= 15
    named = {defect for case in CASES.values() for defect in case.names_defects}
    assert named == set(all_mutants())


@pytest.mark.parametrize(("mutant", "case_id"), [(name, case.id) for name in all_mutants() for case in naming(name)])
def test_a_mutant_is_failed_by_every_case_that_names_it(mutant: str, case_id: str, prover: Prover) -> None:
    finished = prover.run(Pair(mutant, CASES[case_id]))
    assert finished.verdict is Verdict.FAIL, finished.reason
    assert finished.findings
    for finding in finished.findings:
        assert finding.title
        assert finding.expected
        assert finding.seen
        assert finding.where.document


@pytest.mark.parametrize("mutant", [name for name, mutant in all_mutants().items() if not mutant.shows_everywhere])
def test_a_mutant_passes_where_its_defect_cannot_show(mutant: str, prover: Prover) -> None:
    finished = prover.run(Pair(mutant, CASES[BYSTANDER]))
    assert finished.verdict is Verdict.PASS, finished.findings or finished.reason


@pytest.mark.parametrize("case_id", CASES)
def test_the_reference_connector_passes(case_id: str, client: HarnessClient, tmp_path: Path) -> None:
    with closing(CaseRunner(load(REFERENCE), client, tmp_path)) as runner:
        finished = runner.run(CASES[case_id])
    assert finished.verdict is Verdict.PASS, finished.findings or finished.reason


@pytest.mark.parametrize(("mutant", "case_id"), ALIKE)
def test_a_fork_is_judged_as_a_process_of_its_own_is(
    mutant: str, case_id: str, prover: Prover, client: HarnessClient, tmp_path: Path
) -> None:
    manifest: Manifest = manifest_of(mutant) if mutant else load(REFERENCE)
    with closing(CaseRunner(manifest, client, tmp_path)) as runner:
        plain = runner.run(CASES[case_id])
    warm = prover.run(Pair(mutant, CASES[case_id]))
    assert warm.verdict is plain.verdict
    assert [finding.title for finding in warm.findings] == [finding.title for finding in plain.findings]
    assert [cycle.exit_code for cycle in warm.cycles] == [cycle.exit_code for cycle in plain.cycles]
    assert [cycle.stderr for cycle in warm.cycles] == [cycle.stderr for cycle in plain.cycles]
