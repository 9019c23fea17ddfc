"""JSON schemas of faults, made from their kinds: what may be armed, and what is shown of one that is."""

from __future__ import annotations

from typing import Any

import msgspec

from mockkit import faults
from mockkit.faults.documentation import does
from mockkit.faults.registry import Services, services_for

Schema = dict[str, Any]


def fault_schemas(services: Services) -> dict[str, Schema]:
    """``Fault``, a schema for each kind of it, and ``FaultInForce``; ``services`` are those that faults may be for."""
    kinds = faults.kinds()
    (any_kind,), schemas = msgspec.json.schema_components([kinds.type], ref_template="#/components/schemas/{name}")
    for kind in kinds.values():
        schema = schemas[kind.__name__]
        schema["description"] = does(kind)
        schema["properties"]["service"]["enum"] = services_for(kind, services)
    return {"Fault": any_kind, **schemas, "FaultInForce": _in_force(list(schemas.values()))}


def _in_force(kinds: list[Schema]) -> Schema:
    """What is shown of a fault: the options of every kind, those that are not its own as if they were left out."""
    options: dict[str, list[Schema]] = {}
    for name, schema in (each for kind in kinds for each in kind["properties"].items()):
        known = options.setdefault(name, [])
        if schema not in known:
            known.append(schema)
    counts = {"type": "integer", "minimum": 0}
    shown: dict[str, Schema] = {
        "id": {"type": "string"},
        "seen": {**counts, "description": "How many requests matched."},
        "fired": {**counts, "description": "On how many of them it fired."},
        "why_not": {"type": ["string", "null"], "description": "Why it did not fire, or not on the last that matched."},
    }
    required = {name for name in options if all(name in kind["required"] for kind in kinds)}
    for name, known in options.items():
        shown[name] = known[0] if name in required and len(known) == 1 else {"anyOf": [*known, {"type": "null"}]}
    return {"type": "object", "properties": shown, "required": list(shown)}
