"""A scenario laid over the base company of its country: rows by their keys, fields by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from concur_harness.scenarios.specs import Scenario
from harness_input.type_rules import fields_of, rule_of
from harness_input.validation import FieldError, Path

_MERGED = (("company",), ("dimensions",), ("tax_accounts",), ("erp",), ("erp", "settings"))
"""Objects whose fields are laid over those of the base one by one; everything else is replaced."""


@cache
def keys() -> Mapping[Path, str]:
    """What a row of each list with a ``KEY`` is known by: a scenario's row overrides the fields that it names."""
    return dict(_keys(Scenario, ()))


def _keys(kind: Any, path: Path) -> Iterator[tuple[Path, str]]:
    for name, declared in (fields_of(kind) or {}).items():
        rule = rule_of(declared.type)
        for part in rule.options or (rule.bare,):
            key = getattr(next(iter(get_args(part)), None), "KEY", None)
            if key is not None:
                yield (*path, name), key
            yield from _keys(part, (*path, name))


@dataclass(slots=True)
class MergedScenario:
    """The scenario with its base, and where its rows came from.

    ``came_from`` has, for each row that the scenario names, its path in the scenario by its path in ``data``.
    """

    data: dict[str, Any]
    came_from: dict[Path, Path] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    def in_scenario(self, path: Path) -> Path:
        """The path in the scenario of what stands at ``path`` in the merged data."""
        for length in range(len(path), 0, -1):
            origin = self.came_from.get(path[:length])
            if origin is not None:
                return (*origin, *path[length:])
        return path


def merge_scenario(base: Mapping[str, Any], scenario: Mapping[str, Any]) -> MergedScenario:
    """The scenario laid over the base; what is not of the shape expected is left for the check to find."""
    merged = MergedScenario({})
    merged.data = _objects(base, scenario, (), merged)
    return merged


def _objects(base: Mapping[str, Any], over: Mapping[str, Any], path: Path, merged: MergedScenario) -> dict[str, Any]:
    found = dict(base)
    for name, value in over.items():
        here = (*path, name)
        below = base.get(name)
        if here in _MERGED and isinstance(value, dict) and isinstance(below, dict):
            found[name] = _objects(below, value, here, merged)
        elif here in keys() and isinstance(value, list):
            found[name] = _rows(below if isinstance(below, list) else [], value, here, merged)
        else:
            found[name] = value
    return found


def _rows(base: list[Any], over: list[Any], path: Path, merged: MergedScenario) -> list[Any]:
    key = keys()[path]
    found = list(base)
    places = {row.get(key): index for index, row in enumerate(base)}
    named: set[str] = set()
    for index, row in enumerate(over):
        known_by = row.get(key) if isinstance(row, dict) else None
        if not isinstance(known_by, str):
            merged.came_from[*path, len(found)] = (*path, index)
            found.append(row)
            continue
        if known_by in named:
            merged.errors.append(FieldError((*path, index, key), f"{known_by!r} is here more than once"))
        named.add(known_by)
        place = places.setdefault(known_by, len(found))
        merged.came_from[*path, place] = (*path, index)
        if place == len(found):
            found.append(row)
        else:
            found[place] = {**found[place], **row}
    return found
