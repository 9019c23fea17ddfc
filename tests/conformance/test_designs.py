"""Honest connectors of other designs pass; what is wrong is failed whatever design hides it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conformance.client.control import HarnessClient
from conformance.client.harness_process import harness
from conformance.engine.case import all_cases
from conformance.engine.case_run import CaseRunner
from conformance.engine.events import CaseFinished
from conformance.engine.verdict import Verdict
from conformance.manifest import load
from tests.conformance import designs

CASES = {case.id: case for case in all_cases()}


@pytest.fixture(scope="module")
def client() -> Iterator[HarnessClient]:
    with harness(control_token="token") as ready, closing(HarnessClient(ready["concur_url"], "token")) as client:
        yield client


def tried(client: HarnessClient, directory: Path, program: str, case_id: str) -> CaseFinished:
    with closing(CaseRunner(load(designs.own(directory, program)), client, directory)) as runner:
        return runner.run(CASES[case_id])


@pytest.mark.parametrize(
    ("design", "case_id"),
    [
        ("IN_PARALLEL", "protocol/too-many-requests"),
        ("ENDS_ITS_CYCLE_AT_A_429", "protocol/too-many-requests"),
        ("SPEAKS_PLAINLY", "recall/periods-closed"),
        ("SPEAKS_PLAINLY", "round-trip/period-reopened"),
        ("SPEAKS_PLAINLY", "published/6.2.3"),
        ("NAMES_THE_FIELD", "recall/periods-closed"),
        ("NAMES_THE_FIELD", "published/6.2.3"),
        ("SUMS_LINES", "send-back/long-comment"),
        ("NAMES_NO_REPORT", "protocol/token-expired"),
        ("NAMES_NO_REPORT", "protocol/commit-answer-lost"),
        ("NAMES_NO_REPORT", "rollback/commit-unreachable"),
        ("IN_BATCHES", "protocol/token-expired"),
        ("KEEPS_ITS_BILLS", "rollback/commit-fails"),
        ("STAMPS_ITS_LINES", "success/employee-only"),
    ],
)
def test_an_honest_design_passes(client: HarnessClient, tmp_path: Path, design: str, case_id: str) -> None:
    finished = tried(client, tmp_path, getattr(designs, design), case_id)
    assert finished.verdict is Verdict.PASS, finished.findings or finished.reason or finished.cycles


@pytest.mark.parametrize(
    ("design", "case_id", "title"),
    [
        ("BEARS_THE_SUITES_NAME", "protocol/too-many-requests", "a 429 of Concur was not honoured"),
        ("DISREGARDS_IN_PARALLEL", "protocol/too-many-requests", "a 429 of Concur was not honoured"),
        ("SUMS_LINES_AND_SAYS_NOTHING", "send-back/long-comment", "no comment on an entry or the header says"),
        ("NAMES_NO_REPORT_AND_BOOKS_BY_HALF", "rollback/commit-unreachable", "the report is booked by half"),
    ],
)
def test_no_design_hides_what_is_wrong(
    client: HarnessClient, tmp_path: Path, design: str, case_id: str, title: str
) -> None:
    finished = tried(client, tmp_path, getattr(designs, design), case_id)
    assert finished.verdict is Verdict.FAIL, finished.reason or finished.cycles
    assert any(finding.title.startswith(title) for finding in finished.findings), finished.findings
