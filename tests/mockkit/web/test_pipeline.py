from __future__ import annotations

import threading
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from mockkit import companies, faults
from mockkit.clock import Clock, http_date
from tests.mockkit.toy import World, is_free

ACME = "acme-company"


def ask(world: World, method: str, path: str, company: str = ACME, **options: Any) -> TestResponse:
    return Client(world.pipeline).open(path, method=method, headers={"Authorization": f"Bearer {company}"}, **options)


def test_what_is_answered_below_400_is_kept(world: World) -> None:
    before = world.version(ACME)
    assert ask(world, "POST", "/count").status_code == 200
    assert world.version(ACME) == before + 1


@pytest.mark.parametrize("path", ["/count?refuse=1", "/broken"])
def test_a_refusal_and_a_slip_roll_back_but_stay_in_the_traffic(world: World, path: str) -> None:
    before = world.version(ACME)
    answer = ask(world, "POST", path)
    assert answer.status_code >= 400
    assert answer.text.startswith("toy: ")
    assert world.version(ACME) == before
    assert [record["status"] for record in world.recorded(ACME)] == [answer.status_code]


def test_an_unknown_route_is_worded_by_the_service(world: World) -> None:
    assert ask(world, "GET", "/nowhere").text == "toy: Not Found"
    refused = ask(world, "DELETE", "/count")
    assert refused.status_code == 405
    assert "POST" in refused.headers["Allow"]


def test_strangers_are_answered_and_nobodys_traffic(world: World) -> None:
    assert ask(world, "GET", "/nowhere", company="nobody").status_code == 404
    assert world.recorded("nobody") == []


def test_the_date_header_shows_the_companys_clock(world: World) -> None:
    then = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    with world.store.transaction(write=True) as connection:
        companies.set_clock(connection, ACME, Clock(frozen_at=then))
    assert ask(world, "GET", "/count").headers["Date"] == http_date(then)


def test_ids_never_repeat_from_request_to_request(world: World) -> None:
    assert ask(world, "POST", "/count?id=1").text != ask(world, "POST", "/count?id=1").text


def test_a_head_request_has_no_body(world: World) -> None:
    assert ask(world, "HEAD", "/count").data == b""


def test_an_answer_fires_from_the_nth_on_as_often_as_told(world: World) -> None:
    world.fault(ACME, do="answer", status=503, path="/CO*", nth=2, times=2)
    assert [ask(world, "GET", "/count").status_code for _ in range(5)] == [200, 503, 503, 200, 200]
    assert [(fault.seen, fault.fired) for fault in world.faults(ACME)] == [(3, 2)]


def test_faults_befall_their_company_method_and_path_only(world: World) -> None:
    world.fault(ACME, do="answer", status=503, method="POST", path="/count", times=None)
    assert ask(world, "GET", "/count").status_code == 200
    assert ask(world, "POST", "/echo", data="x").status_code == 200
    assert ask(world, "POST", "/count", company="other-company").status_code == 200
    assert ask(world, "POST", "/count").status_code == 503


def test_an_answer_may_bring_its_own_body_and_headers(world: World) -> None:
    world.fault(ACME, do="answer", status=418, body={"a": 1}, headers={"X-Tea": "pot"})
    answer = ask(world, "GET", "/count")
    assert (answer.status_code, answer.json, answer.headers["X-Tea"]) == (418, {"a": 1}, "pot")


def test_drop_before_does_nothing_and_drop_after_does_the_work(world: World) -> None:
    before = world.version(ACME)
    world.fault(ACME, do="drop-before", method="POST")
    with pytest.raises(faults.Dropped):
        ask(world, "POST", "/count")
    assert world.version(ACME) == before
    world.fault(ACME, do="drop-after", method="POST")
    with pytest.raises(faults.Dropped):
        ask(world, "POST", "/count")
    assert world.version(ACME) == before + 1
    assert [record["status"] for record in world.recorded(ACME)] == [None, None]


def test_a_throttle_says_when_to_come_again(world: World) -> None:
    world.fault(ACME, do="throttle", retry_after=3)
    answer = ask(world, "GET", "/count")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


