from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.citation import Reference
from conformance.client.exchange import Exchange
from conformance.engine.events import CaseFinished, CaseStarted, CycleSummary, Event, Reader, RunFinished, RunStarted
from conformance.engine.verdict import Finding, Verdict
from conformance.reporting.console import PlainWriter, TerminalWriter, console_writer
from conformance.reporting.evidence import EvidenceWriter, evidence_file
from conformance.reporting.json_report import JsonWriter
from conformance.reporting.junit_report import JUnitWriter
from tests.conformance.test_events import exchange

RUN = RunStarted(
    connector="acme",
    manifest="acme/connector.yaml",
    harness="http://127.0.0.1:1",
    cases=("money/passes", "money/fails", "money/skips", "trouble/breaks"),
    workers=2,
    rerun="concur-harness conform acme/connector.yaml",
)
END = RunFinished(exit_code=3, outcome="4 cases: 1 error of the suite", duration=2.5)
ASSUMED = Reference("Ledger manual", "Posting", "assumed", "nobody says more")
DOCUMENTED = Reference(
    "SAP Concur Developer Center, Integration Status", "URI", url="https://example.com/status.html#uri"
)


def failed(case_id: str = "money/fails", seen: str = "two bills") -> CaseFinished:
    return CaseFinished(
        id=case_id,
        says="A report is booked once.",
        verdict=Verdict.FAIL,
        duration=1.0,
        findings=(
            Finding("Booked twice", "one bill", ASSUMED, seen, (2, 3), "Trip"),
            Finding("Not committed", "the report is Paid", DOCUMENTED, "it is not"),
        ),
        cycles=(
            CycleSummary(number=1, exit_code=0, duration=0.25, stdout="", stderr="one thing\nlast words"),
            CycleSummary(number=2, exit_code=None, duration=0.5, stdout="out", stderr=""),
        ),
        traffic=(exchange(1), posted(2), posted(3, status=None)),
    )


def posted(seq: int, **fields: object) -> Exchange:
    body = {"headers": {}, "body": '{"total":   "12.50",\n "lines": []}'}
    return exchange(seq, service="erp", path="/api/v1/bills", query="", request=body, **fields)


EVENTS: list[Event] = [
    RUN,
    CaseStarted(id="money/passes"),
    CaseStarted(id="trouble/breaks"),
    CaseFinished(
        id="trouble/breaks", says="Odd.", verdict=Verdict.ERROR, duration=0.1, reason="KeyError: 'x'\nand \x07 more"
    ),
    failed(),
    CaseFinished(id="money/passes", says="Fine.", verdict=Verdict.PASS, duration=0.5),
    CaseFinished(id="money/skips", says="Maybe.", verdict=Verdict.SKIP, duration=0, reason="does not claim vat"),
    END,
]


def told(writer: Reader, events: list[Event] = EVENTS) -> None:
    for event in events:
        writer.on(event)


def plain(tmp_path: Path | None = None, events: list[Event] = EVENTS) -> str:
    out = io.StringIO()
    told(PlainWriter(out, tmp_path), events)
    return out.getvalue()


def test_a_log_has_one_line_a_case_and_the_outcome_last() -> None:
    lines = plain().splitlines()
    assert lines[:5] == [
        "acme (acme/connector.yaml) on http://127.0.0.1:1: 4 cases, 2 at a time",
        "ERROR trouble/breaks  0.10 s  KeyError: 'x'",
        "FAIL  money/fails  1.00 s  Booked twice (and 1 more)",
        "pass  money/passes  0.50 s",
        "skip  money/skips  0.00 s  does not claim vat",
    ]
    assert lines[-2:] == [
        "2.5 s in all; the connector ran for 0.8 s",
        "exit 3: 4 cases: 1 error of the suite",
    ]


def test_a_failure_tells_what_was_expected_where_it_is_written_and_what_shows_it() -> None:
    text = plain()
    story = text[text.index("\n\nFAIL  money/fails") + 1 : text.index("\n\nERROR  trouble") + 1]
    assert story == (
        """
FAIL  money/fails
  A report is booked once.

  1. Booked twice
    rests on   assumed: nobody says more. Nearest: Ledger manual, "Posting"
    report     Trip
    expected   one bill
    seen       two bills
    shown by   #2 erp POST /api/v1/bills -> 200 (a fault was injected)
                 > {"total": "12.50", "lines": []}
                 < <x/>
               #3 erp POST /api/v1/bills -> no answer (a fault was injected)
                 > {"total": "12.50", "lines": []}
                 < <x/>

  2. Not committed
    rests on   documented: SAP Concur Developer Center, Integration Status, "URI",
               https://example.com/status.html#uri
    expected   the report is Paid
    seen       it is not

  cycles     1: exit status 0 after 0.25 s
             2: no exit status after 0.50 s
  it printed out
  run again  concur-harness conform acme/connector.yaml -k 'money/fails'
"""
    )


