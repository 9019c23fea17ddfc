"""The traffic journal in two tables, which all processes on one database write and read as one.

They lie beside the store: in a file of their own beside SQLite's, so that the journal is written while a transaction of
the store is open, and on PostgreSQL in the same database but in transactions of their own.

A record is numbered in the transaction that writes it, which holds the row of its company's journal: a higher number is
never to be seen before a lower one, however many processes write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from mockkit.database.sections import Section
from mockkit.database.store import Prepared, Store, UnsupportedDatabase, company_id_column
from mockkit.database.urls import beside, is_memory
from mockkit.traffic.journal import (
    BOUNDED,
    MAX_PAGE,
    WHOLE,
    Arrival,
    Bounds,
    MemoryTraffic,
    TrafficRecord,
    TrafficStore,
    Wanted,
)

_tables = MetaData()

journals = Table(
    "traffic_journals",
    _tables,
    company_id_column(),
    Column("whole", Boolean, nullable=False),
    Column("arrived", BigInteger, nullable=False),
    Column("ended", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),  # the number of the oldest record that is kept
    Column("weight", BigInteger, nullable=False),
)
records = Table(
    "traffic_records",
    _tables,
    company_id_column(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("service", String(40), nullable=False),
    Column("path", Text, nullable=False),
    Column("weight", BigInteger, nullable=False),
    Column("body_bytes", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

SECTION = Section(name="traffic", tables=(journals, records))

_AT_ONCE = 500
"""Records that are looked at, or taken out, by one statement."""

_JOURNAL = journals.c.company_id == bindparam("company")
_ONE: ColumnElement[int] = literal_column("1")
_ARRIVE = Prepared(
    update(journals)
    .where(_JOURNAL)
    .values(arrived=journals.c.arrived + _ONE)
    .returning(journals.c.arrived, journals.c.ended, journals.c.whole)
)
_END = (
    update(journals)
    .where(_JOURNAL)
    .values(ended=journals.c.ended + _ONE, weight=journals.c.weight + bindparam("weighs", type_=BigInteger))
    .returning(journals.c.ended, journals.c.first, journals.c.weight)
)
_END_ALONE = Prepared(_END)
_RECORDS = records.c.company_id == bindparam("company")
_WRITE = Prepared(insert(records))
_OLDEST = select(records.c.seq, records.c.weight).where(_RECORDS).order_by(records.c.seq).limit(_AT_ONCE)
_DROP = delete(records).where(_RECORDS & (records.c.seq < bindparam("below")))
_SHRINK = update(journals).where(_JOURNAL).values(first=bindparam("now_first"), weight=bindparam("now_weight"))
_HEADS = (
    select(records.c.seq, records.c.service, records.c.path, records.c.body_bytes)
    .where(_RECORDS & (records.c.seq > bindparam("after")))
    .order_by(records.c.seq)
    .limit(_AT_ONCE)
)
_CONTENTS = (
    select(records.c.seq, records.c.content)
    .where(_RECORDS & records.c.seq.in_(bindparam("numbers", expanding=True)))
    .order_by(records.c.seq)
)
_HELD = select(journals.c.first, journals.c.ended, journals.c.weight).where(_JOURNAL).with_for_update()
_FIRST = select(journals.c.first).where(_JOURNAL)
_DROP_JOURNAL = delete(journals).where(_JOURNAL)
_DROP_RECORDS = delete(records).where(_RECORDS)


def _end_and_write() -> Prepared:
    """Number a record and write it, in one statement: PostgreSQL takes one that changes two tables."""
    ended = _END.cte("ended")
    _company, _seq, *others = records.c
    given = [bindparam(column.name, type_=column.type) for column in others]
    values = select(bindparam("company", type_=String), ended.c.ended, *given)
    return Prepared(select(ended).add_cte(insert(records).from_select([*records.c.keys()], values).cte("written")))


_END_AND_WRITE = _end_and_write()

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(TrafficRecord).decode


Kind = Literal["memory", "table"]
"""Where traffic can be kept."""


def traffic_for(url: str, kind: Kind | None = None) -> TrafficStore:
    """The traffic of a harness on the database with that URL, by default in tables where other processes see them.

    Raises UnsupportedDatabase for tables that would lie in memory.
    """
    if kind == "memory" or (kind is None and is_memory(url)):
        return MemoryTraffic()
    if is_memory(url):
        raise UnsupportedDatabase("a table of the traffic needs a file or a server, and the database is in memory")
    return TableTraffic(url)


class _Kept(NamedTuple):
    """The numbers of the oldest and the newest record of a journal, and what all of them weigh."""

    first: int
    ended: int
    weight: int


class TableTraffic:
    """The journals of all companies on the database with that URL (:class:`mockkit.traffic.journal.TrafficStore`)."""

    def __init__(self, url: str) -> None:
        self._store = Store(beside(url, "traffic"), [SECTION])
        dialect = sqlite if self._store.is_sqlite else postgresql
        self._begin = dialect.insert(journals).on_conflict_do_nothing()

    def open(self, company_id: str, *, whole: bool) -> None:
        """Begin a company's journal anew."""
        with self._store.transaction(write=True) as connection:
            _forget(connection, company_id)
            connection.execute(self._begin, _new_journal(company_id, whole=whole))

    def arrive(self, company_id: str) -> Arrival:
        """Number a request as it comes in."""
        with self._store.statements() as connection:
            row = _ARRIVE.first(connection, {"company": company_id})
            if row is None:
                connection.execute(self._begin, _new_journal(company_id, whole=False))
                row = _ARRIVE.first(connection, {"company": company_id})
            return Arrival(row.arrived, row.ended, bool(row.whole))

    def append(self, company_id: str, record: TrafficRecord) -> None:
        """Write down a request that is over; the oldest make room for it."""
        bounds = WHOLE if record.arrival.whole else BOUNDED
        kept = record.cut(bounds)
        weight = kept.measure()
        row = {
            "service": kept.service,
            "path": kept.path.replace("\0", "\N{REPLACEMENT CHARACTER}"),  # which PostgreSQL does not keep
            "weight": weight,
            "body_bytes": kept.body_bytes,
            "content": _encode(kept),
        }
        with self._store.statements() as connection:
            journal = self._write(connection, {"company": company_id, "weighs": weight}, row)
        if journal is not None and _excess(journal, bounds):
            with self._store.transaction(write=True) as connection:
                _make_room(connection, company_id, bounds)

    def _write(self, connection: Connection, journal: dict[str, Any], row: dict[str, Any]) -> Any:
        """The company's journal as it is with the record; None where it has none."""
        if not self._store.is_sqlite:
            return _END_AND_WRITE.first(connection, {**journal, **row})
        found = _END_ALONE.first(connection, journal)
        if found is not None:
            _WRITE.run(connection, {"company_id": journal["company"], "seq": found.ended, **row})
        return found

    def read(
        self, company_id: str, *, after: int = 0, most: int | None = None, wanted: Wanted = lambda *_: True
    ) -> tuple[list[TrafficRecord], bool]:
        """The wanted records numbered above ``after``, and whether there are more (:meth:`TrafficStore.read`)."""
        numbers: list[int] = []
        room, more = MAX_PAGE, False
        with self._store.transaction(write=False) as connection:
            for seq, service, path, size in _heads(connection, company_id, after):
                if not wanted(service, path):
                    continue
                room -= size
                if numbers and (len(numbers) == most or room < 0):
                    more = True
                    break
                numbers.append(seq)
            return list(_contents(connection, company_id, numbers)), more

    def dropped(self, company_id: str) -> int:
        """How many of a company's requests, the oldest, are no longer kept."""
        with self._store.transaction(write=False) as connection:
            first: int | None = connection.execute(_FIRST, {"company": company_id}).scalar()
        return 0 if first is None else first - 1

    def forget(self, company_id: str) -> None:
        """Drop a company's journal."""
        with self._store.transaction(write=True) as connection:
            _forget(connection, company_id)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()


