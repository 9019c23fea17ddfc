"""What a scenario may get wrong although each of its fields is right: between rows, and in what its reports come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, get_args

import msgspec

from concur_harness.scenarios.company_setup import ConcurCompany
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.report_history import build_reports
from concur_harness.scenarios.specs import EntrySpec, PersonSpec, ReportSpec, Scenario
from concur_harness.services import registered
from harness_input.codec import convert
from harness_input.validation import FieldError, Path, ValidationFailed, without_errors
from mock_concur.domain.setup import Person
from mockkit.faults import read_fault
from mockkit.ids import Ids


def known_names(data: Mapping[str, Any]) -> dict[str, dict[str, None]]:
    """What the rows of a scenario may be referred to by, by its sort; rows that are wrong otherwise count too."""
    return {
        "login": dict.fromkeys(_texts(data.get("people"), "login")),
        "payment type": dict.fromkeys(_texts(data.get("payment_types"), "name")),
        "expense type": dict.fromkeys(_texts(data.get("expense_types"), "code")),
    }


def known_to(company: ConcurCompany) -> dict[str, dict[str, None]]:
    """The same of a company that is at work."""
    sorts = {
        "login": company.people,
        "payment type": company.setup.payment_types,
        "expense type": company.setup.expense_types,
    }
    return {sort: dict.fromkeys(names) for sort, names in sorts.items()}


def logins_in(given: object) -> Iterator[str]:
    """The logins that a report names, its owner's and those of whoever comments; it may be wrong in any way."""
    report = list(_objects([given]))
    parts = [*report, *(entry for each in report for entry in _objects(each.get("entries")))]
    yield from _texts(report, "owner")
    yield from _texts([comment for part in parts for comment in _objects(part.get("comments"))], "by")


def _objects(rows: object) -> Iterator[dict[str, Any]]:
    return (row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict))


def _texts(rows: object, name: str) -> Iterator[str]:
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get(name), str):
            yield row[name]


def errors_between_rows(data: Mapping[str, Any]) -> Iterator[FieldError]:
    """Employees who share an id, and faults that make no sense."""
    people, faults = data.get("people"), data.get("faults")
    seen: set[str] = set()
    for index, row in enumerate(people if isinstance(people, list) else ()):
        employee_id = row.get("employee_id") if isinstance(row, dict) else None
        if isinstance(employee_id, str) and employee_id in seen:
            yield FieldError(("people", index, "employee_id"), f"{employee_id} is somebody else's already")
        seen.add(str(employee_id))
    for index, row in enumerate(faults if isinstance(faults, list) else ()):
        if isinstance(row, dict):
            yield from (error.within("faults", index) for error in _fault(row))


def _fault(row: dict[str, Any]) -> tuple[FieldError, ...]:
    try:
        read_fault(row, registered().for_faults)
    except ValidationFailed as failed:
        return failed.errors
    return ()


def sound_company(data: Mapping[str, Any], base: Mapping[str, Any], errors: Iterable[FieldError]) -> Scenario:
    """The company without what is wrong in it: rows are left out, anything else is that of the base."""
    by_part: dict[str | int, list[FieldError]] = {}
    for error in errors:
        by_part.setdefault(error.path[0] if error.path else "", []).append(error)
    kinds = {field.encode_name: field.type for field in msgspec.structs.fields(Scenario)}
    sound = {
        name: _sound(part, kinds[name], base.get(name), by_part.get(name, []))
        for name, part in data.items()
        if name in kinds
    }
    try:
        return convert({**sound, "reports": (), "faults": ()}, Scenario)
    except msgspec.ValidationError:
        return convert(base, Scenario)


def _sound(part: Any, kind: Any, base: Any, errors: list[FieldError]) -> Any:
    if not errors:
        return part
    if not isinstance(part, list) or any(len(error.path) < 2 for error in errors):
        return base
    return [row for _, row in _sound_rows(part, get_args(kind)[0], errors)]


def _sound_rows(rows: list[Any], kind: Any, errors: Iterable[FieldError]) -> Iterator[tuple[int, Any]]:
    """The rows without the fields that are wrong, each with its index; those that cannot do without are left out."""
    wrong: dict[str | int, list[FieldError]] = {}
    for error in errors:
        wrong.setdefault(error.path[1], []).append(FieldError(error.path[2:], error.message, error.reason))
    for index, row in enumerate(rows):
        sound = without_errors(row, wrong.get(index, []), kind)
        if sound is not None:
            yield index, sound


