"""Where an element's value is read from: an attribute path, e.g. ``report.owner``, or a named function of the view.

Both are held against annotations while the tables are imported. Each step of a path is an annotated attribute or a
property of the class that the step before it is of, and none but the last may be None; a function takes the view and
says what it returns. Whoever renames an attribute hears of every element that shows it before anything is served.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Read = Callable[[Any], Any]
Source = str | Read
"""An attribute path, or a function from a view to the value; either may give None for nothing."""


class WrongSource(TypeError):
    """A path that leads nowhere, or a function that does not fit; the text says what there would be."""


def reader(source: Source) -> Read:
    """The source as a function from a view to its value. Raises :class:`WrongSource` for a path that is none."""
    if not isinstance(source, str):
        return source
    if not all(name.isidentifier() for name in source.split(".")):
        raise WrongSource(f"{source!r} is no attribute path")
    # Python looks an attribute up in such a function faster than operator.attrgetter does: each body has hundreds.
    read: Read = eval(f"lambda view: view.{source}")  # noqa: S307 - nothing but names
    return read


def type_of(owner: type, source: Source) -> Any:
    """The type of what the source gives of an ``owner``. Raises :class:`WrongSource`."""
    if not isinstance(source, str):
        return _type_of_result(owner, source)
    found: Any = owner
    for name in source.split("."):
        found = _type_of_attribute(found, name, source)
    return found


def options_of(kind: Any) -> set[Any]:
    """The classes of which a value of the type may be; NoneType is one of them where it may be None."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return {option for each in get_args(kind) for option in options_of(each)}
    if origin is Literal:
        return {type(value) for value in get_args(kind)}
    return {NoneType if kind is None else origin or kind}


def _type_of_attribute(owner: Any, name: str, path: str) -> Any:
    if not isinstance(owner, type):
        raise WrongSource(f"the path {path!r} has no {name!r}: what comes before it is {owner}, and no class")
    hints = _hints(owner)
    if name in hints:
        return hints[name]
    member = getattr(owner, name, None)
    if isinstance(member, property) and member.fget is not None:
        return _hints(member.fget).get("return", Any)
    known = ", ".join(each for each in dir(owner) if not each.startswith("_"))
    raise WrongSource(f"the path {path!r} has no {name!r}: {owner.__name__} has {known}")


def _type_of_result(owner: type, function: Read) -> Any:
    hints = dict(_hints(function))
    result, taken = hints.pop("return", None), list(hints.values())
    if result is None or len(taken) != 1 or taken[0] is not owner:
        raise WrongSource(
            f"{getattr(function, '__name__', function)} must take one {owner.__name__} and return a value"
        )
    return result


@cache
def _hints(annotated: Any) -> dict[str, Any]:
    return get_type_hints(annotated)
