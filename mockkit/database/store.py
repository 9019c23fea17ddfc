"""The store: one transaction a request, over SQLite in memory, SQLite in a file, or PostgreSQL.

SQLite, in memory or in a file, is one connection behind one lock: a connection that threads shared unguarded
would commit another request's half. PostgreSQL has a pool of connections.

What a transaction sees is the same on both:

- One that reads sees one state of the database, as of its first statement. SQLite gives no other; on PostgreSQL it is
  REPEATABLE READ, READ ONLY, which neither waits for a writer nor is ever refused.
- One that writes is alone with its company. SQLite has one writer at a time (BEGIN IMMEDIATE); on PostgreSQL it holds
  the company's lock (:func:`mockkit.companies.lock`) before it reads what it rests on, at READ COMMITTED: a snapshot
  that was taken before the lock was granted would be out of date. No transaction holds the locks of two companies, so
  there is no deadlock, and nothing to try again.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Delete,
    Engine,
    Insert,
    MetaData,
    SelectBase,
    String,
    Table,
    Update,
    create_engine,
    event,
    insert,
)
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from mockkit.database import schema
from mockkit.database.sections import Section
from mockkit.database.urls import driver_url

metadata = MetaData()
"""Where tables are declared; each begins with :func:`company_id_column`, and is named by a section."""

SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
"""SQLite's own words for how often it waits until the disk has what was written."""
MAX_WAIT = 30.0
"""Seconds that a process waits for another one's transaction on the same file."""


def company_id_column() -> Column[str]:
    """The first primary-key column of every table: rows belong to a company, and go with it."""
    return Column("company_id", String(32), primary_key=True)


