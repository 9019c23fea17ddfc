"""Two pipelines on one database, as two processes have them, and many threads on both: faults are counted exactly."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from mockkit import companies
from mockkit.database.store import Store
from tests.mockkit.toy import World

ACME = "acme-company"


@pytest.fixture
def worlds(database: str) -> Iterator[tuple[World, World]]:
    pair = World(ACME, url=database), World(url=database)
    yield pair
    for world in pair:
        world.store.close()


def statuses(worlds: tuple[World, World], method: str, requests: int) -> list[int]:
    """The statuses of requests from eight threads at once, by turns to each world."""
    together = threading.Barrier(8)

    def ask(thread: int) -> list[int]:
        client = Client(worlds[thread % 2].pipeline)
        together.wait()
        given = {"Authorization": f"Bearer {ACME}"}
        return [client.open("/count", method=method, headers=given).status_code for _ in range(requests // 8)]

    with ThreadPoolExecutor(8) as pool:
        return [status for each in pool.map(ask, range(8)) for status in each]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_fires_as_often_as_it_was_told_to(worlds: tuple[World, World], method: str) -> None:
    for _ in range(3):
        made = worlds[0].fault(ACME, do="answer", status=503, times=1)
        assert Counter(statuses(worlds, method, 16)) == {200: 15, 503: 1}
        counted = next(fault for fault in worlds[1].faults(ACME) if fault.id == made.id)
        assert counted.fired == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_request_is_counted_until_the_nth(worlds: tuple[World, World], method: str) -> None:
    worlds[0].fault(ACME, do="answer", status=503, nth=16, times=None)
    assert Counter(statuses(worlds, method, 32)) == {200: 15, 503: 17}
    (counted,) = worlds[0].faults(ACME)
    assert (counted.seen, counted.fired) == (32, 17)


def test_no_change_of_two_processes_is_lost(worlds: tuple[World, World]) -> None:
    before = worlds[0].version(ACME)
    assert set(statuses(worlds, "POST", 64)) == {200}
    assert worlds[1].version(ACME) == before + 64


def test_a_store_that_fails_is_told_in_the_service_s_own_form(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A commit that the database refuses, as it does when the disk is full, comes after the handler's answer."""
    before = world.version(ACME)
    transaction = Store.transaction

    @contextmanager
    def full(store: Store, *, write: bool) -> Iterator[Connection]:
        with transaction(store, write=write) as connection:
            yield connection
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(Store, "transaction", full)
        answer = Client(world.pipeline).post("/count", headers={"Authorization": f"Bearer {ACME}"})
    assert (answer.status_code, answer.text) == (503, "toy: Service Unavailable")
    assert world.version(ACME) == before
    assert [record["status"] for record in world.recorded(ACME)] == [503]
    assert "database or disk is full" in caplog.text


def test_a_fault_that_lets_tokens_run_out_does_so_under_the_company_s_lock(worlds: tuple[World, World]) -> None:
    worlds[0].fault(ACME, do="expire-token", times=None)
    with worlds[1].store.transaction(write=True) as connection:
        companies.lock(connection, ACME)
        asked = threading.Thread(target=statuses, args=(worlds, "GET", 8))
        asked.start()
        companies.touch(connection, ACME)
        assert worlds[0].toy.expired == worlds[1].toy.expired == []
    asked.join()
    assert len(worlds[0].toy.expired) + len(worlds[1].toy.expired) == 8
