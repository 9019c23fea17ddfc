"""Names that are in use just now, e.g. of the idempotency keys whose requests are being worked on: a port.

Within one process they are kept in memory. Processes that share a database share them too: by advisory locks of
PostgreSQL, or by locks of a file beside that of SQLite. Either way the system gives back what a process held when it
ends, however it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from hashlib import blake2b
from typing import Any, Protocol

from sqlalchemy import BigInteger, Connection, Select, bindparam, create_engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from werkzeug.wrappers import Request

from mockkit.database.locks import key_of
from mockkit.database.urls import driver_url, file_of, is_memory

IN_FLIGHT_KEY = "mockkit.web.in_flight"
"""In the environment of a request: the names that are in use where it is served."""

_TRY = select(func.pg_try_advisory_lock(bindparam("key", type_=BigInteger)))
_UNLOCK = select(func.pg_advisory_unlock(bindparam("key", type_=BigInteger)))


class InFlight(Protocol):
    """Names in use; safe under threads."""

    def enter(self, name: str) -> bool:
        """Take a name; False when somebody has it."""

    def leave(self, name: str) -> None:
        """Give a name back."""

    def close(self) -> None:
        """Give all names back."""


def in_flight_of(request: Request) -> InFlight:
    """The names that are in use where a request is served."""
    found: InFlight = request.environ[IN_FLIGHT_KEY]
    return found


def in_flight_for(url: str) -> InFlight:
    """Names that all processes on the database share; ``url`` is an SQLAlchemy URL."""
    if is_memory(url):
        return InProcess()
    file = file_of(url)
    return InDatabase(url) if file is None else InFile(f"{file}-keys")


class InProcess:
    """Names in use in this process."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    def enter(self, name: str) -> bool:
        """Take a name; False when somebody has it."""
        with self._lock:
            if name in self._names:
                return False
            self._names.add(name)
            return True

    def leave(self, name: str) -> None:
        """Give a name back."""
        with self._lock:
            self._names.discard(name)

    def close(self) -> None:
        """Give all names back."""
        self._names.clear()


class _Shared:
    """Names in use in all processes: each is taken here first, since the system's locks are those of a process."""

    def __init__(self) -> None:
        self._here = InProcess()

    def enter(self, name: str) -> bool:
        """Take a name; False when somebody has it."""
        if not self._here.enter(name):
            return False
        taken = False
        try:
            taken = self._take(name)
        finally:
            if not taken:
                self._here.leave(name)
        return taken

    def leave(self, name: str) -> None:
        """Give a name back."""
        try:
            self._give_back(name)
        finally:
            self._here.leave(name)

    def _take(self, name: str) -> bool:
        raise NotImplementedError

    def _give_back(self, name: str) -> None:
        raise NotImplementedError


class InFile(_Shared):
    """Names in use on one machine: each is a byte of a file that has none, locked while it is in use.

    The file stays open: to close it anywhere in the process would give back every lock that the process has on it.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _take(self, name: str) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(name))
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _give_back(self, name: str) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _place(name))

    def close(self) -> None:
        """Give all names back."""
        os.close(self._file)


def _place(name: str) -> int:
    """A byte that no other name has, in all likelihood: of 2**62."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 2


class InDatabase(_Shared):
    """Names in use on one PostgreSQL, as advisory locks of one connection. Where that breaks, all are given back."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._engine = create_engine(
            driver_url(url), hide_parameters=True, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        self._connection: Connection | None = None
        self._one_at_a_time = threading.Lock()

    def _take(self, name: str) -> bool:
        with self._one_at_a_time:
            if self._connection is None:
                self._connection = self._engine.connect()
            return self._ask(_TRY, name)

    def _give_back(self, name: str) -> None:
        # A connection that has broken gave all names back as it did: what was done under one stays answered as it was.
        with self._one_at_a_time, contextlib.suppress(DBAPIError):
            if self._connection is not None:
                self._ask(_UNLOCK, name)

    def _ask(self, statement: Select[Any], name: str) -> bool:
        assert self._connection is not None  # noqa: S101 - both who ask have seen to it
        try:
            return bool(self._connection.execute(statement, {"key": key_of(f"in flight {name}")}).scalar())
        except DBAPIError:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
            raise

    def close(self) -> None:
        """Give all names back."""
        with self._one_at_a_time:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
