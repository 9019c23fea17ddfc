"""What administrators may change of a company's configuration, and what its parts ask of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mock_concur.domain.errors import FieldError, FieldErrors
from mock_concur.domain.lists import MAX_LEVELS, CustomList, ListItem
from mock_concur.domain.model import is_name_of_side
from mock_concur.domain.setup import CASH_ADVANCE_RETURN, ExpenseType, PaymentType, Person, Setup


def with_payment_type(setup: Setup, kind: PaymentType) -> Setup:
    """The configuration with one more payment type. Raises ``FieldError``."""
    errors = [*_wrong_payment_type(kind)]
    if kind.name in setup.payment_types:
        errors.append(FieldError(("name",), f"there is a payment type {kind.name} already"))
    if any(kind.id == other.id for other in setup.payment_types.values()):
        errors.append(FieldError(("id",), f"{kind.id} is another payment type's already"))
    _raise(errors)
    return replace(setup, payment_types={**setup.payment_types, kind.name: kind})


def with_changed_payment_type(setup: Setup, kind: PaymentType) -> Setup:
    """The configuration with the payment type in the place of that of the same name, which keeps its id.

    Raises ``FieldError``, and ``KeyError`` where there is none.
    """
    errors = [*_wrong_payment_type(kind)]
    if kind.id != setup.payment_types[kind.name].id:
        errors.append(FieldError(("id",), "cannot be changed"))
    _raise(errors)
    return replace(setup, payment_types={**setup.payment_types, kind.name: kind})


def _wrong_payment_type(kind: PaymentType) -> Iterator[FieldError]:
    if not kind.name.strip() or is_name_of_side(kind.name):
        yield FieldError(("name",), "must be a name, and none that a journal calls a side of its own by")
    for field in ("vendor", "liability_account") if kind.company_owes else ():
        if not getattr(kind, field):
            yield FieldError((field,), "is required where the company pays the issuer")


def without_payment_type(setup: Setup, name: str) -> Setup:
    """The configuration without the payment type; raises ``KeyError`` where there is none."""
    left = dict(setup.payment_types)
    del left[name]
    return replace(setup, payment_types=left)


def with_expense_type(setup: Setup, kind: ExpenseType) -> Setup:
    """The configuration with one more expense type. Raises ``FieldError``."""
    if not kind.code.strip():
        raise FieldError(("code",), "is required")
    if kind.code in setup.expense_types or kind.code == CASH_ADVANCE_RETURN.code:
        raise FieldError(("code",), f"there is an expense type {kind.code} already")
    return replace(setup, expense_types={**setup.expense_types, kind.code: kind})


def with_changed_expense_type(setup: Setup, kind: ExpenseType) -> Setup:
    """The configuration with the expense type in the place of that of the same code; ``KeyError`` if there is none."""
    if kind.code not in setup.expense_types:
        raise KeyError(kind.code)
    return replace(setup, expense_types={**setup.expense_types, kind.code: kind})


def without_expense_type(setup: Setup, code: str) -> Setup:
    """The configuration without the expense type; raises ``KeyError`` where there is none."""
    left = dict(setup.expense_types)
    del left[code]
    return replace(setup, expense_types=left)


def check_person(person: Person, approver: Person | None, others: Mapping[str, Person | None]) -> None:
    """Raise ``FieldError`` for a person whom the company cannot have.

    ``approver`` is whom the person names as theirs, if there is somebody of that login; ``others`` by field whoever
    else has the same login, however written, or the same employee id.
    """
    errors = [
        FieldError((field,), f"{getattr(person, field)} is somebody else's already")
        for field, other in others.items()
        if other is not None
    ]
    errors += _unprintable(person, "login", "employee_id", "first", "last")
    if person.approver and approver is None:
        errors.append(FieldError(("approver",), f"nobody has the login {person.approver}"))
    _raise(errors)


def _unprintable(of: Person | CustomList | ListItem, *fields: str) -> Iterator[FieldError]:
    """What is wrong with the texts by which something is found: they are columns, which hold no NUL."""
    for field in fields:
        text: str = getattr(of, field)
        if not (text.strip() and text.isprintable()):
            yield FieldError((field,), "must be a text of printable characters")


def check_list(new: CustomList, same_id: CustomList | None) -> None:
    """Raise ``FieldError`` for a list that cannot be; ``same_id`` is the one that has its id, if there is one."""
    errors = [*_unprintable(new, "id", "name")]
    if same_id is not None:
        errors.append(FieldError(("id",), f"{new.id} is another list's already"))
    if not 1 <= new.levels <= MAX_LEVELS:
        errors.append(FieldError(("levels",), f"must be a number from 1 to {MAX_LEVELS}"))
    _raise(errors)


def check_texts(item: ListItem) -> None:
    """Raise ``FieldError`` for texts of an item that cannot be: nothing can be looked up by them."""
    _raise([*_unprintable(item, "id", "code", "value")])


def check_item(
    item: ListItem, of: CustomList, parent: ListItem | None, same_id: ListItem | None, same_code: ListItem | None
) -> None:
    """Raise ``FieldError`` for an item that its list cannot have.

    ``parent`` is the item that it names as its parent, ``same_id`` the one that has its id, ``same_code`` the one of
    its code below that parent, each if there is one.
    """
    errors = []
    if same_id is not None:
        errors.append(FieldError(("id",), f"{item.id} is another item's already"))
    if item.parent_id and (parent is None or parent.list_id != of.id):
        errors.append(FieldError(("parent_id",), f"the list has no item {item.parent_id}"))
    elif item.level != (parent.level + 1 if parent else 1) or item.level > of.levels:
        errors.append(FieldError(("level",), f"must be one below its parent's, and at most {of.levels}"))
    if same_code is not None:
        errors.append(FieldError(("code",), f"{item.code} is another item's already"))
    _raise(errors)


def _raise(errors: list[FieldError]) -> None:
    if errors:
        raise FieldErrors(errors)
