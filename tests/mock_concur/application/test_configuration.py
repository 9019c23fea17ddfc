"""What administrators may change, and what is refused because it would leave something without what it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from mock_concur.application import admin, configuration, directory, reports
from mock_concur.application.configuration import ListUnknown, StillUsed, TypeUnknown
from mock_concur.application.directory import PersonUnknown
from mock_concur.application.work import UnitOfWork
from mock_concur.domain.errors import FieldError
from mock_concur.domain.lists import CustomList, ListItem
from mock_concur.domain.setup import ExpenseType, PaymentType, Person, Setup
from mock_concur.store import setups
from mockkit import companies
from mockkit.clock import Clock
from mockkit.database.paging import Page
from tests.mock_concur.api import sample
from tests.stores import concur_store

ZOE = Person(login="zoe@example.com", employee_id="E-26", first="Zoe", last="Ash", approver="bob@example.com")
VISA = PaymentType(id="gWvisa", name="Visa", code="CBCP", payment_class="CBCP", vendor="VISA", liability_account="2110")
BOAT = ExpenseType(code="BOATX", name="Boat", accounts={"DEFAULT": "6400"})
AMEX = sample.SETUP.payment_types["Amex Corporate"]
TAXI = sample.SETUP.expense_types["TAXIX"]


@pytest.fixture
def work(database: str) -> Iterator[UnitOfWork]:
    with closing(concur_store(database)) as store, store.transaction(write=True) as connection:
        company = companies.create_company(connection, "acme", name="acme", seed=1, clock=Clock(frozen_at=sample.NOW))
        admin.create_company(connection, "acme", sample.SETUP, sample.PEOPLE, [sample.REPORT])
        yield UnitOfWork.on(connection, company)


def everybody(work: UnitOfWork) -> list[Person]:
    return directory.page_of_people(work, Page(limit=100))[0]


def stored(work: UnitOfWork) -> Setup:
    return setups.read(work.connection, work.company.id)


def test_people_come_behind_those_who_are_there_and_are_changed_in_their_place(work: UnitOfWork) -> None:
    configuration.add_person(work, ZOE)
    assert everybody(work) == [*sample.PEOPLE, ZOE]
    bob = replace(sample.BOB, roles=("employee", "processor"), active=False)
    configuration.change_person(work, bob)
    assert everybody(work) == [sample.ANN, bob, sample.PAT, sample.GONE, ZOE]
    assert directory.first_with_roles(work, ("processor",)) == [bob]
    assert directory.first_with_roles(work, ("approver",)) == []
    configuration.remove_person(work, ZOE.login)
    configuration.remove_person(work, sample.PAT.login)
    assert everybody(work) == [sample.ANN, bob, sample.GONE]
    configuration.add_person(work, ZOE)
    assert everybody(work)[-1] == ZOE


def test_somebody_may_approve_their_own_reports(work: UnitOfWork) -> None:
    own = replace(ZOE, approver=ZOE.login)
    configuration.add_person(work, own)
    assert directory.person_of(work, ZOE.login) == own
    configuration.remove_person(work, ZOE.login)
    assert directory.find_person(work, ZOE.login) is None


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"login": "ANN@example.com"}, ["login"]),
        ({"login": "ann@example.com"}, ["login"]),
        ({"login": " "}, ["login"]),
        ({"login": "zoe\0"}, ["login"]),
        ({"employee_id": "E-1001"}, ["employee_id"]),
        ({"employee_id": "\0", "first": "a\0", "last": ""}, ["employee_id", "first", "last"]),
        ({"approver": "nobody@example.com"}, ["approver"]),
        ({"approver": "\0", "employee_id": "E-1001"}, ["employee_id", "approver"]),
    ],
)
def test_a_person_who_cannot_be_is_refused_by_every_field(
    work: UnitOfWork, changes: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(FieldError) as refused:
        configuration.add_person(work, replace(ZOE, **changes))
    assert [error.field for error in refused.value.errors] == fields
    assert everybody(work) == list(sample.PEOPLE)


def test_a_change_is_held_to_the_same_and_may_keep_what_is_the_person_s_own(work: UnitOfWork) -> None:
    configuration.change_person(work, replace(sample.ANN, first="Anna"))
    taken = replace(sample.ANN, employee_id=sample.BOB.employee_id)
    for wrong in (taken, replace(sample.ANN, approver="nobody@example.com")):
        with pytest.raises(FieldError):
            configuration.change_person(work, wrong)
    for unknown in (ZOE, replace(ZOE, login="ANN@example.com")):
        with pytest.raises(PersonUnknown):
            configuration.change_person(work, unknown)


def test_nobody_is_removed_who_approves_others_or_has_reports(work: UnitOfWork) -> None:
    for login in (sample.ANN.login, sample.BOB.login):
        with pytest.raises(StillUsed):
            configuration.remove_person(work, login)
    with pytest.raises(PersonUnknown):
        configuration.remove_person(work, "nobody@example.com")
    assert everybody(work) == list(sample.PEOPLE)


def test_types_come_change_and_go_several_in_one_transaction(work: UnitOfWork) -> None:
    cheap = replace(VISA, name="Visa Lite", id="gWlite")
    configuration.add_payment_type(work, VISA)
    configuration.add_payment_type(work, cheap)
    configuration.change_payment_type(work, replace(VISA, clearing_account="1998"))
    configuration.add_expense_type(work, BOAT)
    changed = stored(work)
    assert list(changed.payment_types) == [*sample.SETUP.payment_types, "Visa", "Visa Lite"]
    assert changed.payment_types["Visa"].clearing_account == "1998"
    assert list(changed.expense_types) == [*sample.SETUP.expense_types, "BOATX"]
    configuration.remove_payment_type(work, "Visa")
    configuration.change_expense_type(work, replace(BOAT, name="Ship"))
    assert list(stored(work).payment_types) == [*sample.SETUP.payment_types, "Visa Lite"]
    assert stored(work).expense_types["BOATX"].name == "Ship"
    configuration.remove_payment_type(work, "Visa Lite")
    configuration.remove_expense_type(work, "BOATX")
    assert stored(work) == sample.SETUP


Use = Callable[[UnitOfWork], Any]
REFUSED: list[tuple[type[Exception], Use]] = [
    (FieldError, lambda work: configuration.add_payment_type(work, replace(VISA, name="Cash"))),
    (FieldError, lambda work: configuration.add_payment_type(work, replace(VISA, name="employee"))),
    (FieldError, lambda work: configuration.add_payment_type(work, replace(VISA, id=AMEX.id))),
    (FieldError, lambda work: configuration.add_payment_type(work, replace(VISA, vendor=""))),
    (FieldError, lambda work: configuration.change_payment_type(work, replace(AMEX, liability_account=""))),
    (FieldError, lambda work: configuration.change_payment_type(work, replace(AMEX, id="gWother"))),
    (TypeUnknown, lambda work: configuration.change_payment_type(work, VISA)),
    (TypeUnknown, lambda work: configuration.remove_payment_type(work, "\0")),
    (StillUsed, lambda work: configuration.remove_payment_type(work, AMEX.name)),
    (FieldError, lambda work: configuration.add_expense_type(work, TAXI)),
    (FieldError, lambda work: configuration.add_expense_type(work, replace(TAXI, code="CAVRT"))),
    (FieldError, lambda work: configuration.add_expense_type(work, replace(TAXI, code=" "))),
    (TypeUnknown, lambda work: configuration.change_expense_type(work, BOAT)),
    (TypeUnknown, lambda work: configuration.remove_expense_type(work, "\0")),
    (StillUsed, lambda work: configuration.remove_expense_type(work, TAXI.code)),
    (StillUsed, lambda work: configuration.remove_expense_type(work, "BRKFT")),
]


@pytest.mark.parametrize(("error", "use"), REFUSED)
def test_what_is_refused_changes_nothing(work: UnitOfWork, error: type[Exception], use: Use) -> None:
    with pytest.raises(error):
        use(work)
    assert stored(work) == sample.SETUP == reports.setup_of(work)


CITIES = CustomList(id="list-1", name="Cities", levels=2)
NORTH = ListItem(id="i-north", list_id="list-1", code="N", value="North")
SOUTH = ListItem(id="i-south", list_id="list-1", code="S", value="South")
OSLO = ListItem(id="i-oslo", list_id="list-1", code="OSL", value="Oslo", parent_id="i-north", level=2)


def test_items_of_a_list_are_found_by_id_and_paged_by_code_below_their_parent(work: UnitOfWork) -> None:
    configuration.add_list(work, CITIES)
    for item in (SOUTH, NORTH, OSLO):
        configuration.add_item(work, item)
    assert configuration.lists(work, Page())[0] == [CITIES] == [configuration.list_of(work, "list-1")]
    assert configuration.item_of(work, "i-oslo") == OSLO
    first, after = configuration.items(work, "list-1", Page(limit=2))
    assert (first, configuration.items(work, "list-1", Page(after=after))[0]) == ([NORTH, OSLO], [SOUTH])
    assert configuration.items(work, "list-1", Page(), parent_id="")[0] == [NORTH, SOUTH]
    assert configuration.items(work, "list-1", Page(), parent_id="i-north")[0] == [OSLO]
    with pytest.raises(StillUsed):
        configuration.remove_item(work, "i-north")
    for each in ("i-oslo", "i-north"):
        configuration.remove_item(work, each)
    assert configuration.items(work, "list-1", Page())[0] == [SOUTH]


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (replace(OSLO, list_id="list-9"), ListUnknown),
        (replace(OSLO, parent_id="i-none"), FieldError),
        (replace(OSLO, parent_id="\0"), FieldError),
        (replace(OSLO, level=1), FieldError),
        (replace(OSLO, code="\0"), FieldError),
        (replace(OSLO, value="\0"), FieldError),
        (replace(OSLO, id=NORTH.id), FieldError),
        (replace(OSLO, id=""), FieldError),
        (replace(OSLO, level=3), FieldError),
        (replace(NORTH, id="i-new"), FieldError),
    ],
)
def test_an_item_that_its_list_cannot_have_is_refused(work: UnitOfWork, item: ListItem, error: type[Exception]) -> None:
    configuration.add_list(work, CITIES)
    configuration.add_item(work, NORTH)
    with pytest.raises(error):
        configuration.add_item(work, item)
    assert configuration.items(work, "list-1", Page())[0] == [NORTH]


@pytest.mark.parametrize("levels", [0, 11])
def test_a_list_has_at_most_ten_levels(work: UnitOfWork, levels: int) -> None:
    with pytest.raises(FieldError):
        configuration.add_list(work, replace(CITIES, levels=levels))
    with pytest.raises(FieldError):
        configuration.add_list(work, replace(CITIES, name="\0"))
    for unknown in ("list-1", "\0", ""):
        with pytest.raises(ListUnknown):
            configuration.list_of(work, unknown)
        with pytest.raises(ListUnknown):
            configuration.remove_item(work, unknown)


def test_no_two_lists_have_one_id(work: UnitOfWork) -> None:
    configuration.add_list(work, CITIES)
    with pytest.raises(FieldError):
        configuration.add_list(work, replace(CITIES, name="Towns"))
    assert configuration.list_of(work, "list-1") == CITIES