class Prepared:
    """A statement of every request: compiled once for each dialect, and then sent without being looked at again."""

    def __init__(self, statement: SelectBase | Insert | Update | Delete) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}
        self._row: Callable[[Iterable[Any]], Any] | None = None

    def first(self, connection: Connection, values: dict[str, Any]) -> Any:
        """The first row, or None. ``values`` are the statement's bound parameters by name, the row's those of its
        columns, as the driver gives them.
        """
        # What SQLAlchemy makes of a row costs more than SQLite takes to find it; listeners are still told.
        if connection.dialect.name == "sqlite" and not connection.dispatch.before_cursor_execute:
            return self._first_of_sqlite(connection, values)
        return self.run(connection, values).first()

    def _first_of_sqlite(self, connection: Connection, values: dict[str, Any]) -> Any:
        text, order = self._compiled.get("sqlite") or self._compile(connection)
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(text, [values[name] for name in order or ()])
            found = cursor.fetchone()
        except sqlite3.Error:
            # Again, so that it is told as all others are.
            return self.run(connection, values).first()
        if self._row is None:
            self._row = _maker_of([column[0] for column in cursor.description])
        cursor.close()
        return None if found is None else self._row(found)

    def run(self, connection: Connection, values: dict[str, Any]) -> CursorResult[Any]:
        """Send the statement."""
        text, order = self._compiled.get(connection.dialect.name) or self._compile(connection)
        sent = values if order is None else tuple([values[name] for name in order])
        return connection.exec_driver_sql(text, sent)

    def run_many(self, connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
        """Send the statement with each of these values, at least one; the values are as the driver takes them."""
        text, order = self._compiled.get(connection.dialect.name) or self._compile(connection)
        sent = values if order is None else [tuple([each[name] for name in order]) for each in values]
        connection.exec_driver_sql(text, sent)

    def _compile(self, connection: Connection) -> tuple[str, list[str] | None]:
        compiled: Any = self._statement.compile(dialect=connection.dialect)
        self._compiled[connection.dialect.name] = made = (str(compiled), compiled.positiontup)
        return made


def _maker_of(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    """What makes rows of values, with these names."""
    make: Any = namedtuple  # by another name: the checker takes none whose fields are only known now
    maker: Callable[[Iterable[Any]], Any] = make("Row", names)._make
    return maker


def insert_rows(connection: Connection, table: Table, company_id: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put rows of a company in a table: by one statement, and by none where there are none. Each has all columns."""
    values = [{**row, "company_id": company_id} for row in rows]
    if values:
        _insertion(table).run_many(connection, values)


@cache
def _insertion(table: Table) -> Prepared:
    return Prepared(insert(table))


def is_outage(error: BaseException) -> bool:
    """Whether the database could not do its work: it is out of reach, or its disk is full. No mistake of ours."""
    return isinstance(error, OperationalError | InternalError | PoolTimeout)


def reason_of(error: BaseException) -> str:
    """What the database said, on one line."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.partition("\n")[0]


class UnsupportedDatabase(ValueError):
    """A URL that names no database which the store can use; the text says why."""


class Store:
    """Where the state of all companies lives: the tables of ``sections``.

    ``url`` is an SQLAlchemy URL; the default is SQLite in memory, gone with the process. That of a file may say how
    often SQLite waits for the disk, as ``?synchronous=FULL`` (its words; NORMAL if left out). Raises
    UnsupportedDatabase, :class:`mockkit.database.schema.OtherSchema` and what SQLAlchemy raises for a database out
    of reach.
    """

    def __init__(self, url: str, sections: Sequence[Section]) -> None:
        parsed = make_url(url)
        self.sections = tuple(sections)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.begin_with = "BEGIN"
        self.lock = threading.RLock()
        self._shared: Connection | None = None
        self.engine = self._sqlite(parsed) if self.is_sqlite else _postgresql(parsed)
        self._reading = self._alone = self.engine
        if self.is_sqlite:
            self._shared = self.engine.connect()
        else:
            self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            self._make_tables()
        except BaseException:
            self.close()
            raise

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of all sections."""
        return tuple(table for section in self.sections for table in section.tables)

    def _make_tables(self) -> None:
        with self.transaction(write=False) as connection:
            ready = schema.is_ready(connection, self.sections)
        if not ready:
            with self.transaction(write=True) as connection:
                schema.make(connection, self.sections)

    def _sqlite(self, url: URL) -> Engine:
        url, synchronous = _synchronous(url)
        engine = create_engine(
            url,
            hide_parameters=True,  # they may be credentials, and errors are logged
            poolclass=StaticPool,
            connect_args={"check_same_thread": False, "timeout": MAX_WAIT},
        )

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _record: Any) -> None:
            # The driver's own transaction control would begin too late for a consistent read.
            connection.isolation_level = None
            _use_wal(connection)
            connection.execute(f"PRAGMA synchronous = {synchronous}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            driver: Any = connection.connection.driver_connection
            driver.execute(self.begin_with)

        return engine

    def transaction(self, *, write: bool) -> AbstractContextManager[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises or has rolled back itself.

        One that does not write sees one state of the whole store. One that writes holds the lock of the company
        that it writes to (:func:`mockkit.companies.lock`) before it reads what it rests on.
        """
        if self._shared is None:
            return self._pooled(self.engine if write else self._reading)
        # IMMEDIATE: two processes on one file must not both read first and then wait for each other to write.
        return _Alone(self, self._shared, "BEGIN IMMEDIATE" if write else "BEGIN")

    def statements(self) -> AbstractContextManager[Connection]:
        """For statements that are whole by themselves: on PostgreSQL each is a transaction of its own, which spares it
        two messages to the server.
        """
        return self.transaction(write=True) if self._shared is not None else self._pooled(self._alone)

    @contextmanager
    def _pooled(self, engine: Engine) -> Iterator[Connection]:
        with engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the database; a store in memory is gone."""
        with self.lock:
            if self._shared is not None:
                self._shared.close()
            self.engine.dispose()


def _postgresql(url: URL) -> Engine:
    if url.get_backend_name() != "postgresql":
        raise UnsupportedDatabase(f"{url.get_backend_name()} is not supported: sqlite and postgresql are")
    url = driver_url(url)
    # As many connections as there are threads at work; each of them has at most one.
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=8, max_overflow=-1)
    event.listen(engine, "handle_error", _hide_values)
    return engine


def _hide_values(context: ExceptionContext) -> None:
    """Errors are logged, and the lines of PostgreSQL's behind the first quote the values of the row."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = (str(error.args[0] if error.args else error).partition("\n")[0],)


def _synchronous(url: URL) -> tuple[URL, str]:
    """The URL as the driver takes it, and how often SQLite waits for the disk."""
    asked = url.query.get("synchronous", "NORMAL")
    if asked not in SYNCHRONOUS:
        raise UnsupportedDatabase(f"synchronous is to be one of {', '.join(SYNCHRONOUS)}")
    return url.difference_update_query(["synchronous"]), str(asked)


def _use_wal(connection: Any) -> None:
    """Readers and a writer at once. Two processes that change the mode of a new file at once do not wait by
    themselves: SQLite refuses one of them whatever the time-out, since it might wait for ever.
    """
    deadline = time.monotonic() + MAX_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


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
