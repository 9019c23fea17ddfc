"""What a type wants of a JSON value, in our own words, and every place of a value that does not have it.

The codec stops at its first error and words it as its release pleases. What a caller is told is decided here instead:
all errors at once, each with its path, in words that stay as they are whichever version of the codec is installed.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

Path = tuple[str | int, ...]
"""Where something stands in a value: names of fields and indices, from the root."""


class Misfit(NamedTuple):
    """One place that is not as its type wants it; the message reads on from the name of the field."""

    path: Path
    message: str

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901)."""
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)


def misfits(value: object, kind: Any) -> list[Misfit]:
    """Every misfit of a parsed value, in the order of the type's fields; none where the codec can convert it."""
    if _fits(value, kind):
        return []
    return list(_within(value, kind, ())) or [Misfit((), f"must be {words(kind)}")]


@cache
def words(kind: Any) -> str:
    """What a value of the type is, e.g. ``a text of at most 200 characters``; a ``Meta`` description says it better."""
    return _words(inspect.type_info(kind))


def malformed_json(data: bytes) -> str:
    """Why the bytes are not JSON, e.g. ``valid JSON expected: line 3, column 7``. Takes bytes that were refused."""
    try:
        json.loads(data.decode())
    except UnicodeDecodeError as error:
        return f"valid UTF-8 expected: byte {error.start}"
    except json.JSONDecodeError as error:
        return f"valid JSON expected: line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):
        pass
    return "valid JSON expected"


def _fits(value: object, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


def _within(value: object, kind: Any, path: Path) -> Iterator[Misfit]:
    """The misfits below a value that does not fit, or the value itself where it has no parts."""
    for plain in _alternatives(kind):
        if isinstance(value, Mapping) and (known := _fields(plain)) is not None:
            return (yield from _of_object(value, plain, known, path))
        if isinstance(value, Mapping) and get_origin(plain) is dict:
            return (yield from _of_parts(value, get_args(plain)[1], path))
        if isinstance(value, list) and get_origin(plain) is list:
            return (yield from _of_parts(dict(enumerate(value)), get_args(plain)[0], path))
    yield Misfit(path, f"must be {words(kind)}")


def _alternatives(kind: Any) -> tuple[Any, ...]:
    origin = get_origin(kind)
    if origin is Annotated:
        return _alternatives(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return tuple(each for part in get_args(kind) for each in _alternatives(part))
    return (kind,)


class _Field(NamedTuple):
    type: Any
    required: bool


def _fields(kind: Any) -> dict[str, _Field] | None:
    """The fields of a struct or a dataclass by the names that they have in JSON; None for anything else."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {each.encode_name: _Field(each.type, each.required) for each in msgspec.structs.fields(kind)}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints, bare = get_type_hints(kind, include_extras=True), dataclasses.MISSING
        return {
            each.name: _Field(hints[each.name], each.default is bare and each.default_factory is bare)
            for each in dataclasses.fields(kind)
        }
    return None


def _of_object(value: Mapping[Any, object], kind: Any, known: dict[str, _Field], path: Path) -> Iterator[Misfit]:
    for name, field in known.items():
        if name not in value:
            if field.required:
                yield Misfit((*path, name), "is missing")
        elif not _fits(value[name], field.type):
            yield from _within(value[name], field.type, (*path, name))
    if getattr(getattr(kind, "__struct_config__", None), "forbid_unknown_fields", False):
        there_are = ", ".join(known)
        unknown = (name for name in value if name not in known)
        yield from (Misfit((*path, name), f"there is no such field; there are {there_are}") for name in unknown)


def _of_parts(value: Mapping[Any, object], kind: Any, path: Path) -> Iterator[Misfit]:
    for place, part in value.items():
        if not _fits(part, kind):
            yield from _within(part, kind, (*path, place))


def _words(wanted: inspect.Type) -> str:
    if isinstance(wanted, inspect.Metadata):
        return str((wanted.extra_json_schema or {}).get("description") or _words(wanted.type))
    if isinstance(wanted, inspect.UnionType):
        return " or ".join(map(_words, wanted.types))
    return _one_of(wanted) or _bounded(wanted) or _PLAIN.get(type(wanted), "a value of another type")


def _one_of(wanted: inspect.Type) -> str:
    if isinstance(wanted, inspect.LiteralType):
        return "one of " + ", ".join(map(str, wanted.values))
    if isinstance(wanted, inspect.EnumType):
        return "one of " + ", ".join(str(member.value) for member in wanted.cls)
    return ""


def _bounded(wanted: inspect.Type) -> str:
    if isinstance(wanted, inspect.StrType):
        not_empty = (wanted.min_length, wanted.max_length) == (1, None)
        bounds = _bounds(wanted.min_length, wanted.max_length, " characters")
        return "a text that is not empty" if not_empty else f"a text{bounds}"
    if isinstance(wanted, inspect.IntType):
        return f"a whole number{_bounds(wanted.ge, wanted.le)}"
    if isinstance(wanted, inspect.FloatType):
        return f"a number{_bounds(wanted.ge, wanted.le)}"
    return ""


def _bounds(least: float | None, most: float | None, unit: str = "") -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f" of at least {least}{unit}"
    return f" of at most {most}{unit}" if least is None else f" of {least} to {most}{unit}"


_PLAIN: dict[type[inspect.Type], str] = {
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.DateType: "a day such as 2026-01-31",
    inspect.DateTimeType: "a time such as 2026-01-31T12:00:00Z",
    inspect.DecimalType: "a decimal number",
    inspect.ListType: "a list",
    inspect.VarTupleType: "a list",
    inspect.TupleType: "a list",
    inspect.DictType: "an object",
    inspect.StructType: "an object",
    inspect.DataclassType: "an object",
}
