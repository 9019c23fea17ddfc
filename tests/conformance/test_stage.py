"""What a case can see and do: the company over HTTP, and findings that add up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.citation import Reference
from conformance.client.control import USER_AGENT, HarnessClient, HarnessError
from conformance.client.driver import Driver
from conformance.client.process import ProcessEnd
from conformance.engine.case import Case
from conformance.engine.conduct import after_cycle, broken_off, indiscretions
from conformance.engine.discretion import Hidden
from conformance.engine.stage import CaseOver, Stage, fault_summary
from conformance.manifest import load
from tests.conformance.connectors import DOUBLE, connector
from tests.conformance.fake_harness import FakeHarness, World, fake_harness
from tests.conformance.test_events import exchange

WHERE = Reference("A page", "A heading")
CASE = Case(id="a/b", says="It says.", rests_on=(WHERE,), scenario="one", run=lambda stage: None)


@pytest.fixture
def harness() -> Iterator[FakeHarness]:
    with fake_harness() as running:
        yield running


@pytest.fixture
def stage(harness: FakeHarness, tmp_path: Path) -> Iterator[Stage]:
    client = HarnessClient(harness.url)
    company = client.create_company("one")
    manifest = load(connector(tmp_path, DOUBLE))
    with Driver(manifest, company, tmp_path / "case") as driver:
        yield Stage(case=CASE, manifest=manifest, company=company, harness=client, driver=driver)
    client.close()


def world(harness: FakeHarness) -> World:
    return harness.worlds["c1"]


def test_the_company_is_what_a_connector_is_told(stage: Stage) -> None:
    assert stage.company.id == "c1"
    assert stage.company.concur.client_id == "client-c1"
    assert stage.company.erp.api_key == "api-key-of-c1"
    assert stage.company.config["currency"] == "USD"
    assert "secret" not in repr(stage.company)
    assert "api-key" not in repr(stage.company)


def test_a_report_is_found_by_its_name(stage: Stage) -> None:
    assert stage.report("Client meeting")["journal"] == []
    with pytest.raises(HarnessError, match="0 reports are called 'Nobody'"):
        stage.report("Nobody")


def test_lists_are_read_to_their_end(harness: FakeHarness, stage: Stage) -> None:
    world(harness).bills += [{"id": f"B-{number}"} for number in range(5)]
    assert [bill["id"] for bill in stage.bills()] == ["B-0", "B-1", "B-2", "B-3", "B-4"]
    assert len(stage.ledger()) == len(stage.balances()) == len(stage.master_data("vendors")) == 5


def test_cycles_know_their_own_traffic(stage: Stage) -> None:
    first = stage.cycle()
    stage.bills()
    second = stage.cycle()
    assert [each.seq for each in stage.traffic_of(first)] == [1]
    assert [each.seq for each in stage.traffic_of(second)] == [3]
    assert [each.seq for each in stage.traffic("erp", "/API/*/bills")] == [1, 3]
    assert stage.traffic(method="GET") == []
    assert stage.cycles == [first, second]


def test_an_exchange_that_ends_late_is_not_missed(harness: FakeHarness, stage: Stage) -> None:
    world(harness).traffic += [record(1), record(3)]
    assert [each.seq for each in stage.traffic()] == [1, 3]
    world(harness).traffic[1:1] = [record(2)]
    world(harness).traffic += [record(4)]
    assert [each.seq for each in stage.traffic()] == [1, 2, 3, 4]


def test_a_connector_that_bears_the_suites_name_does_not_hide(harness: FakeHarness, stage: Stage) -> None:
    stage.bills()
    assert stage.traffic() == []
    borrowed = world(harness).traffic[0]["request"]["headers"]
    assert borrowed["User-Agent"] == USER_AGENT
    world(harness).traffic += [record(2, agent=USER_AGENT)]
    assert [each.seq for each in stage.traffic()] == [2]


def test_traffic_of_many_pages_comes_whole(harness: FakeHarness, stage: Stage) -> None:
    harness.page = 2
    world(harness).traffic += [record(seq) for seq in range(1, 8)]
    assert [each.seq for each in stage.traffic()] == [1, 2, 3, 4, 5, 6, 7]


def record(seq: int, agent: str = "acme") -> dict[str, Any]:
    shown = exchange(seq)
    return {
        "seq": seq,
        "at": shown.at,
        "service": "erp",
        "method": "GET",
        "path": "/x",
        "request": {"headers": {"User-Agent": agent}, "body": None},
        "status": 200,
        "response": None,
    }


def test_a_fault_is_set_counted_and_removed(harness: FakeHarness, stage: Stage) -> None:
    fault = stage.fault("erp", "POST", "/api/v1/bills", "answer", status=503, times=None)
    assert world(harness).faults["1"] == {
        "id": "1",
        "nth": 1,
        "seen": 0,
        "service": "erp",
        "method": "POST",
        "path": "/api/v1/bills",
        "do": "answer",
        "status": 503,
        "times": None,
        "fired": 0,
    }
    stage.cycle(expect_exit_zero=False)
    assert fault.fired() == 1
    fault.remove()
    assert not world(harness).faults
    assert stage.findings == []
    (summary,) = stage.faults()
    assert (summary.id, summary.seen, summary.fired, summary.why_not) == ("1", 1, 1, None)


def test_a_fault_that_never_fired_says_what_the_harness_says_of_it() -> None:
    shown = {"id": "F-1", "service": "erp", "method": "POST", "path": "*", "do": "cut", "nth": 1, "seen": 0, "fired": 0}
    summary = fault_summary({**shown, "why_not": "no request matched: GET / came to erp, and the fault is for POST"})
    assert summary.why_not is not None
    assert "GET /" in summary.why_not
    assert fault_summary({**shown, "seen": 2, "fired": 1, "why_not": "more have matched"}).why_not is None


@pytest.mark.parametrize(
    ("path", "nth", "why_not"),
    [
        ("/api/v1/vendors", 1, "no such request came"),
        ("/api/v1/bills", 3, "1 such request(s) came, and it was for number 3"),
    ],
)
def test_a_fault_that_never_fired_says_why(stage: Stage, path: str, nth: int, why_not: str) -> None:
    stage.fault("erp", "POST", path, "answer", status=503, nth=nth)
    stage.cycle()
    (summary,) = stage.faults()
    assert (summary.why_not, summary.missed) == (why_not, True)
    assert summary.what == f"answer to erp POST {path}"


def test_the_faults_of_the_scenario_count_as_well(harness: FakeHarness, stage: Stage) -> None:
    fault = {"service": "erp", "method": "GET", "path": "*", "do": "drop-after", "nth": 1, "seen": 0, "fired": 0}
    world(harness).faults["S"] = {**fault, "id": "S"}
    assert [summary.missed for summary in stage.faults()] == [True]


def test_whatever_is_done_goes_over_the_control_api(harness: FakeHarness, stage: Stage) -> None:
    stage.act("Client meeting", "mend", as_="ann@example.com", comment="done", replace={"project": {"P-1": "P-2"}})
    stage.add_report({"name": "Another"})
    stage.patch_erp("cost-centers", "00/21", active=False)
    stage.erp_settings(validates="post")
    stage.clock(advance="31d")
    stage.clock()
    assert [told for told in world(harness).told if told[0] != "GET" or told[1] == "clock"] == [
        (
            "POST",
            "reports/R1/actions",
            {
                "action": "mend",
                "as": "ann@example.com",
                "comment": "done",
                "replace": {"project": {"P-1": "P-2"}},
            },
        ),
        ("POST", "reports", {"name": "Another"}),
        ("PATCH", "erp/cost-centers/00%2F21", {"active": False}),
        ("PATCH", "erp/settings", {"validates": "post"}),
        ("PUT", "clock", {"advance": "31d"}),
        ("GET", "clock", None),
    ]


def test_findings_add_up_and_a_requirement_ends_the_case(stage: Stage) -> None:
    assert stage.check(True, "fine", expected="x", seen="x")
    assert not stage.check(False, "one", expected="x", seen="y", requests=[4], report="Trip")
    other = Reference("Another page", "A heading", "observed")
    with pytest.raises(CaseOver):
        stage.require(False, "two", expected="x", seen="z", where=other)
    stage.require(True, "three", expected="x", seen="x")
    assert [(each.title, each.where, each.requests) for each in stage.findings] == [
        ("one", WHERE, (4,)),
        ("two", other, ()),
    ]


def test_a_harness_that_answers_nonsense_is_an_error_of_the_harness(harness: FakeHarness, stage: Stage) -> None:
    with pytest.raises(HarnessError, match="answered 404"):
        stage.harness.control("GET", "/nowhere")
    stage.harness.close()
    harness.leave_when = Path("/")
    with pytest.raises(HarnessError, match="GET http"):
        stage.reports()


def test_a_connection_that_the_server_closed_is_opened_anew(harness: FakeHarness, stage: Stage) -> None:
    for connection in stage.harness._connections.values():
        connection.sock.shutdown(2)
    assert stage.reports()


# -- how a process must behave


def ended(**fields: Any) -> ProcessEnd:
    given: dict[str, Any] = {"exit_code": 0, "stdout": "", "stderr": "", "duration": 1.0}
    return ProcessEnd(**given | fields)


def test_a_quiet_end_is_no_finding() -> None:
    assert not list(after_cycle(1, ended(stdout="booked 2 reports")))
    assert not list(indiscretions(1, "stdout", "booked 2 reports", Hidden(["a-key"], ["4111111111111111"])))
    assert broken_off(1, ended(exit_code=3)) is None


CARDS = ["4111111111111111", "370000123456788"]


@pytest.mark.parametrize("printed", ["4111 1111 1111 1111", "4111-1111-1111-1111", "x4111111111111111y"])
def test_a_full_card_number_is_a_finding_that_does_not_repeat_it(printed: str) -> None:
    (finding,) = indiscretions(1, "stderr", f"paid {printed}", Hidden((), CARDS))
    assert finding.title == "The connector prints a full card number on stderr"
    assert finding.where.document.startswith("PCI DSS")
    assert "ends in 1111" in finding.seen
    assert "1111 1111" not in finding.seen


@pytest.mark.parametrize("line", ["1767225600000 polled", "2026013112000000 polled", "4012888888881881 of others"])
def test_numbers_that_are_no_card_of_the_company_are_no_finding(line: str) -> None:
    """A time stamp passes the check of a card number as often as one number in ten does."""
    assert not list(indiscretions(1, "stdout", line, Hidden((), CARDS)))


def test_a_process_left_behind_is_named() -> None:
    (finding,) = after_cycle(2, ended(left_over=("sleep 60 (process 7)",)))
    assert "sleep 60 (process 7)" in finding.seen


@pytest.mark.parametrize(
    ("end", "title"),
    [
        (ended(exit_code=None, hung=True), "The connector hung"),
        (ended(exit_code=-9), "The connector crashed"),
        (ended(exit_code=None, cannot_start="no such file"), "The connector cannot be started"),
    ],
)
def test_a_cycle_broken_off_says_how(end: ProcessEnd, title: str) -> None:
    finding = broken_off(1, end, (5, 6))
    assert finding is not None
    assert (finding.title, finding.requests) == (title, (5, 6))


def test_traffic_of_which_some_is_gone_is_told_and_nobody_judged_by_the_rest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.harness, "control", lambda *_: {"items": [], "next": None, "dropped": 2})
    with pytest.raises(HarnessError, match="the first 2 are gone"):
        stage.traffic()
