"""Names in use: one user at a time, in all processes, and given back however a process ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mockkit.database.urls import MEMORY
from mockkit.web.in_flight import InDatabase, InFlight, InProcess, in_flight_for

HOLDER = """
import sys
from mockkit.web.in_flight import in_flight_for
names = in_flight_for(sys.argv[1])
print(names.enter("a"), flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["memory", "file", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    kinds = {"memory": MEMORY, "file": f"sqlite:///{tmp_path / 'harness.db'}"}
    return kinds.get(request.param) or request.getfixturevalue("postgresql")


@pytest.fixture
def names(url: str) -> Iterator[InFlight]:
    with closing(in_flight_for(url)) as made:
        yield made


def enters_soon(names: InFlight, name: str) -> bool:
    """Whether a name can be taken; the database gives it back a moment after whoever held it has gone."""
    deadline = time.monotonic() + 20
    while not (entered := names.enter(name)) and time.monotonic() < deadline:
        pass
    return entered


def test_a_name_has_one_user(names: InFlight) -> None:
    assert names.enter("a")
    assert not names.enter("a")
    assert names.enter("b")
    names.leave("a")
    assert names.enter("a")
    assert not names.enter("b")


def test_of_many_threads_one_gets_it(names: InFlight) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: names.enter("a"), range(40))) == 1


def test_what_is_in_memory_is_of_this_process() -> None:
    assert isinstance(in_flight_for(MEMORY), InProcess)


def test_another_process_has_it_until_it_ends_however_it_ends(database: str) -> None:
    with closing(in_flight_for(database)) as names:
        command = [sys.executable, "-c", HOLDER, database]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "True\n"
            assert not names.enter("a")
            assert names.enter("b")
            other.send_signal(signal.SIGKILL)
        assert enters_soon(names, "a")


def test_two_of_one_name_that_is_refused_elsewhere_can_be_tried_again(database: str) -> None:
    with closing(in_flight_for(database)) as names:
        command = [sys.executable, "-c", HOLDER, database]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "True\n"
            assert [names.enter("a") for _ in range(3)] == [False] * 3
            other.communicate("")
        assert enters_soon(names, "a")
        names.leave("a")
        assert names.enter("a")


def test_a_connection_that_breaks_is_replaced(postgresql: str) -> None:
    with closing(InDatabase(postgresql)) as names:
        assert names.enter("a")
        connection: Any = names._connection
        connection.connection.driver_connection.close()
        with pytest.raises(Exception, match="closed"):
            names.enter("b")
        assert names.enter("b")
        names.leave("a")
        assert enters_soon(names, "a")


def test_a_name_is_left_without_a_word_when_the_connection_has_broken(postgresql: str) -> None:
    """The work that was done under it is done; an error would take its answer away."""
    with closing(InDatabase(postgresql)) as names:
        assert names.enter("a")
        connection: Any = names._connection
        connection.connection.driver_connection.close()
        names.leave("a")
        assert enters_soon(names, "a")
