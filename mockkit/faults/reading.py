"""Faults from outside: parsed JSON or YAML made a fault of its kind, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from harness_input.codec import convert
from harness_input.validation import FieldError, ValidationFailed, errors_of, words
from mockkit.faults import registry
from mockkit.faults.base import Fault
from mockkit.faults.registry import FaultKinds, Services, services_for


def read_fault(data: object, services: Services | None = None) -> Fault:
    """A fault from a parsed value. ``services`` are those that it may be for; None: it may be for any.

    An option of another kind may stand in it as it is where it is left out, as in a fault that was read back. Raises
    ValidationFailed with every error: unknown options, options of other kinds, values of the wrong type or out of
    bounds, and what the kind lacks.
    """
    if not isinstance(data, dict):
        raise ValidationFailed([FieldError((), "must be an object: a fault")])
    kinds = registry.kinds()
    given = {str(name): value for name, value in data.items()}
    kind = kinds.get(given["do"]) if isinstance(given.get("do"), str) else None
    errors = list(_without_kind(given, kinds) if kind is None else _of_kind(given, kind, kinds))
    errors += _of_service(given.get("service"), kind, services or {})
    if errors or kind is None:
        raise ValidationFailed(errors)
    fault: Fault = convert(_said(given, kind, kinds), kind)
    return fault


def _without_kind(given: Mapping[str, Any], kinds: FaultKinds) -> Iterator[FieldError]:
    there_are = f"one of {', '.join(kinds)}"
    yield FieldError(("do",), f"must be {there_are}") if "do" in given else _missing("do", f"is required: {there_are}")
    known = [*Fault.__struct_fields__, *kinds.options]
    common = {name: value for name, value in given.items() if name in Fault.__struct_fields__}
    yield from errors_of(common, Fault)
    for name in given:
        if name not in known and name != "do":
            yield _unknown(name, known)


def _of_kind(given: Mapping[str, Any], kind: type[Fault], kinds: FaultKinds) -> Iterator[FieldError]:
    known = ["service", "do", *(name for name in kind.__struct_fields__ if name != "service")]
    for name in _said(given, kind, kinds):
        if name not in known:
            others = ", ".join(kinds.with_option(name))
            told = f"is an option of {others}, not of {kind.kind()}"
            yield FieldError((name,), told, "unknown") if others else _unknown(name, known)
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for error in errors_of({name: value for name, value in given.items() if name in known}, kind):
        name = str(error.path[0]) if error.path else ""
        wanted = error.reason == "missing" and name != "service"
        yield _missing(name, f"is required by {kind.kind()}: {words(types[name])}") if wanted else error


def _said(given: Mapping[str, Any], kind: type[Fault], kinds: FaultKinds) -> dict[str, Any]:
    """What is given, without options of other kinds that say nothing."""
    of_others = {name: value for name, value in kinds.options.items() if name not in kind.__struct_fields__}
    return {name: value for name, value in given.items() if name not in of_others or not _is(value, of_others[name])}


def _is(value: object, left_out: object) -> bool:
    return type(value) is type(left_out) and value == left_out


def _of_service(service: object, kind: type[Fault] | None, services: Services) -> Iterator[FieldError]:
    if not services or not isinstance(service, str):
        return
    able = list(services) if kind is None else services_for(kind, services)
    if service not in services:
        yield FieldError(("service",), f"must be one of {', '.join(able)}")
    elif service not in able and kind is not None:
        told = f"{', '.join(able)} can" if able else "no service can"
        yield FieldError(("service",), f"cannot do what {kind.kind()} needs; {told}")


def _missing(name: str, message: str) -> FieldError:
    return FieldError((name,), message, "missing")


def _unknown(name: str, known: list[str]) -> FieldError:
    return FieldError((name,), f"unknown option; there are {', '.join(known)}", "unknown")
