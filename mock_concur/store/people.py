"""A company's people: a row each, found by login, employee id or user id, listed in the order in which they came.

A company may have a hundred thousand of them, so that nothing reads them all: whoever needs some reads those. A change
of one raises the version of that row and of the company, and leaves what is kept of anything else as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Select,
    String,
    Text,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from mock_concur.domain.setup import Person
from mock_concur.store.codec import decode, encode
from mock_concur.store.rows import Row, Rows, add_rows, check_body, derived_table, keyed, mine, renew_rows, table
from mockkit import companies
from mockkit.database.paging import Key, Keyset, Page
from mockkit.database.store import Prepared, insert_rows

_AT_ONCE = 500
"""Databases bound how many values one statement may carry."""

people = table(
    "concur_people",
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("login", Text, nullable=False),
    Column("login_key", Text, nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("employee_id", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("last_key", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index("concur_people_by_login", "company_id", "login", unique=True),
    Index("concur_people_by_login_key", "company_id", "login_key", "number"),
    Index("concur_people_by_user_id", "company_id", "user_id", unique=True),
    Index("concur_people_by_employee_id", "company_id", "employee_id", "number"),
    Index("concur_people_by_last_name", "company_id", "last_key", "number"),
    Index("concur_people_by_approver", "company_id", "approver", "number"),
    small=False,
)
"""A person is one value in ``body``; ``login_key`` and ``last_key`` are what is compared without case."""

roles = derived_table(
    "concur_person_roles",
    Column("role", String(40), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
)
"""Who has a role: the first who has it acts where nobody is named."""


def user_id(login: str) -> str:
    """The id of a user, in tokens and elsewhere: a UUID made of the login (*assumed*)."""
    return str(uuid5(UUID(int=0), login))


_UNIQUE = ("login", "user_id")


def _first_by(column: str) -> Prepared:
    found = select(people.c.body).where(mine(people), people.c[column] == bindparam("value"))
    return Prepared(found if column in _UNIQUE else found.order_by(people.c.number))


@cache
def _first_with_roles(count: int) -> Select[Any]:
    """The first person of each of so many roles."""
    first = select(func.min(roles.c.number)).where(mine(roles))
    numbers = [first.where(roles.c.role == bindparam(f"role_{n}")).scalar_subquery() for n in range(count)]
    return select(people.c.number, people.c.body).where(mine(people), people.c.number.in_(numbers))


def _with_role(role: ColumnElement[str]) -> ColumnElement[bool]:
    same_company = roles.c.company_id == people.c.company_id
    return exists().where(same_company, roles.c.role == role, roles.c.number == people.c.number)


_BY = {name: _first_by(name) for name in ("login", "login_key", "user_id", "employee_id")}
_AMONG = select(people.c.body).where(mine(people), people.c.login.in_(bindparam("logins", expanding=True)))
_LAST = Prepared(select(func.max(people.c.number).label("number")).where(mine(people)))
_PLACE = Prepared(select(people.c.number, people.c.body).where(mine(people), people.c.login == bindparam("login")))
_LOGINS = select(people.c.login).where(mine(people)).order_by(people.c.number)
_BODIES = select(people.c.number, people.c.body).where(mine(people))
_LIST = Keyset(people, "number", columns=[people.c.body], filters={"role": _with_role})
_CHANGED = ("employee_id", "first", "last", "last_key", "approver", "active", "version", "body")
_REPLACE = (
    update(people)
    .where(mine(people), people.c.number == bindparam("this"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)
_REMOVE = delete(people).where(mine(people), people.c.number == bindparam("this"))


def find(connection: Connection, company_id: str, login: str) -> Person | None:
    """The person of exactly that login."""
    return _found(connection, company_id, "login", login)


def find_ignoring_case(connection: Connection, company_id: str, login: str) -> Person | None:
    """The first person of that login, however it is written."""
    return _found(connection, company_id, "login_key", login.lower())


def find_by_user_id(connection: Connection, company_id: str, user_id: str) -> Person | None:
    """The person of that user id."""
    return _found(connection, company_id, "user_id", user_id)


def find_by_employee_id(connection: Connection, company_id: str, employee_id: str) -> Person | None:
    """The first person of that employee id."""
    return _found(connection, company_id, "employee_id", employee_id)


def _found(connection: Connection, company_id: str, column: str, value: str) -> Person | None:
    row = _BY[column].first(connection, {"company": company_id, "value": value})
    return None if row is None else decode(row.body, Person)


def among(connection: Connection, company_id: str, logins: Collection[str]) -> dict[str, Person]:
    """The people of those logins that there are, by login: one query for up to 500."""
    found: dict[str, Person] = {}
    wanted = sorted({*logins} - {""})
    for start in range(0, len(wanted), _AT_ONCE):
        some = {"company": company_id, "logins": wanted[start : start + _AT_ONCE]}
        bodies = connection.execute(_AMONG, some).scalars()
        found.update((person.login, person) for person in (decode(body, Person) for body in bodies))
    return found


def first_with_each(connection: Connection, company_id: str, wanted: Sequence[str]) -> list[Person]:
    """Of each of the roles the first person who has it, in the order in which they came."""
    asked = {"company": company_id, **{f"role_{n}": role for n, role in enumerate(wanted)}}
    rows = connection.execute(_first_with_roles(len(wanted)), asked)
    return [decode(body, Person) for _, body in sorted(tuple(row) for row in rows)]


def page(connection: Connection, company_id: str, page: Page) -> tuple[list[Person], Key | None]:
    """The people of a page in the order in which they came, and the key to go on behind (None at the end).

    It may be narrowed to ``login_key`` and ``last_key`` (in lower case), ``employee_id``, ``approver``, ``active`` and
    ``role``.
    """
    rows, following = _LIST.read(connection, company_id, page)
    return [decode(row.body, Person) for row in rows], following


def logins(connection: Connection, company_id: str) -> list[str]:
    """The logins of all people."""
    return list(connection.execute(_LOGINS, {"company": company_id}).scalars())


def add(connection: Connection, company_id: str, new: Iterable[Person]) -> None:
    """Put in new people, behind those who are there, and say that the company has changed."""
    last = _LAST.first(connection, {"company": company_id}).number or 0
    numbered = list(enumerate(new, last + 1))
    version = companies.version_of(connection, company_id)
    rows = ({"number": number, "version": version, **_columns(person)} for number, person in numbered)
    insert_rows(connection, people, company_id, rows)
    add_rows(connection, company_id, {roles: [row for each in numbered for row in _role_rows(*each)]})
    companies.touch(connection, company_id)


def replace(connection: Connection, company_id: str, person: Person) -> None:
    """Put the person where that of the same login stood, and say that the company has changed. Raises KeyError."""
    number, had = _place(connection, company_id, person.login)
    columns = {"version": companies.version_of(connection, company_id), **_columns(person)}
    values = {f"new_{name}": columns[name] for name in _CHANGED}
    connection.execute(_REPLACE, {"company": company_id, "this": number, **values})
    renew_rows(connection, company_id, {roles: _keyed_roles(number, had)}, {roles: _keyed_roles(number, person)})
    companies.touch(connection, company_id)


def remove(connection: Connection, company_id: str, login: str) -> None:
    """Forget the person, and say that the company has changed. Raises KeyError."""
    number, had = _place(connection, company_id, login)
    connection.execute(_REMOVE, {"company": company_id, "this": number})
    renew_rows(connection, company_id, {roles: _keyed_roles(number, had)}, {roles: {}})
    companies.touch(connection, company_id)


def rebuild_roles(connection: Connection, company_id: str) -> None:
    """Fill the empty table of roles from the company's people."""
    rows = connection.execute(_BODIES, {"company": company_id})
    made = [row for number, body in rows for row in _role_rows(number, decode(body, Person))]
    add_rows(connection, company_id, {roles: made})


def _place(connection: Connection, company_id: str, login: str) -> tuple[int, Person]:
    row = _PLACE.first(connection, {"company": company_id, "login": login})
    if row is None:
        raise KeyError(login)
    return row.number, decode(row.body, Person)


def _role_rows(number: int, person: Person) -> list[Row]:
    return [{"role": role, "number": number} for role in dict.fromkeys(person.roles)]


def _keyed_roles(number: int, person: Person) -> Rows:
    return keyed(roles, _role_rows(number, person))


def _columns(person: Person) -> dict[str, Any]:
    return {
        "login": person.login,
        "login_key": person.login.lower(),
        "user_id": user_id(person.login),
        "employee_id": person.employee_id,
        "first": person.first,
        "last": person.last,
        "last_key": person.last.lower(),
        "approver": person.approver,
        "active": person.active,
        "body": encode(person),
    }


people.info["row"] = check_body(Person, _columns)
