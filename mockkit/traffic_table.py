"""The traffic journal in two tables, which all processes on one database write and read as one.

They lie beside the store: in a file of their own beside SQLite's, so that the journal is written while a transaction of
the store is open, and on PostgreSQL in the same database but in transactions of their own.

A record is numbered in the transaction that writes it, which holds the row of its company's journal: a higher number is
never to be seen before a lower one, however many processes write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

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
    case,
    delete,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from mockkit.databases import beside, is_memory
from mockkit.sections import Section
from mockkit.store import Prepared, Store, UnsupportedDatabase, company_id_column
from mockkit.traffic import (
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
    .returning(journals.c.arrived, journals.c.ended)
)
_WEIGHT = case(
    (journals.c.whole, bindparam("if_whole", type_=BigInteger)), else_=bindparam("if_bounded", type_=BigInteger)
)
_END = Prepared(
    update(journals)
    .where(_JOURNAL)
    .values(ended=journals.c.ended + _ONE, weight=journals.c.weight + _WEIGHT)
    .returning(journals.c.ended, journals.c.first, journals.c.weight, journals.c.whole)
)
_RECORDS = records.c.company_id == bindparam("company")
_WRITE = insert(records)
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
_FIRST = select(journals.c.first).where(_JOURNAL)
_DROP_JOURNAL = delete(journals).where(_JOURNAL)
_DROP_RECORDS = delete(records).where(_RECORDS)

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


class TableTraffic:
    """The journals of all companies on the database with that URL (:class:`mockkit.traffic.TrafficStore`)."""

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
        with self._store.transaction(write=True) as connection:
            row = _ARRIVE.first(connection, {"company": company_id})
            if row is None:
                connection.execute(self._begin, _new_journal(company_id, whole=False))
                row = _ARRIVE.first(connection, {"company": company_id})
            return Arrival(row.arrived, row.ended)

    def append(self, company_id: str, record: TrafficRecord) -> None:
        """Write down a request that is over; the oldest make room for it."""
        cut = {bounds: record.cut(bounds) for bounds in (BOUNDED, WHOLE)}
        weights = {"if_bounded": cut[BOUNDED].measure(), "if_whole": cut[WHOLE].measure()}
        with self._store.transaction(write=True) as connection:
            journal = _END.first(connection, {"company": company_id, **weights})
            if journal is None:
                return
            bounds = WHOLE if journal.whole else BOUNDED
            kept = cut[bounds]
            row = {
                "company_id": company_id,
                "seq": journal.ended,
                "service": kept.service,
                "path": kept.path.replace("\0", "\N{REPLACEMENT CHARACTER}"),  # which PostgreSQL does not keep
                "weight": kept.measure(),
                "body_bytes": kept.body_bytes,
                "content": _encode(kept),
            }
            connection.execute(_WRITE, row)
            _make_room(connection, company_id, journal, bounds)

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


def _make_room(connection: Connection, company_id: str, journal: Any, bounds: Bounds) -> None:
    """Take out the oldest records that are too many; the newest stays, whatever it weighs."""
    first, ended, weight = journal.first, journal.ended, journal.weight

    def is_too_much() -> bool:
        return bool(first < ended and (ended - first + 1 > bounds.records or weight > bounds.total))

    while is_too_much():
        for seq, weighs in connection.execute(_OLDEST, {"company": company_id}):
            if not is_too_much():
                break
            first, weight = seq + 1, weight - weighs
        connection.execute(_DROP, {"company": company_id, "below": first})
        connection.execute(_SHRINK, {"company": company_id, "now_first": first, "now_weight": weight})


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
