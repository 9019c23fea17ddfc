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
from conformance.engine.case_context import CaseContext, CaseStopped, fault_summary
from conformance.engine.connector_conduct import check_broken_off, check_left_over_processes, printed_secrets
from conformance.engine.redaction import Redactor
from conformance.manifest import load
from tests.conformance.connectors import DOUBLE, connector
from tests.conformance.fake_harness import FakeHarness, World, fake_harness
from tests.conformance.test_events import exchange

WHERE = Reference("A page", "A heading")
CASE = Case(id="a/b", says="It says.", rests_on=(WHERE,), scenario="one", run=lambda context: None)


@pytest.fixture
def harness() -> Iterator[FakeHarness]:
    with fake_harness() as running:
        yield running


@pytest.fixture
def context(harness: FakeHarness, tmp_path: Path) -> Iterator[CaseContext]:
    client = HarnessClient(harness.url)
    company = client.create_company("one")
    manifest = load(connector(tmp_path, DOUBLE))
    with Driver(manifest, company, tmp_path / "case") as driver:
        yield CaseContext(case=CASE, manifest=manifest, company=company, harness=client, driver=driver)
    client.close()


def world(harness: FakeHarness) -> World:
    return harness.worlds["c1"]


def test_the_company_is_what_a_connector_is_told(context: CaseContext) -> None:
    assert context.company.id == "c1"
    assert context.company.concur.client_id == "client-c1"
    assert context.company.erp.api_key == "api-key-of-c1"
    assert context.company.config["currency"] == "USD"
    assert "secret" not in repr(context.company)
    assert "api-key" not in repr(context.company)


def test_a_report_is_found_by_its_name(context: CaseContext) -> None:
    assert context.report("Client meeting")["journal"] == []
    with pytest.raises(HarnessError, match="0 reports are called 'Nobody'"):
        context.report("Nobody")


def test_lists_are_read_to_their_end(harness: FakeHarness, context: CaseContext) -> None:
    world(harness).bills += [{"id": f"B-{number}"} for number in range(5)]
    assert [bill["id"] for bill in context.bills()] == ["B-0", "B-1", "B-2", "B-3", "B-4"]
    assert len(context.ledger()) == len(context.balances()) == len(context.master_data("vendors")) == 5


def test_cycles_know_their_own_traffic(context: CaseContext) -> None:
    first = context.cycle()
    context.bills()
    second = context.cycle()
    assert [each.seq for each in context.traffic_of(first)] == [1]
    assert [each.seq for each in context.traffic_of(second)] == [3]
    assert [each.seq for each in context.traffic("erp", "/API/*/bills")] == [1, 3]
    assert context.traffic(method="GET") == []
    assert context.cycles == [first, second]


def test_an_exchange_that_ends_late_is_not_missed(harness: FakeHarness, context: CaseContext) -> None:
    world(harness).traffic += [record(1), record(3)]
    assert [each.seq for each in context.traffic()] == [1, 3]
    world(harness).traffic[1:1] = [record(2)]
    world(harness).traffic += [record(4)]
    assert [each.seq for each in context.traffic()] == [1, 2, 3, 4]


def test_a_connector_that_bears_the_suites_name_does_not_hide(harness: FakeHarness, context: CaseContext) -> None:
    context.bills()
    assert context.traffic() == []
    borrowed = world(harness).traffic[0]["request"]["headers"]
    assert borrowed["User-Agent"] == USER_AGENT
    world(harness).traffic += [record(2, agent=USER_AGENT)]
    assert [each.seq for each in context.traffic()] == [2]


def test_traffic_of_many_pages_comes_whole(harness: FakeHarness, context: CaseContext) -> None:
    harness.page = 2
    world(harness).traffic += [record(seq) for seq in range(1, 8)]
    assert [each.seq for each in context.traffic()] == [1, 2, 3, 4, 5, 6, 7]


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


def test_a_fault_is_set_counted_and_removed(harness: FakeHarness, context: CaseContext) -> None:
    fault = context.fault("erp", "POST", "/api/v1/bills", "answer", status=503, times=None)
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
    context.cycle(expect_exit_zero=False)
    assert fault.fired() == 1
    fault.remove()
    assert not world(harness).faults
    assert context.findings == []
    (summary,) = context.faults()
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
def test_a_fault_that_never_fired_says_why(context: CaseContext, path: str, nth: int, why_not: str) -> None:
    context.fault("erp", "POST", path, "answer", status=503, nth=nth)
    context.cycle()
    (summary,) = context.faults()
    assert (summary.why_not, summary.missed) == (why_not, True)
    assert summary.what == f"answer to erp POST {path}"


