"""The run as a whole: which cases, which exit status, which last line, and what an interruption leaves."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from _pytest.mark.expression import Expression
from hypothesis import given
from hypothesis import strategies as st

from conformance.citation import Reference
from conformance.client.process import living
from conformance.engine.case import Case, CaseError, all_cases, case
from conformance.engine.runner import run
from conformance.engine.selection import ExpressionError, select
from tests.conformance.connectors import DOUBLE, GOOD, TALKATIVE, connector
from tests.conformance.fake_harness import FakeHarness, fake_harness

PACKAGE = "tests.conformance.sample_cases"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def harness() -> Iterator[FakeHarness]:
    with fake_harness() as running:
        yield running


def conform(manifest: Path, harness: Any, **options: Any) -> tuple[int, list[str]]:
    out = io.StringIO()
    code = run(manifest, harness, console=out, package=PACKAGE, **options)
    return code, out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("source", "keyword", "code", "last"),
    [
        (GOOD, "money", 0, "exit 0: 3 cases: 2 passed, 1 skipped"),
        (GOOD, "money/one-bill-and-credit", 0, "exit 0: 1 case: 1 skipped"),
        (DOUBLE, "money", 1, "exit 1: 3 cases: 1 failed, 1 passed, 1 skipped"),
        (DOUBLE, "second or breaks", 3, "exit 3: 2 cases: 1 error of the suite, 1 failed"),
    ],
)
def test_the_exit_status_is_of_the_worst_and_the_last_line_says_which(
    harness: FakeHarness, tmp_path: Path, source: str, keyword: str, code: int, last: str
) -> None:
    got, lines = conform(connector(tmp_path, source), harness.url, keyword=keyword)
    assert (got, lines[-1]) == (code, last)


@pytest.mark.parametrize(
    ("source", "strict", "code", "last"),
    [
        (GOOD, False, 0, "exit 0: 4 cases: 2 inconclusive, 2 passed"),
        (GOOD, True, 1, "exit 1: 4 cases: 2 inconclusive, 2 passed"),
        (TALKATIVE, True, 1, "exit 1: 4 cases: 3 failed, 1 passed"),
    ],
)
def test_a_case_whose_fault_never_fired_is_no_pass(
    harness: FakeHarness, tmp_path: Path, source: str, strict: bool, code: int, last: str
) -> None:
    """Unless it did something wrong besides, which outranks that the question was not asked."""
    out = io.StringIO()
    manifest, package = connector(tmp_path, source + "\n"), "tests.conformance.fault_cases"
    got = run(manifest, harness.url, console=out, package=package, strict=strict, out_dir=tmp_path / "out")
    lines = out.getvalue().splitlines()
    assert (got, lines[-1]) == (code, last)
    results = json.loads((tmp_path / "out/results.json").read_text())
    assert {case["id"]: [fault["fired"] for fault in case["faults"]] for case in results["cases"]} == {
        "outage/fires": [1],
        "outage/never-fires": [0],
        "outage/never-fires-and-is-removed": [0],
        "outage/need-not-fire": [0],
    }
    never = "the fault 1 (answer to erp DELETE /api/v1/bills) never fired: no such request came"
    assert results["cases"][1]["faults"][0]["why_not"] == "no such request came"
    if source is GOOD:
        assert results["counts"] == {"inconclusive": 2, "pass": 2}
        assert any(line.startswith("INCONCLUSIVE outage/never-fires  ") and line.endswith(never) for line in lines)
        tags = {
            case.get("name"): [each.tag for each in case]
            for case in ET.parse(tmp_path / "out/junit.xml").iter("testcase")
        }
        assert tags["outage/never-fires"] == (["failure"] if strict else ["skipped"])
        assert (tmp_path / "out/evidence/outage/never-fires.json").exists()


def test_the_files_of_a_run_agree(harness: FakeHarness, tmp_path: Path) -> None:
    out_dir = tmp_path / "deep" / "out"
    manifest = connector(tmp_path, DOUBLE)
    rerun = ("--harness", harness.url)
    code, lines = conform(manifest, harness.url, keyword="money", workers=2, out_dir=out_dir, rerun_with=rerun)
    results = json.loads((out_dir / "results.json").read_text())
    assert results["exit_code"] == code == 1
    assert f"exit 1: {results['outcome']}" == lines[-1]
    assert (out_dir / "junit.xml").exists()
    assert (out_dir / "evidence/money/second-cycle-adds-nothing.json").exists()
    again = f"concur-harness conform {manifest} --harness {harness.url} -k 'money/second-cycle-adds-nothing'"
    assert f"  run again  {again}" in lines


def test_the_list_is_plain_and_needs_no_harness(tmp_path: Path) -> None:
    def never() -> None:
        raise AssertionError("no harness is needed to list cases")

    manifest = connector(tmp_path, GOOD, supports="[vat]")
    code, lines = conform(manifest, never, list_only=True)
    assert code == 0
    assert [line.split("\t")[0] for line in lines] == [each.id for each in all_cases(PACKAGE)]
    assert lines[1] == "money/one-bill-and-credit\tA credit becomes a credit note. (skipped: credits not claimed)"
    assert len(conform(manifest, never, list_only=True, keyword="plain")[1]) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"keyword": "nothing-like-it"}, "exit 2: -k 'nothing-like-it' selects none of 7 cases"),
        ({"keyword": "(money"}, "exit 2: -k '(money': column 7: expected a closing parenthesis, met the end"),
        ({"workers": 0}, "exit 2: -n 0: there must be at least one worker"),
        ({"out_dir": "/dev/null/out"}, "exit 2: --out /dev/null/out: Not a directory"),
    ],
)
def test_bad_arguments_end_in_two_before_a_harness_is_started(tmp_path: Path, options: dict, said: str) -> None:
    def never() -> None:
        raise AssertionError("nothing is started for a run that cannot begin")

    code, lines = conform(connector(tmp_path, GOOD), never, **options)
    assert code == 2
    assert lines[-1].startswith(said)


def test_a_bad_manifest_ends_in_two_with_every_problem(tmp_path: Path) -> None:
    manifest = tmp_path / "connector.yaml"
    manifest.write_text("name: a\ncolour: red\n")
    code, lines = conform(manifest, "http://127.0.0.1:9")
    assert code == 2
    assert [line.removeprefix(str(manifest))[:24] for line in lines] == [
        ":1:1: command: is requir",
        ":2:1: colour: unknown fi",
        "exit 2: the manifest is not usable"[:24],
    ]


def test_a_harness_that_cannot_be_reached_is_no_failure_of_the_connector(tmp_path: Path) -> None:
    code, lines = conform(connector(tmp_path, GOOD), "http://127.0.0.1:9")
    assert code == 3
    assert "refused" in lines[0]
    assert lines[-1] == "exit 3: the suite could not begin"


def test_a_harness_that_goes_away_is_an_error(tmp_path: Path) -> None:
    with fake_harness() as harness:
        leaving = f"{GOOD}\nopen({str(tmp_path / 'leave')!r}, 'w').close()\n"
        manifest = connector(tmp_path, leaving)
        harness.leave_when = tmp_path / "leave"
        code, lines = conform(manifest, harness.url, keyword="money/one-bill")
    assert code == 3
    assert lines[-1] == "exit 3: 1 case: 1 error of the suite"


def test_a_harness_is_started_for_the_run_and_taken_down(harness: FakeHarness, tmp_path: Path) -> None:
    steps = []

    @contextmanager
    def starter() -> Iterator[str]:
        steps.append("up")
        yield harness.url
        steps.append("down")

    code, _ = conform(connector(tmp_path, GOOD), starter, keyword="money/one-bill")
    assert (code, steps) == (0, ["up", "down"])


# -- interruption

PROGRAM = """\
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have had it ignored
import sys
from conformance.engine.runner import run
sys.exit(run(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]), keyword="plain", package=sys.argv[4]))
"""

SLOW = """\
import os, sys, time
directory = os.path.dirname(os.path.abspath(sys.argv[0]))
open(os.path.join(directory, f"{os.getpid()}.pid"), "w").close()
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("workers", "number", "send"),
    [
        (1, signal.SIGINT, os.kill),
        (2, signal.SIGINT, os.kill),
        (2, signal.SIGINT, os.killpg),  # as a terminal does it: the workers get it too
        (1, signal.SIGTERM, os.kill),
        (2, signal.SIGTERM, os.kill),
    ],
)
def test_an_interrupted_run_leaves_nothing_behind(
    harness: FakeHarness, tmp_path: Path, workers: int, number: signal.Signals, send: Callable[[int, int], None]
) -> None:
    process = begun(harness, tmp_path, workers)
    send(process.pid, number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out.splitlines()[-1] == "exit 130: interrupted after 0 of 2 cases"
    assert err == ""
    assert not harness.worlds
    assert not living(0, f"CONNECTOR_STATE_DIR={tmp_path}")
    assert not running_connectors(tmp_path)


def test_connectors_go_when_the_run_is_killed_outright(harness: FakeHarness, tmp_path: Path) -> None:
    process = begun(harness, tmp_path, workers=2)
    process.kill()
    process.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while running_connectors(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not running_connectors(tmp_path)


def begun(harness: FakeHarness, tmp_path: Path, workers: int) -> subprocess.Popen[str]:
    """A run whose connectors are all at work."""
    manifest = connector(tmp_path / "connector", SLOW, timeout=60)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(manifest), harness.url, str(workers), PACKAGE],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while len(running_connectors(tmp_path)) < workers:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def running_connectors(tmp_path: Path) -> list[int]:
    pids = [int(file.stem) for file in (tmp_path / "connector").glob("*.pid")]
    return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and _is_sync(pid)]


