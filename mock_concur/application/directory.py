"""The company's people as use cases need them: never all of them, but those who are asked for, by one query."""

from __future__ import annotations

from collections.abc import Iterable

from mock_concur.application.work import Work
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Person, Role
from mock_concur.store import people as stored
from mockkit.database.paging import Key, Page

ACTING_ROLES: tuple[Role, ...] = ("processor", "web_services_administrator", "company_administrator")
"""The roles by which somebody acts on reports that are neither theirs nor theirs to approve."""


user_id = stored.user_id


class PersonUnknown(LookupError):
    """Nobody in the company has that login."""


def find_person(work: Work, login: str) -> Person | None:
    """The person of exactly that login, or None."""
    # What is not printable is nobody's, and no text for a database: NUL, or half of a surrogate pair.
    return stored.find(work.connection, work.company.id, login) if login and login.isprintable() else None


def person_of(work: Work, login: str) -> Person:
    """The person of exactly that login. Raises PersonUnknown."""
    person = find_person(work, login)
    if person is None:
        raise PersonUnknown(login)
    return person


def person_of_login(work: Work, login: str) -> Person | None:
    """The first person of that login, however it is written, or None."""
    return stored.find_ignoring_case(work.connection, work.company.id, login) if login.isprintable() else None


def people_of(work: Work, logins: Iterable[str]) -> dict[str, Person]:
    """The people of those logins that there are, by login."""
    return stored.among(work.connection, work.company.id, [login for login in logins if login.isprintable()])


def person_of_user_id(work: Work, user_id: str) -> Person | None:
    """The person of that user id, or None."""
    return stored.find_by_user_id(work.connection, work.company.id, user_id) if user_id.isprintable() else None


def person_of_employee_id(work: Work, employee_id: str) -> Person | None:
    """The first person of that employee id, or None."""
    return (
        stored.find_by_employee_id(work.connection, work.company.id, employee_id) if employee_id.isprintable() else None
    )


def owner_of(work: Work, report: Report) -> Person:
    """Whose report it is."""
    return person_of(work, report.owner)


def who_may_act(work: Work, report: Report) -> list[Person]:
    """Those who may have to act on the report, in the order in which they are asked: its owner, its approver, and the
    first of those who act by each role.
    """
    named = people_of(work, (report.owner, report.approver))
    return [*(named[login] for login in (report.owner, report.approver) if login in named), *first_with_roles(work)]


def people_around(work: Work, logins: Iterable[str]) -> dict[str, Person]:
    """The first who act by each role, the people of those logins, and their approvers, by login and in this order."""
    acting = {person.login: person for person in first_with_roles(work)}
    named = people_of(work, logins)
    known = {**acting, **named}
    return {**known, **people_of(work, {person.approver for person in named.values()} - known.keys())}


def first_with_roles(work: Work, roles: tuple[Role, ...] = ACTING_ROLES) -> list[Person]:
    """Of each of the roles the first person who has it, in the order in which they came."""
    return stored.first_with_each(work.connection, work.company.id, roles)


def page_of_people(work: Work, page: Page) -> tuple[list[Person], Key | None]:
    """People in the order in which they came, and the key to go on behind (None at the end).

    It may be narrowed to ``login_key`` and ``last_key`` (in lower case), ``employee_id``, ``approver``, ``active`` and
    ``role``.
    """
    return stored.page(work.connection, work.company.id, page)
