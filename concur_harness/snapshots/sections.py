"""The sections of a snapshot, brought to the tables that this version of the harness has."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, DefaultClause, Integer, Table

from concur_harness.snapshots.rules import SnapshotError, is_number
from mockkit.database.sections import CannotBringUp, Rows, Section


def from_format_1(rows: Any, sections: Sequence[Section]) -> Any:
    """The ``rows`` of a snapshot of format 1, which knew no sections, as sections of their first version."""
    if not isinstance(rows, dict):
        return None
    section_of = {table: section.name for section in sections for table in section.at_first}
    first: dict[str, Any] = {}
    for name, several in rows.items():
        # One that is in no section is handed to the first, which knows no other, and says so.
        section = first.setdefault(section_of.get(name, sections[0].name), {"version": 1, "tables": {}})
        section["tables"][name] = several
    return first


def place_in_format_1(place: str) -> str:
    """Where a mistake of such a section is in the snapshot as it was given, or in what has become of it."""
    named = re.fullmatch(r"/sections(?:/[^/]+(?:/tables)?)?(?:/([^/]+)(.*))?", place)
    if named is None:
        return place
    return f"/rows/{named[1]}{named[2]}" if named[1] else "/rows"


def current_rows(given: Any, sections: Sequence[Section]) -> tuple[dict[str, Rows], list[SnapshotError]]:
    """The rows of every section and table that is carried, and what keeps others from being read.

    A table that is not there is empty, a column that is not there has its default; what is derived is left out.
    """
    if not isinstance(given, dict):
        return {}, [("/sections", "must be an object: the tables of each section")]
    names = [section.name for section in sections]
    mistakes: list[SnapshotError] = [
        (f"/sections/{name[:100]}", f"there is no such section; there are {', '.join(names)}")
        for name in given
        if name not in names
    ]
    rows: dict[str, Rows] = {}
    for section in sections:
        entry = given.get(section.name, {"version": section.version, "tables": {}})
        wrong = list(_mistakes_of_entry(section, entry))
        if not wrong:
            rows[section.name], wrong = _brought_up(section, entry)
        mistakes += wrong
    return rows, mistakes


def _mistakes_of_entry(section: Section, entry: Any) -> Iterator[SnapshotError]:
    place = f"/sections/{section.name}"
    if not isinstance(entry, dict) or entry.keys() != {"version", "tables"}:
        yield place, "must be an object with version, tables"
        return
    if not isinstance(entry["tables"], dict):
        yield f"{place}/tables", "must be an object: the rows of each table"
    if not is_number(entry["version"], 1, 2**31):
        yield f"{place}/version", "must be a whole number from 1"
        return
    try:
        section.check(entry["version"])
    except CannotBringUp as error:
        yield f"{place}/version", str(error)


def _brought_up(section: Section, entry: Mapping[str, Any]) -> tuple[Rows, list[SnapshotError]]:
    given: Rows = entry["tables"]
    if entry["version"] != section.version:
        try:
            given = section.brought_up(copy.deepcopy(given), entry["version"])
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            message = f"must hold what version {entry['version']} of the section wrote: it cannot be brought up"
            return {}, [(f"/sections/{section.name}/tables", message)]
    carried = {table.name: table for table in section.carried}
    derived = {table.name for table in section.tables if table.info.get("derived")}
    mistakes = [
        (f"/sections/{section.name}/tables/{name[:100]}", "there is no such table in this version of the harness")
        for name in given
        if name not in carried and name not in derived
    ]
    return {name: _completed(table, given.get(name, [])) for name, table in carried.items()}, mistakes


def _completed(table: Table, rows: Any) -> Any:
    """The rows with the columns that were added since they were written."""
    later = {
        column.name: _default(column)
        for column in table.columns
        if column.nullable or column.server_default is not None
    }
    if not later or not isinstance(rows, list):
        return rows
    return [later | row if isinstance(row, dict) else row for row in rows]


def _default(column: Column[Any]) -> Any:
    """What the database gives a row that says nothing of the column."""
    if not isinstance(column.server_default, DefaultClause):
        return None
    text = str(column.server_default.arg)
    if isinstance(column.type, Boolean):
        return text.lower() in ("1", "true")
    return int(text) if isinstance(column.type, Integer) else text
