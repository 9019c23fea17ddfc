"""Companies: isolated worlds on one server, told apart by the credentials that a request bears."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    delete,
    literal_column,
    select,
    update,
)

from mockkit.clock import MICROSECOND, Clock, from_microseconds, to_microseconds
from mockkit.database.locks import hold
from mockkit.database.store import Prepared, company_id_column, insert_rows, metadata
from mockkit.ids import Ids
from mockkit.system_clock import system_now

companies = Table(
    "kit_companies",
    metadata,
    company_id_column(),
    Column("name", String(80), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("clock_offset", BigInteger, nullable=False),
    Column("clock_frozen_at", BigInteger),
    Column("seed", BigInteger, nullable=False),
    Column("id_counter", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("setup_version", BigInteger, nullable=False),
    Column("faults_armed", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    info={"credentials": True},  # the row itself is made anew for a copy; what it says of time and ids is carried over
)

COMPANY_COLUMNS = tuple(column for column in companies.c if column.name != "origin")
"""The columns that make a :class:`Company`; services select them along with their own to identify a caller."""


@dataclass(frozen=True, slots=True)
class Company:
    """One isolated world.

    ``version`` rises with every change to what lists and reports show, ``setup_version`` with changes to
    people, types and settings: rendered bodies are kept under them. ``faults_armed`` counts the faults that
    may still fire.
    """

    id: str
    name: str
    clock: Clock
    seed: int
    id_counter: int
    version: int
    setup_version: int
    faults_armed: int

    def ids(self) -> Ids:
        """The company's id maker, where it stands."""
        return Ids(self.seed, self.id_counter)


def company_from(row: Row[Any]) -> Company:
    """A company from a row that holds the columns of :data:`COMPANY_COLUMNS`."""
    return Company(
        row.company_id,
        row.name,
        clock_from(row),
        row.seed,
        row.id_counter,
        row.version,
        row.setup_version,
        row.faults_armed,
    )


def clock_from(row: Row[Any]) -> Clock:
    """The clock that a row's ``clock_offset`` and ``clock_frozen_at`` tell."""
    frozen = row.clock_frozen_at
    return Clock(row.clock_offset * MICROSECOND, None if frozen is None else from_microseconds(frozen))


_FIND = Prepared(select(*COMPANY_COLUMNS).where(companies.c.company_id == bindparam("company")))
_ORIGIN = select(companies.c.origin).where(companies.c.company_id == bindparam("company"))
_THIS = companies.c.company_id == bindparam("company")
_VERSION = Prepared(select(companies.c.version).where(_THIS))
_NEXT = companies.c.version + literal_column("1")
_NEXT_SETUP = companies.c.setup_version + literal_column("1")
_TOUCH = Prepared(update(companies).where(_THIS).values(version=_NEXT))
_TOUCH_SETUP = Prepared(update(companies).where(_THIS).values(version=_NEXT, setup_version=_NEXT_SETUP))
_SAVE_IDS = update(companies).where(_THIS).values(id_counter=bindparam("counter"))
_SAVE_CLOCK = (
    update(companies).where(_THIS).values(clock_offset=bindparam("offset"), clock_frozen_at=bindparam("frozen"))
)
_ARM = update(companies).where(_THIS).values(faults_armed=bindparam("armed"))


def new_company_id() -> str:
    """An id that nobody can guess; ids of companies are never seeded."""
    return secrets.token_hex(8)


def create_company(
    connection: Connection, company_id: str, *, name: str, seed: int, clock: Clock, origin: str = ""
) -> Company:
    """Create a company without data. ``origin`` is what a reset builds it from again, opaque to this module."""
    # Versions start from the time, so that none comes twice, not even for a company that is built again.
    version = to_microseconds(system_now())
    row = {
        "name": name,
        "created_at": to_microseconds(clock.now()),
        "seed": seed,
        "id_counter": 0,
        "version": version,
        "setup_version": version,
        "faults_armed": 0,
        "origin": origin,
        **_clock_values(clock),
    }
    insert_rows(connection, companies, company_id, [row])
    return Company(company_id, name, clock, seed, 0, version, version, 0)


def _clock_values(clock: Clock) -> dict[str, int | None]:
    frozen = clock.frozen_at
    return {
        "clock_offset": clock.offset // timedelta(microseconds=1),
        "clock_frozen_at": None if frozen is None else to_microseconds(frozen),
    }


def find_company(connection: Connection, company_id: str) -> Company | None:
    """The company of that id, or None."""
    row = _FIND.first(connection, {"company": company_id})
    return None if row is None else company_from(row)


def stored_origin(connection: Connection, company_id: str) -> str:
    """What the company was built from, as given to :func:`create_company`."""
    return str(connection.execute(_ORIGIN, {"company": company_id}).scalar_one())


def lock(connection: Connection, company_id: str) -> bool:
    """Let no other writer of this company in before this transaction ends; it outlives the company's rows.

    Whether this may have waited for one: what the transaction has read before may be out of date then.
    """
    return hold(connection, f"company {company_id}")


def version_of(connection: Connection, company_id: str) -> int:
    """The company's version: it is raised by every change, and has never been as high before."""
    return int(_VERSION.first(connection, {"company": company_id}).version)


def touch(connection: Connection, company_id: str) -> None:
    """Say that something which lists or reports show has changed."""
    _TOUCH.run(connection, {"company": company_id})


def touch_setup(connection: Connection, company_id: str) -> None:
    """Say that people, types or settings have changed."""
    _TOUCH_SETUP.run(connection, {"company": company_id})


def save_ids(connection: Connection, company_id: str, ids: Ids) -> None:
    """Store where the id maker stands."""
    connection.execute(_SAVE_IDS, {"company": company_id, "counter": ids.counter})


def set_clock(connection: Connection, company_id: str, clock: Clock) -> None:
    """Give the company another clock."""
    values = _clock_values(clock)
    parameters = {"company": company_id, "offset": values["clock_offset"], "frozen": values["clock_frozen_at"]}
    connection.execute(_SAVE_CLOCK, parameters)


def set_armed(connection: Connection, company_id: str, armed: int) -> None:
    """Store how many faults may still fire; zero keeps them out of the way of every request."""
    connection.execute(_ARM, {"company": company_id, "armed": armed})


def drop_company(connection: Connection, company_id: str, tables: Iterable[Table]) -> None:
    """Remove the company and every row that belongs to it; ``tables`` are all that the store has."""
    for table in tables:
        _deletion(table).run(connection, {"company": company_id})


@cache
def _deletion(table: Table) -> Prepared:
    return Prepared(delete(table).where(table.c.company_id == bindparam("company")))
