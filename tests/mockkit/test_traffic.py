"""The journal of a company: what is kept, how much of it, and in which order it is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.test import Client

from mockkit.masking import Masker
from mockkit.traffic import BOUNDED, MOST_PAGE, WHOLE, Bounds, Journal, Record, Side, Traffic
from tests.mockkit.toy import World

ACME = "acme-company"


def echo(world: World, body: bytes | str, **headers: str) -> None:
    Client(world.gate).post("/echo", data=body, headers={"Authorization": f"Bearer {ACME}", **headers})


def record(traffic: Traffic, body: bytes = b"", *, path: str = "/") -> Record:
    return Record(
        arrival=traffic.arrive(ACME),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        service="erp",
        method="POST",
        path=path,
        query="",
        request=Side.of([("HTTP_ACCEPT", "text/plain")], body),
        status=200,
        response=Side.of([], b""),
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
    shown = kept.shown(Masker())["request"]
    assert (len(shown["body"]), shown["bytes"], shown["truncated"]) == (BOUNDED.body, len(body), True)


def test_a_company_whose_traffic_is_judged_by_keeps_every_body_whole(world: World) -> None:
    world.traffic.open("other-company", whole=True)
    body = b"x" * (BOUNDED.body + 1)
    Client(world.gate).post("/echo", data=body, headers={"Authorization": "Bearer other-company"})
    (whole,) = world.recorded("other-company")
    assert (whole["request"]["body"], whole["request"]["truncated"]) == (body.decode(), False)


@pytest.mark.parametrize("bounds", [BOUNDED, WHOLE])
def test_both_kinds_of_journal_are_bounded(bounds: Bounds) -> None:
    """200 refused posts of 4 MB once cost 1.6 GB."""
    assert bounds.total <= 128 * 1024 * 1024
    assert bounds.body <= 16 * 1024 * 1024
    assert bounds.records <= 100_000


def test_the_oldest_make_room_for_the_newest() -> None:
    traffic, journal = Traffic(), Journal(Bounds(records=3, body=10, total=1_000_000))
    for number in range(5):
        journal.add(record(traffic, b"%d" % number))
    assert [each.request.body for each in journal.records] == [b"2", b"3", b"4"]
    assert journal.ended - len(journal.records) == 2
    assert [each.seq for each in journal.after(3)] == [4, 5]
    assert [each.seq for each in journal.after(0)] == [3, 4, 5]
    assert journal.after(5) == []


@pytest.mark.parametrize("header", [False, True])
def test_all_bytes_of_a_company_are_counted(header: bool) -> None:
    """Long headers and paths take as much as long bodies do."""
    traffic, journal = Traffic(), Journal(Bounds(records=1000, body=50_000, total=100_000))
    for _ in range(20):
        made = record(traffic, b"x" * 20_000)
        if header:
            made.request = Side.of([("HTTP_X", "x" * 20_000)], b"")
        journal.add(made)
    assert 1 < len(journal.records) < 6
    journal.add(record(traffic, path="x" * 200_000))
    assert len(journal.records) == 1


def test_reading_goes_on_after_a_number(world: World) -> None:
    for word in ("one", "two", "three"):
        echo(world, word)
    assert [each["request"]["body"] for each in world.recorded(ACME, after=1, most=1)] == ["two"]
    assert [world.traffic.read(ACME, after=1, most=most)[1] for most in (1, 2, None)] == [True, False, False]
    world.traffic.forget(ACME)
    assert world.recorded(ACME) == []


def test_a_request_that_takes_longer_than_later_ones_is_not_passed_over() -> None:
    """Who reads on after what they have seen must be shown it when it ends."""
    traffic = Traffic()
    slow, quick = record(traffic, path="/slow"), record(traffic, path="/quick")
    traffic.add(ACME, quick)
    (seen,), _ = traffic.read(ACME)
    later = record(traffic, path="/later")
    traffic.add(ACME, slow)
    traffic.add(ACME, later)
    rest, _ = traffic.read(ACME, after=seen.seq)
    assert [(each.path, each.seq) for each in (seen, *rest)] == [("/quick", 1), ("/slow", 2), ("/later", 3)]
    shown = [each.shown(Masker()) for each in (seen, *rest)]
    assert [each["arrived"] for each in shown] == [2, 1, 3]
    # Only the third came when the first to end was over.
    assert [each["arrived_after"] for each in shown] == [0, 0, 1]


def test_a_page_holds_so_many_bytes_and_one_record_at_least() -> None:
    traffic = Traffic()
    traffic.open(ACME, whole=True)
    for size in (MOST_PAGE // 2, MOST_PAGE, 10, 10):
        traffic.add(ACME, record(traffic, b"x" * size))
    pages, after, more = [], 0, True
    while more:
        records, more = traffic.read(ACME, after=after)
        pages.append([each.seq for each in records])
        after = pages[-1][-1]
    assert pages == [[1], [2], [3, 4]]


def test_what_is_not_wanted_takes_no_room_of_a_page() -> None:
    traffic = Traffic()
    for path in ("/a", "/b", "/a", "/b", "/a"):
        traffic.add(ACME, record(traffic, path=path))
    found, more = traffic.read(ACME, most=2, wanted=lambda each: each.path == "/b")
    assert ([each.seq for each in found], more) == ([2, 4], False)