def test_an_expiry_reaches_the_service_before_the_work(world: World) -> None:
    world.fault(ACME, do="expire-token")
    assert ask(world, "GET", "/count").status_code == 200
    assert world.toy.expired == [ACME]


def test_a_delay_waits_outside_any_transaction(world: World) -> None:
    world.fault(ACME, do="delay", seconds=30)
    waiting, go_on = threading.Event(), threading.Event()

    def wait(company: str, seconds: float) -> None:
        assert (company, seconds) == (ACME, 30)
        waiting.set()
        go_on.wait(10)

    world.pipeline.wait = wait
    statuses: list[int] = []
    slow = threading.Thread(target=lambda: statuses.append(ask(world, "POST", "/count").status_code))
    slow.start()
    assert waiting.wait(10)
    assert ask(world, "POST", "/count", company="other-company").status_code == 200
    assert ask(world, "POST", "/count").status_code == 200
    go_on.set()
    slow.join(10)
    assert statuses == [200]


def test_the_traffic_says_when_a_request_came_not_when_it_was_answered(world: World) -> None:
    world.fault(ACME, do="delay", seconds=1, path="/count")

    def wait(_company: str, _seconds: float) -> None:
        ask(world, "GET", "/nowhere")

    world.pipeline.wait = wait
    ask(world, "GET", "/count")
    second, first = world.recorded(ACME)  # as they ended
    assert (first["path"], second["path"]) == ("/count", "/nowhere")
    assert first["at"] < second["at"]
    came, duration = datetime.fromisoformat(first["at"]), timedelta(milliseconds=first["duration_ms"])
    assert came + duration > datetime.fromisoformat(second["at"])


