"""Entries, itemizations and allocations across reports: found by id, each listed once, its report read once a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from mock_concur.application import expenses, reports
from mock_concur.application.reports import ReportUnknown
from mock_concur.application.work import UnitOfWork
from mock_concur.domain.drafting import draft_report
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Person
from mockkit import companies
from mockkit.clock import Clock
from mockkit.database.paging import Condition, Key, Page
from mockkit.database.store import Store
from tests.mock_concur.domain import worlds
from tests.stores import concur_store

HALVES = tuple(DraftAllocation(percent=Decimal(50), customs={"Custom1": code}) for code in ("P-1", "P-2"))
HOTEL = (worlds.item("100.00"), worlds.item("20.00", "LODTX", allocations=HALVES))


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with closing(concur_store(database)) as store:
        yield store


@pytest.fixture
def work(store: Store) -> Iterator[UnitOfWork]:
    """An open transaction of a company with three reports, one of Eve's, and of another company with one."""
    with store.transaction(write=True) as connection:
        for name in ("acme", "other"):
            companies.create_company(connection, name, name=name, seed=1, clock=Clock(frozen_at=worlds.NOW))
        works = [
            UnitOfWork.on(connection, found)
            for found in map(companies.find_company, [connection] * 2, ("acme", "other"))
            if found
        ]
        mine, other = works
        for here, owners in ((mine, (worlds.ANN, worlds.ANN, worlds.EVE)), (other, (worlds.ANN,))):
            reports.add_reports(here, [_report(here, owner) for owner in owners])
        yield mine


def _report(work: UnitOfWork, owner: Person) -> Report:
    hotel = replace(worlds.spent("120.00", "Amex Corporate", "LODNG"), items=HOTEL)
    drafted = worlds.draft(worlds.spent("12.00"), hotel, worlds.spent("30.00", kind="DINNR"))
    return draft_report(replace(drafted, owner=owner), worlds.COMPANY, work.ids, worlds.NOW)


def everything(work: UnitOfWork) -> list[Report]:
    return reports.list_reports(work, after=None, limit=10)[0]


def listed(work: UnitOfWork, listing: Any, *conditions: Condition, limit: int = 2) -> list[Any]:
    """What is on all pages of a list."""
    found: list[Any] = []
    after: Key | None = None
    while True:
        some, after = listing(work, Page(conditions, after, limit))
        found += some
        if after is None:
            return found


def test_every_part_leads_to_its_report(work: UnitOfWork) -> None:
    for report in everything(work):
        for entry in report.entries:
            ids = [entry.id, *(item.id for item in entry.items)]
            ids += [allocation.id for item in entry.items for allocation in item.allocations]
            assert all(expenses.report_with(work, each) == report for each in ids)
    for unknown in ("NONE", "", "\0", "x" * 100):
        with pytest.raises(ReportUnknown):
            expenses.report_with(work, unknown)


def test_every_entry_is_listed_once_by_reports(work: UnitOfWork) -> None:
    in_order = sorted(everything(work), key=lambda report: report.id)
    wanted = [(report.id, entry.id) for report in in_order for entry in report.entries]
    assert [(report.id, entry.id) for report, entry in listed(work, expenses.entries)] == wanted
    assert len(wanted) == 9


@pytest.mark.parametrize(
    ("column", "value", "count"),
    [
        ("owner", "eve@example.com", 3),
        ("owner", "nobody@example.com", 0),
        ("payment_type", "Cash", 6),
        ("expense_type", "LODNG", 3),
        ("has_attendees", True, 0),
    ],
)
def test_entries_are_narrowed(work: UnitOfWork, column: str, value: object, count: int) -> None:
    assert len(listed(work, expenses.entries, Condition(column, value))) == count


def test_only_what_an_entry_was_broken_down_into_is_an_itemization(work: UnitOfWork) -> None:
    found = listed(work, expenses.itemizations)
    assert [item.expense_type for _, _, item in found] == ["LODNG", "LODTX"] * 3
    assert all(item in entry.items and entry in report.entries for report, entry, item in found)
    assert len(listed(work, expenses.itemizations, Condition("expense_type", "LODTX"))) == 3
    assert len(listed(work, expenses.itemizations, Condition("owner", "eve@example.com"))) == 2


def test_allocations_are_listed_with_what_they_belong_to(work: UnitOfWork) -> None:
    found = listed(work, expenses.allocations, limit=4)
    assert len({allocation.id for *_, allocation in found}) == len(found) == 3 * 5
    assert all(allocation in item.allocations and item in entry.items for _, entry, item, allocation in found)
    one = everything(work)[0]
    of_one = listed(work, expenses.allocations, Condition("report_id", one.id))
    assert {report.id for report, *_ in of_one} == {one.id}
    assert len(of_one) == 5


def test_a_page_reads_its_reports_by_one_query(store: Store, work: UnitOfWork) -> None:
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    found, _ = expenses.entries(work, Page(limit=9))
    assert len({report.id for report, _ in found}) == 3
    assert len(statements) == 2
