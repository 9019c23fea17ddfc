"""Every statement of the use cases finds its rows by an index, in their order; here those that no call makes yet.

What the calls of today execute is collected by ``tests/concur_harness/test_plans.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from mock_concur.application import admin, configuration, directory, expenses
from mock_concur.application.configuration import StillUsed
from mock_concur.application.reports import ReportUnknown
from mock_concur.application.work import UnitOfWork
from mock_concur.domain.lists import CustomList, ListItem
from mock_concur.domain.setup import ExpenseType, PaymentType, Person
from mockkit import companies
from mockkit.clock import Clock
from mockkit.database.paging import Condition, Page
from tests.mock_concur.api import sample
from tests.plans import collected, make_large, wrong_plans
from tests.stores import concur_store

ENTRY = {
    "report_id": sample.REPORT.id,
    "owner": sample.REPORT.owner,
    "payment_type": "Cash",
    "expense_type": "LODNG",
}
PERSON = {
    "login_key": "ann@example.com",
    "last_key": "lee",
    "employee_id": "E-1001",
    "approver": "bob@example.com",
    "active": True,
    "role": "processor",
}
ZOE = Person(login="zoe@example.com", employee_id="E-26", first="Zoe", last="Ash", approver="bob@example.com")


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


def people(work: UnitOfWork) -> None:
    for narrowed in [(), *((Condition(name, value),) for name, value in PERSON.items())]:
        for after in (None, (1,)):
            directory.page_of_people(work, Page(narrowed, after, limit=5))
    directory.person_of_login(work, "ANN@example.com")
    directory.person_of_user_id(work, directory.user_id("ann@example.com"))
    directory.person_of_employee_id(work, "E-1001")
    directory.people_around(work, ["ann@example.com"])
    directory.who_may_act(work, sample.REPORT)


def changes_of_people(work: UnitOfWork) -> None:
    configuration.add_person(work, ZOE)
    configuration.change_person(work, replace(ZOE, roles=("processor",), active=False))
    configuration.remove_person(work, ZOE.login)
    for person in (sample.ANN, sample.BOB):
        with pytest.raises(StillUsed):
            configuration.remove_person(work, person.login)


def changes_of_types(work: UnitOfWork) -> None:
    configuration.add_payment_type(work, PaymentType(id="v", name="Visa", code="V", payment_class="IBIP"))
    configuration.remove_payment_type(work, "Visa")
    configuration.add_expense_type(work, ExpenseType(code="BOATX", name="Boat"))
    configuration.remove_expense_type(work, "BOATX")


def lists_of_values(work: UnitOfWork) -> None:
    north = ListItem(id="i-north", list_id="list-1", code="N", value="North")
    configuration.add_list(work, CustomList(id="list-1", name="Cities", levels=2))
    configuration.add_item(work, north)
    configuration.add_item(work, replace(north, id="i-1", code="OSL", parent_id="i-north", level=2))
    for after in (None, ("N", "i-north")):
        configuration.items(work, "list-1", Page(after=after))
        configuration.items(work, "list-1", Page(after=after), parent_id="i-north")
    for following in (None, ("list-0",)):
        configuration.lists(work, Page(after=following))
    configuration.remove_item(work, "i-1")


USES: list[Callable[[UnitOfWork], Any]] = [
    lists_within_reports,
    ids_within_reports,
    people,
    changes_of_people,
    changes_of_types,
    lists_of_values,
]


@pytest.mark.parametrize("use", USES)
def test_every_statement_is_led_by_an_index(database: str, use: Callable[[UnitOfWork], Any]) -> None:
    with closing(concur_store(database)) as store:
        with store.transaction(write=True) as connection:
            company = companies.create_company(connection, "acme", name="acme", seed=1, clock=Clock())
            admin.create_company(connection, "acme", sample.SETUP, sample.PEOPLE, [sample.REPORT])
            with collected(store) as statements:
                use(UnitOfWork.on(connection, company))
        assert statements
        make_large(store, "acme")
        wrong = wrong_plans(store, statements)
    assert not wrong, "\n\n".join(f"{statement}\n{plan}" for statement, plan in wrong.items())
