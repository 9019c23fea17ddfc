"""Threads at work: heavy work never takes all of them, and all of it is done in the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from mockkit.faults import Crowded
from mockkit.server.wait_slots import WaitSlots
from mockkit.server.workers import Workers


class Work:
    """A task that says when it is begun, and waits until it may end."""

    def __init__(self, *, heavy: bool) -> None:
        self.heavy = heavy
        self.begun, self.may_end, self.over = threading.Event(), threading.Event(), threading.Event()
        self.cancelled = False

    def service(self) -> None:
        self.begun.set()
        self.may_end.wait(20)
        # A request that is done is none any more: nobody may ask it again what it was.
        self.heavy = False
        self.over.set()

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(4, 2)
    yield made
    made.shutdown(timeout=10)


def queued(workers: Workers, number: int, *, heavy: bool) -> list[Work]:
    work = [Work(heavy=heavy) for _ in range(number)]
    for each in work:
        workers.add_task(each)
    return work


def test_heavy_work_leaves_threads_for_light_work_and_is_done_in_the_end(workers: Workers) -> None:
    heavy = queued(workers, 6, heavy=True)
    light = queued(workers, 2, heavy=False)
    assert all(each.begun.wait(20) for each in light)
    assert sum(each.begun.is_set() for each in heavy) <= 2
    for each in (*light, *heavy):
        each.may_end.set()
    assert all(each.over.wait(20) for each in heavy)


def test_light_work_does_not_put_off_heavy_work_for_ever(workers: Workers) -> None:
    busy = queued(workers, 4, heavy=False)
    assert all(each.begun.wait(20) for each in busy)
    waiting = queued(workers, 8, heavy=False)
    (heavy,) = queued(workers, 1, heavy=True)
    busy[0].may_end.set()
    assert heavy.begun.wait(20)
    for each in (*busy, *waiting, heavy):
        each.may_end.set()


def test_a_failure_ends_no_thread(workers: Workers) -> None:
    class Failing(Work):
        def service(self) -> None:
            raise SystemExit

    for _ in range(8):
        workers.add_task(Failing(heavy=True))
    (after,) = queued(workers, 1, heavy=True)
    after.may_end.set()
    assert after.over.wait(20)


def test_a_thread_stands_in_for_one_that_waits() -> None:
    workers = Workers(1, 1)
    (first,) = queued(workers, 1, heavy=False)
    assert first.begun.wait(20)
    with workers.stand_in():
        (second,) = queued(workers, 1, heavy=False)
        second.may_end.set()
        assert second.over.wait(20)
    first.may_end.set()
    workers.shutdown(timeout=10)


def test_what_has_not_been_begun_is_cancelled_at_the_end() -> None:
    workers = Workers(1, 1)
    first, second = queued(workers, 2, heavy=False)
    assert first.begun.wait(20)
    workers.shutdown(timeout=0)
    assert second.cancelled
    first.may_end.set()


def test_places_to_wait_are_bounded_for_one_and_for_all() -> None:
    waiting = WaitSlots(2, 3)
    with waiting.occupy("a"), waiting.occupy("a"):
        with pytest.raises(Crowded), waiting.occupy("a"):
            pass
        with waiting.occupy("b"), pytest.raises(Crowded), waiting.occupy("c"):
            pass
        with waiting.occupy("c"):
            pass
    with waiting.occupy("a"):
        pass