def _is_sync(pid: int) -> bool:
    try:
        return b"sync.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


# -- which cases

WHERE = Reference("A page", "A heading")
CASES = [
    case(id=case_id, says="It says.", rests_on=(WHERE,), scenario="x")(lambda context: None)
    for case_id in ("rollback/second-payee", "rollback/second-payee-refused", "recall/not-postable", "success/credit")
]


def selected(expression: str | None) -> list[str]:
    return [each.id for each in select(CASES, expression)]


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        (None, [0, 1, 2, 3]),
        (" ", [0, 1, 2, 3]),
        ("rollback", [0, 1]),
        ("ROLLBACK", [0, 1]),
        ("rollback/second-payee", [0]),
        ("rollback/second-payee-refused", [1]),
        ("second-payee-refused", [1]),
        ("not rollback", [2, 3]),
        ("rollback or credit and not success", [0, 1]),
        ("(rollback or credit) and not refused", [0, 3]),
        ("not not credit", [3]),
        ("not-postable", [2]),
        ("andromeda", []),
    ],
)
def test_an_expression_selects_by_parts_of_ids(expression: str | None, chosen: list[int]) -> None:
    assert selected(expression) == [CASES[index].id for index in chosen]


@pytest.mark.parametrize(
    ("expression", "column"),
    [("a b", 3), ("a and", 6), ("(a", 3), ("a)", 2), ("or a", 1), ("a & b", 3), ("not", 4), ("a == 1", 3)],
)
def test_an_expression_that_cannot_be_read_is_refused_with_its_place(expression: str, column: int) -> None:
    with pytest.raises(ExpressionError, match=f"column {column}:"):
        select(CASES, expression)


