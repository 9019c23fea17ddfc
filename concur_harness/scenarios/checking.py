"""The form as pydantic sees it: models made from it, which find every mistake of a stranger's scenario at once."""

from __future__ import annotations

import functools
import operator
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from concur_harness.scenarios.marks import Chosen, Form

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails


def errors_of(kind: type[Form], value: object) -> list[ErrorDetails]:
    """Everything in the value that is not as this part of the form wants it."""
    from pydantic import ValidationError

    try:
        model_of(kind).model_validate(value)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


@functools.cache
def model_of(kind: type[Form]) -> type[BaseModel]:
    """The pydantic model of a part of the form; its fields bear the names that scenarios use."""
    from pydantic import ConfigDict, create_model

    fields: dict[str, Any] = {
        field.encode_name: (_mirrored(field.type), _default(field)) for field in msgspec.structs.fields(kind)
    }
    return create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), __doc__=kind.__doc__, **fields)


def _default(field: FieldInfo) -> Any:
    from pydantic import Field

    if field.required:
        return ...
    if field.default is not msgspec.NODEFAULT:
        return field.default
    factory: Callable[[], Any] = field.default_factory
    return Field(default_factory=factory)


def _mirrored(kind: Any) -> Any:
    """The type with models in the place of the form's parts."""
    if isinstance(kind, type) and issubclass(kind, Form):
        return model_of(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return Annotated[kind, Chosen(arguments)]
    if origin is Annotated:
        return Annotated[(_mirrored(arguments[0]), *arguments[1:])]
    if origin in (Union, types.UnionType):
        return functools.reduce(operator.or_, map(_mirrored, arguments))
    if origin in (tuple, dict):
        return origin[tuple(map(_mirrored, arguments))]
    return kind
