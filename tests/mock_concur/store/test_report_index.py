"""The index of what reports hold: after every change as if made anew, and written only where something has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from mock_concur.domain.model import Event, Report
from mock_concur.store import report_index, reports
from mockkit import companies
from mockkit.clock import Clock
from mockkit.database.store import Store, metadata
from tests.mock_concur.api import sample
from tests.stores import concur_store

TABLES = [table for table in metadata.sorted_tables if table.name.startswith("concur_report_")]
FIRST = sample.REPORT.entries[0]


@pytest.fixture
def store() -> Iterator[Store]:
    store = concur_store()
    with store.transaction(write=True) as connection:
        for company in ("acme", "fresh"):
            companies.create_company(connection, company, name=company, seed=1, clock=Clock())
        reports.add(connection, "acme", [sample.REPORT])
    yield store
    store.close()


def index(connection: Connection, company: str) -> dict[str, list[Any]]:
    found = {}
    for table in TABLES:
        columns = [column for column in table.c if column.name != "company_id"]
        query = select(*columns).where(table.c.company_id == company).order_by(*table.primary_key)
        found[table.name] = [row._asdict() for row in connection.execute(query)]
    return found


def without_first_entry(report: Report) -> Report:
    return replace(report, entries=report.entries[1:])


def with_entries_turned_round(report: Report) -> Report:
    return replace(report, entries=report.entries[::-1])


def at_another_step(report: Report) -> Report:
    over = Event(at=sample.NOW, who="", action="recall", before="", after="", step_id=report.step_id)
    return replace(report, step_id="n7Another", history=(*report.history, over))


def of_another_type(report: Report) -> Report:
    return replace(report, entries=(replace(FIRST, expense_type="OTHER"), *report.entries[1:]))


CHANGES = [without_first_entry, with_entries_turned_round, at_another_step, of_another_type]


def test_the_sample_fills_every_table_of_the_index(store: Store) -> None:
    with store.transaction(write=True) as connection:
        reports.save(connection, "acme", sample.REPORT, at_another_step(sample.REPORT))
        assert len(TABLES) == 4
        assert all(index(connection, "acme").values())


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_report_has_the_index_of_a_new_one(store: Store, change: Callable[[Report], Report]) -> None:
    changed = change(sample.REPORT)
    with store.transaction(write=True) as connection:
        before = index(connection, "acme")
        reports.save(connection, "acme", sample.REPORT, changed)
        reports.add(connection, "fresh", [changed])
        assert index(connection, "acme") == index(connection, "fresh") != before
        reports.save(connection, "acme", changed, sample.REPORT)
        assert index(connection, "acme") == before


def test_what_has_not_changed_is_not_written(store: Store) -> None:
    written: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if "concur_report_" in statement:
            written.append((statement.partition("concur_report_")[2].split()[0], len(parameters) if many else 1))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.transaction(write=True) as connection:
        reports.save(connection, "acme", sample.REPORT, renamed := replace(sample.REPORT, name="Another"))
        assert written == []
        reports.save(connection, "acme", renamed, of_another_type(renamed))
        assert written == [("entries", 1), ("entries", 1)]


def test_a_step_that_is_over_leads_to_its_report(store: Store) -> None:
    with store.transaction(write=True) as connection:
        reports.save(connection, "acme", sample.REPORT, at_another_step(sample.REPORT))
        for company, expected in (("acme", sample.REPORT.id), ("fresh", None)):
            over = report_index.report_of_step_that_is_over(connection, company, sample.REPORT.step_id)
            assert over == expected