def test_the_faults_of_the_scenario_count_as_well(harness: FakeHarness, context: CaseContext) -> None:
    fault = {"service": "erp", "method": "GET", "path": "*", "do": "drop-after", "nth": 1, "seen": 0, "fired": 0}
    world(harness).faults["S"] = {**fault, "id": "S"}
    assert [summary.missed for summary in context.faults()] == [True]


def test_whatever_is_done_goes_over_the_control_api(harness: FakeHarness, context: CaseContext) -> None:
    context.act("Client meeting", "mend", as_="ann@example.com", comment="done", replace={"project": {"P-1": "P-2"}})
    context.add_report({"name": "Another"})
    context.patch_erp("cost-centers", "00/21", active=False)
    context.erp_settings(validates="post")
    context.clock(advance="31d")
    context.clock()
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


def test_findings_add_up_and_a_requirement_ends_the_case(context: CaseContext) -> None:
    assert context.check(True, "fine", expected="x", seen="x")
    assert not context.check(False, "one", expected="x", seen="y", requests=[4], report="Trip")
    other = Reference("Another page", "A heading", "observed")
    with pytest.raises(CaseStopped):
        context.require(False, "two", expected="x", seen="z", where=other)
    context.require(True, "three", expected="x", seen="x")
    assert [(each.title, each.where, each.requests) for each in context.findings] == [
        ("one", WHERE, (4,)),
        ("two", other, ()),
    ]


def test_a_harness_that_answers_nonsense_is_an_error_of_the_harness(harness: FakeHarness, context: CaseContext) -> None:
    with pytest.raises(HarnessError, match="answered 404"):
        context.harness.control("GET", "/nowhere")
    context.harness.close()
    harness.leave_when = Path("/")
    with pytest.raises(HarnessError, match="GET http"):
        context.reports()


def test_a_connection_that_the_server_closed_is_opened_anew(harness: FakeHarness, context: CaseContext) -> None:
    for connection in context.harness._connections.values():
        connection.sock.shutdown(2)
    assert context.reports()


# -- how a process must behave


def ended(**fields: Any) -> ProcessEnd:
    given: dict[str, Any] = {"exit_code": 0, "stdout": "", "stderr": "", "duration": 1.0}
    return ProcessEnd(**given | fields)


def test_a_quiet_end_is_no_finding() -> None:
    assert not list(check_left_over_processes(1, ended(stdout="booked 2 reports")))
    assert not list(printed_secrets(1, "stdout", "booked 2 reports", Redactor(["a-key"], ["4111111111111111"])))
    assert check_broken_off(1, ended(exit_code=3)) is None


CARDS = ["4111111111111111", "370000123456788"]


@pytest.mark.parametrize("printed", ["4111 1111 1111 1111", "4111-1111-1111-1111", "x4111111111111111y"])
def test_a_full_card_number_is_a_finding_that_does_not_repeat_it(printed: str) -> None:
    (finding,) = printed_secrets(1, "stderr", f"paid {printed}", Redactor((), CARDS))
    assert finding.title == "The connector prints a full card number on stderr"
    assert finding.where.document.startswith("PCI DSS")
    assert "ends in 1111" in finding.seen
    assert "1111 1111" not in finding.seen


@pytest.mark.parametrize("line", ["1767225600000 polled", "2026013112000000 polled", "4012888888881881 of others"])
def test_numbers_that_are_no_card_of_the_company_are_no_finding(line: str) -> None:
    """A time stamp passes the check of a card number as often as one number in ten does."""
    assert not list(printed_secrets(1, "stdout", line, Redactor((), CARDS)))


def test_a_process_left_behind_is_named() -> None:
    (finding,) = check_left_over_processes(2, ended(left_over=("sleep 60 (process 7)",)))
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
    finding = check_broken_off(1, end, (5, 6))
    assert finding is not None
    assert (finding.title, finding.requests) == (title, (5, 6))


def test_traffic_of_which_some_is_gone_is_told_and_nobody_judged_by_the_rest(
    context: CaseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context.harness, "control", lambda *_: {"items": [], "next": None, "dropped": 2})
    with pytest.raises(HarnessError, match="the first 2 are gone"):
        context.traffic()
