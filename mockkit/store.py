"""The store: one transaction a request, over SQLite in memory, SQLite in a file, or a database named by URL.

SQLite, in memory or in a file, is one connection behind one lock: a connection that threads shared unguarded
would commit another request's half. Every other database has a pool, and writers of one company wait for
each other at the company's row (:func:`mockkit.companies.lock`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Delete,
    Engine,
    MetaData,
    Row,
    Select,
    String,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

metadata = MetaData()
"""All tables of both mocks; each begins with :func:`company_id_column`."""

MEMORY = "sqlite://"


def company_id_column() -> Column[str]:
    """The first primary-key column of every table: rows belong to a company, and go with it."""
    return Column("company_id", String(32), primary_key=True)


class Prepared:
    """A statement of every request: compiled once for each dialect, and then sent without being looked at again."""

    def __init__(self, statement: Select[Any] | Delete) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def first(self, connection: Connection, values: dict[str, Any]) -> Row[Any] | None:
        """The first row, or None. ``values`` are the statement's bound parameters by name."""
        return self.run(connection, values).first()

    def run(self, connection: Connection, values: dict[str, Any]) -> CursorResult[Any]:
        """Send the statement."""
        text, order = self._compiled.get(connection.dialect.name) or self._compile(connection)
        sent = values if order is None else tuple([values[name] for name in order])
        return connection.exec_driver_sql(text, sent)

    def _compile(self, connection: Connection) -> tuple[str, list[str] | None]:
        compiled: Any = self._statement.compile(dialect=connection.dialect)
        self._compiled[connection.dialect.name] = made = (str(compiled), compiled.positiontup)
        return made


class Store:
    """Where the state of all companies lives.

    ``url`` is an SQLAlchemy URL; the default is SQLite in memory, gone with the process.
    """

    def __init__(self, url: str = MEMORY) -> None:
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.begin_with = "BEGIN"
        self.lock = threading.RLock()
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
            driver.execute(self.begin_with)

        return engine

    def transaction(self, *, write: bool) -> AbstractContextManager[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises or has rolled back itself."""
        if self._shared is None:
            return self._pooled()
        # IMMEDIATE: two processes on one file must not both read first and then wait for each other to write.
        return _Alone(self, self._shared, "BEGIN IMMEDIATE" if write else "BEGIN")

    @contextmanager
    def _pooled(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the database; a store in memory is gone."""
        with self.lock:
            if self._shared is not None:
                self._shared.close()
            self.engine.dispose()


class _Alone:
    """A transaction on the one connection of SQLite, which nobody else has meanwhile.

    A class and not a generator, because every request passes here.
    """

    __slots__ = ("_begin", "_connection", "_store", "_transaction")

    def __init__(self, store: Store, connection: Connection, begin: str) -> None:
        self._store = store
        self._connection = connection
        self._begin = begin

    def __enter__(self) -> Connection:
        self._store.lock.acquire()
        try:
            self._store.begin_with = self._begin
            self._transaction = self._connection.begin()
        except BaseException:
            self._store.lock.release()
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not None:
                self._transaction.rollback()
            elif self._transaction.is_active:
                self._transaction.commit()
        except BaseException:
            # A refused commit leaves both SQLAlchemy and SQLite in the transaction; the next must find them free.
            self._transaction.rollback()
            driver: Any = self._connection.connection.driver_connection
            driver.rollback()
            raise
        finally:
            self._store.lock.release()
