"""Locks by name, which several processes on one database share, and which outlive every row."""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import BigInteger, Connection, bindparam, func, select

_HOLD = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


def hold(connection: Connection, name: str) -> bool:
    """Let nobody else hold the lock of that name before this transaction ends.

    Whether this may have waited for somebody: what the transaction has read before may be out of date then. On SQLite
    it never does, since a transaction that writes is alone there from its beginning.
    """
    if connection.dialect.name != "postgresql":
        return False
    connection.execute(_HOLD, {"key": key_of(name)})
    return True


def key_of(name: str) -> int:
    """The number by which PostgreSQL knows the lock of that name."""
    # PostgreSQL's advisory locks are named by a signed 64-bit number, and are shared with whatever else uses them.
    digest = blake2b(name.encode(), digest_size=8, person=b"concurharness").digest()
    return int.from_bytes(digest, "big", signed=True)
