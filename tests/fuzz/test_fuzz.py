"""A short run in every run of the tests, and proof that the fuzzer objects where it should."""

from __future__ import annotations

import socket
import threading
from random import Random

import pytest

from concur_harness.child import running_harness
from tests.fuzz import client as clients
from tests.fuzz import mutation, values
from tests.fuzz.client import Answer, Client, Hung
from tests.fuzz.generation import Fuzzed, fuzzed
from tests.fuzz.running import Run, outcome_text
from tests.fuzz.subjects import Scratch, Subject
from tests.fuzz.verdicts import objections

GET = Fuzzed(1, "erp", "GET", "/api/v1/bills", b"")
SEED, REQUESTS = 20260131, 1_500

PROBLEM = b'{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "x"}'
ERROR = b"<Error><Message>x</Message><Server-Time>x</Server-Time><Id>x</Id></Error>"


def test_whatever_is_sent_is_answered_in_a_documented_form():
    with running_harness() as ready:
        outcome = Run(ready, SEED, range(REQUESTS), threads=2).run()
    assert outcome.asked == REQUESTS
    assert not outcome.objections, outcome_text(outcome, SEED)
    # Requests that were all refused at the door would prove nothing.
    for served in ("concur 200", "erp 200", "erp 201", "control 200", "control 201"):
        assert outcome.statuses[served] > 10, outcome_text(outcome, SEED)


def answer(status: int, kind: str, body: bytes, **headers: str) -> Answer:
    return Answer(status, {"date": "x", "content-type": kind, **headers}, body)


@pytest.mark.parametrize(
    "good",
    [
        answer(200, "application/json", b"[]"),
        answer(404, "application/problem+json", PROBLEM),
        answer(404, "application/xml", ERROR),
        answer(404, "application/json", b'{"Error": {"Message": "x", "Server-Time": "x", "Id": "x"}}'),
        answer(400, "application/json", b'{"code": 5, "error": "x", "error_description": "x"}'),
        answer(204, "", b""),
    ],
)
def test_a_documented_answer_meets_no_objection(good):
    assert list(objections(GET, good)) == []


@pytest.mark.parametrize(
    "bad",
    [
        answer(500, "application/problem+json", PROBLEM.replace(b"404", b"500")),
        Answer(200, {"content-type": "application/json"}, b"[]"),
        answer(200, "application/json", b"[}"),
        answer(404, "application/json", b'{"message": "x"}'),
        answer(404, "application/json", b"[]"),
        answer(400, "application/problem+json", PROBLEM),
        answer(404, "application/problem+json", b'{"status": 404}'),
        answer(404, "application/problem+json", PROBLEM[:-1] + b', "errors": [{"pointer": "/a"}]}'),
        answer(404, "application/xml", b"<Error><Message>x</Message></Error>"),
        answer(200, "application/xml", b"<Error>"),
        answer(200, "application/xml", b"<Invented />"),
        answer(404, "text/html", b"<h1>Not Found</h1>"),
        answer(204, "", b"x"),
    ],
)
def test_any_other_answer_does(bad):
    assert list(objections(GET, bad))


def test_a_request_is_the_same_each_time():
    company = {
        "concur": {
            "access_token": "t",
            "client_id": "c",
            "client_secret": "s",
            "refresh_token": "r",
            "company_uuid": "u",
        },
        "erp": {"api_key": "k"},
    }
    subject = Subject(company, reports=("R1", "R2"), steps=("s",), entries=(("R1", "e"),), vendors=("V-1",))
    scratch = Scratch()
    scratch.add("one")
    first = [fuzzed(7, number, [subject], scratch) for number in range(300)]
    assert first == [fuzzed(7, number, [subject], scratch) for number in range(300)]
    assert first != [fuzzed(8, number, [subject], scratch) for number in range(300)]
    assert len({request.data for request in first}) > 250


def test_what_no_encoder_would_write_is_written():
    assert values.dumped({"a": values.nested(3), "b": "\ud800"}) == b'{"a": [[[]]], "b": "\\ud800"}'
    assert mutation.form(Random(1), {"a": "b"})


def test_a_server_that_does_not_answer_is_found_out(monkeypatch):
    monkeypatch.setattr(clients, "PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Hung):
        Client(silent.getsockname()[1]).ask(b"GET / HTTP/1.1\r\n\r\n", "GET")


def test_a_connection_that_is_closed_is_told_from_an_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def close_all() -> None:
            for _ in range(2):
                server.accept()[0].close()

        closing = threading.Thread(target=close_all)
        closing.start()
        asking = Client(server.getsockname()[1])
        assert asking.ask(b"GET / HTTP/1.1\r\n\r\n", "GET") is None
        assert asking.ask(b"GET / HTTP/1.1\r\n\r\n", "GET") is None
        closing.join()
