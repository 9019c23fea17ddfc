from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import String, bindparam, column, func, literal_column, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError

from mockkit import companies, tables
from mockkit.clock import Clock
from mockkit.database.store import Prepared, Store, UnsupportedDatabase
from mockkit.database.urls import MEMORY
from tests.stores import kit_store


def found(store: Store, company_id: str, name: str = "Acme") -> None:
    with store.transaction(write=True) as connection:
        companies.create_company(connection, company_id, name=name, seed=1, clock=Clock())


def count(store: Store) -> int:
    with store.transaction(write=False) as connection:
        return connection.execute(select(func.count()).select_from(companies.companies)).scalar_one()


@pytest.fixture(params=["memory", "file", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    store = kit_store(url_of(request.param, request))
    yield store
    store.close()


def url_of(kind: str, request: pytest.FixtureRequest) -> str:
    if kind == "memory":
        return MEMORY
    if kind == "file":
        return f"sqlite:///{request.getfixturevalue('tmp_path') / 'harness.db'}"
    url: str = request.getfixturevalue("postgresql")
    return url


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction(write=True) as connection:
        companies.create_company(connection, "a", name="A", seed=1, clock=Clock())
        raise RuntimeError("half way")
    assert count(store) == 0


def test_a_block_may_roll_back_itself(store: Store) -> None:
    with store.transaction(write=True) as connection:
        companies.create_company(connection, "a", name="A", seed=1, clock=Clock())
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
                    companies.create_company(connection, f"{thread}-{turn}-1", name="A", seed=1, clock=Clock())
                    companies.create_company(connection, f"{thread}-{turn}-2", name="B", seed=1, clock=Clock())
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


def test_two_stores_on_one_database_serve_the_same_company(database: str) -> None:
    with closing(kit_store(database)) as first, closing(kit_store(database)) as second:
        found(first, "a", "Shared")
        with second.transaction(write=False) as connection:
            seen = companies.find_company(connection, "a")
    assert seen is not None
    assert seen.name == "Shared"


def test_a_transaction_that_reads_sees_one_state_whatever_is_committed_meanwhile(database: str) -> None:
    with closing(kit_store(database)) as here, closing(kit_store(database)) as there:
        found(here, "a")
        with here.transaction(write=False) as connection:
            before = companies.find_company(connection, "a")
            with there.transaction(write=True) as other:
                companies.lock(other, "a")
                companies.touch(other, "a")
                companies.create_company(other, "b", name="B", seed=1, clock=Clock())
            assert companies.find_company(connection, "a") == before
            assert companies.find_company(connection, "b") is None
        assert count(here) == 2


def test_a_transaction_that_reads_cannot_write(postgresql: str) -> None:
    with closing(kit_store(postgresql)) as store:
        found(store, "a")
        with pytest.raises(InternalError), store.transaction(write=False) as connection:
            companies.touch(connection, "a")
        found(store, "b")  # the connection that was handed back is good for writing again


def test_the_lock_of_a_company_outlives_its_rows(database: str) -> None:
    """A reset drops the company and makes it anew; whoever waits to write goes on with the new one, after it."""
    with closing(kit_store(database)) as here, closing(kit_store(database)) as there:
        found(here, "a", "old")
        seen: list[str] = []

        def write() -> None:
            with there.transaction(write=True) as connection:
                companies.lock(connection, "a")
                company = companies.find_company(connection, "a")
                seen.append("gone" if company is None else company.name)

        with here.transaction(write=True) as connection:
            companies.lock(connection, "a")
            waiting = threading.Thread(target=write)
            waiting.start()
            companies.drop_company(connection, "a", tables.SECTION.tables)
            companies.create_company(connection, "a", name="new", seed=1, clock=Clock())
        waiting.join()
    assert seen == ["new"]


def test_writers_of_one_company_lose_nothing_of_each_other(database: str) -> None:
    """Each reads the id maker and keeps it one further on, over two pools: as two processes do."""
    with closing(kit_store(database)) as here, closing(kit_store(database)) as there:
        found(here, "a")

        def write(number: int) -> None:
            store = (here, there)[number % 2]
            with store.transaction(write=True) as connection:
                companies.find_company(connection, "a")
                companies.lock(connection, "a")
                company = companies.find_company(connection, "a")
                assert company is not None
                ids = company.ids()
                ids.hex(4)
                companies.save_ids(connection, "a", ids)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(64)))
        with here.transaction(write=False) as connection:
            company = companies.find_company(connection, "a")
    assert company is not None
    assert company.id_counter == 64


def test_many_may_open_an_empty_database_at_once(database: str) -> None:
    def opened(_: int) -> None:
        kit_store(database).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(opened, range(8)))
    with closing(kit_store(database)) as store:
        found(store, "a")
        assert count(store) == 1


def test_an_error_of_the_database_does_not_quote_the_row(store: Store) -> None:
    found(store, "a-secret")
    with pytest.raises(IntegrityError) as failed:
        found(store, "a-secret", "another secret")
    told = "".join(traceback.format_exception(failed.value, limit=0))
    assert "IntegrityError" in told
    assert "secret" not in told


def test_dropping_a_company_leaves_the_others(store: Store) -> None:
    found(store, "a")
    found(store, "b")
    with store.transaction(write=True) as connection:
        companies.drop_company(connection, "a", tables.SECTION.tables)
        assert companies.find_company(connection, "a") is None
        assert companies.find_company(connection, "b") is not None


def test_a_company_built_again_never_bears_a_version_it_had_before(store: Store) -> None:
    found(store, "a")
    with store.transaction(write=True) as connection:
        before = companies.find_company(connection, "a")
        companies.drop_company(connection, "a", tables.SECTION.tables)
        after = companies.create_company(connection, "a", name="Again", seed=1, clock=Clock())
    assert before is not None
    assert after.version > before.version
    assert after.setup_version > before.setup_version


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_a_commit_refused_by_the_database_is_undone_and_the_next_one_goes_on(
    kind: str, request: pytest.FixtureRequest
) -> None:
    store = kit_store(url_of(kind, request))
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


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://somebody@somewhere/harness", "mysql is not supported"),
        ("sqlite:///harness.db?synchronous=sometimes", "OFF, NORMAL, FULL, EXTRA"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(UnsupportedDatabase, match=why):
        kit_store(url)


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("?synchronous=FULL", 2)])
def test_a_file_may_be_asked_to_wait_for_the_disk(tmp_path: Path, asked: str, number: int) -> None:
    url = f"sqlite:///{tmp_path / 'harness.db'}{asked}"
    with closing(kit_store(url)) as store, store.transaction(write=False) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == number


def test_a_prepared_statement_gives_rows_by_name_and_fails_as_any_other(store: Store) -> None:
    find = Prepared(select(literal_column("1").label("one"), bindparam("given", type_=String).label("given")))
    none = Prepared(
        select(literal_column("1").label("one")).where(bindparam("given", type_=String) == literal_column("'x'"))
    )
    with store.transaction(write=False) as connection:
        row = find.first(connection, {"given": "x"})
        assert (row.one, row.given) == (1, "x")
        assert none.first(connection, {"given": "y"}) is None
    broken = Prepared(text("select nothing from nowhere").columns(column("nothing")))
    with pytest.raises(DBAPIError), store.transaction(write=False) as connection:
        broken.first(connection, {})
    with store.transaction(write=False) as connection:
        assert find.first(connection, {"given": "z"}).given == "z"
