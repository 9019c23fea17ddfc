"""Every statement of the use cases finds its rows by an index, in their order; here those that no call makes yet.

What the calls of today execute is collected by ``tests/concur_harness/test_plans.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from mock_concur.application import expenses
from mock_concur.application.reports import ReportUnknown
from mock_concur.application.work import UnitOfWork
from mock_concur.store import reports
from mockkit import companies
from mockkit.clock import Clock
from mockkit.paging import Condition, Page
from tests.mock_concur.api import sample
from tests.plans import collected, make_large, wrong_plans
from tests.stores import concur_store

ENTRY = {
    "report_id": sample.REPORT.id,
    "owner": sample.REPORT.owner,
    "payment_type": "Cash",
    "expense_type": "LODNG",
}


def lists_within_reports(work: UnitOfWork) -> None:
    conditions = [(), *((Condition(name, value),) for name, value in ENTRY.items())]
    for narrowed in conditions:
        for after in (None, (sample.REPORT.id, 0)):
            page = Page(narrowed, after, limit=5)
            expenses.entries(work, page)
            if not narrowed or narrowed[0].column != "payment_type":
                expenses.itemizations(work, page)
            if not narrowed or narrowed[0].column == "report_id":
                expenses.allocations(work, page)


def ids_within_reports(work: UnitOfWork) -> None:
    for known in (sample.REPORT.entries[0].id, "n9Room$pItem", "gWal1"):
        expenses.report_with(work, known)
    with pytest.raises(ReportUnknown):
        expenses.report_with(work, "unknown")


USES: list[Callable[[UnitOfWork], Any]] = [lists_within_reports, ids_within_reports]


@pytest.mark.parametrize("use", USES)
def test_every_statement_is_led_by_an_index(database: str, use: Callable[[UnitOfWork], Any]) -> None:
    with closing(concur_store(database)) as store:
        with store.transaction(write=True) as connection:
            company = companies.create_company(connection, "acme", name="acme", seed=1, clock=Clock())
            reports.add(connection, "acme", [sample.REPORT])
            with collected(store) as statements:
                use(UnitOfWork.on(connection, company))
        assert statements
        make_large(store, "acme")
        wrong = wrong_plans(store, statements)
    assert not wrong, "\n\n".join(f"{statement}\n{plan}" for statement, plan in wrong.items())
