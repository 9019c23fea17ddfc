"""What a scenario of the right shape may still get wrong: names of people and types that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from concur_harness.scenarios.form import (
    CommentForm,
    EntryForm,
    ItemForm,
    PaymentTypeForm,
    PersonForm,
    ReportForm,
    Scenario,
)
from concur_harness.scenarios.mistakes import Mistake, Path
from concur_harness.scenarios.setting import setup_of
from concur_harness.services import registered
from mock_concur.domain.model import COMPANY, EMPLOYEE
from mock_concur.domain.setup import Setup
from mockkit.faults import read_fault
from mockkit.validation import ValidationFailed

T = TypeVar("T")

MOST_ROWS = 500_000
"""So many rows may a report come to with all its copies (:func:`_rows`); a few hundred lines could ask for millions."""
MOST_ROWS_OF_EXPENSE = 10_000
MOST_NAMED = 20

_PARTIES = frozenset(side.name.casefold() for side in (COMPANY, EMPLOYEE))
"""In a journal entry the name of a payment type stands where the name of one of these could."""

_ISSUED = ("IBCP", "CBCP", "COPD")
"""Payment types whose issuer the company pays; each is a payee, and so a vendor of the ERP."""


def mistakes_of_scenario(scenario: Scenario) -> Iterator[Mistake]:
    """Everything in the scenario that makes no sense."""
    logins = {person.login for person in scenario.people}
    yield from _each(("people",), scenario.people, lambda person: _person(person, logins))
    yield from _each(("payment_types",), scenario.payment_types, _payment_type)
    yield from _employee_ids(scenario.people)
    setup = setup_of(scenario)
    yield from _each(("reports",), scenario.reports, lambda report: mistakes_of_report(report, setup))
    yield from _each(("faults",), scenario.faults, _fault)


def _each(path: Path, rows: tuple[T, ...], check: Callable[[T], Iterator[Mistake]]) -> Iterator[Mistake]:
    for index, row in enumerate(rows):
        for mistake in check(row):
            yield Mistake((*path, index, *mistake.path), mistake.message)


def _person(person: PersonForm, logins: set[str]) -> Iterator[Mistake]:
    if person.approver and person.approver not in logins:
        yield Mistake(("approver",), f"nobody has the login {person.approver}")


def _employee_ids(people: tuple[PersonForm, ...]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, person in enumerate(people):
        if person.employee_id in seen:
            yield Mistake(("people", index, "employee_id"), f"{person.employee_id} is somebody else's already")
        seen.add(person.employee_id)


def _payment_type(kind: PaymentTypeForm) -> Iterator[Mistake]:
    if kind.name.strip().casefold() in _PARTIES:
        yield Mistake(("name",), f"{kind.name} is what a journal calls a side of its own; choose another name")
    if kind.class_ in _ISSUED:
        for field in ("vendor", "liability_account"):
            if not getattr(kind, field):
                yield Mistake((field,), f"is needed where the company pays the issuer (class {kind.class_})")


def _fault(fault: dict[str, object]) -> Iterator[Mistake]:
    try:
        read_fault(fault, registered().for_faults)
    except ValidationFailed as failed:
        yield from (Mistake(each.path, each.message) for each in failed.errors)


def mistakes_of_report(report: ReportForm, setup: Setup) -> Iterator[Mistake]:
    """What makes no sense in a report of this company, with paths within the report."""
    owner = setup.people.get(report.owner)
    if owner is None:
        yield Mistake(("owner",), f"nobody has the login {report.owner}")
    elif report.at != "draft":
        yield from _on_its_way(report, setup)
    yield from _each(("comments",), report.comments, lambda comment: _comment(comment, setup))
    yield from _each(("entries",), report.entries, lambda entry: _entry(entry, setup))
    rows = sum(_rows(entry) + sum(map(_rows, entry.items)) for entry in report.entries)
    if rows * (report.copies or 1) > MOST_ROWS:
        yield Mistake(("copies",) if report.copies else ("entries",), f"would make more than {MOST_ROWS} rows in all")


def _rows(spending: EntryForm | ItemForm) -> int:
    """How many rows of taxes and journal an expense comes to, roughly: each allocation has its share of each tax."""
    return max(1, len(spending.allocations)) * (1 + len(spending.taxes))


def _on_its_way(report: ReportForm, setup: Setup) -> Iterator[Mistake]:
    if not report.entries:
        yield Mistake(("at",), "a report without entries cannot be submitted; leave it a draft")
    if report.at == "pending":
        return
    approver = setup.people.get(setup.people[report.owner].approver)
    if approver is None or "approver" not in approver.roles:
        yield Mistake(("owner",), f"{report.owner} has no approver who could bring the report to {report.at}")
    if not any("processor" in person.roles for person in setup.people.values()):
        yield Mistake(("at",), f"the company has no processor who could bring the report to {report.at}")


def _comment(comment: str | CommentForm, setup: Setup) -> Iterator[Mistake]:
    if isinstance(comment, CommentForm) and comment.by and comment.by not in setup.people:
        yield Mistake(("by",), f"nobody has the login {comment.by}")


def _entry(entry: EntryForm, setup: Setup) -> Iterator[Mistake]:
    if entry.payment not in setup.payment_types:
        there_are = ", ".join(list(setup.payment_types)[:MOST_NAMED])
        yield Mistake(("payment",), f"there is no payment type {entry.payment!r}; there are {there_are}")
    yield from _expense_type(entry.type, setup)
    yield from _shares(entry)
    yield from _each(("items",), entry.items, lambda item: _item(item, setup))
    yield from _each(("comments",), entry.comments, lambda comment: _comment(comment, setup))
    if entry.amount is None and not entry.items:
        yield Mistake(("amount",), "is missing")


def _item(item: ItemForm, setup: Setup) -> Iterator[Mistake]:
    yield from _expense_type(item.type, setup)
    yield from _shares(item)


def _shares(spending: EntryForm | ItemForm) -> Iterator[Mistake]:
    if _rows(spending) > MOST_ROWS_OF_EXPENSE:
        yield Mistake(("allocations",), f"would make more than {MOST_ROWS_OF_EXPENSE} rows with these taxes")


def _expense_type(code: str, setup: Setup) -> Iterator[Mistake]:
    if code not in setup.expense_types:
        yield Mistake(("type",), f"there is no expense type {code!r}")
