from __future__ import annotations

from typing import Any

from conformance.citation import Reference
from conformance.client.exchange import Exchange, from_record
from conformance.engine.events import CaseFinished, CaseStarted, CycleSummary, Event, Stream, packed, unpacked
from conformance.engine.verdict import Finding, Verdict, worst

WHERE = Reference("A page", "A heading", "assumed", "because")


def exchange(seq: int = 1, **fields: object) -> Exchange:
    given = {
        "seq": seq,
        "at": "2026-02-01T12:00:00+00:00",
        "service": "concur",
        "method": "post",
        "path": "/api/Expense/x",
        "query": "a=1",
        "request": {"headers": {"User-Agent": "acme"}, "body": '{"a": 1.10}'},
        "status": 200,
        "response": {"headers": {"Retry-After": "1"}, "body": "<x/>"},
        "duration_ms": 2,
        "faults": [7],
    }
    return from_record(given | fields)


def finished(**fields: Any) -> CaseFinished:
    given: dict[str, Any] = {
        "id": "a/b",
        "says": "It says.",
        "verdict": Verdict.FAIL,
        "duration": 1.25,
        "findings": (Finding("Title", "what ought", WHERE, "what is \N{EM DASH} \x00", (1, 2), "Trip"),),
        "cycles": (CycleSummary(number=1, exit_code=None, duration=0.5, stdout="o", stderr="e"),),
        "traffic": (exchange(),),
        "defects": ("no-rollback",),
    }
    return CaseFinished(**given | fields)


def test_a_finished_case_travels_whole() -> None:
    event = finished(reason="why", traffic_left_out=3)
    assert unpacked(packed(event)) == event


def test_the_stream_tells_every_reader_and_keeps_the_verdicts() -> None:
    class Reader:
        def __init__(self) -> None:
            self.events: list[Event] = []

        def on(self, event: Event) -> None:
            self.events.append(event)

    readers = [Reader(), Reader()]
    stream = Stream(readers)
    told: list[Event] = [CaseStarted(id="a/b"), finished()]
    for event in told:
        stream.send(event)
    assert [reader.events for reader in readers] == [told, told]
    assert stream.verdicts == {"a/b": Verdict.FAIL}


def test_an_error_outranks_a_failure_and_a_skip_is_the_least() -> None:
    assert worst(Verdict) is Verdict.ERROR
    assert worst([Verdict.PASS, Verdict.FAIL, Verdict.SKIP]) is Verdict.FAIL
    assert worst([Verdict.SKIP, Verdict.PASS]) is Verdict.PASS
    assert worst([]) is Verdict.SKIP


def test_an_exchange_is_read_from_its_record() -> None:
    seen = exchange()
    assert (seen.method, seen.request_headers, seen.response_headers) == (
        "POST",
        {"user-agent": "acme"},
        {"retry-after": "1"},
    )
    assert str(seen.request_json()["a"]) == "1.10"
    assert seen.response_json() is None
    assert seen.faults == ("7",)
    assert seen.succeeded
    assert seen.time.isoformat() == "2026-02-01T12:00:00+00:00"


def test_a_dropped_exchange_has_no_status_and_did_not_succeed() -> None:
    seen = exchange(status=None, response={"headers": {}, "body": None}, query="")
    assert not seen.succeeded
    assert seen.response_body is None


def test_an_exchange_matches_by_service_method_and_glob_in_any_case() -> None:
    seen = exchange()
    assert seen.matches()
    assert seen.matches("concur", "post", "/API/*/X")
    assert not seen.matches("erp")
    assert not seen.matches(method="GET")
    assert not seen.matches(path="/api")
