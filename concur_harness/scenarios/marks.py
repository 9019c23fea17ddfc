"""How the fields of the form are checked: marks on their types, which pydantic asks and everybody else ignores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import msgspec

from concur_harness.scenarios import values
from mock_concur.domain.lengths import too_long

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


CHOSEN, SHAPE = "chosen", "shape"
"""Types of errors whose message is our own."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Marks a text that is checked by a function of :mod:`concur_harness.scenarios.values`."""

    by: Callable[[str], str]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.by, handler(source))


@dataclass(frozen=True, slots=True)
class AtMost:
    """Marks a text that may be as long as the element of Concur that shows it (:mod:`mock_concur.domain.lengths`)."""

    element: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, given: str) -> str:
        wrong = too_long(given, self.element)
        if wrong is not None:
            raise ValueError(f"is {wrong}")
        return given


@dataclass(frozen=True, slots=True)
class Exact:
    """Marks a number or a flag that must not be written as something else."""

    least: int | None = None
    most: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: dict[str, Any] = {**handler(source), "strict": True}
        bounds = {"ge": self.least, "le": self.most}
        schema.update({bound: value for bound, value in bounds.items() if value is not None})
        return schema


@dataclass(frozen=True, slots=True)
class Chosen:
    """Marks a text that is one of a few, so that what is told of another one is worded here."""

    among: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        wanted = f"is to be one of {', '.join(self.among)}"
        return core_schema.custom_error_schema(handler(source), custom_error_type=CHOSEN, custom_error_message=wanted)


@dataclass(frozen=True, slots=True)
class ByShape:
    """Marks a union whose branch the value's shape decides: a text, a list, or an object."""

    wanted: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        branches = {_shape_of_type(kind): handler.generate_schema(kind) for kind in get_args(source)}
        return core_schema.tagged_union_schema(
            branches, _shape_of_value, custom_error_type=SHAPE, custom_error_message=self.wanted
        )


def _shape_of_type(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is Annotated:
        return _shape_of_type(get_args(kind)[0])
    if kind is str or origin is Literal:
        return "text"
    return "list" if origin is tuple else "object"


def _shape_of_value(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list | tuple) else "object"


Text = Annotated[str, Checked(values.text)]
Name = Annotated[str, Checked(values.name)]
AccountCode = Annotated[Text, AtMost("AccountCode")]
Purpose = Annotated[Text, AtMost("BusinessPurpose")]
Amount = Annotated[str, Checked(values.amount)]
Rate = Annotated[str, Checked(values.rate)]
Percent = Annotated[str, Checked(values.percent)]
Currency = Annotated[str, Checked(values.currency)]
Month = Annotated[str, Checked(values.month)]
Day = Annotated[str, Checked(values.day)]
Flag = Annotated[bool, Exact()]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all parts of a scenario have in common: an unknown field is a mistake."""
