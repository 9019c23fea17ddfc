"""From what somebody wrote to a checked scenario: its base company, its fields, its consistency; all errors at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from concur_harness import fixture_files
from concur_harness.scenarios.company_setup import ConcurCompany, concur_company
from concur_harness.scenarios.consistency import (
    errors_between_rows,
    errors_of_report,
    errors_on_its_way,
    known_names,
    known_to,
    sound_company,
)
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.merging import MergedScenario, merge_scenario
from concur_harness.scenarios.report_history import build_reports
from concur_harness.scenarios.specs import ReportSpec, Scenario
from harness_input.codec import convert
from harness_input.validation import MAX_ERRORS, FieldError, Suggestions, errors_of
from harness_input.yaml_source import Mark, PlacedError, YamlSource, read_yaml
from mock_concur.domain.model import Report
from mockkit.ids import Ids
from mockkit.system_clock import system_now

BASE_WITHOUT_ONE = "US"
"""Where the country has no base company, the rest is checked against this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A scenario of a file, with its reports as they would stand now, and what its author may not have meant."""

    scenario: Scenario
    reports: list[Report]
    notes: list[str]


def scenario_from_yaml(data: bytes, file: str) -> Scenario:
    """The scenario in a YAML file. Raises InvalidScenario with file, line, column and field of each error."""
    return _from_source(read_yaml(data), file, system_now())


def scenario_from_object(value: object) -> Scenario:
    """The scenario in parsed JSON. Raises InvalidScenario with the field of each error.

    Where nothing else is wrong, what its reports come to is left for whoever builds them to find: they are built once.
    """
    scenario, errors = _checked(value, system_now(), is_built_next=True)
    if scenario is None:
        raise InvalidScenario(errors)
    return scenario


def object_from_yaml(data: bytes, file: str) -> dict[str, Any]:
    """The scenario in a YAML file as :func:`scenario_from_object` takes it, checked. Raises InvalidScenario."""
    source = read_yaml(data)
    _from_source(source, file, system_now())
    found: dict[str, Any] = source.value
    return found


def report_from_object(value: object, company: ConcurCompany, now: datetime) -> ReportSpec:
    """One more report of a running company in the scenario's form, in parsed JSON.

    Raises InvalidScenario with paths within the report. Where nothing else is wrong, what it comes to is left for
    whoever builds it to find.
    """
    errors = _limited(errors_of(value, ReportSpec, MAX_ERRORS + 1, known=known_to(company)))
    if not errors:
        report = convert(value, ReportSpec)
        if not any(errors_on_its_way(report, company.people)):
            return report
    raise InvalidScenario([*errors, *errors_of_report(value, errors, company, now)])


def build_trial_reports(data: bytes, file: str, now: datetime) -> Trial:
    """The scenario in a YAML file, tried out in a company created at ``now``. Raises InvalidScenario."""
    source = read_yaml(data)
    scenario = _from_source(source, file, now)
    ids = Ids(1)
    reports = build_reports(scenario.reports, concur_company(scenario, ids), ids, now)
    merged = merge_scenario(_base(scenario.company.country), source.value)
    accounts = {"account": dict.fromkeys(account.code for account in scenario.erp.accounts)}
    unknown = errors_of(merged.data, Scenario, known=accounts)
    notes = [error.as_line(file) for error in source.placed(_where_written(unknown, merged))]
    return Trial(scenario=scenario, reports=reports, notes=notes)


def _from_source(source: YamlSource, file: str, now: datetime) -> Scenario:
    if source.errors and source.value is None:
        raise InvalidScenario(source.errors, file)
    scenario, errors = _checked(source.value, now)
    unreadable = {error.path for error in source.errors}
    found: list[PlacedError] = list(source.errors)
    found += source.placed(error for error in errors if error.path not in unreadable)
    if found or scenario is None:
        found.sort(key=_place)
        raise InvalidScenario(found, file)
    return scenario


def _place(error: PlacedError) -> Mark:
    return error.mark or Mark(0, 0)


def _checked(value: object, now: datetime, *, is_built_next: bool = False) -> tuple[Scenario | None, list[FieldError]]:
    """The scenario, or every error by its path in what was written; its reports are tried out for that.

    Where it ``is_built_next`` and nothing else is wrong, they are not: the building tells.
    """
    if not isinstance(value, dict):
        return None, [FieldError((), "must be a scenario: an object with name, company, reports and so on")]
    country, errors = _country(value)
    base = _base(country)
    merged = merge_scenario(base, value)
    found = _limited(errors_of(merged.data, Scenario, MAX_ERRORS + 1, known=known_names(merged.data)))
    found += errors_between_rows(merged.data)
    errors += [*_where_written(found, merged), *merged.errors]
    if is_built_next and not errors:
        scenario = convert(merged.data, Scenario)
        people = {person.login: person for person in scenario.people}
        if not any(error for report in scenario.reports for error in errors_on_its_way(report, people)):
            return scenario, []
    company = concur_company(sound_company(merged.data, base, found))
    errors += _errors_of_reports(merged.data, found, company, now)
    return None if errors else convert(merged.data, Scenario), errors


def _country(value: Mapping[str, Any]) -> tuple[str, list[FieldError]]:
    """The country of the base company, or one that stands in for it."""
    company, there_are = value.get("company"), fixture_files.countries()
    country = company.get("country", BASE_WITHOUT_ONE) if isinstance(company, dict) else BASE_WITHOUT_ONE
    if country in there_are:
        return country, []
    told = f"must be that of a base company: {Suggestions().listed(country, there_are)}"
    return BASE_WITHOUT_ONE, [FieldError(("company", "country"), told)]


def _limited(errors: list[FieldError]) -> list[FieldError]:
    if len(errors) <= MAX_ERRORS:
        return errors
    return [*errors[:MAX_ERRORS], FieldError((), f"there are more errors than these {MAX_ERRORS}")]


def _where_written(errors: list[FieldError], merged: MergedScenario) -> Iterator[FieldError]:
    for error in errors:
        yield FieldError(merged.in_scenario(error.path), error.message, error.reason)


def _errors_of_reports(
    data: Mapping[str, Any], errors: list[FieldError], company: ConcurCompany, now: datetime
) -> Iterator[FieldError]:
    reports = data.get("reports", ())
    by_report: dict[str | int, list[FieldError]] = {}
    for error in errors:
        if len(error.path) > 1 and error.path[0] == "reports":
            by_report.setdefault(error.path[1], []).append(FieldError(error.path[2:], error.message, error.reason))
    for index, given in enumerate(reports if isinstance(reports, list) else ()):
        known = by_report.get(index, [])
        if any(not error.path for error in known):
            continue
        yield from (error.within("reports", index) for error in errors_of_report(given, known, company, now))


@cache
def _base(country: str) -> Mapping[str, Any]:
    found: dict[str, Any] = read_yaml(fixture_files.company(country)).value
    return found