def _new_journal(company_id: str, *, whole: bool) -> dict[str, Any]:
    return {"company_id": company_id, "whole": whole, "arrived": 0, "ended": 0, "first": 1, "weight": 0}


def _forget(connection: Connection, company_id: str) -> None:
    # The journal first: who writes a record holds it until the record is there.
    connection.execute(_DROP_JOURNAL, {"company": company_id})
    connection.execute(_DROP_RECORDS, {"company": company_id})


def _excess(journal: Any, bounds: Bounds) -> bool:
    """Whether more is kept than may be; the newest record is, whatever it weighs."""
    too_many = journal.ended - journal.first + 1 > bounds.records
    return bool(journal.first < journal.ended and (too_many or journal.weight > bounds.total))


def _make_room(connection: Connection, company_id: str, bounds: Bounds) -> None:
    """Take out the oldest records that are too many, unless another process has meanwhile."""
    row = connection.execute(_HELD, {"company": company_id}).first()
    journal = None if row is None else _Kept(row.first, row.ended, row.weight)
    while journal is not None and _excess(journal, bounds):
        for seq, weighs in connection.execute(_OLDEST, {"company": company_id}).all():
            journal = _Kept(seq + 1, journal.ended, journal.weight - weighs)
            if not _excess(journal, bounds):
                break
        connection.execute(_DROP, {"company": company_id, "below": journal.first})
        connection.execute(_SHRINK, {"company": company_id, "now_first": journal.first, "now_weight": journal.weight})


def _heads(connection: Connection, company_id: str, after: int) -> Iterator[Any]:
    while rows := connection.execute(_HEADS, {"company": company_id, "after": after}).all():
        yield from rows
        after = rows[-1].seq


def _contents(connection: Connection, company_id: str, numbers: list[int]) -> Iterator[TrafficRecord]:
    for begin in range(0, len(numbers), _AT_ONCE):
        some = numbers[begin : begin + _AT_ONCE]
        for row in connection.execute(_CONTENTS, {"company": company_id, "numbers": some}):
            record = _decode(row.content)
            record.seq = row.seq
            yield record
