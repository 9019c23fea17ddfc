"""From what somebody wrote to a checked scenario: its base company, its shape, its sense; all mistakes at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from concur_harness import fixture_files
from concur_harness.scenarios import form
from concur_harness.scenarios.checking import errors_of
from concur_harness.scenarios.form import ReportForm, Scenario
from concur_harness.scenarios.happenings import happened
from concur_harness.scenarios.marks import CHOSEN, SHAPE, Form
from concur_harness.scenarios.merging import Merged, lay_over
from concur_harness.scenarios.mistakes import Mistake, Path, ScenarioRefused
from concur_harness.scenarios.sense import mistakes_of_report, mistakes_of_scenario
from concur_harness.scenarios.setting import setup_of
from concur_harness.scenarios.yaml_source import Lines, read_yaml
from mockkit.ids import Ids

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from mock_concur.domain.model import Report
    from mock_concur.domain.setup import Setup

T = TypeVar("T", Scenario, ReportForm)

MOST_MISTAKES = 1000
"""So many mistakes of the form are told at once."""
MOST_COMPARED, LONGEST_FIELD = 30, 60

_NO_FIELD = "there is no such field"


def scenario_from_yaml(data: bytes, file: str) -> Scenario:
    """The scenario in a YAML file. Raises ScenarioRefused, naming file, line and field of each mistake."""
    value, lines = read_yaml(data, file)
    return _checked(_on_its_base(value, file, lines), file, lines)


def scenario_from_object(value: object) -> Scenario:
    """The scenario in parsed JSON. Raises ScenarioRefused, naming the field of each mistake."""
    return _checked(_on_its_base(value, "", {}), "", {})


def object_from_yaml(data: bytes, file: str) -> dict[str, Any]:
    """The scenario in a YAML file as :func:`scenario_from_object` takes it, checked. Raises ScenarioRefused."""
    value, lines = read_yaml(data, file)
    _checked(_on_its_base(value, file, lines), file, lines)
    found: dict[str, Any] = value
    return found


def report_from_object(value: object, setup: Setup) -> ReportForm:
    """One more report of a running company in the scenario's form, in parsed JSON.

    Raises ScenarioRefused with paths within the report.
    """
    report, mistakes = _read(ReportForm, value)
    if report is None:
        raise ScenarioRefused(mistakes)
    found = list(mistakes_of_report(report, setup))
    if found:
        raise ScenarioRefused(found)
    return report


def trial(data: bytes, file: str, now: datetime) -> tuple[Scenario, list[Report]]:
    """The scenario in a YAML file, with its reports as they would stand in a company founded at ``now``.

    Raises ScenarioRefused as :func:`scenario_from_yaml` does, and for reports that cannot have come about.
    """
    value, lines = read_yaml(data, file)
    scenario = _checked(_on_its_base(value, file, lines), file, lines)
    ids = Ids(1)
    try:
        return scenario, happened(scenario.reports, setup_of(scenario, ids), ids, now)
    except ScenarioRefused as refused:
        placed = [_placed(mistake.path, mistake.message, lines) for mistake in refused.mistakes]
        raise ScenarioRefused(placed, file) from None


def _on_its_base(value: object, file: str, lines: Lines) -> Merged:
    if not isinstance(value, dict):
        told = "a scenario is an object with name, company, reports and so on"
        raise ScenarioRefused([_placed((), told, lines)], file)
    company = value.get("company")
    country = company.get("country", "US") if isinstance(company, dict) else "US"
    if country not in fixture_files.countries():
        told = f"there is a base company for {', '.join(fixture_files.countries())} only"
        raise ScenarioRefused([_placed(("company", "country"), told, lines)], file)
    return lay_over(_base(country), value)


@cache
def _base(country: str) -> Mapping[str, Any]:
    found: dict[str, Any] = read_yaml(fixture_files.company(country), f"companies/{country.lower()}.yaml")[0]
    return found


def _checked(merged: Merged, file: str, lines: Lines) -> Scenario:
    scenario, mistakes = _read(Scenario, merged.data)
    if scenario is not None:
        mistakes = list(mistakes_of_scenario(scenario))
    found = [_placed(merged.in_scenario(mistake.path), mistake.message, lines) for mistake in mistakes]
    found += [_placed(mistake.path, mistake.message, lines) for mistake in merged.mistakes]
    if found or scenario is None:
        raise ScenarioRefused(sorted(found, key=lambda mistake: mistake.line or 0), file)
    return scenario


def _placed(path: Path, message: str, lines: Lines) -> Mistake:
    """The mistake with its line: that of the field, or of the innermost thing around it that is written down."""
    line = next((lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in lines), None)
    return Mistake(path, message, line)


def _read(kind: type[T], value: object) -> tuple[T | None, list[Mistake]]:
    errors = errors_of(kind, value)
    if not errors:
        return msgspec.convert(value, kind), []
    meant = _Meant()
    mistakes = [Mistake(_path(error, value), _words(error, meant)) for error in errors[:MOST_MISTAKES]]
    if len(errors) > MOST_MISTAKES:
        mistakes.append(Mistake((), f"and {len(errors) - MOST_MISTAKES} more mistakes"))
    return None, mistakes


def _path(error: ErrorDetails, value: Any) -> Path:
    """The error's place as the writer knows it: without the branches of unions that pydantic went through."""
    path: list[str | int] = []
    loc: tuple[Any, ...] = error["loc"]
    for part in loc:
        if (isinstance(value, list) and isinstance(part, int)) or (isinstance(value, dict) and part in value):
            value = value[part]
            path.append(part)
    if error["type"] == "missing":
        path.append(loc[-1])
    return tuple(path)


_WORDS = {
    "missing": "is missing",
    "model_type": "is to be an object",
    "dict_type": "is to be an object",
    "tuple_type": "is to be a list",
    "bool_type": "is to be true or false",
    "int_type": "is to be a whole number",
    "greater_than_equal": "is to be at least {ge}",
    "less_than_equal": "is to be at most {le}",
}
"""What is told of each type of error; pydantic's types are documented, its messages are not."""

UNWORDED = "cannot be used here"
"""What is told of a type of error that no field of the form is known to give."""


def _words(error: ErrorDetails, meant: _Meant) -> str:
    kind, given = error["type"], error["input"]
    if kind == "extra_forbidden":
        return meant.by(str(error["loc"][-1]))
    if kind == "string_type":
        return _wanted_text(given)
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in (CHOSEN, SHAPE):
        return error["msg"]
    return _WORDS.get(kind, UNWORDED).format(**error.get("ctx", {}))


def _wanted_text(given: object) -> str:
    if given is None:
        return "is empty"
    if isinstance(given, int | float):
        return f"is to be a text: put {given} in quotes, as it is meant"
    return "is to be a text"


class _Meant:
    """Which field may be meant by one that does not exist. To compare is slow, so that only a few names are."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def by(self, name: str) -> str:
        if name not in self._told and (len(self._told) >= MOST_COMPARED or len(name) > LONGEST_FIELD):
            return _NO_FIELD
        if name not in self._told:
            self._told[name] = _near(name)
        return self._told[name]


def _near(name: str) -> str:
    near = difflib.get_close_matches(name, _all_fields(), n=1)
    return f"{_NO_FIELD}; is {near[0]} meant?" if near else _NO_FIELD


@cache
def _all_fields() -> tuple[str, ...]:
    def names() -> Iterator[str]:
        for kind in vars(form).values():
            if isinstance(kind, type) and issubclass(kind, Form) and kind is not Form:
                yield from kind.__struct_encode_fields__

    return tuple(sorted(set(names())))
