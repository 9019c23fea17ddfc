"""What administrators change of a company while it runs: its people, payment types, expense types and lists.

What is changed shows in every list and report from the next request on. ``FieldError`` of the domain passes through;
whatever raises, nothing has been saved.
"""

from __future__ import annotations

from collections.abc import Callable

from mock_concur.application.directory import find_person, person_of, person_of_employee_id, person_of_login
from mock_concur.application.reports import could_be_id, setup_of
from mock_concur.application.work import Work
from mock_concur.domain import configuring
from mock_concur.domain.lists import CustomList, ListItem
from mock_concur.domain.setup import ExpenseType, PaymentType, Person, Setup
from mock_concur.store import lists as stored_lists
from mock_concur.store import people as stored_people
from mock_concur.store import report_index, reports, setups
from mockkit.database.paging import Condition, Key, Page


class TypeUnknown(LookupError):
    """The company has no payment type of that name, or no expense type of that code."""


class ListUnknown(LookupError):
    """The company has no list, or no item of a list, of that id."""


class StillUsed(Exception):
    """Something else names what was to be removed; the text says what."""


def add_person(work: Work, person: Person) -> None:
    """Take on somebody, behind everybody who is there. Raises ``FieldError``."""
    same_login = person_of_login(work, person.login)
    same_id = person_of_employee_id(work, person.employee_id)
    configuring.check_person(person, _approver(work, person), {"login": same_login, "employee_id": same_id})
    stored_people.add(work.connection, work.company.id, [person])


def change_person(work: Work, person: Person) -> None:
    """Put the person in the place of whoever has that login. Raises PersonUnknown and ``FieldError``."""
    person_of(work, person.login)
    same_id = person_of_employee_id(work, person.employee_id)
    others = {"employee_id": same_id} if same_id is not None and same_id.login != person.login else {}
    configuring.check_person(person, _approver(work, person), others)
    stored_people.replace(work.connection, work.company.id, person)


def _approver(work: Work, person: Person) -> Person | None:
    """Whom the person names as approver; it may be the person themselves."""
    return person if person.approver == person.login else find_person(work, person.approver)


def remove_person(work: Work, login: str) -> None:
    """Forget somebody whom no report and nobody else names. Raises PersonUnknown and StillUsed."""
    person_of(work, login)
    approving = Page((Condition("approver", login),), limit=2)
    approved, _ = stored_people.page(work.connection, work.company.id, approving)
    if any(other.login != login for other in approved):
        raise StillUsed(f"{login} approves the reports of others")
    if reports.is_named(work.connection, work.company.id, login):
        raise StillUsed(f"there are reports that {login} owns or approves")
    stored_people.remove(work.connection, work.company.id, login)


def add_payment_type(work: Work, kind: PaymentType) -> None:
    """Give the company another payment type. Raises ``FieldError``."""
    _save(work, *_changed(work, lambda setup: configuring.with_payment_type(setup, kind)))


def change_payment_type(work: Work, kind: PaymentType) -> None:
    """Change the payment type of that name. Raises TypeUnknown and ``FieldError``."""
    _save(work, *_changed(work, lambda setup: configuring.with_changed_payment_type(setup, kind)))


def remove_payment_type(work: Work, name: str) -> None:
    """Remove a payment type by which nothing was paid. Raises TypeUnknown and StillUsed."""
    had, has = _changed(work, lambda setup: configuring.without_payment_type(setup, name))
    if report_index.is_paid_by(work.connection, work.company.id, name):
        raise StillUsed(f"there are expenses that {name} has paid")
    _save(work, had, has)


def add_expense_type(work: Work, kind: ExpenseType) -> None:
    """Give the company another expense type. Raises ``FieldError``."""
    _save(work, *_changed(work, lambda setup: configuring.with_expense_type(setup, kind)))


def change_expense_type(work: Work, kind: ExpenseType) -> None:
    """Change the expense type of that code. Raises TypeUnknown."""
    _save(work, *_changed(work, lambda setup: configuring.with_changed_expense_type(setup, kind)))


def remove_expense_type(work: Work, code: str) -> None:
    """Remove an expense type that nothing was spent on. Raises TypeUnknown and StillUsed."""
    had, has = _changed(work, lambda setup: configuring.without_expense_type(setup, code))
    if report_index.is_of_type(work.connection, work.company.id, code):
        raise StillUsed(f"there are expenses of the type {code}")
    _save(work, had, has)


def _changed(work: Work, change: Callable[[Setup], Setup]) -> tuple[Setup, Setup]:
    """The configuration as it stands, and as the change makes it."""
    setup_of(work)  # what others see under the version of now is cached before anything is written
    had = setups.read(work.connection, work.company.id)
    try:
        return had, change(had)
    except KeyError as unknown:
        raise TypeUnknown(*unknown.args) from None


def _save(work: Work, had: Setup, has: Setup) -> None:
    setups.save(work.connection, work.company.id, had, has)


def list_of(work: Work, list_id: str) -> CustomList:
    """The list of that id. Raises ListUnknown."""
    found = stored_lists.find_list(work.connection, work.company.id, list_id) if could_be_id(list_id) else None
    if found is None:
        raise ListUnknown(list_id)
    return found


def item_of(work: Work, item_id: str) -> ListItem:
    """The item of that id, in whatever list. Raises ListUnknown."""
    found = _find_item(work, item_id)
    if found is None:
        raise ListUnknown(item_id)
    return found


def _find_item(work: Work, item_id: str) -> ListItem | None:
    return stored_lists.find_item(work.connection, work.company.id, item_id) if could_be_id(item_id) else None


def lists(work: Work, page: Page) -> tuple[list[CustomList], Key | None]:
    """The lists of a page by their ids, and the key to go on behind (None at the end)."""
    return stored_lists.page_of_lists(work.connection, work.company.id, page)


def items(work: Work, list_id: str, page: Page, parent_id: str | None = None) -> tuple[list[ListItem], Key | None]:
    """The items of a list by their codes, all of them or those below a parent (empty: those of the first level).

    Returns the key to go on behind too (None at the end).
    """
    narrowed = [Condition("list_id", list_id)]
    if parent_id is not None:
        narrowed.append(Condition("parent_id", parent_id))
    asked = Page((*narrowed, *page.conditions), page.after, page.limit)
    return stored_lists.page_of_items(work.connection, work.company.id, asked)


def add_list(work: Work, new: CustomList) -> None:
    """Give the company another list, empty as yet. Raises ``FieldError``."""
    same_id = stored_lists.find_list(work.connection, work.company.id, new.id) if could_be_id(new.id) else None
    configuring.check_list(new, same_id)
    stored_lists.add_lists(work.connection, work.company.id, [new])


def add_item(work: Work, item: ListItem) -> None:
    """Put an item in its list. Raises ListUnknown and ``FieldError``."""
    of = list_of(work, item.list_id)
    configuring.check_texts(item)
    parent = _find_item(work, item.parent_id)
    parent_id = "" if parent is None else parent.id
    same_code = stored_lists.item_of_code(work.connection, work.company.id, of.id, parent_id, item.code)
    configuring.check_item(item, of, parent, _find_item(work, item.id), same_code)
    stored_lists.add_items(work.connection, work.company.id, [item])


def remove_item(work: Work, item_id: str) -> None:
    """Take an item out of its list that has none below it. Raises ListUnknown and StillUsed."""
    item = item_of(work, item_id)
    below, _ = items(work, item.list_id, Page(limit=1), parent_id=item.id)
    if below:
        raise StillUsed(f"there are items below {item.code}")
    stored_lists.remove_item(work.connection, work.company.id, item_id)
