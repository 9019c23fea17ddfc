"""The store: one transaction a request, over SQLite in memory, SQLite in a file, or a database named by URL.

SQLite, in memory or in a file, is one connection behind one lock: a connection that threads shared unguarded
would commit another request's half. Every other database has a pool, and writers of one company wait for
each other at the company's row (:func:`mockkit.companies.lock`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, String, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

metadata = MetaData()
"""All tables of both mocks; each begins with :func:`company_id_column`."""

MEMORY = "sqlite://"


def company_id_column() -> Column[str]:
    """The first primary-key column of every table: rows belong to a company, and go with it."""
    return Column("company_id", String(32), primary_key=True)


class Store:
    """Where the state of all companies lives.

    ``url`` is an SQLAlchemy URL; the default is SQLite in memory, gone with the process.
    """

    def __init__(self, url: str = MEMORY) -> None:
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._begin = "BEGIN"
        self._lock = threading.RLock()
        self._shared: Connection | None = None
        self.engine = self._sqlite(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True)
        if self.is_sqlite:
            self._shared = self.engine.connect()
        metadata.create_all(self.engine)

    def _sqlite(self, url: str) -> Engine:
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": 30})

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _record: Any) -> None:
            # The driver's own transaction control would begin too late for a consistent read.
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            driver: Any = connection.connection.driver_connection
            driver.execute(self._begin)

        return engine

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises or has rolled back itself."""
        if self._shared is None:
            with self.engine.connect() as connection, _ended(connection):
                yield connection
            return
        with self._lock:
            # IMMEDIATE: two processes on one file must not both read first and then wait for each other to write.
            self._begin = "BEGIN IMMEDIATE" if write else "BEGIN"
            with _ended(self._shared):
                yield self._shared

    def close(self) -> None:
        """Let go of the database; a store in memory is gone."""
        with self._lock:
            if self._shared is not None:
                self._shared.close()
            self.engine.dispose()


@contextmanager
def _ended(connection: Connection) -> Iterator[None]:
    transaction = connection.begin()
    try:
        yield
    except BaseException:
        transaction.rollback()
        raise
    if transaction.is_active:
        transaction.commit()