WORDS = st.sampled_from(["and", "or", "not", "(", ")", "rollback", "second-payee", "success/credit", "e", "not-"])


@given(st.lists(WORDS, min_size=2, max_size=9).map(" ".join))
def test_expressions_mean_what_they_mean_to_pytest(expression: str) -> None:
    try:
        compiled = Expression.compile(expression)
    except Exception:  # noqa: BLE001 - which exception it is depends on pytest's version
        with pytest.raises(ExpressionError):
            select(CASES, expression)
        return

    def matches(case_id: str) -> bool:
        matcher: Any = lambda word, **_: word.lower() in case_id  # noqa: E731 - pytest's type for it is its own
        return compiled.evaluate(matcher)

    assert selected(expression) == [each.id for each in CASES if matches(each.id)]


# -- what a case must be


@pytest.mark.parametrize(
    "fault",
    [{"id": "Nofamily"}, {"id": "a/b c"}, {"says": ""}, {"rests_on": ()}, {"needs": {"magic"}}, {"id": "a//b"}],
)
def test_a_case_declared_wrongly_is_refused(fault: dict) -> None:
    good = {"id": "a/b", "says": "It says.", "rests_on": (WHERE,), "scenario": "x"}
    with pytest.raises(CaseError):
        case(**good | fault)(lambda context: None)


def test_two_cases_of_one_id_are_refused(tmp_path: Path, monkeypatch) -> None:
    source = "from tests.conformance.test_runner import CASES\nfrom dataclasses import replace\n"
    package = tmp_path / "doubled_cases"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text(source + "A = CASES[0]\n")
    (package / "two.py").write_text(source + "B = [replace(CASES[0])]\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CaseError, match=r"two cases are called rollback/second-payee; .* doubled_cases\.two"):
        all_cases("doubled_cases")


def test_cases_come_in_a_stable_order() -> None:
    assert [each.id for each in all_cases(PACKAGE)] == [
        "money/one-bill",
        "money/one-bill-and-credit",
        "money/second-cycle-adds-nothing",
        "trouble/suite-breaks",
        "trouble/unknown-scenario",
        "trouble/plain-1",
        "trouble/plain-2",
    ]
    assert all(isinstance(each, Case) for each in all_cases(PACKAGE))
