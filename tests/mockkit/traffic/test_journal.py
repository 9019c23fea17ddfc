"""The journal of a company: what is kept, how much of it, and in which order it is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.test import Client

from mockkit.database.store import UnsupportedDatabase
from mockkit.database.urls import MEMORY
from mockkit.traffic.journal import (
    BOUNDED,
    MAX_PAGE,
    WHOLE,
    Bounds,
    MemoryTraffic,
    Message,
    TrafficRecord,
    TrafficStore,
)
from mockkit.traffic.masking import Masker
from mockkit.traffic.table import TableTraffic, traffic_for
from tests.mockkit.toy import World

ACME = "acme-company"


def echo(world: World, body: bytes | str, **headers: str) -> None:
    Client(world.pipeline).post("/echo", data=body, headers={"Authorization": f"Bearer {ACME}", **headers})


@pytest.fixture(params=["memory", "file", "postgresql"])
def traffic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrafficStore]:
    """Every store of the traffic, empty."""
    url = {"memory": MEMORY, "file": f"sqlite:///{tmp_path / 'harness.db'}"}.get(request.param)
    with closing(traffic_for(url or request.getfixturevalue("postgresql"))) as made:
        yield made


def record(traffic: TrafficStore, body: bytes = b"", *, path: str = "/", company_id: str = ACME) -> TrafficRecord:
    return TrafficRecord(
        arrival=traffic.arrive(company_id),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        service="erp",
        method="POST",
        path=path,
        query="",
        request=Message.of([("HTTP_ACCEPT", "text/plain")], body),
        status=200,
        response=Message.of([], b""),
        duration=0.0,
        faults=(),
    )


def test_a_record_shows_the_request_and_the_answer_without_the_credentials(world: World) -> None:
    echo(world, "client_secret=hunter2&a=1")
    (shown,) = world.recorded(ACME)
    assert shown["request"]["headers"]["Authorization"] == "Bearer ***"
    assert shown["request"]["body"] == "client_secret=***&a=1"
    assert shown["response"]["body"] == "client_secret=***&a=1"
    assert (shown["service"], shown["method"], shown["path"], shown["status"]) == ("concur", "POST", "/echo", 200)
    assert (shown["request"]["bytes"], shown["request"]["truncated"]) == (25, False)


def test_of_a_long_body_the_beginning_is_kept_with_its_true_size(world: World) -> None:
    body = b"x" * (BOUNDED.body + 1)
    echo(world, body)
    (kept,), _ = world.traffic.read(ACME)
    assert [len(side.body) for side in (kept.request, kept.response)] == [BOUNDED.body] * 2
    shown = kept.to_json(Masker())["request"]
    assert (len(shown["body"]), shown["bytes"], shown["truncated"]) == (BOUNDED.body, len(body), True)


def test_a_company_whose_traffic_is_judged_by_keeps_every_body_whole(world: World) -> None:
    world.traffic.open("other-company", whole=True)
    body = b"x" * (BOUNDED.body + 1)
    Client(world.pipeline).post("/echo", data=body, headers={"Authorization": "Bearer other-company"})
    (whole,) = world.recorded("other-company")
    assert (whole["request"]["body"], whole["request"]["truncated"]) == (body.decode(), False)


@pytest.mark.parametrize("bounds", [BOUNDED, WHOLE])
def test_both_kinds_of_journal_are_bounded(bounds: Bounds) -> None:
    """200 refused posts of 4 MB once cost 1.6 GB."""
    assert bounds.total <= 128 * 1024 * 1024
    assert bounds.body <= 16 * 1024 * 1024
    assert bounds.records <= 100_000


def bounded(monkeypatch: pytest.MonkeyPatch, bounds: Bounds) -> None:
    for module in ("mockkit.traffic.journal", "mockkit.traffic.table"):
        monkeypatch.setattr(f"{module}.BOUNDED", bounds)


def test_the_oldest_make_room_for_the_newest(traffic: TrafficStore, monkeypatch: pytest.MonkeyPatch) -> None:
    bounded(monkeypatch, Bounds(records=3, body=10, total=1_000_000))
    for number in range(5):
        traffic.append(ACME, record(traffic, b"%d" % number))
    assert [each.request.body for each in traffic.read(ACME)[0]] == [b"2", b"3", b"4"]
    assert traffic.dropped(ACME) == 2
    assert [[each.seq for each in traffic.read(ACME, after=after)[0]] for after in (3, 0, 5)] == [[4, 5], [3, 4, 5], []]


@pytest.mark.parametrize("header", [False, True])
def test_all_bytes_of_a_company_are_counted(
    traffic: TrafficStore, header: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long headers and paths take as much as long bodies do."""
    bounded(monkeypatch, Bounds(records=1000, body=50_000, total=100_000))
    for _ in range(20):
        made = record(traffic, b"x" * 20_000)
        if header:
            made.request = Message.of([("HTTP_X", "x" * 20_000)], b"")
        traffic.append(ACME, made)
    assert 1 < len(traffic.read(ACME)[0]) < 6
    traffic.append(ACME, record(traffic, path="x" * 200_000))
    assert len(traffic.read(ACME)[0]) == 1
    assert traffic.dropped(ACME) == 20


def test_reading_goes_on_after_a_number(world: World) -> None:
    for word in ("one", "two", "three"):
        echo(world, word)
    assert [each["request"]["body"] for each in world.recorded(ACME, after=1, most=1)] == ["two"]
    assert [world.traffic.read(ACME, after=1, most=most)[1] for most in (1, 2, None)] == [True, False, False]
    world.traffic.forget(ACME)
    assert world.recorded(ACME) == []


