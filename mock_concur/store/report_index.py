"""What is found within reports: entries, itemizations, allocations, and the workflow steps that are over.

The rows are made from the report alone and written in the transaction that saves it, so that lists which are not over
reports, and ids which are not a report's, are looked up and no report is read that does not hold them. Each table is in
the order of the reports' ids, which never change, and within a report in its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    exists,
    select,
)

from mock_concur.domain.model import Report
from mock_concur.store.rows import Row, add_rows, derived_table, keyed, mine, renew_rows
from mockkit.clock import to_microseconds
from mockkit.database.column_checks import day
from mockkit.database.paging import Condition, Keyset, Page


def _place() -> tuple[Column[str], Column[int]]:
    """In which report, and at which place among its like; the first has 0."""
    return (
        Column("report_id", String(20), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
    )


def _id(name: str) -> Column[str]:
    return Column(name, String(40), nullable=False)


entries = derived_table(
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

itemizations = derived_table(
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

allocations = derived_table(
    "concur_report_allocations",
    *_place(),
    _id("allocation_id"),
    _id("item_id"),
    _id("entry_id"),
    Index("concur_report_allocations_by_id", "company_id", "allocation_id"),
)

steps = derived_table(
    "concur_report_steps",
    Column("step_id", String(40), primary_key=True),
    Column("report_id", String(20), primary_key=True),
)
"""The workflow steps that are over."""

TABLES = (entries, itemizations, allocations, steps)

ENTRIES, ITEMIZATIONS, ALLOCATIONS = (
    Keyset(of, "report_id", "position") for of in (entries, itemizations, allocations)
)
"""The lists, narrowed to any of their columns."""


def _reports_with(of: Table, column: str) -> Any:
    return select(of.c.report_id).where(mine(of), of.c[column] == bindparam("id")).limit(1)


_HOLDING = (
    _reports_with(entries, "entry_id"),
    _reports_with(itemizations, "item_id"),
    _reports_with(allocations, "allocation_id"),
)
_OF_STEP = _reports_with(steps, "step_id")


def is_paid_by(connection: Connection, company_id: str, payment_type: str) -> bool:
    """Whether any entry was paid by the payment type of that name."""
    return _has(ENTRIES, connection, company_id, Condition("payment_type", payment_type))


def is_of_type(connection: Connection, company_id: str, expense_type: str) -> bool:
    """Whether any entry or itemization has the expense type of that code."""
    condition = Condition("expense_type", expense_type)
    return any(_has(listing, connection, company_id, condition) for listing in (ENTRIES, ITEMIZATIONS))


def _has(listing: Keyset, connection: Connection, company_id: str, condition: Condition) -> bool:
    return bool(listing.read(connection, company_id, Page((condition,), limit=1))[0])


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
    same_company = entries.c.company_id == reports.c.company_id
    return exists().where(same_company, entries.c.report_id == reports.c.report_id, *wanted)


def add(connection: Connection, company_id: str, new: Sequence[Report]) -> None:
    """Put in the rows of new reports."""
    rows = {of: [row for report in new for row in made(report)] for of, made in _MADE.items()}
    add_rows(connection, company_id, rows)


def renew(connection: Connection, company_id: str, had: Report, has: Report) -> None:
    """Bring the rows of a report up to date: those that are as they were stay untouched."""
    both = {of: (list(made(had)), list(made(has))) for of, made in _MADE.items()}
    changed = {of: rows for of, rows in both.items() if rows[0] != rows[1]}
    before, after = ({of: keyed(of, rows[n]) for of, rows in changed.items()} for n in range(2))
    renew_rows(connection, company_id, before, after)


def _entry_rows(report: Report) -> Iterator[Row]:
    for position, entry in enumerate(report.all_entries()):
        yield {
            "report_id": report.id,
            "position": position,
            "entry_id": entry.id,
            "owner": report.owner,
            "payment_type": entry.payment_type,
            "expense_type": entry.expense_type,
            "transaction_date": entry.transaction_date.isoformat(),
            "last_modified": to_microseconds(entry.last_modified),
            "has_attendees": any(item.attendees for item in entry.items),
        }


def _itemization_rows(report: Report) -> Iterator[Row]:
    for position, (entry, item) in enumerate(report.itemizations()):
        yield {
            "report_id": report.id,
            "position": position,
            "item_id": item.id,
            "entry_id": entry.id,
            "owner": report.owner,
            "expense_type": item.expense_type,
        }


def _allocation_rows(report: Report) -> Iterator[Row]:
    for position, (entry, item, allocation) in enumerate(report.allocations()):
        yield {
            "report_id": report.id,
            "position": position,
            "allocation_id": allocation.id,
            "item_id": item.id,
            "entry_id": entry.id,
        }


def _step_rows(report: Report) -> Iterator[Row]:
    return ({"step_id": step, "report_id": report.id} for step in report.steps_that_are_over())


_MADE: Mapping[Table, Callable[[Report], Iterable[Row]]] = {
    entries: _entry_rows,
    itemizations: _itemization_rows,
    allocations: _allocation_rows,
    steps: _step_rows,
}
"""What the rows of each table are made from a report by."""
