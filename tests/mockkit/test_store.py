from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from mockkit import companies
from mockkit.clock import Clock
from mockkit.store import MEMORY, Store


def found(store: Store, company_id: str, name: str = "Acme") -> None:
    with store.transaction(write=True) as connection:
        companies.create(connection, company_id, name=name, seed=1, clock=Clock())


def count(store: Store) -> int:
    with store.transaction(write=False) as connection:
        return connection.execute(select(func.count()).select_from(companies.companies)).scalar_one()


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store(MEMORY if request.param == "memory" else f"sqlite:///{tmp_path / 'harness.db'}")


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction(write=True) as connection:
        companies.create(connection, "a", name="A", seed=1, clock=Clock())
        raise RuntimeError("half way")
    assert count(store) == 0


def test_a_block_may_roll_back_itself(store: Store) -> None:
    with store.transaction(write=True) as connection:
        companies.create(connection, "a", name="A", seed=1, clock=Clock())
        transaction = connection.get_transaction()
        assert transaction is not None
        transaction.rollback()
    assert count(store) == 0


def test_threads_never_commit_another_threads_half(store: Store) -> None:
    """Each thread makes two companies or none; a reader must always see an even number."""
    odd: list[int] = []

    def write(thread: int) -> None:
        for turn in range(10):
            try:
                with store.transaction(write=True) as connection:
                    companies.create(connection, f"{thread}-{turn}-1", name="A", seed=1, clock=Clock())
                    companies.create(connection, f"{thread}-{turn}-2", name="B", seed=1, clock=Clock())
                    if turn % 3 == 0:
                        raise RuntimeError("refused")
            except RuntimeError:
                pass

    def read() -> None:
        for _ in range(40):
            seen = count(store)
            if seen % 2:
                odd.append(seen)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not odd
    assert count(store) == 4 * 6 * 2


def test_two_stores_on_one_file_serve_the_same_company(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'harness.db'}"
    first, second = Store(url), Store(url)
    found(first, "a", "Shared")
    with second.transaction(write=False) as connection:
        seen = companies.find(connection, "a")
    assert seen is not None
    assert seen.name == "Shared"


def test_dropping_a_company_leaves_the_others(store: Store) -> None:
    found(store, "a")
    found(store, "b")
    with store.transaction(write=True) as connection:
        companies.drop(connection, "a")
        assert companies.find(connection, "a") is None
        assert companies.find(connection, "b") is not None


def test_a_company_built_again_never_bears_a_version_it_had_before(store: Store) -> None:
    found(store, "a")
    with store.transaction(write=True) as connection:
        before = companies.find(connection, "a")
        companies.drop(connection, "a")
        after = companies.create(connection, "a", name="Again", seed=1, clock=Clock())
    assert before is not None
    assert after.version > before.version
    assert after.setup_version > before.setup_version


def test_a_commit_refused_by_the_database_is_undone_and_the_next_one_goes_on(store: Store) -> None:
    with store.transaction(write=True) as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("ROLLBACK")
        driver.execute("PRAGMA foreign_keys = ON")
        driver.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        driver.execute("CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
        driver.execute("BEGIN")
    with pytest.raises(IntegrityError), store.transaction(write=True) as connection:
        connection.exec_driver_sql("INSERT INTO child VALUES (7)")
    found(store, "a")
    assert count(store) == 1