def test_a_request_that_takes_longer_than_later_ones_is_not_passed_over(traffic: TrafficStore) -> None:
    """Who reads on after what they have seen must be shown it when it ends."""
    slow, quick = record(traffic, path="/slow"), record(traffic, path="/quick")
    traffic.append(ACME, quick)
    (seen,), _ = traffic.read(ACME)
    later = record(traffic, path="/later")
    traffic.append(ACME, slow)
    traffic.append(ACME, later)
    rest, _ = traffic.read(ACME, after=seen.seq)
    assert [(each.path, each.seq) for each in (seen, *rest)] == [("/quick", 1), ("/slow", 2), ("/later", 3)]
    shown = [each.to_json(Masker()) for each in (seen, *rest)]
    assert [each["arrived"] for each in shown] == [2, 1, 3]
    # Only the third came when the first to end was over.
    assert [each["arrived_after"] for each in shown] == [0, 0, 1]


def test_a_page_holds_so_many_bytes_and_one_record_at_least(traffic: TrafficStore) -> None:
    traffic.open(ACME, whole=True)
    for size in (MAX_PAGE // 2, MAX_PAGE, 10, 10):
        traffic.append(ACME, record(traffic, b"x" * size))
    pages, after, more = [], 0, True
    while more:
        records, more = traffic.read(ACME, after=after)
        pages.append([each.seq for each in records])
        after = pages[-1][-1]
    assert pages == [[1], [2], [3, 4]]


def test_what_is_not_wanted_takes_no_room_of_a_page(traffic: TrafficStore) -> None:
    for path in ("/a", "/b", "/a", "/b", "/a"):
        traffic.append(ACME, record(traffic, path=path))
    found, more = traffic.read(ACME, most=2, wanted=lambda _, path: path == "/b")
    assert ([each.seq for each in found], more) == ([2, 4], False)


def test_a_record_is_read_as_it_was_written(traffic: TrafficStore) -> None:
    made = record(traffic, b"\xff\x00", path="/a\0b\u20ac")
    made.faults, made.note, made.status = ("F-1", "F-2"), "n", None
    traffic.append(ACME, made)
    (found,), _ = traffic.read(ACME)
    assert found.to_json(Masker()) == {**made.to_json(Masker()), "seq": 1}
    assert (found.request.body, found.arrival, found.at) == (b"\xff\x00", made.arrival, made.at)


def test_what_is_judged_by_is_kept_whole_and_begins_anew(traffic: TrafficStore) -> None:
    traffic.append(ACME, record(traffic))
    traffic.open(ACME, whole=True)
    assert (traffic.read(ACME), traffic.dropped(ACME)) == (([], False), 0)
    traffic.append(ACME, record(traffic, b"x" * (BOUNDED.body + 1)))
    traffic.open("other", whole=False)
    traffic.append("other", record(traffic, b"x" * (BOUNDED.body + 1), company_id="other"))
    assert [len(traffic.read(each)[0][0].request.body) for each in (ACME, "other")] == [BOUNDED.body + 1, BOUNDED.body]


def test_a_company_that_is_forgotten_while_it_is_asked_leaves_nothing(traffic: TrafficStore) -> None:
    late = record(traffic)
    traffic.forget(ACME)
    traffic.append(ACME, late)
    assert (traffic.read(ACME), traffic.dropped(ACME)) == (([], False), 0)


def test_a_long_journal_is_read_whole_and_narrowed(traffic: TrafficStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockkit.traffic.table._AT_ONCE", 3)
    for number in range(20):
        traffic.append(ACME, record(traffic, path=f"/{number % 2}"))
    assert [each.seq for each in traffic.read(ACME)[0]] == list(range(1, 21))
    odd, more = traffic.read(ACME, after=4, most=5, wanted=lambda _, path: path == "/1")
    assert ([each.seq for each in odd], more) == ([6, 8, 10, 12, 14], True)


def test_processes_on_one_database_write_one_journal(database: str) -> None:
    """Each by a store of its own, as two processes have: no number twice, missing, or seen before a lower."""
    with closing(TableTraffic(database)) as here, closing(TableTraffic(database)) as there:
        here.open(ACME, whole=False)
        together, seen = threading.Barrier(5), [0]

        def write(number: int) -> None:
            traffic = (here, there)[number % 2]
            together.wait()
            for _ in range(15):
                traffic.append(ACME, record(traffic))

        def follow() -> None:
            together.wait()
            while len(seen) < 61:
                seen.extend(each.seq for each in there.read(ACME, after=seen[-1])[0])

        with ThreadPoolExecutor(5) as pool:
            for each in [pool.submit(follow), *(pool.submit(write, number) for number in range(4))]:
                each.result(timeout=60)
        assert seen == list(range(61))
        assert sorted(each.arrival.number for each in here.read(ACME)[0]) == list(range(1, 61))


def test_a_journal_outlives_its_process(database: str) -> None:
    with closing(TableTraffic(database)) as before:
        before.append(ACME, record(before))
    with closing(TableTraffic(database)) as after:
        assert [each.seq for each in after.read(ACME)[0]] == [1]
        assert after.arrive(ACME)[:2] == (2, 1)


def test_a_table_in_memory_is_refused() -> None:
    for url in (MEMORY, "sqlite:///:memory:"):
        assert isinstance(traffic_for(url), MemoryTraffic)
        with pytest.raises(UnsupportedDatabase, match="a file or a server"):
            traffic_for(url, "table")


def test_it_may_be_kept_in_memory_beside_a_database_that_is_not(database: str) -> None:
    assert isinstance(traffic_for(database, "memory"), MemoryTraffic)


def test_a_request_that_cannot_be_recorded_is_answered_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has done is done."""

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(world.traffic, "append", fail)
    answer = Client(world.pipeline).post("/count", headers={"Authorization": f"Bearer {ACME}"})
    assert answer.status_code == 200
