"""The scenario form as a page of documentation and as a JSON Schema, both made from its declaration.

``python -m concur_harness.scenarios.documentation FOLDER`` writes them to ``docs``; `make docs` does.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from concur_harness.control.fault_schemas import fault_schemas
from concur_harness.scenarios.specs import ReportSpec, Scenario
from concur_harness.services import registered
from harness_input.type_rules import Field, doc_of, fields_of, rule_of, shape_of_type
from mockkit.web.openapi import Schema, ref, schemas_of

PAGE, SCHEMA = "scenario-fields.md", "scenario.schema.json"

_HEAD = """\
# Fields of a scenario

Every field that may stand in a scenario ([scenarios.md](scenarios.md) tells what they make together). This page is made
from their declaration, `concur_harness/scenarios/specs.py` (`make docs`, and a test compares), and so is the JSON
Schema [scenario.schema.json](scenario.schema.json), by which editors complete and check a file. `#
yaml-language-server: $schema=...` at the top of the file names it.

What is required may be left out where the base company of the country has it. Rows with a key are laid over
those of the base company. Custom fields and org units may stand beside the fields of what says so.
"""

_CUSTOM = ("Custom", "OrgUnit")


def schemas() -> dict[str, Schema]:
    """The schemas of a scenario and its parts, by their names: what the base company has may be left out.

    Its faults are a reference to ``Fault``, whose schema depends on what services there are.
    """
    made = schemas_of(Scenario, ReportSpec)
    made["Scenario"]["properties"]["faults"]["items"] = ref("Fault")
    for kind in _kinds():
        properties = made[kind.__name__]["properties"]
        for name in filter(_is_custom, properties):
            made["Custom"], properties[name] = properties[name], ref("Custom")
        if kind.__name__ in ("Scenario", "CompanySpec"):
            made[kind.__name__].pop("required", None)
        elif hasattr(kind, "KEY"):
            made[kind.__name__]["required"] = [kind.KEY]
    return made


def json_schema() -> Schema:
    """The JSON Schema of a scenario file."""
    parts = {**schemas(), **fault_schemas(registered().for_faults)}
    definitions = json.loads(json.dumps(parts).replace("#/components/schemas/", "#/$defs/"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of concur-harness",
        "$ref": "#/$defs/Scenario",
        "$defs": definitions,
    }


def page() -> str:
    """The page of all fields."""
    return "\n".join([_HEAD, *(line for kind in _kinds() for line in _section(kind))])


def _kinds() -> list[Any]:
    """The parts of the form in the order in which they are met, a scenario first."""
    found: dict[Any, None] = {}
    waiting: list[Any] = [Scenario]
    while waiting:
        kind = waiting.pop(0)
        if kind not in found:
            found[kind] = None
            waiting += [part for name, each in _own(kind) for part in _parts(each.type)]
    return list(found)


def _parts(kind: Any) -> Iterator[Any]:
    if fields_of(kind) is not None:
        yield kind
    else:
        yield from (part for each in get_args(kind) for part in _parts(each))


def _is_custom(name: str) -> bool:
    return name.startswith(_CUSTOM)


def _own(kind: Any) -> list[tuple[str, Field]]:
    """The fields but for custom fields and org units, which are many and all alike."""
    return [(name, each) for name, each in (fields_of(kind) or {}).items() if not _is_custom(name)]


def _section(kind: Any) -> Iterator[str]:
    custom = [name for name in fields_of(kind) or {} if _is_custom(name)]
    key = f" Key: `{kind.KEY}`." if hasattr(kind, "KEY") else ""
    beside = f" And {_ranges(custom)}." if custom else ""
    yield f"## {_title(kind)}\n"
    yield f"{inspect.cleandoc(kind.__doc__ or '').splitlines()[0]}{key}{beside}\n"
    yield "| field | is | default | what for |\n|---|---|---|---|"
    defaults = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    for name, each in _own(kind):
        yield f"| `{name}` | {_is(each.type)} | {_default(defaults[name])} | {doc_of(each.type)} |"
    yield ""


def _ranges(names: list[str]) -> str:
    told = []
    for prefix in _CUSTOM:
        numbers = [int(name.removeprefix(prefix)) for name in names if name.startswith(prefix)]
        if numbers:
            told.append(f"`{prefix}{min(numbers)}` to `{prefix}{max(numbers)}`")
    return ", ".join(told)


def _title(kind: Any) -> str:
    name: str = kind.__name__
    return name.removesuffix("Spec")


def _is(kind: Any) -> str:
    """What a value is, in words, with links to the parts of the form in it."""
    rule = rule_of(kind)
    options = [rule_of(part) for part in rule.options if part is not type(None)]
    links = [f"[{_title(part)}](#{_title(part).lower()})" for part in _parts(kind)]
    if not links:
        only = options[0] if len(options) == 1 else rule
        named = [f" that names {_a(mark.sort)}" for mark in only.references]
        return "".join([only.written_as(), *named])
    many = any(shape_of_type(each.bare) == "list" for each in (rule, *options))
    plain = f"{'a list of ' if many else ''}{' or '.join(links)}"
    return f"{plain}: {rule.description}" if rule.description else plain


def _a(sort: str) -> str:
    return f"{'an' if sort[0] in 'aeio' else 'a'} {sort}"


def _default(declared: Any) -> str:
    if declared.required:
        return "required"
    value = None if declared.default is msgspec.NODEFAULT else msgspec.to_builtins(declared.default)
    return "" if value in (None, "", (), {}) else f"`{json.dumps(value)}`"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / PAGE).write_text(page())
    (folder / SCHEMA).write_text(json.dumps(json_schema(), indent=1) + "\n")
