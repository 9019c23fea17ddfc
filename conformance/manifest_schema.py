"""The form of a manifest, and what can be wrong with one; loaded only where a manifest is read."""

# Without postponed annotations: the codec reads them at run time.
import re
import string
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from conformance.client.connector_environment import CAPABILITIES, CONNECTOR_ENV
from harness_input.suggestions import Suggestions
from harness_input.validation import Check, FieldError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


def _wrong_function(given: str) -> str | None:
    return None if _FUNCTION.fullmatch(given) else f"{given!r} is not of the form module:function"


def _wrong_variable(given: str) -> str | None:
    return None if _NAME.fullmatch(given) else "must be that of an environment variable: letters, digits and _"


def _wrong_template(given: str) -> str | None:
    try:
        parts = list(string.Formatter().parse(given))
    except ValueError:
        return "has a brace without its other (a brace that is meant is written twice)"
    for _, placeholder, form, conversion in parts:
        if placeholder is not None and (form or conversion or placeholder not in CONNECTOR_ENV):
            return f"{{{placeholder}}} is not handed over; there are {Suggestions().listed(placeholder, CONNECTOR_ENV)}"
    return None


def _wrong_claim(given: str) -> str | None:
    if given in CAPABILITIES:
        return None
    return f"{given!r} is unknown; there are {Suggestions().listed(given, sorted(CAPABILITIES))}"


Text = Annotated[str, msgspec.Meta(min_length=1)]


class ManifestSchema(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of connector.yaml, version 1."""

    name: Text
    mode: Literal["once", "python", "daemon", "http"] = "once"
    command: Annotated[list[Text], msgspec.Meta(min_length=1)] | None = None
    python: Annotated[Text, Check(_wrong_function)] | None = None
    env: dict[Annotated[str, Check(_wrong_variable)], Annotated[str, Check(_wrong_template)]] = {}
    erp: Literal["native"] = "native"
    supports: list[Annotated[str, Check(_wrong_claim)]] = []
    cycle_timeout: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 30.0

    def inconsistencies(self) -> Iterator[FieldError]:
        """Each mode has fields of its own."""
        if self.mode in ("daemon", "http"):
            told = f"{self.mode} connectors are not driven yet; this version drives once and python"
            yield FieldError(("mode",), told)
        elif self.mode == "python":
            yield from self._of_python()
        elif self.command is None:
            told = "is required: the words of the command that runs one cycle"
            yield FieldError(("command",), told, "missing")
        elif self.python is not None:
            yield FieldError(("python",), "belongs to mode: python")

    def _of_python(self) -> Iterator[FieldError]:
        if self.command is not None:
            told = "has no meaning in mode: python, where the suite calls the function itself"
            yield FieldError(("command",), told)
        if self.python is None:
            yield FieldError(("python",), "is required in mode: python, as module:function", "missing")