def test_a_request_that_the_service_refuses_spends_no_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the service holds of a request is held before a fault is seen to have fired on it."""
    world.fault(ACME, do="answer", status=503)
    with monkeypatch.context() as patched:
        patched.setattr(world.toy, "guard_faulted", lambda _company, _request: nullcontext(Response("no", 409)))
        assert ask(world, "GET", "/count").status_code == 409
    assert [(fault.seen, fault.fired) for fault in world.faults(ACME)] == [(0, 0)]
    assert world.recorded(ACME)[0]["faults"] == []
    assert ask(world, "GET", "/count").status_code == 503


def test_a_lifted_fault_is_out_of_the_way(world: World) -> None:
    fault = world.fault(ACME, do="answer", status=500, times=None)
    with world.store.transaction(write=True) as connection:
        assert faults.lift(connection, ACME, fault.id)
        assert not faults.lift(connection, ACME, fault.id)
    assert ask(world, "GET", "/count").status_code == 200


def test_requests_in_many_threads_are_each_whole(world: World) -> None:
    before = world.version(ACME)

    def work() -> None:
        for turn in range(10):
            ask(world, "POST", "/count?refuse=1" if turn % 2 else "/count")

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.version(ACME) == before + 30
    assert [record["seq"] for record in world.recorded(ACME)] == list(range(1, 61))


def test_a_kept_answer_is_given_again_until_the_companys_version_rises(world: World) -> None:
    first = ask(world, "GET", "/kept")
    assert [ask(world, "GET", "/kept").text for _ in range(3)] == [first.text] * 3
    assert world.toy.worked == 1
    assert ask(world, "GET", "/kept").headers["Content-Type"] == first.headers["Content-Type"]
    for another in ({"query_string": "a=1"}, {"company": "other-company"}):
        assert ask(world, "GET", "/kept", **another).text != first.text
    ask(world, "POST", "/count")
    assert ask(world, "GET", "/kept").text == "worked 4 times"
    assert len(world.recorded(ACME)) == 8


def test_an_answer_that_depends_on_its_caller_is_given_again_to_nobody_else(world: World) -> None:
    """One list of one's own reports, shown to whoever has the same roles, would show them somebody else's."""
    world.toy.callers[ACME] = "ann"
    first = ask(world, "GET", "/kept?caller=1").text
    assert ask(world, "GET", "/kept?caller=1").text == first
    world.toy.callers[ACME] = "ben"
    assert ask(world, "GET", "/kept?caller=1").text != first
    world.toy.callers[ACME] = "ann"
    assert ask(world, "GET", "/kept?caller=1").text == first


def test_an_answer_bears_the_services_own_correlation_header(world: World) -> None:
    first, second = (ask(world, "GET", "/count").headers["toy-correlation"] for _ in range(2))
    assert first != second
    client = Client(world.pipeline)
    answer = client.get("/count", headers={"Authorization": f"Bearer {ACME}", "toy-correlation": "mine"})
    assert answer.headers["toy-correlation"] == "mine"
    world.toy.correlation_header = ""
    assert "toy-correlation" not in ask(world, "GET", "/count").headers


BODY: dict[str, Any] = {"data": "x"}


def test_bodies_are_parsed_before_the_store_is_taken_and_answers_rendered_after(world: World) -> None:
    free: list[bool] = []
    world.toy.before = world.toy.after = lambda: free.append(is_free(world.store))
    assert ask(world, "POST", "/phases", **BODY).status_code == 200
    assert free == [True, True]


def test_a_request_without_a_body_has_nothing_to_parse_and_is_rendered_after_the_store(world: World) -> None:
    free: list[bool] = []
    world.toy.after = lambda: free.append(is_free(world.store))
    assert ask(world, "GET", "/phases").status_code == 200
    assert free == [True]


def test_what_changes_while_a_body_is_parsed_is_seen(world: World) -> None:
    """The version is that of the transaction, not of the look-up before it."""

    def meanwhile() -> None:
        world.toy.before = lambda: None
        ask(world, "POST", "/count")

    world.toy.before = meanwhile
    seen = ask(world, "POST", "/phases", **BODY).text
    assert seen == f"{ACME} {world.version(ACME) - 1}"


def test_a_company_that_is_dropped_while_a_body_is_parsed_is_a_strangers(world: World) -> None:
    def meanwhile() -> None:
        world.toy.before = lambda: None
        with world.store.transaction(write=True) as connection:
            companies.drop_company(connection, ACME, world.store.tables)

    world.toy.before = meanwhile
    assert ask(world, "POST", "/phases", **BODY).status_code == 500  # the toy's route asks nobody who they are
    assert world.toy.worked == 2


def test_a_caller_who_changes_while_a_body_is_parsed_begins_anew(world: World) -> None:
    def meanwhile() -> None:
        world.toy.callers[ACME] = "another"

    world.toy.before = meanwhile
    before = world.version(ACME)
    assert ask(world, "POST", "/phases", **BODY).status_code == 200
    assert (world.toy.worked, world.version(ACME)) == (2, before + 1)


def test_a_fault_that_is_armed_while_a_body_is_parsed_befalls(world: World) -> None:
    def meanwhile() -> None:
        world.toy.before = lambda: None
        world.fault(ACME, do="answer", status=503)

    world.toy.before = meanwhile
    before = world.version(ACME)
    assert ask(world, "POST", "/phases", **BODY).status_code == 503
    assert world.version(ACME) == before
    assert ask(world, "POST", "/phases", **BODY).status_code == 200


def test_a_company_that_never_stands_still_is_told(world: World) -> None:
    turns = iter(range(1000))
    world.toy.before = lambda: world.toy.callers.update({ACME: str(next(turns))})
    assert ask(world, "POST", "/phases", **BODY).status_code == 503
    assert len(world.recorded(ACME)) == 1


def test_a_request_has_one_transaction(world: World) -> None:
    assert ask(world, "POST", "/twice", **BODY).status_code == 500
    assert ask(world, "POST", "/twice").status_code == 500


def test_the_store_is_free_after_whatever_a_route_does(world: World) -> None:
    for method, path in (("GET", "/nowhere"), ("POST", "/twice"), ("POST", "/broken"), ("GET", "/kept")):
        ask(world, method, path)
        assert is_free(world.store), path
