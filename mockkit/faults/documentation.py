"""What the kinds of faults are, for people and programs that look for one: made from the kinds themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import msgspec

from harness_input.type_rules import doc_of, words
from mockkit.faults.base import Fault
from mockkit.faults.registry import FaultKinds, Services, default_of, own_options, services_for


def describe_kinds(kinds: FaultKinds, services: Services) -> list[dict[str, Any]]:
    """Each kind as JSON has it, in the order of their names.

    ``do`` is the name, ``does`` the documentation, ``services`` those that it may be for, ``options`` its own, and
    ``example`` a fault of the kind; ``rests_on`` is the behaviour's id, ``label``, ``reason`` and ``sources`` are
    the behaviour's.
    """
    return [_described(kind, services) for kind in kinds.values()]


def _described(kind: type[Fault], services: Services) -> dict[str, Any]:
    rests_on = kind.behaviour
    return {
        "do": kind.kind(),
        "does": does(kind),
        "services": services_for(kind, services),
        "options": list(options(kind, own_options(kind))),
        "example": example(kind, services),
        "rests_on": rests_on.id,
        "label": rests_on.label,
        "reason": rests_on.reason,
        "sources": [{"page": at.page, "heading": at.heading, "url": at.url} for at in rests_on.sources],
    }


def does(kind: type[Fault]) -> str:
    """What a fault of the kind does, in one paragraph."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split())


def example(kind: type[Fault], services: Services) -> dict[str, Any]:
    """A fault of the kind, for the first service that it may be for."""
    return {"service": next(iter(services_for(kind, services)), ""), "do": kind.kind(), **kind.example}


def common_options() -> list[dict[str, Any]]:
    """The options that faults of every kind have."""
    return list(options(Fault, list(Fault.__struct_fields__)))


def options(kind: type[Fault], names: list[str]) -> Iterator[dict[str, Any]]:
    """The options of these names: what each is, what it is for, and what it is where it is left out."""
    for field in msgspec.structs.fields(kind):
        if field.name in names:
            default = {} if field.required else {"default": default_of(field)}
            told = {"is": words(field.type), "about": doc_of(field.type), "required": field.required}
            yield {"name": field.name, **told, **default}
