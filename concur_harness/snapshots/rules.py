"""What makes a value a snapshot that can be restored: every row of it as the mocks themselves would have written it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from mockkit.clock import EARLIEST, LATEST, to_microseconds
from mockkit.database.sections import Rows, Section

SnapshotError = tuple[str, str]
"""A JSON pointer within the snapshot, and what must be there."""

MAX_ROWS = 2_000_000
MAX_NAME_LENGTH = 80
_SECONDS = 1_000_000
_FARTHEST = 200 * 366 * 86_400 * _SECONDS
_BIG, _SMALL = 2**63, 2**31


def head_errors(value: Mapping[str, Any], fields: Sequence[str]) -> Iterator[SnapshotError]:
    """What is wrong with all of a snapshot but its rows."""
    for name in sorted({*value, *fields}):
        if name not in value:
            yield f"/{name}", "is missing"
        elif name not in fields:
            yield f"/{name[:100]}", f"there is no such field; there are {', '.join(fields)}"
    name = value.get("name", "x")
    if not (isinstance(name, str) and 0 < len(name) <= MAX_NAME_LENGTH and name.isprintable()):
        yield "/name", f"must be 1 to {MAX_NAME_LENGTH} printable characters"
    first, last = to_microseconds(EARLIEST), to_microseconds(LATEST)
    bounds = {"seed": (0, _BIG - 1), "id_counter": (0, 2**53), "clock_offset": (-_FARTHEST, _FARTHEST)}
    if value.get("clock_frozen_at") is not None:
        bounds["clock_frozen_at"] = (first, last)
    for field, (least, most) in bounds.items():
        if field in value and not is_number(value[field], least, most):
            yield f"/{field}", f"must be a whole number from {least} to {most}"


def row_errors(rows: Mapping[str, Rows], sections: Sequence[Section]) -> Iterator[SnapshotError]:
    """What is wrong with the rows of all tables that a snapshot carries."""
    held = [several for tables in rows.values() for several in tables.values()]
    if sum(len(several) for several in held if isinstance(several, list)) > MAX_ROWS:
        yield "/sections", f"must be at most {MAX_ROWS} rows"
        return
    for section in sections:
        wrong = False
        place = f"/sections/{section.name}/tables"
        for table in section.carried:
            for mistake in _of_table(f"{place}/{table.name}", table, rows[section.name][table.name]):
                wrong = True
                yield mistake
        if not wrong:
            yield from _of_counters(place, rows[section.name], section.carried)


def _of_counters(place: str, rows: Rows, tables: Sequence[Table]) -> Iterator[SnapshotError]:
    """What numbers the next row of a table must not stand below its last."""
    for table in tables:
        for column in table.c:
            if "counts" in column.info:
                counted, name = column.info["counts"]
                last = max((row[name] for row in rows[counted]), default=0)
                for number, row in enumerate(rows[table.name]):
                    if row[column.name] < last:
                        yield f"{place}/{table.name}/{number}/{column.name}", f"must be at least {last}"


def _of_table(place: str, table: Table, rows: Any) -> Iterator[SnapshotError]:
    if not isinstance(rows, list):
        yield place, "must be a list"
        return
    if not rows and [column.name for column in table.primary_key] == ["company_id"]:
        yield place, "must hold one row"
    columns = {column.name: column for column in table.c if column.name != "company_id"}
    unique = [[column.name for column in index.columns] for index in table.indexes if index.unique]
    keys = [[name for name in names if name in columns] for names in ([c.name for c in table.primary_key], *unique)]
    seen: list[set[tuple[Any, ...]]] = [set() for _ in keys]
    for number, row in enumerate(rows):
        wrong = list(_of_row(f"{place}/{number}", table, columns, row))
        yield from wrong
        for names, known in zip(keys, seen, strict=True):
            key = () if wrong else tuple(row[name] for name in names)
            if not wrong and key in known:
                yield f"{place}/{number}", f"is here more than once by its {', '.join(names) or 'table'}"
            known.add(key)


def _of_row(place: str, table: Table, columns: Mapping[str, Column[Any]], row: Any) -> Iterator[SnapshotError]:
    if not isinstance(row, dict) or row.keys() != columns.keys():
        yield place, f"must be an object with {', '.join(columns)}"
        return
    wrong = False
    for name, column in columns.items():
        message = _of_value(column, row[name])
        if message:
            wrong = True
            yield f"{place}/{name}", message
    check = table.info.get("row")
    if check is not None and not wrong:
        try:
            check(row)
        except ValueError as error:
            yield place, str(error)


def _of_value(column: Column[Any], value: Any) -> str:
    """What the value must be, nothing if it is."""
    if value is None:
        return "" if column.nullable else "must not be null"
    told = _of_type(column.type, value)
    if told or "holds" not in column.info:
        return told
    try:
        column.info["holds"](value)
    except ValueError as error:
        return str(error)
    return ""


def _of_type(kind: Any, value: Any) -> str:
    if isinstance(kind, Boolean):
        return "" if isinstance(value, bool) else "must be true or false"
    if isinstance(kind, Integer):
        bound = _BIG if isinstance(kind, BigInteger) else _SMALL
        return "" if is_number(value, -bound, bound - 1) else f"must be a whole number below {bound}"
    assert isinstance(kind, String)  # noqa: S101 - no table has a column of another type
    if not isinstance(value, str) or "\0" in value:
        return "must be a text without NUL"
    return "" if kind.length is None or len(value) <= kind.length else f"must be at most {kind.length} characters"


def is_number(value: object, least: int, most: int) -> bool:
    """Whether it is a whole number between the two, and no boolean."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