def errors_of_report(
    given: object, errors: Iterable[FieldError], company: ConcurCompany, now: datetime
) -> Iterator[FieldError]:
    """What else is wrong with a report of which ``errors`` are known, with paths within it: it is tried out.

    What is wrong in it is left out, so that the rest can be tried: entries, or how far the report has come.
    """
    if not isinstance(given, dict) or not company.people:
        return
    known = list(errors)
    entries = _entries_to_try(given, known, company)
    wrong_fields = {error.path[0] for error in known if error.path}
    header = {name: part for name, part in given.items() if name not in wrong_fields | {"entries", "copies"}}
    is_whole = header.get("owner") in company.people and "at" not in wrong_fields
    if not is_whole:
        header["owner"] = next(iter(company.people))
    tried = {"name": "Report", **header, "entries": [entry for _, entry in entries]}
    spec = convert(tried, ReportSpec)
    between = list(errors_on_its_way(spec, company.people)) if is_whole else []
    yield from between
    if not is_whole or between or not entries:
        spec = msgspec.structs.replace(spec, at="draft")
    told = {part for error in known for part in _judged_with(error.path)}
    for error in _trial(spec, company, now):
        path = _in_report(error.path, entries)
        if not told & _judged_with(path):
            yield FieldError(path, error.message, error.reason)


def _entries_to_try(
    given: Mapping[str, Any], errors: list[FieldError], company: ConcurCompany
) -> list[tuple[int, Any]]:
    """The entries that can be tried out, each with its index in the report as it was given."""
    entries = given.get("entries")
    if not isinstance(entries, list) or any(error.path == ("entries",) for error in errors):
        return []
    below = [error for error in errors if len(error.path) > 1 and error.path[0] == "entries"]
    return [(index, entry) for index, entry in _sound_rows(entries, EntrySpec, below) if _is_of(company, entry)]


def _is_of(company: ConcurCompany, entry: Mapping[str, Any]) -> bool:
    """Whether the company has the types that an entry names; of a company that is wrong itself some are left out."""
    types = {entry["type"], *(item["type"] for item in entry.get("items", ()))}
    return entry.get("payment", "Cash") in company.setup.payment_types and types <= company.setup.expense_types.keys()


_TOGETHER = (
    frozenset({"amount", "currency", "rate", "rate_direction", "card_posted"}),
    frozenset({"percent", "allocations"}),
)
"""Fields of an entry that are judged together: while one of them is wrong, nothing is told of the others."""


def _judged_with(path: Path) -> set[Path]:
    """The field, and the entry's fields that are judged together with it."""
    together = next((names for names in _TOGETHER if path and path[-1] in names), frozenset())
    return {path, *((*path[:2], name) for name in together if path[0] == "entries")}


def _trial(spec: ReportSpec, company: ConcurCompany, now: datetime) -> tuple[FieldError, ...]:
    try:
        build_reports([spec], company, Ids(0), now)
    except InvalidScenario as refused:
        return tuple(FieldError(error.path[2:], error.message, error.reason) for error in refused.errors)
    return ()


def _in_report(path: Path, entries: list[tuple[int, Any]]) -> Path:
    """The path in the report as it was given of one in the report that was tried out."""
    match path:
        case ("entries", int(index), *rest):
            return ("entries", entries[index][0], *rest)
    return path


def errors_on_its_way(
    report: ReportSpec, people: Mapping[str, Person] | Mapping[str, PersonSpec]
) -> Iterator[FieldError]:
    """Whether there is somebody for each step to where the report is said to stand; its owner is one of ``people``."""
    if report.at in ("draft", "pending"):
        return
    approver = people.get(people[report.owner].approver)
    if approver is None or "approver" not in approver.roles:
        yield FieldError(("owner",), f"{report.owner} has no approver who could bring the report to {report.at}")
    if not any("processor" in person.roles for person in people.values()):
        yield FieldError(("at",), f"the company has no processor who could bring the report to {report.at}")
