"""A company as one value, and the same value as a company again: every row of it but its credentials.

The value is opaque and bears a digest, so that one that was changed by hand is told from one that was not: rows
that the mocks never wrote would only fail later, far from whoever wrote them. It holds the tables of each section
(:mod:`mockkit.database.sections`) with the version that wrote them, so that a later harness can read it: what it lacks
is empty or derived, what is older is brought up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from concur_harness.sections import sections
from concur_harness.serving.health import CONTROL_ROOT
from concur_harness.snapshots.rules import SnapshotError, head_errors, row_errors
from concur_harness.snapshots.sections import current_rows, from_format_1, place_in_format_1
from mockkit import companies
from mockkit.clock import MICROSECOND, Clock, from_microseconds, to_microseconds
from mockkit.companies import Company
from mockkit.database.sections import Rows, Section
from mockkit.database.store import insert_rows
from mockkit.ids import Ids
from mockkit.web.service import MAX_BODY

FORMAT = 2
MAX_MISTAKES = 100
_AROUND = 1000  # bytes of what stands around a snapshot in a request


MAX_BYTES = 128 * 1024 * 1024
"""The longest snapshot, as JSON: one that is longer is neither taken nor put back."""

_FIELDS = ("format", "name", "seed", "id_counter", "clock_offset", "clock_frozen_at", "sections", "digest")


class InvalidSnapshot(ValueError):
    """The value is not a snapshot that this harness can restore: each mistake with its JSON pointer within the
    value.
    """

    def __init__(self, *mistakes: SnapshotError) -> None:
        super().__init__("; ".join(f"{pointer}: {message}" for pointer, message in mistakes[:10]))
        self.mistakes = mistakes


class SnapshotTooLong(Exception):
    """The company holds more than can be put back again."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the snapshot would have {size} bytes, and only {MAX_BYTES} can be put back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A company at one moment. ``rows`` are those of every table that is carried, by section and table."""

    name: str
    seed: int
    id_counter: int
    clock: Clock
    rows: Mapping[str, Rows]


def take_snapshot(connection: Connection, company: Company) -> dict[str, Any]:
    """The company as one JSON value."""
    frozen = company.clock.frozen_at
    value = {
        "format": FORMAT,
        "name": company.name,
        "seed": company.seed,
        "id_counter": company.id_counter,
        "clock_offset": company.clock.offset // MICROSECOND,
        "clock_frozen_at": None if frozen is None else to_microseconds(frozen),
        "sections": {section.name: _section(connection, section, company.id) for section in sections()},
    }
    return {**value, "digest": _digest(value)}


def _section(connection: Connection, section: Section, company_id: str) -> dict[str, Any]:
    tables = {table.name: _rows(connection, table, company_id) for table in section.carried}
    return {"version": section.version, "tables": tables}


def _rows(connection: Connection, table: Table, company_id: str) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name != "company_id"]
    query = select(*columns).where(table.c.company_id == company_id).order_by(*table.primary_key)
    return [row._asdict() for row in connection.execute(query)]


def _digest(value: Mapping[str, Any]) -> str:
    content = {key: each for key, each in value.items() if key != "digest"}
    return blake2b(msgspec.json.encode(content, order="deterministic"), digest_size=16).hexdigest()


def max_body(path: str) -> int:
    """How many bytes the body of a request to the control API may have."""
    return MAX_BYTES if path == f"{CONTROL_ROOT}/companies" else MAX_BODY


def snapshot_as_json(taken: Mapping[str, Any]) -> bytes:
    """A snapshot as it is handed out. Raises SnapshotTooLong for one that could not be handed in again."""
    written = msgspec.json.encode(taken)
    if len(written) > MAX_BYTES - _AROUND:
        raise SnapshotTooLong(len(written))
    return written


def parse_snapshot(value: Any) -> Snapshot:
    """The snapshot in a value that :func:`take_snapshot` gave. Raises InvalidSnapshot: what is wrong with any other."""
    known = isinstance(value, dict) and type(value.get("format")) is int and value["format"] in (1, FORMAT)
    if not known:
        raise InvalidSnapshot(("/format", f"must be {FORMAT} or 1: this is not a snapshot, or one of a later format"))
    is_first = value["format"] == 1
    fields = tuple("rows" if name == "sections" and is_first else name for name in _FIELDS)
    given = from_format_1(value.get("rows"), sections()) if is_first else value.get("sections")
    rows, of_rows = current_rows(given, sections())
    of_rows = of_rows or list(islice(row_errors(rows, sections()), MAX_MISTAKES))
    if is_first:
        of_rows = [(place_in_format_1(place), message) for place, message in of_rows]
    wrong = [*head_errors(value, fields), *of_rows[:MAX_MISTAKES]]
    if wrong:
        raise InvalidSnapshot(*wrong)
    if value["digest"] != _digest(value):
        raise InvalidSnapshot(("/digest", "must be that of the snapshot: it is not as it was taken"))
    frozen = value["clock_frozen_at"]
    return Snapshot(
        name=value["name"],
        seed=value["seed"],
        id_counter=value["id_counter"],
        clock=Clock(value["clock_offset"] * MICROSECOND, None if frozen is None else from_microseconds(frozen)),
        rows=rows,
    )


def restore_snapshot(connection: Connection, company_id: str, snapshot: Snapshot) -> None:
    """Give a company that has no rows yet those of the snapshot."""
    for section in sections():
        for table in section.carried:
            insert_rows(connection, table, company_id, snapshot.rows[section.name][table.name])
        if section.rebuild is not None:
            section.rebuild(connection, company_id)
    companies.save_ids(connection, company_id, Ids(snapshot.seed, snapshot.id_counter))
