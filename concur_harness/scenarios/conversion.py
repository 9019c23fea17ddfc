"""From the rows of a scenario to what Concur and the ERP have: by the names of fields, where both have the same."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from concur_harness.scenarios.constraints import Spec, day_of
from concur_harness.scenarios.custom_fields import CustomValueSpec
from mock_concur.domain.model import CustomField

T = TypeVar("T")

_GATHERED = {"customs": "Custom", "org_units": "OrgUnit"}
"""Fields of the domain that hold all those of a row whose names begin so."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """Rows turned into the dataclasses of the domains, on a certain day.

    A field goes to the field of the same name: a text to a Decimal or a date where the domain has one, a row to its
    dataclass, a tuple part by part. ``makers`` make what does not come about so, by the class that is made.
    """

    today: date
    makers: Mapping[type, Callable[[Any], Any]] = field(default_factory=dict)

    def made(self, kind: type[T], row: Spec, **given: Any) -> T:
        """The dataclass with the fields of a row; ``given`` are those that come from elsewhere."""
        domain: Any = kind
        own, gathered = _shared(domain, type(row))
        values = {name: self._value(getattr(row, name), target) for name, target in own if name not in given}
        for name in gathered:
            values.setdefault(name, custom_fields_of(row, _GATHERED[name]))
        return kind(**{**values, **given})

    def _value(self, value: Any, target: type) -> Any:
        if target is str or value is None or isinstance(value, bool):
            return value
        if isinstance(value, tuple):
            return tuple(self._value(each, target) for each in value)
        if target in self.makers:
            return self.makers[target](value)
        if isinstance(value, Spec):
            return self.made(target, value)
        if isinstance(value, str) and target is Decimal:
            return Decimal(value)
        return day_of(value, self.today) if isinstance(value, str) and target is date else value


@cache
def _shared(kind: Any, row_kind: type[Spec]) -> tuple[tuple[tuple[str, type], ...], tuple[str, ...]]:
    """The fields of a dataclass that a row has too, with what each holds; and those that gather several of a row's."""
    targets = _targets(kind)
    own = tuple((name, target) for name, target in targets.items() if name in row_kind.__struct_fields__)
    return own, tuple(name for name in targets if name in _GATHERED)


@cache
def _targets(kind: Any) -> dict[str, type]:
    """What each field of a dataclass holds, or the parts of a tuple in it; without None."""
    hints = get_type_hints(kind)
    return {each.name: _target(hints[each.name]) for each in fields(kind)}


def _target(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return _target(next(part for part in get_args(hint) if part is not types.NoneType))
    return _target(get_args(hint)[0]) if get_origin(hint) is tuple else hint


def custom_fields_of(row: Spec, prefix: str) -> dict[str, str | CustomField]:
    """The custom fields (prefix ``Custom``) or org units (``OrgUnit``) that a row of a scenario sets."""
    given = ((name, getattr(row, name)) for name in _names(type(row), prefix))
    return {name: _custom(value) for name, value in given if value is not None}


@cache
def _names(kind: type[Spec], prefix: str) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name.startswith(prefix))


def _custom(value: str | CustomValueSpec) -> str | CustomField:
    return (
        CustomField(type=value.type, value=value.value, code=value.code)
        if isinstance(value, CustomValueSpec)
        else value
    )
