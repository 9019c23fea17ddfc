"""What is counted of a fault, on which requests it fires, and why it did not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import event

from mockkit import companies, faults
from mockkit.faults import ArmedFault, Sighting
from tests.mockkit.toy import World

ACME = "acme-company"
BILL = Sighting("erp", "POST", "/api/v1/bills")


def armed(**options: object) -> ArmedFault:
    spec = {"service": "erp", "method": "post", "path": "/API/v1/bills*", "do": "drop-before", **options}
    return ArmedFault(id="F-1", fault=faults.read_fault(spec))


def after(fault: ArmedFault, requests: Iterable[Sighting], seed: int = 7) -> tuple[ArmedFault, list[int]]:
    """The fault after these requests, and the numbers of those on which it fired."""
    fired = []
    for number, request in enumerate(requests, 1):
        fault, fires = fault.count_match(request, seed)
        fired += [number] * fires
    return fault, fired


def why_not(fault: ArmedFault, *requests: Sighting) -> str | None:
    return after(fault, requests)[0].why_not


def test_it_fires_from_the_nth_on_as_often_as_told():
    assert after(armed(nth=2, times=2), [BILL] * 6)[1] == [2, 3]
    assert after(armed(nth=3, times=None), [BILL] * 6)[1] == [3, 4, 5, 6]


def test_where_no_request_matched_it_says_so():
    assert why_not(armed()) == "no request matched"


@pytest.mark.parametrize(
    ("miss", "words"),
    [
        (BILL._replace(method="GET"), ("GET /api/v1/bills", "for POST")),
        (BILL._replace(path="/api/v1/vendors"), ("POST /api/v1/vendors", "for the path /API/v1/bills*")),
        (BILL._replace(service="concur"), ("to concur", "for erp")),
    ],
)
def test_a_request_that_differs_in_one_thing_is_named_with_it(miss, words):
    told = why_not(armed(), miss, Sighting("concur", "GET", "/far/off"))
    assert told is not None
    assert all(word in told for word in words)


def test_the_nearest_miss_is_the_one_that_is_told_and_the_first_of_those():
    service, path = BILL._replace(service="concur"), BILL._replace(path="/x")
    first, second = (BILL._replace(method=method) for method in ("GET", "DELETE"))
    told = why_not(armed(), service, path, first, second, path)
    assert told is not None
    assert "GET /api/v1/bills" in told


def test_a_near_miss_is_written_once_and_not_at_all_once_a_request_has_matched():
    """Every poll of a list comes near a fault for another method: a write for each would cost."""
    miss = BILL._replace(method="GET")
    once, _ = armed().count_match(miss, 7)
    assert once.count_match(miss, 7)[0] is once
    met, _ = armed().count_match(BILL, 7)
    assert met.count_match(miss, 7)[0] is met
    assert armed().count_match(Sighting("concur", "GET", "/far/off"), 7)[0] == armed()


def test_a_fault_that_has_not_come_to_its_turn_says_when_it_will():
    told = why_not(armed(nth=3), BILL, BILL)
    assert told is not None
    assert "2 requests matched" in told
    assert "number 3" in told
    assert why_not(armed(nth=3), BILL, BILL, BILL) is None


def test_a_spent_fault_says_so_only_where_more_requests_matched():
    assert why_not(armed(nth=2, times=2), *[BILL] * 3) is None
    told = why_not(armed(nth=2, times=2), *[BILL] * 4)
    assert told is not None
    assert "2 requests" in told
    assert why_not(armed(times=None), *[BILL] * 4) is None


def test_by_chance_it_fires_on_the_same_requests_for_the_same_seed_and_on_about_as_many_as_told():
    fault = armed(times=None, probability=0.2)
    fired = after(fault, [BILL] * 1000, seed=1)[1]
    assert after(fault, [BILL] * 1000, seed=1)[1] == fired
    assert after(fault, [BILL] * 1000, seed=2)[1] != fired
    assert 150 < len(fired) < 250


def test_chance_is_named_where_it_chose_none():
    fault, fired = after(armed(probability=1e-9), [BILL] * 3)
    assert fired == []
    assert fault.why_not is not None
    assert "3 requests" in fault.why_not
    assert "1e-09" in fault.why_not


@pytest.mark.parametrize("path", ["/" + "x" * 5000, "/\0\ud800", ""])
def test_any_path_can_be_a_near_miss(world: World, path: str):
    world.fault(ACME, do="drop-before", method="POST", path="/bills")
    with world.store.transaction(write=True) as connection:
        company = companies.find_company(connection, ACME)
        assert company is not None
        faults.claim_matching(connection, company, Sighting("concur", "POST", path.encode("utf-8", "replace").decode()))
    (shown,) = world.faults(ACME)
    assert shown.why_not is not None
    assert len(shown.why_not) < 400


def test_a_request_that_several_faults_count_costs_one_statement(world: World):
    for _ in range(3):
        world.fault(ACME, do="answer", status=503, nth=10)
    sent = []
    with world.store.transaction(write=True) as connection:
        company = companies.find_company(connection, ACME)
        assert company is not None
        event.listen(world.store.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
        faults.claim_matching(connection, company, Sighting("concur", "GET", "/count"))
        faults.claim_matching(connection, company, Sighting("erp", "PUT", "/far/off"))
    assert [text.split()[0] for text in sent] == ["SELECT", "UPDATE", "SELECT"]
    assert [each.seen for each in world.faults(ACME)] == [1, 1, 1]


def test_where_an_earlier_fault_answers_a_later_one_stays_armed_and_says_why_it_did_not_fire(world: World):
    """It would be counted as fired, and the question that it was to ask never asked."""
    world.fault(ACME, do="answer", status=503)
    world.fault(ACME, do="drop-after")
    request = Sighting("concur", "GET", "/count")

    def claim() -> list[str]:
        with world.store.transaction(write=True) as connection:
            company = companies.find_company(connection, ACME)
            assert company is not None
            return [each.fault.kind() for each in faults.claim_matching(connection, company, request)]

    assert claim() == ["answer"]
    later = world.faults(ACME)[1]
    assert (later.seen, later.fired) == (1, 0)
    assert later.why_not is not None
    assert "answered first" in later.why_not
    assert claim() == ["drop-after"]


def test_faults_that_let_a_request_go_on_all_fire_on_it(world: World):
    for options in ({"do": "delay", "seconds": 1}, {"do": "answer", "status": 502, "after": True}, {"do": "malform"}):
        world.fault(ACME, **options)
    with world.store.transaction(write=True) as connection:
        company = companies.find_company(connection, ACME)
        assert company is not None
        claimed = faults.claim_matching(connection, company, Sighting("concur", "GET", "/count"))
    assert [each.fault.kind() for each in claimed] == ["delay", "answer", "malform"]
