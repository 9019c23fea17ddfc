"""Two harnesses on one database, as two processes have them, and many threads on both: together they are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import cycle
from typing import Any

import pytest

from tests.concur_harness.test_plans import Tour
from tests.concur_harness.test_threads import V2, bill
from tests.concur_harness.world import Made, World
from tests.plans import unlocked_writes


@pytest.fixture
def worlds(database: str) -> Iterator[tuple[World, World]]:
    pair = World(url=database), World(url=database)
    yield pair
    for world in pair:
        world.harness.close()


def both(worlds: tuple[World, World], scenario: str) -> tuple[Made, Made]:
    """One company, as each of the two shows it."""
    made = worlds[0].found(scenario)
    return made, Made(worlds[1], made.shown)


def at_once(makes: tuple[Made, Made], work: Callable[[Made], Any], times: int) -> list[Any]:
    """What comes of doing it so often, in eight threads, by turns on each of the two."""
    with ThreadPoolExecutor(8) as pool:
        return [each.result() for each in [pool.submit(work, made) for made, _ in zip(cycle(makes), range(times))]]


def test_a_report_is_committed_once(worlds):
    makes = both(worlds, "employee-only")
    report = makes[0].reports()["Client meeting"]["id"]
    told = at_once(
        makes, lambda made: made.concur("POST", f"{V2}/integrationstatus/report/{report}").json["Status"], 16
    )
    assert Counter(told) == {"SUCCESS": 1, "FAILURE": 15}
    events = [event["action"] for event in makes[1].reports()["Client meeting"]["history"]]
    assert events.count("integrate") == 1


def test_an_idempotency_key_makes_one_bill_whichever_process_it_meets(worlds):
    makes = both(worlds, "employee-only")
    body = bill(makes[0], 1)

    def book(made: Made) -> tuple[int, str | None]:
        key = {"Authorization": f"Bearer {made.shown['erp']['api_key']}", "Idempotency-Key": "the-same"}
        answer = made.world.ask("POST", "/api/v1/bills", port="erp", json=body, headers=key)
        return answer.status, answer.json.get("id")

    told = Counter(at_once(makes, book, 32))
    # A key that is being worked on, by whichever process, is refused (409).
    assert set(told) <= {(201, "B-1"), (409, None)}
    assert told[201, "B-1"] >= 1
    assert [book(made) for made in makes] == [(201, "B-1")] * 2
    assert [each["id"] for each in makes[0].erp("GET", "/api/v1/bills").json["items"]] == ["B-1"]


def test_bills_are_numbered_without_a_gap_or_a_repetition(worlds):
    makes = both(worlds, "employee-only")
    numbers = iter(range(100))

    def book(made: Made) -> str:
        made_bill = made.erp("POST", "/api/v1/bills", json=bill(made, next(numbers)))
        assert made.erp("POST", f"/api/v1/bills/{made_bill.json['id']}/post").status == 200
        return made_bill.json["id"]

    booked = at_once(makes, book, 32)
    assert sorted(booked, key=lambda each: int(each[2:])) == [f"B-{n}" for n in range(1, 33)]
    balances = makes[1].erp("GET", "/api/v1/balances").json["items"]
    assert sum(Decimal(each["balance"]) for each in balances) == 0


def test_a_company_is_reset_while_others_write_and_read_it(worlds):
    """Nobody is answered 5xx, nobody sees half of it, and it is whole afterwards."""
    makes = both(worlds, "several-reports")
    before = {report["id"]: report for report in makes[0].reports().values()}
    ready = [report["id"] for report in before.values() if report["payment_status"] == "P_PROC"]
    steps = cycle(range(5))

    def live(made: Made) -> tuple[str, int]:
        step = next(steps)
        if step == 0:
            return "reset", made.control("POST", "/reset").status
        if step == 1:
            return "commit", made.concur("POST", f"{V2}/integrationstatus/report/{ready[0]}").status
        if step == 2:
            return "bill", made.erp("POST", "/api/v1/bills", json=bill(made, 1)).status
        if step == 3:
            return "list", len(made.concur("GET", f"{V2}/Reports/").json)
        fault = {"service": "erp", "path": "/nowhere", "do": "answer", "status": 503}
        return "fault", made.control("POST", "/faults", fault).status

    listed = len(makes[0].concur("GET", f"{V2}/Reports/").json)
    told = set(at_once(makes, live, 60))
    # A bill has the number of another one, and a report is Paid and listed no more, until the next reset.
    lists = {("list", listed), ("list", listed - 1)}
    assert told <= {("reset", 200), ("commit", 200), ("bill", 201), ("bill", 422), *lists, ("fault", 201)}
    assert makes[1].control("POST", "/reset").status == 200
    assert {report["id"] for report in makes[0].reports().values()} == set(before)
    assert makes[0].erp("GET", "/api/v1/bills").json["items"] == []


def test_a_snapshot_is_of_one_moment(worlds):
    """Each writer books a bill of one line and posts it; bills, lines and ledger must always fit together."""
    makes = both(worlds, "employee-only")
    numbers = iter(range(1000))

    def write(made: Made) -> None:
        bill_id = made.erp("POST", "/api/v1/bills", json=bill(made, next(numbers))).json["id"]
        assert made.erp("POST", f"/api/v1/bills/{bill_id}/post").status == 200

    def read(made: Made) -> None:
        rows = made.rows()
        (books,) = rows["erp_companies"]
        assert (books["last_bill"], books["last_line"]) == (len(rows["erp_bills"]), len(rows["erp_lines"]))
        assert books["last_row"] == len(rows["erp_ledger"])
        posted = {row["number"] for row in rows["erp_bills"] if row["status"] == "posted"}
        assert posted == {row["bill"] for row in rows["erp_ledger"]}

    kinds = cycle((write, read, write, read, read))

    def turn(made: Made) -> None:
        next(kinds)(made)

    at_once(makes, turn, 80)


def test_companies_come_and_go_on_both(worlds):
    def come_and_go(world: World) -> int:
        return world.found("employee-only").control("DELETE").status

    with ThreadPoolExecutor(8) as pool:
        gone = [pool.submit(come_and_go, worlds[number % 2]) for number in range(16)]
        assert {each.result() for each in gone} == {204}


def test_no_call_writes_to_a_company_without_its_lock(postgresql):
    """On PostgreSQL the lock keeps the writers of one company apart: each transaction that writes holds it."""
    world = World(url=postgresql)
    tour = Tour(world)
    with unlocked_writes(world.harness.store) as found:
        tour.go()
    world.harness.close()
    assert found == []
