"""The engine: cases run by pytest, in one process and in several, each in a company of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from conformance.engine.case import all_cases
from conformance.engine.events import CaseFinished, CaseStarted, Event, Stream
from conformance.engine.plugin import ReportCollector, Settings, run
from conformance.engine.verdict import Verdict
from conformance.manifest import load
from tests.conformance.connectors import DOUBLE, FAILING, GOOD, TALKATIVE, connector
from tests.conformance.fake_harness import FakeHarness, fake_harness

PACKAGE = "tests.conformance.sample_cases"
IDS = tuple(case.id for case in all_cases(PACKAGE))


class Memory:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def on(self, event: Event) -> None:
        self.events.append(event)

    def finished(self) -> dict[str, CaseFinished]:
        return {event.id: event for event in self.events if isinstance(event, CaseFinished)}


@pytest.fixture
def harness() -> Iterator[FakeHarness]:
    with fake_harness() as running:
        yield running


def settings(harness: FakeHarness, manifest: Path, directory: Path, cases: tuple[str, ...]) -> Settings:
    directory.mkdir()
    return Settings(
        manifest=load(manifest),
        harness=harness.url,
        control_token=harness.token,
        cases=cases,
        package=PACKAGE,
        directory=directory,
        stop=directory / "stop",
        seed=1,
    )


def performed(
    harness: FakeHarness, tmp_path: Path, source: str, *cases: str, workers: int = 1
) -> tuple[Memory, ReportCollector]:
    memory = Memory()
    manifest = connector(tmp_path / "connector", source)
    given = settings(harness, manifest, tmp_path / "run", cases or IDS)
    return memory, run(given, Stream([memory]), workers)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_case_ends_in_its_verdict_and_leaves_no_company(
    harness: FakeHarness, tmp_path: Path, capfd, workers: int
) -> None:
    memory, collector = performed(harness, tmp_path, GOOD, workers=workers)
    assert {case_id: case.verdict for case_id, case in memory.finished().items()} == {
        "money/one-bill": Verdict.PASS,
        "money/one-bill-and-credit": Verdict.SKIP,
        "money/second-cycle-adds-nothing": Verdict.PASS,
        "trouble/suite-breaks": Verdict.ERROR,
        "trouble/unknown-scenario": Verdict.ERROR,
        "trouble/plain-1": Verdict.PASS,
        "trouble/plain-2": Verdict.PASS,
    }
    assert not harness.worlds
    assert len(harness.dropped) == 5
    assert {each.seed for each in harness.dropped} == {1}
    assert not collector.broke
    assert not collector.interrupted
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["pytest.ini"]
    assert capfd.readouterr() == ("", "")


def test_a_case_starts_before_it_ends(harness: FakeHarness, tmp_path: Path) -> None:
    memory, _ = performed(harness, tmp_path, GOOD, "trouble/plain-1", "trouble/plain-2", workers=2)
    for case_id in ("trouble/plain-1", "trouble/plain-2"):
        kinds = [type(event) for event in memory.events if getattr(event, "id", None) == case_id]
        assert kinds == [CaseStarted, CaseFinished]


def test_a_failure_comes_with_its_finding_cycles_and_traffic(harness: FakeHarness, tmp_path: Path) -> None:
    memory, _ = performed(harness, tmp_path, DOUBLE, "money/second-cycle-adds-nothing")
    case = memory.finished()["money/second-cycle-adds-nothing"]
    assert case.verdict is Verdict.FAIL
    assert [finding.title for finding in case.findings] == ["The report was booked twice"]
    assert case.findings[0].where.document == "The ERP's manual"
    assert [(cycle.number, cycle.exit_code) for cycle in case.cycles] == [(1, 0), (2, 0)]
    assert 0 < case.connector_seconds <= case.duration
    assert [(each.seq, each.method, each.status) for each in case.traffic] == [(1, "POST", 201), (2, "POST", 201)]
    assert case.defects == ("double-books",)


def test_the_suites_own_reading_is_no_traffic_of_the_connector(harness: FakeHarness, tmp_path: Path) -> None:
    performed(harness, tmp_path, DOUBLE, "money/second-cycle-adds-nothing")
    assert [record["method"] for record in harness.dropped[0].traffic] == ["POST", "POST", "GET"]


def test_a_printed_secret_fails_any_case_and_is_not_printed_again(harness: FakeHarness, tmp_path: Path) -> None:
    memory, _ = performed(harness, tmp_path, TALKATIVE, "money/second-cycle-adds-nothing")
    case = memory.finished()["money/second-cycle-adds-nothing"]
    assert [finding.title for finding in case.findings] == ["The connector prints a secret on stdout"]
    assert "api-key-of" not in str(case)
    assert "my key is" in case.findings[0].seen


def test_a_token_that_the_connector_fetched_is_hidden_as_well(harness: FakeHarness, tmp_path: Path) -> None:
    fetched = "eyJ-fetched-by-the-connector"
    harness.tokens = [fetched]
    memory, _ = performed(harness, tmp_path, f"print('I got {fetched} today')\n", "trouble/plain-1")
    case = memory.finished()["trouble/plain-1"]
    assert [finding.title for finding in case.findings] == ["The connector prints a secret on stdout"]
    assert fetched not in str(case)


def test_escapes_of_a_connector_do_not_leave_the_case(harness: FakeHarness, tmp_path: Path) -> None:
    source = "print('\\x1b[2J\\x1b]0;all passed\\x07')\nraise SystemExit('\\x9b31mred')\n"
    memory, _ = performed(harness, tmp_path, source, "trouble/plain-1")
    case = memory.finished()["trouble/plain-1"]
    told = [*(finding.seen for finding in case.findings), *(cycle.stdout + cycle.stderr for cycle in case.cycles)]
    assert not {"\x1b", "\x07", "\x9b"} & set("".join(told))
    assert r"\x1b[2J" in case.cycles[0].stdout


TRESPASSER = """\
import os, urllib.request, urllib.error
for path in ("/companies", "/companies/{other}/reports"):
    try:
        urllib.request.urlopen(os.environ["ERP_BASE_URL"] + "/_mock" + path)
    except urllib.error.HTTPError as refused:
        assert refused.code == 401
