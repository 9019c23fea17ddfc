"""A type taken apart: what its values are written as, what they are held to, and what they are in words."""

from __future__ import annotations

import dataclasses
import enum
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """Marks a type with a rule that the codec does not know: ``wrong`` says what is wrong with a value, or None."""

    wrong: Callable[[Any], str | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """Marks a text that names one of the things of a sort, e.g. a ``payment type``; the empty text names none.

    Which there are is told where a value is read (``errors_of(..., known=...)``); where it is not, any will do.
    """

    sort: str


@dataclasses.dataclass(frozen=True, slots=True)
class Doc:
    """Marks a field with what it is for, in words that go on from its name."""

    text: str


@cache
def words(kind: Any) -> str:
    """What a value of the type is, e.g. ``a text of at most 200 characters``; a ``Meta`` description says it better."""
    rule = rule_of(kind)
    if rule.description:
        return rule.description
    if rule.options:
        return " or ".join(words(each) for each in rule.options)
    choices = choices_of(rule.bare)
    if choices:
        return f"one of {', '.join(choices)}"
    return PLAIN_WORDS.get(class_of(rule.bare), "a value of another type") + rule.bounds()


UNITS = {"text": " characters", "list": " items", "object": " fields"}
PLAIN_WORDS: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    types.NoneType: "null",
    Decimal: "a decimal number",
    date: "a day such as 2026-01-31",
    datetime: "a time such as 2026-01-31T12:00:00Z",
    list: "a list",
    tuple: "a list",
    dict: "an object",
    object: "a value",
}


def _plural(unit: str, count: Any) -> str:
    return unit.removesuffix("s") if count == 1 else unit


class TypeRule(NamedTuple):
    """A type taken apart: what the codec takes, the type without its marks, and the marks."""

    kind: Any
    bare: Any
    metas: tuple[msgspec.Meta, ...]
    checks: tuple[Check, ...]
    references: tuple[Reference, ...]
    options: tuple[Any, ...]
    """The types of a union."""

    @property
    def description(self) -> str | None:
        """What is asked for, in the words of the type itself."""
        return next((meta.description for meta in reversed(self.metas) if meta.description), None)

    def bound(self, name: str) -> Any:
        """The constraint of that name, the last one of several."""
        found = (getattr(meta, name) for meta in reversed(self.metas))
        return next((each for each in found if each is not None), None)

    def bounds(self) -> str:
        """The constraints in words, to stand after what the type is; the empty text where there are none."""
        unit = UNITS.get(shape_of_type(self.bare), "")
        least, most = self._limits("min_length", "max_length") if unit else self._limits("ge", "le")
        above, below = self._limits("gt", "lt")
        if unit and (least, most) == (1, None):
            return " that is not empty"
        if None not in (least, most):
            return f" of {least} to {most}{unit}"
        told = {"at least": least, "above": above, "at most": most, "below": below}
        limits = " and ".join(
            f"{word} {limit}{_plural(unit, limit)}" for word, limit in told.items() if limit is not None
        )
        return f" of {limits}".replace(" of above", " above").replace(" of below", " below") if limits else ""

    def _limits(self, *names: str) -> tuple[Any, ...]:
        return tuple(self.bound(name) for name in names)

    def written_as(self) -> str:
        """What a value is written as; what texts may hold is left out."""
        says_more = not (self.description or "").startswith("a text ")
        return words(self.kind) if says_more else PLAIN_WORDS[class_of(self.bare)] + self.bounds()

    def has_wrong_length(self, value: Any) -> bool:
        """Whether a text, list or object is shorter or longer than it may be."""
        least, most = self.bound("min_length"), self.bound("max_length")
        return (least is not None and len(value) < least) or (most is not None and len(value) > most)


@cache
def rule_of(kind: Any) -> TypeRule:
    """The type taken apart."""
    marks: tuple[Any, ...] = ()
    bare = kind
    if get_origin(kind) is Annotated:
        bare, *rest = get_args(kind)
        marks = tuple(rest)
    metas = tuple(mark for mark in marks if isinstance(mark, msgspec.Meta))
    checks = tuple(mark for mark in marks if isinstance(mark, Check))
    references = tuple(mark for mark in marks if isinstance(mark, Reference))
    options = get_args(bare) if get_origin(bare) in (Union, types.UnionType) else ()
    return TypeRule(kind, bare, metas, checks, references, options)


@cache
def class_of(bare: Any) -> Any:
    """The class of a value as JSON or YAML have it: ``dict`` for structs, ``object`` for anything."""
    if bare is Any:
        return object
    if fields_of(bare) is not None:
        return dict
    origin = get_origin(bare) or bare
    return dict if origin is Mapping else origin


def choices_of(bare: Any) -> list[str]:
    """The values of a type that has a few."""
    if get_origin(bare) is Literal:
        return [str(each) for each in get_args(bare)]
    if isinstance(bare, type) and issubclass(bare, enum.Enum):
        return [str(member.value) for member in bare]
    return []


@cache
def shape_of_type(bare: Any) -> str:
    """How a value of the type is written: text, list, object, null, flag, number, or any of them."""
    if get_origin(bare) is Literal:
        return shape_of(get_args(bare)[0])
    if choices_of(bare):
        return shape_of(next(iter(bare)).value)
    return _SHAPES.get(class_of(bare), "text")


_SHAPES: dict[Any, str] = {
    object: "any",
    dict: "object",
    list: "list",
    tuple: "list",
    bool: "flag",
    int: "number",
    float: "number",
    types.NoneType: "null",
}


def shape_of(value: object) -> str:
    """How a parsed value was written: text, list, object, null, flag or number."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Mapping):
        return "object"
    return "null" if value is None else "list"


def doc_of(kind: Any) -> str:
    """What a field of the type is for, as its :class:`Doc` says; the empty text where nothing does."""
    return " ".join(mark.text for mark in get_args(kind)[1:] if isinstance(mark, Doc))


class Field(NamedTuple):
    """A field of an object: its type, and whether it may be left out."""

    type: Any
    required: bool


@cache
def fields_of(kind: Any) -> dict[str, Field] | None:
    """The fields of a struct or a dataclass by the names that they have in JSON; None for anything else."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {each.encode_name: Field(each.type, each.required) for each in msgspec.structs.fields(kind)}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints, bare = get_type_hints(kind, include_extras=True), dataclasses.MISSING
        return {
            each.name: Field(hints[each.name], each.default is bare and each.default_factory is bare)
            for each in dataclasses.fields(kind)
        }
    return None


def parts_of(bare: Any) -> tuple[Any, ...]:
    """The types of which values of a type are made."""
    fields = fields_of(bare)
    if fields is not None:
        return tuple(field.type for field in fields.values())
    return () if get_origin(bare) is Literal else tuple(part for part in get_args(bare) if part is not Ellipsis)


def shapes_of(kind: Any) -> set[str]:
    """Every shape that values of the type may have."""
    rule = rule_of(kind)
    return {shape for each in rule.options for shape in shapes_of(each)} or {shape_of_type(rule.bare)}


def tag_of(kind: Any) -> tuple[str | None, Any]:
    """The name and value of the field by which a struct is told from the others of its union."""
    config = getattr(rule_of(kind).bare, "__struct_config__", None)
    return (None, None) if config is None else (config.tag_field, config.tag)
