"""Descriptions of our own interfaces, OpenAPI 3.1: put together from the types that parse and render, and from routes.

An API says of each call what it takes and gives (:class:`Call`); how that is written down stands here, and so do the
refusals, which are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import msgspec

from harness_input.type_rules import doc_of, fields_of

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
INTEGER: Schema = {"type": "integer"}
LIST: Schema = {"type": "array"}
OBJECT: Schema = {"type": "object"}
TIME: Schema = {"type": "string", "format": "date-time"}

_REFERENCE = "#/components/schemas/{name}"


def obj(**fields: Schema) -> Schema:
    """An object that has all of these fields."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def ref(to: str | type) -> Schema:
    """A reference to a schema, by its name or by the type that it is made from."""
    return {"$ref": _REFERENCE.format(name=to if isinstance(to, str) else to.__name__)}


def page(item: Schema) -> Schema:
    """A page of a list: its items, and where the next one is."""
    return obj(items={"type": "array", "items": item}, next=TEXT_OR_NULL)


def problem(error: Schema) -> dict[str, Schema]:
    """The schemas of refusals (RFC 9457) whose errors are as ``error`` says."""
    told = obj(type=TEXT, title=TEXT, status=INTEGER, detail=TEXT)
    told["properties"]["errors"] = {"type": "array", "items": ref("Error")}
    return {"Problem": told, "Error": error}


def parameter(name: str, schema: Schema, where: str = "query") -> Schema:
    """A parameter of the query, or one that stands in the path or a header."""
    required = {"required": True} if where == "path" else {}
    return {"name": name, "in": where, **required, "schema": schema}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one call takes and gives. ``refuses`` are the statuses of refusals with what each means."""

    summary: str
    name: str = ""
    """Its operationId, if it has one."""
    status: int = 200
    gives: Schema | None = None
    success: str = "Done."
    takes: Schema | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    parameters: tuple[Schema, ...] = ()
    refuses: Mapping[int, str] = field(default_factory=dict)

    def described(self) -> Schema:
        """The operation as a document has it."""
        named = {"operationId": self.name} if self.name else {}
        parts = {"summary": self.summary, "parameters": list(self.parameters), "responses": dict(self._responses())}
        body = {} if self.takes is None else {"requestBody": {"required": True, "content": self._body(self.takes)}}
        return {**named, **parts, **body}

    def _body(self, schema: Schema) -> Schema:
        examples = {about: {"value": value} for about, value in self.examples.items()}
        return {"application/json": {"schema": schema, **({"examples": examples} if examples else {})}}

    def _responses(self) -> Iterator[tuple[str, Schema]]:
        content = {} if self.gives is None else {"content": {"application/json": {"schema": self.gives}}}
        yield str(self.status), {"description": self.success, **content}
        for status, why in self.refuses.items():
            refusal = {"application/problem+json": {"schema": ref("Problem")}}
            yield str(status), {"description": why, "content": refusal}


def document(
    info: Mapping[str, str],
    calls: Iterable[tuple[str, str, Call]],
    schemas: Mapping[str, Schema],
    security: Mapping[str, Schema],
    *,
    always: bool = True,
) -> Schema:
    """The document of an API: ``calls`` by method and path, ``security`` schemes by name, ``always`` asked for or not.

    Paths are in the order of the alphabet, calls of one path in the order given.
    """
    paths: dict[str, Schema] = {}
    for method, path, call in calls:
        paths.setdefault(path, {})[method.lower()] = call.described()
    asked: list[dict[str, list[str]]] = [{name: []} for name in security]
    return {
        "openapi": "3.1.0",
        "info": dict(info),
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(schemas), "securitySchemes": dict(security)},
        "security": asked if always else [{}, *asked],
    }


def schemas_of(*kinds: type) -> dict[str, Schema]:
    """The schemas of types and of all that they are made of, by their names; fields bear what is documented of them."""
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    waiting, seen = list(kinds), set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        for name, declared in (fields_of(kind) or {}).items():
            told = doc_of(declared.type)
            if told and kind.__name__ in schemas:
                _describe(schemas[kind.__name__]["properties"], name, told)
        waiting += _made_of(kind)
    return schemas


def _describe(properties: Schema, name: str, told: str) -> None:
    """Put what a field is for before what its values are."""
    values = properties[name].get("description")
    properties[name] = {**properties[name], "description": f"{told}: {values}" if values else told}


def _made_of(kind: Any) -> list[type]:
    """The structs and dataclasses of which a type is made, through lists, unions and marks."""
    found: list[type] = []
    waiting = [declared.type for declared in (fields_of(kind) or {}).values()]
    while waiting:
        part = waiting.pop()
        if fields_of(part) is not None:
            found.append(part)
        else:
            waiting += get_args(part)
    return found
