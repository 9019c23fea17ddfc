"""People as rows: found by what they are called by, paged, and read in as many queries whether ten or a thousand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Connection, event, select

from mock_concur.domain.setup import Person
from mock_concur.store import people
from mockkit import companies
from mockkit.clock import Clock
from mockkit.database.paging import Condition, Key, Page
from tests.stores import concur_store

MANY = 1200
BOSS = "Person0@example.com"


def person(number: int) -> Person:
    return Person(
        login=f"Person{number}@example.com",
        employee_id=f"E-{number}",
        first=f"First{number}",
        last="Stone" if number % 3 == 0 else "ash",
        roles=("employee", "processor") if number in {7, 9} else ("employee",),
        approver=BOSS if number % 400 == 1 else "",
        active=number % 2 == 0,
    )


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    with closing(concur_store(database)) as store, store.transaction(write=True) as connection:
        for company in ("acme", "other"):
            companies.create_company(connection, company, name=company, seed=1, clock=Clock())
            people.add(connection, company, [person(number) for number in range(MANY if company == "acme" else 3)])
        yield connection


def numbers(connection: Connection, *conditions: Condition, limit: int = 500) -> list[int]:
    found: list[Person] = []
    after: Key | None = None
    while True:
        some, after = people.page(connection, "acme", Page(conditions, after, limit))
        found += some
        if after is None:
            return [int(each.employee_id.removeprefix("E-")) for each in found]


def test_everybody_is_on_a_page_once_in_the_order_in_which_they_came(connection: Connection) -> None:
    assert numbers(connection) == list(range(MANY))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("login_key", "person5@example.com"), [5]),
        (Condition("employee_id", "E-1199"), [1199]),
        (Condition("last_key", "stone"), list(range(0, MANY, 3))),
        (Condition("active", False), list(range(1, MANY, 2))),
        (Condition("approver", BOSS), [1, 401, 801]),
        (Condition("role", "processor"), [7, 9]),
        (Condition("role", "approver"), []),
    ],
)
def test_people_are_narrowed(connection: Connection, condition: Condition, expected: list[int]) -> None:
    assert numbers(connection, condition, limit=2 if len(expected) < 10 else 100) == expected


def test_a_person_is_found_by_everything_that_they_are_called_by(connection: Connection) -> None:
    wanted = person(5)
    assert people.find(connection, "acme", wanted.login) == wanted
    assert people.find(connection, "acme", wanted.login.lower()) is None
    assert people.find_ignoring_case(connection, "acme", wanted.login.upper()) == wanted
    assert people.find_by_employee_id(connection, "acme", "E-5") == wanted
    assert people.find_by_user_id(connection, "acme", people.user_id(wanted.login)) == wanted
    assert people.find(connection, "other", wanted.login) is None
    assert people.find_by_employee_id(connection, "acme", "E-5 ") is None


def test_many_are_read_by_few_queries(connection: Connection) -> None:
    statements: list[str] = []
    event.listen(connection.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    logins = [person(number).login for number in range(900)]
    found = people.among(connection, "acme", [*logins, *logins, "", "nobody@example.com"])
    assert sorted(found) == sorted(logins)
    assert len(statements) == 2


def test_a_change_of_one_person_writes_that_person_alone(connection: Connection) -> None:
    versions = select(people.people.c.number, people.people.c.version).where(people.people.c.company_id == "acme")
    before = {row.number: row.version for row in connection.execute(versions)}
    people.replace(connection, "acme", person(5))
    after = {row.number: row.version for row in connection.execute(versions)}
    assert {number for number, version in after.items() if before[number] != version} == {6}
    assert after[6] > before[6]


def test_the_first_of_each_role_comes_in_order(connection: Connection) -> None:
    found = people.first_with_each(connection, "acme", ("processor", "company_administrator", "employee"))
    assert found == [person(0), person(7)]
    people.remove(connection, "acme", person(7).login)
    assert people.first_with_each(connection, "acme", ("processor",)) == [person(9)]


def test_who_comes_again_has_a_version_that_was_never_seen(connection: Connection) -> None:
    versions = select(people.people.c.version).where(people.people.c.login == person(5).login)
    seen = set(connection.execute(versions).scalars())
    for _ in range(3):
        people.replace(connection, "acme", person(5))
        people.remove(connection, "acme", person(5).login)
        people.add(connection, "acme", [person(5)])
        (version,) = connection.execute(versions.where(people.people.c.company_id == "acme")).scalars()
        assert version not in seen
        seen.add(version)
