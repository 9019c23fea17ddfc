"""Reports are values: to change something deep inside one is to build the levels above it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mock_concur.domain.model import Allocation, Entry, Item, Report

Change = Callable[[Entry, Item, Allocation], Allocation]


def each_allocation(report: Report, change: Change) -> Report:
    """The report with every allocation as ``change`` makes it, that of a returned cash advance included."""
    advance = report.advance_entry
    return replace(
        report,
        entries=tuple(_entry(entry, change) for entry in report.entries),
        advance_entry=None if advance is None else _entry(advance, change),
    )


def _entry(entry: Entry, change: Change) -> Entry:
    return replace(entry, items=tuple(_item(entry, item, change) for item in entry.items))


def _item(entry: Entry, item: Item, change: Change) -> Item:
    return replace(item, allocations=tuple(change(entry, item, allocation) for allocation in item.allocations))


def with_entry(report: Report, changed: Entry) -> Report:
    """The report with the entry of the same id replaced, that of a returned cash advance included."""
    advance = report.advance_entry
    return replace(
        report,
        entries=tuple(changed if e.id == changed.id else e for e in report.entries),
        advance_entry=changed if advance is not None and advance.id == changed.id else advance,
    )
