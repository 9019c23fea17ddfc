"""The reference connector's manners on the wire."""

from __future__ import annotations

import sys
from http.client import HTTPMessage
from pathlib import Path

import pytest

import conformance

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

import web
from web import Answer, NoAnswer, Outage, Patience, Request, Service

GET = Request("GET", "/x", repeatable=True)


def answer(status: int, **headers: str) -> Answer:
    message = HTTPMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return Answer(status, message, b"")


class Scripted(Service):
    """A service whose answers are written down beforehand."""

    def __init__(self, *script: Answer | Exception) -> None:
        super().__init__("the ERP", "http://127.0.0.1:9/base", Patience())
        self.script = list(script)

    def _send(self, request: Request) -> Answer:
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("time.time", lambda: self.now)
        monkeypatch.setattr("time.sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_a_short_pause_is_waited_out(clock: Clock):
    service = Scripted(answer(429, Retry_After="2"), answer(200))
    assert service.ask(GET).status == 200
    assert clock.now >= 1002


def test_a_long_pause_ends_the_work_with_that_service(clock: Clock):
    service = Scripted(answer(429, Retry_After="600"), answer(200))
    for _ in range(2):
        with pytest.raises(Outage):
            service.ask(GET)
    assert len(service.script) == 1
    assert service.closed_until == clock.now + 600


def test_many_short_pauses_are_a_long_one(clock: Clock):
    service = Scripted(*[answer(429, Retry_After="6")] * 9)
    with pytest.raises(Outage):
        service.ask(GET)
    assert clock.now - 1000 <= web.PATIENCE_SECONDS


def test_a_pause_of_an_earlier_cycle_is_kept(clock: Clock):
    service = Scripted(answer(200))
    service.closed_until = clock.now + 3
    assert service.ask(GET).status == 200
    assert clock.now >= 1003


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": "Sat, 31 Jan 2026 12:00:09 GMT", "Date": "Sat, 31 Jan 2026 12:00:05 GMT"}, 4),
        ({"Retry_After": "Sat, 31 Jan 2026 12:00:01 GMT", "Date": "Sat, 31 Jan 2026 12:00:05 GMT"}, 0),
        ({"Retry_After": "soon"}, web.DEFAULT_PAUSE),
        ({}, web.DEFAULT_PAUSE),
    ],
)
def test_how_long_a_pause_is_asked_for(headers: dict[str, str], seconds: float):
    assert web.pause_asked_for(answer(429, **headers)) == seconds


def test_a_lost_answer_is_asked_for_once_more():
    assert Scripted(NoAnswer(), answer(201)).ask(GET).status == 201
    with pytest.raises(NoAnswer):
        Scripted(NoAnswer(), NoAnswer(), answer(201)).ask(GET)


def test_what_must_not_be_done_twice_is_not_sent_twice():
    service = Scripted(NoAnswer(), answer(200))
    with pytest.raises(NoAnswer):
        service.ask(Request("POST", "/x"))
    assert len(service.script) == 1


def test_an_error_of_the_service_is_an_outage_and_not_repeated():
    service = Scripted(answer(503), answer(200))
    with pytest.raises(Outage):
        service.ask(GET)
    assert len(service.script) == 1


def test_no_request_begins_when_the_cycle_has_waited_long_enough():
    with pytest.raises(Outage, match="long enough"):
        Service("the ERP", "http://127.0.0.1:9", Patience(0.0)).ask(GET)


@pytest.mark.parametrize(("took", "left"), [(0.9, 20.0), (7.0, 14.0)])
def test_slow_answers_cost_patience_and_work_does_not(monkeypatch: pytest.MonkeyPatch, took: float, left: float):
    times = iter([100.0, 100.0 + took])
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    patience = Patience(20.0)
    with pytest.raises(NoAnswer):
        Service("the ERP", "http://127.0.0.1:9", patience).ask(Request("POST", "/x"))
    assert patience.left == left


def test_a_host_that_is_not_there_is_an_outage():
    with pytest.raises(NoAnswer):
        Service("the ERP", "http://127.0.0.1:9", Patience()).ask(GET)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://elsewhere/base/v1?a=b", "/v1?a=b"),
        ("https://elsewhere/v1/n$s", "/v1/n$s"),
        ("", ""),
    ],
)
def test_only_the_path_of_a_url_is_followed(url: str, path: str):
    assert Scripted().path_of(url) == path


@pytest.mark.parametrize(
    ("url", "same"),
    [("http://127.0.0.1:9/oauth2/v0/token", True), ("http://127.0.0.1:8/base", False), ("https://127.0.0.1:9/", False)],
)
def test_a_service_is_its_host(url: str, same: bool):
    assert Scripted().is_at(url) is same
