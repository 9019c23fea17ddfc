"""The form of a manifest, and what can be wrong with one; loaded only where a manifest is read."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conformance.client.handover import CAPABILITIES, HANDED_OVER

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

#: Where in a document something is: keys and indices, from the root.
Location = tuple[str | int, ...]
Problem = tuple[Location, str]
Text = Annotated[str, Field(min_length=1)]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
_PLAINER = {
    "extra_forbidden": "there is no such field",
    "missing": "is missing",
    "string_type": "must be text (put it in quotes)",
    "model_type": "must be a mapping of fields",
    "dict_type": "must be a mapping",
    "list_type": "must be a list",
    "float_type": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}
"""What is told of each type of error; pydantic's types are documented, its messages are not."""


class Form(BaseModel):
    """The fields of connector.yaml, version 1."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Text
    mode: Literal["once", "python", "daemon", "http"] = "once"
    command: Annotated[list[Text], Field(min_length=1)] | None = None
    python: Text | None = None
    env: dict[str, str] = {}
    erp: Literal["native"] = "native"
    supports: list[str] = []
    cycle_timeout: Annotated[float, Field(gt=0, le=3600)] = 30.0


def check(values: Any) -> tuple[Form | None, list[Problem]]:
    """The form that the values fill, and what is wrong with it."""
    try:
        form = Form.model_validate(values)
    except ValidationError as fault:
        return None, [(each["loc"], _words(each)) for each in fault.errors(include_url=False)]
    return form, [*_mode_problems(form), *_env_problems(form), *_claim_problems(form)]


def _words(error: ErrorDetails) -> str:
    if error["type"] == "literal_error":
        return f"must be one of {', '.join(get_args(Form.model_fields[str(error['loc'][0])].annotation))}"
    return _PLAINER.get(error["type"], "cannot be used here").format(**error.get("ctx", {}))


def _mode_problems(form: Form) -> Iterator[Problem]:
    if form.mode in ("daemon", "http"):
        yield ("mode",), f"{form.mode} connectors are not driven yet; this version drives once and python"
    elif form.mode == "python":
        yield from _python_problems(form)
    elif form.command is None:
        yield (), "command: is missing (the words of the command that runs one cycle)"
    elif form.python is not None:
        yield ("python",), "belongs to mode: python"


def _python_problems(form: Form) -> Iterator[Problem]:
    if form.command is not None:
        yield ("command",), "has no meaning in mode: python, where the suite calls the function itself"
    if form.python is None:
        yield ("mode",), "python needs the field python: module:function"
    elif not _FUNCTION.fullmatch(form.python):
        yield ("python",), f"{form.python!r} is not of the form module:function"


def _env_problems(form: Form) -> Iterator[Problem]:
    for name, template in form.env.items():
        if not _NAME.fullmatch(name):
            yield ("env", name), "is no name of an environment variable"
        for problem in _template_problems(template):
            yield ("env", name), problem


def _template_problems(template: str) -> Iterator[str]:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        yield "has a brace without its other (a brace that is meant is written twice)"
        return
    for _, placeholder, form, conversion in parts:
        if placeholder is not None and (form or conversion or placeholder not in HANDED_OVER):
            yield f"{{{placeholder}}} is not handed over; there are {', '.join(HANDED_OVER)}"


def _claim_problems(form: Form) -> Iterator[Problem]:
    for index, claim in enumerate(form.supports):
        if claim not in CAPABILITIES:
            yield ("supports", index), f"{claim!r} is unknown; there are {', '.join(sorted(CAPABILITIES))}"
