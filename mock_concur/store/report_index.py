"""What is found within reports: entries, itemizations, allocations, and the workflow steps that are over.

The rows are made from the report alone and written in the transaction that saves it, so that lists which are not over
reports, and ids which are not a report's, are looked up and no report is read that does not hold them. Each table is in
the order of the reports' ids, which never change, and within a report in its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    select,
)

from mock_concur.domain.model import Report
from mockkit.clock import to_microseconds
from mockkit.contents import day
from mockkit.paging import Keyset
from mockkit.store import company_id_column, metadata


def _table(name: str, *columns: Column[Any] | Index) -> Table:
    return Table(name, metadata, company_id_column(), *columns, sqlite_with_rowid=False, info={"derived": True})


def _place() -> tuple[Column[str], Column[int]]:
    """In which report, and at which place among its like; the first has 0."""
    return (
        Column("report_id", String(20), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
    )


def _id(name: str) -> Column[str]:
    return Column(name, String(40), nullable=False)


entries = _table(
    "concur_report_entries",
    *_place(),
    _id("entry_id"),
    Column("owner", String(128), nullable=False),
    Column("payment_type", Text, nullable=False),
    Column("expense_type", Text, nullable=False),
    Column("transaction_date", String(10), nullable=False, info={"holds": day}),
    Column("last_modified", BigInteger, nullable=False),
    Column("has_attendees", Boolean, nullable=False),
    Index("concur_report_entries_by_id", "company_id", "entry_id"),
    Index("concur_report_entries_by_owner", "company_id", "owner", "report_id", "position"),
    Index("concur_report_entries_by_payment_type", "company_id", "payment_type", "report_id", "position"),
    Index("concur_report_entries_by_expense_type", "company_id", "expense_type", "report_id", "position"),
)

itemizations = _table(
    "concur_report_itemizations",
    *_place(),
    _id("item_id"),
    _id("entry_id"),
    Column("owner", String(128), nullable=False),
    Column("expense_type", Text, nullable=False),
    Index("concur_report_itemizations_by_id", "company_id", "item_id"),
    Index("concur_report_itemizations_by_owner", "company_id", "owner", "report_id", "position"),
    Index("concur_report_itemizations_by_expense_type", "company_id", "expense_type", "report_id", "position"),
)
"""The parts that an entry was broken down into; an entry that was not has none here."""

allocations = _table(
    "concur_report_allocations",
    *_place(),
    _id("allocation_id"),
    _id("item_id"),
    _id("entry_id"),
    Index("concur_report_allocations_by_id", "company_id", "allocation_id"),
)

steps = _table(
    "concur_report_steps",
    Column("step_id", String(40), primary_key=True),
    Column("report_id", String(20), primary_key=True),
)
"""The workflow steps that are over."""

TABLES = (entries, itemizations, allocations, steps)

ENTRIES, ITEMIZATIONS, ALLOCATIONS = (
    Keyset(table, "report_id", "position") for table in (entries, itemizations, allocations)
)
"""The lists, narrowed to any of their columns."""

Row = Mapping[str, Any]
RowKey = tuple[Any, ...]
Rows = dict[RowKey, Row]
"""Rows of one table by their primary key without the company."""


def _reports_with(table: Table, column: str) -> Any:
    mine = table.c.company_id == bindparam("company")
    return select(table.c.report_id).where(mine, table.c[column] == bindparam("id")).limit(1)


_HOLDING = (
    _reports_with(entries, "entry_id"),
    _reports_with(itemizations, "item_id"),
    _reports_with(allocations, "allocation_id"),
)
_OF_STEP = _reports_with(steps, "step_id")


def _deletion(table: Table) -> Any:
    keys = [column for column in table.primary_key if column.name != "company_id"]
    these = (column == bindparam(f"gone_{column.name}") for column in keys)
    return delete(table).where(table.c.company_id == bindparam("company"), *these)


_DELETIONS = {table: _deletion(table) for table in TABLES}


def report_holding(connection: Connection, company_id: str, part_id: str) -> str | None:
    """The 20-digit id of the report that has an entry, itemization or allocation of that id, or None."""
    for statement in _HOLDING:
        found: str | None = connection.execute(statement, {"company": company_id, "id": part_id}).scalar()
        if found is not None:
            return found
    return None


def report_of_step_that_is_over(connection: Connection, company_id: str, step_id: str) -> str | None:
    """The 20-digit id of the report that has been through that workflow step; None for a step that never was."""
    found: str | None = connection.execute(_OF_STEP, {"company": company_id, "id": step_id}).scalar()
    return found


def has_entry(reports: FromClause, *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a report among ``reports`` has an entry of which ``wanted`` holds."""
    mine = entries.c.company_id == reports.c.company_id
    return exists().where(mine, entries.c.report_id == reports.c.report_id, *wanted)


def add(connection: Connection, company_id: str, new: Iterable[Report]) -> None:
    """Put in the rows of new reports: one statement a table, none where it has no rows."""
    made = [_rows(report) for report in new]
    for table in TABLES:
        rows = [{"company_id": company_id, **row} for of_report in made for row in of_report[table].values()]
        if rows:
            connection.execute(insert(table), rows)


def renew(connection: Connection, company_id: str, had: Report, has: Report) -> None:
    """Bring the rows of a report up to date: those that are as they were stay untouched."""
    before, after = _rows(had), _rows(has)
    for table in TABLES:
        old, new = before[table], after[table]
        names = [f"gone_{column.name}" for column in table.primary_key if column.name != "company_id"]
        gone = [key for key, row in old.items() if new.get(key) != row]
        if gone:
            keys = [{"company": company_id, **dict(zip(names, key, strict=True))} for key in gone]
            connection.execute(_DELETIONS[table], keys)
        fresh = [{"company_id": company_id, **row} for key, row in new.items() if old.get(key) != row]
        if fresh:
            connection.execute(insert(table), fresh)


def _rows(report: Report) -> dict[Table, Rows]:
    """All rows of a report, by their tables."""
    over = ({"step_id": step, "report_id": report.id} for step in report.steps_that_are_over())
    return {
        entries: _placed(_entry_rows(report)),
        itemizations: _placed(_itemization_rows(report)),
        allocations: _placed(_allocation_rows(report)),
        steps: {(row["step_id"], row["report_id"]): row for row in over},
    }


def _placed(rows: Iterator[dict[str, Any]]) -> Rows:
    return {(row["report_id"], n): {**row, "position": n} for n, row in enumerate(rows)}


def _entry_rows(report: Report) -> Iterator[dict[str, Any]]:
    for entry in report.all_entries():
        yield {
            "report_id": report.id,
            "entry_id": entry.id,
            "owner": report.owner,
            "payment_type": entry.payment_type,
            "expense_type": entry.expense_type,
            "transaction_date": entry.transaction_date.isoformat(),
            "last_modified": to_microseconds(entry.last_modified),
            "has_attendees": any(item.attendees for item in entry.items),
        }


def _itemization_rows(report: Report) -> Iterator[dict[str, Any]]:
    for entry in report.all_entries():
        for item in entry.items:
            if item.type == "Child":
                yield {
                    "report_id": report.id,
                    "item_id": item.id,
                    "entry_id": entry.id,
                    "owner": report.owner,
                    "expense_type": item.expense_type,
                }


def _allocation_rows(report: Report) -> Iterator[dict[str, Any]]:
    for entry in report.all_entries():
        for item in entry.items:
            for allocation in item.allocations:
                yield {
                    "report_id": report.id,
                    "allocation_id": allocation.id,
                    "item_id": item.id,
                    "entry_id": entry.id,
                }