def test_stories_stand_in_the_order_of_the_cases() -> None:
    text = plain()
    assert text.index("\n\nFAIL  money/fails") < text.index("\n\nERROR  trouble/breaks")


def test_what_was_told_of_one_case_is_not_told_again_of_another() -> None:
    text = plain(events=[RUN, failed("money/passes"), failed("money/fails"), END])
    assert text.count("two bills") == 2, "what names a report and requests is told of every case"
    assert text.count("it is not") == 1
    assert text.count("the same as in money/passes") == 1


def test_the_evidence_is_named_where_there_is_some(tmp_path: Path) -> None:
    assert f"evidence   {tmp_path}/evidence/money/fails.json" in plain(tmp_path)


def test_many_requests_and_long_bodies_are_cut() -> None:
    long = {"headers": {}, "body": "x" * 5000}
    traffic = tuple(exchange(seq, request=long) for seq in range(1, 30))
    case = CaseFinished(
        id="money/fails",
        says="Long.",
        verdict=Verdict.FAIL,
        duration=1.0,
        findings=(Finding("Long", "short", ASSUMED, "long", tuple(range(1, 30))),),
        traffic=traffic,
    )
    text = plain(events=[RUN, case, END])
    assert "and 21 requests more" in text
    assert len(text) < 8 * 700 + 1000
    assert max(map(len, text.splitlines())) <= 120


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_the_same_in_colour(monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    writer = console_writer(out, None)
    assert isinstance(writer, TerminalWriter)
    told(writer)
    text = out.getvalue()
    assert "\x1b[" in text
    for said in ("Booked twice", "money/passes", "-k 'money/fails'", "exit 3: 4 cases: 1 error of the suite"):
        assert said in text


def test_a_pipe_gets_plain_text() -> None:
    assert isinstance(console_writer(io.StringIO(), None), PlainWriter)
    assert "\x1b[" not in plain()


ESCAPE = "\x1b[2J\x1b]0;all passed\x07"


@pytest.mark.parametrize("terminal", [True, False])
def test_what_a_terminal_would_obey_is_written_out(terminal: bool, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal() if terminal else io.StringIO()
    broken = CaseFinished(id="trouble/breaks", says="Odd.", verdict=Verdict.ERROR, duration=0.1, reason=ESCAPE)
    told(console_writer(out, None), [RUN, failed(seen=ESCAPE), broken, END])
    assert "\x1b[2J" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert out.getvalue().count(r"\x1b[2J\x1b]0;all passed\x07") == 3


def test_junit_counts_and_names_the_cases(tmp_path: Path) -> None:
    told(JUnitWriter(tmp_path))
    root = ET.parse(tmp_path / "junit.xml").getroot()
    assert root.attrib == {
        "name": "acme",
        "time": "2.500",
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    suites = {suite.get("name"): [case.get("name") for case in suite] for suite in root}
    assert suites == {"money": ["money/passes", "money/fails", "money/skips"], "trouble": ["trouble/breaks"]}
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "Booked twice (and 1 more)"
    assert "run again" in (failure.text or "")
    skipped, error = root.find(".//skipped"), root.find(".//error")
    assert skipped is not None
    assert error is not None
    assert skipped.get("message") == "does not claim vat"
    assert r"and \x07 more" in (error.text or "")


def test_results_hold_every_case_in_order_without_traffic(tmp_path: Path) -> None:
    told(JsonWriter(tmp_path))
    results = json.loads((tmp_path / "results.json").read_text())
    assert results["version"] == 1
    assert (results["exit_code"], results["connector"]) == (3, "acme")
    assert results["counts"] == {"pass": 1, "fail": 1, "skip": 1, "error": 1}
    assert [case["id"] for case in results["cases"]] == list(RUN.cases)
    found = results["cases"][1]
    assert found["verdict"] == "fail"
    assert found["connector_seconds"] == 0.75
    assert found["findings"][0]["where"]["kind"] == "assumed"
    assert "traffic" not in found


def test_evidence_holds_the_traffic_of_what_failed_only(tmp_path: Path) -> None:
    told(EvidenceWriter(tmp_path))
    assert not evidence_file(tmp_path, "money/passes").exists()
    assert evidence_file(tmp_path, "trouble/breaks").exists()
    evidence = json.loads(evidence_file(tmp_path, "money/fails").read_text())
    assert [each["seq"] for each in evidence["traffic"]] == [1, 2, 3]
    assert evidence["traffic"][2]["status"] is None
