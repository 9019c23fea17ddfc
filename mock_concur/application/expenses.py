"""Entries, itemizations and allocations, found and listed across the reports that hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from mock_concur.application.reports import ReportUnknown, could_be_id, report_of
from mock_concur.application.work import Work
from mock_concur.domain.model import Allocation, Entry, Item, Report
from mock_concur.store import report_index
from mock_concur.store import reports as stored
from mockkit.database.paging import Key, Keyset, Page


class FoundEntry(NamedTuple):
    """An entry and its report."""

    report: Report
    entry: Entry


class FoundItem(NamedTuple):
    """An itemization, and what it belongs to."""

    report: Report
    entry: Entry
    item: Item


class FoundAllocation(NamedTuple):
    """An allocation, and what it belongs to."""

    report: Report
    entry: Entry
    item: Item
    allocation: Allocation


Found = TypeVar("Found")


def report_with(work: Work, part_id: str) -> Report:
    """The report that has an entry, itemization or allocation of that id. Raises ReportUnknown."""
    known = could_be_id(part_id)
    report_id = report_index.report_holding(work.connection, work.company.id, part_id) if known else None
    if report_id is None:
        raise ReportUnknown(part_id)
    return report_of(work, report_id)


def entries(work: Work, page: Page) -> tuple[list[FoundEntry], Key | None]:
    """A page of the company's entries, by their reports, and the key to go on behind (None at the end).

    It may be narrowed to ``report_id``, ``owner``, ``payment_type`` (by name), ``expense_type``, ``transaction_date``,
    ``last_modified`` and ``has_attendees``.
    """
    return _listed(work, report_index.ENTRIES, page, "entry_id", _entries_of)


def itemizations(work: Work, page: Page) -> tuple[list[FoundItem], Key | None]:
    """A page of the parts of itemized entries, as :func:`entries` gives entries.

    It may be narrowed to ``report_id``, ``owner`` and ``expense_type``.
    """
    return _listed(work, report_index.ITEMIZATIONS, page, "item_id", _items_of)


def allocations(work: Work, page: Page) -> tuple[list[FoundAllocation], Key | None]:
    """A page of the company's allocations, as :func:`entries` gives entries; it may be narrowed to ``report_id``."""
    return _listed(work, report_index.ALLOCATIONS, page, "allocation_id", _allocations_of)


def _listed(
    work: Work, listing: Keyset, page: Page, name: str, parts: Callable[[Report], Mapping[str, Found]]
) -> tuple[list[Found], Key | None]:
    """The parts that the rows of a page name; each report is read once, all of them by one query."""
    rows, following = listing.read(work.connection, work.company.id, page)
    ids = {row.report_id for row in rows}
    held = {report.id: parts(report) for report in stored.load_all(work.connection, work.company.id, ids)}
    return [held[row.report_id][getattr(row, name)] for row in rows], following


def _entries_of(report: Report) -> dict[str, FoundEntry]:
    return {entry.id: FoundEntry(report, entry) for entry in report.all_entries()}


def _items_of(report: Report) -> dict[str, FoundItem]:
    return {item.id: FoundItem(report, entry, item) for entry, item in report.itemizations()}


def _allocations_of(report: Report) -> dict[str, FoundAllocation]:
    return {found[-1].id: FoundAllocation(report, *found) for found in report.allocations()}