"""


@pytest.mark.parametrize(("sole", "told"), [(True, "/_mock/companies"), (False, None)])
def test_a_call_of_the_control_api_is_told(harness: FakeHarness, tmp_path: Path, sole: bool, told: str | None) -> None:
    """Unless others use the harness: then only what names the case's own company is the connector's for sure."""
    harness.token = "open sesame"
    memory = Memory()
    manifest = connector(tmp_path / "connector", TRESPASSER.replace("{other}", "c99"))
    given = settings(harness, manifest, tmp_path / "run", ("trouble/plain-1",))
    run(msgspec.structs.replace(given, sole=sole), Stream([memory]), 1)
    findings = memory.finished()["trouble/plain-1"].findings
    assert [finding.title for finding in findings] == ["The connector calls the control API"] * bool(told)
    assert [finding.seen for finding in findings] == [f"refused with 401: GET {told}"] * bool(told)


LOOKS_AROUND = """\
import os, pathlib
around = [*os.environ.values(), pathlib.Path(os.environ["CONNECTOR_CONFIG"]).read_text()]
print("GIVEN AWAY" if any("plain" in each or "trouble" in each for each in around) else "no idea")
"""


def test_a_connector_cannot_tell_which_case_it_is_in(harness: FakeHarness, tmp_path: Path) -> None:
    memory, _ = performed(harness, tmp_path, LOOKS_AROUND, "trouble/plain-1")
    assert memory.finished()["trouble/plain-1"].cycles[0].stdout == "no idea\n"
    assert "plain" not in harness.dropped[0].name


def test_a_status_other_than_zero_is_a_finding_that_shows_the_last_words(harness: FakeHarness, tmp_path: Path) -> None:
    memory, _ = performed(harness, tmp_path, FAILING, "trouble/plain-1")
    (finding,) = memory.finished()["trouble/plain-1"].findings
    assert finding.title == "The connector ended with status 1"
    assert "it went wrong" in finding.seen
    assert finding.requests == (1,)


@pytest.mark.parametrize(
    ("source", "timeout", "title"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", 20, "The connector crashed"),
        ("import time\ntime.sleep(60)\n", 0.3, "The connector hung"),
    ],
)
def test_a_cycle_without_an_end_of_its_own_fails(
    harness: FakeHarness, tmp_path: Path, source: str, timeout: float, title: str
) -> None:
    memory = Memory()
    manifest = connector(tmp_path / "connector", source, timeout=timeout)
    run(settings(harness, manifest, tmp_path / "run", ("trouble/plain-1",)), Stream([memory]), 1)
    case = memory.finished()["trouble/plain-1"]
    assert case.verdict is Verdict.FAIL
    assert [finding.title for finding in case.findings] == [title]
    assert not harness.worlds


ATTACKS = {
    "interrupts its parent's group": "os.killpg(os.getpgid(os.getppid()), signal.SIGINT)",
    "kills its parent": "os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_connector_that_attacks_its_parent_fails_its_case_and_interrupts_no_run(
    harness: FakeHarness, tmp_path: Path, attack: str, workers: int
) -> None:
    source = f"import os, signal, time\n{attack}\n"
    memory, collector = performed(harness, tmp_path, source, "trouble/plain-1", "trouble/plain-2", workers=workers)
    assert not collector.interrupted
    for case in memory.finished().values():
        assert case.verdict is Verdict.FAIL, case.reason
        assert [finding.title for finding in case.findings] == ["The connector signals the process that runs it"]
    assert len(memory.finished()) == 2


def test_a_connector_that_cannot_start_fails_and_says_why(harness: FakeHarness, tmp_path: Path) -> None:
    memory = Memory()
    manifest = connector(tmp_path / "connector", GOOD)
    manifest.write_text("name: lost\ncommand: [./no-such-program]\n")
    run(settings(harness, manifest, tmp_path / "run", ("trouble/plain-1",)), Stream([memory]), 1)
    (finding,) = memory.finished()["trouble/plain-1"].findings
    assert finding.title == "The connector cannot be started"
    assert "./no-such-program" in finding.seen


def test_a_case_that_breaks_is_an_error_of_the_suite_with_its_traceback(harness: FakeHarness, tmp_path: Path) -> None:
    memory, _ = performed(harness, tmp_path, GOOD, "trouble/suite-breaks", "trouble/unknown-scenario")
    found = memory.finished()
    assert "KeyError: 'no such thing'" in found["trouble/suite-breaks"].reason
    assert "no such scenario" in found["trouble/unknown-scenario"].reason


def test_a_mock_that_breaks_is_no_failure_of_the_connector(harness: FakeHarness, tmp_path: Path) -> None:
    harness.breaks = True
    memory, _ = performed(harness, tmp_path, GOOD, "trouble/plain-1")
    case = memory.finished()["trouble/plain-1"]
    assert case.verdict is Verdict.ERROR
    assert case.reason.startswith("the harness failed at #1 POST /api/v1/bills")


def test_a_worker_keeps_one_connection_to_an_address(harness: FakeHarness, tmp_path: Path) -> None:
    performed(harness, tmp_path, "pass\n", "trouble/plain-1", "trouble/plain-2")
    assert harness.connections == 1


def test_the_control_token_is_sent(harness: FakeHarness, tmp_path: Path) -> None:
    harness.token = "open sesame"
    memory, _ = performed(harness, tmp_path, GOOD, "money/one-bill", workers=2)
    assert memory.finished()["money/one-bill"].verdict is Verdict.PASS


def test_the_users_own_pytest_options_have_no_say(harness: FakeHarness, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --another\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('never imported')\n")
    monkeypatch.chdir(tmp_path)
    memory, collector = performed(harness, tmp_path, GOOD, "money/one-bill", workers=2)
    assert memory.finished()["money/one-bill"].verdict is Verdict.PASS
    assert not collector.broke
    assert os.environ["PYTEST_ADDOPTS"] == "--no-such-option"


def test_a_worker_that_dies_leaves_an_error_and_the_others_go_on(
    harness: FakeHarness, tmp_path: Path, monkeypatch
) -> None:
    cases = ("trouble/worker-dies", "trouble/plain-1", "trouble/plain-2", "money/one-bill")
    monkeypatch.setenv("SAMPLE_CASES_DIE", "1")
    memory, _ = performed(harness, tmp_path, GOOD, *cases, workers=2)
    verdicts = {case_id: case.verdict for case_id, case in memory.finished().items()}
    assert verdicts.pop("trouble/worker-dies") is Verdict.ERROR
    assert set(verdicts.values()) == {Verdict.PASS}
    assert len(verdicts) == 3
