"""The control API's own description, OpenAPI 3.1: made from its routes, so that none is missing.

What a route does is its function's docstring; what it takes and gives is in :data:`NOTES`. The examples are
requests that work: tests send each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from concur_harness.control.clock import ClockBody
from concur_harness.control.companies import NewCompany
from concur_harness.control.fault_schemas import fault_schemas
from concur_harness.control.reports import ActionBody
from concur_harness.scenarios.specs import ReportSpec, Scenario
from concur_harness.services import registered
from mockkit import faults
from mockkit.behaviours import LABELS
from mockkit.faults.documentation import example

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer"}
_LIST: Schema = {"type": "array"}
_OBJECT: Schema = {"type": "object"}
_SERVICE: Schema = {"type": "string", "description": "The name of a service."}


def _object(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _page(item: Schema) -> Schema:
    return _object(items={"type": "array", "items": item}, next={"type": ["string", "null"]})


@dataclass(frozen=True, slots=True)
class Note:
    """What a route takes and gives: its body with examples, its query, the status and shape of success."""

    gives: Schema | None = None
    status: int = 200
    takes: Schema | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Schema] = field(default_factory=dict)
    refuses: tuple[int, ...] = (404,)


_PATCHED: Mapping[str, Any] = {
    "a project that has expired": {"ends_on": "2026-01-31"},
    "a closed project": {"status": "closed"},
}

NOTES: Mapping[str, Note] = {
    "health": Note(_object(status=_TEXT, version=_TEXT), refuses=()),
    "openapi": Note(_OBJECT, refuses=()),
    "behaviours": Note(_page(_ref("Behaviour")), refuses=()),
    "create_company": Note(
        _ref("Company"),
        201,
        _ref("NewCompany"),
        {
            "a scenario that ships": {"scenario": "employee-only", "seed": 7},
            "an inline scenario": {
                "scenario": {
                    "name": "one taxi",
                    "company": {"country": "GB"},
                    "reports": [
                        {
                            "name": "Taxi",
                            "owner": "ann@example.com",
                            "entries": [{"type": "TAXIX", "date": "-5d", "amount": "12.40"}],
                        }
                    ],
                },
                "traffic": "whole",
            },
        },
        refuses=(400, 415, 422),
    ),
    "show_company": Note(_ref("Company")),
    "drop_company": Note(status=204),
    "reset_company": Note(_ref("Company")),
    "take_snapshot": Note(_ref("Snapshot")),
    "list_reports": Note(
        _page(_ref("Report")),
        query={"limit": {"type": "integer", "minimum": 1, "maximum": 1000}, "after": _TEXT},
        refuses=(404, 422),
    ),
    "add_report": Note(
        _ref("Report"),
        201,
        _ref("ReportSpec"),
        {
            "a report that is ready to pay": {
                "name": "Another trip",
                "owner": "ann@example.com",
                "entries": [{"type": "LODNG", "payment": "Amex Corporate", "date": "-2d", "amount": "88.00"}],
            }
        },
        refuses=(400, 404, 415, 422),
    ),
    "show_report": Note(_ref("Report")),
    "act_on_report": Note(
        _ref("Report"),
        takes=_ref("Action"),
        examples={
            "the processor takes the report back": {
                "action": "recall",
                "as": "pat@example.com",
                "comment": "The account is wrong.",
            },
            "the processor sends it back to its owner": {"action": "send-back", "comment": "Which project was it?"},
        },
        refuses=(400, 404, 409, 415, 422),
    ),
    "show_clock": Note(_ref("Time")),
    "set_clock": Note(
        _ref("Time"),
        takes=_ref("Clock"),
        examples={
            "a month later": {"advance": "31d"},
            "a certain moment, at which time stops": {"now": "2027-01-31T09:00:00Z", "frozen": True},
        },
        refuses=(400, 404, 415, 422),
    ),
    "list_fault_kinds": Note(
        _object(options=_LIST, items={"type": "array", "items": _ref("FaultKind")}, next=_TEXT_OR_NULL), refuses=()
    ),
    "list_faults": Note(_object(items={"type": "array", "items": _ref("FaultInForce")})),
    "add_fault": Note(
        _ref("FaultInForce"),
        201,
        _ref("Fault"),
        {
            "the ERP is down for three requests": {
                "service": "erp",
                "path": "/api/v1/*",
                "do": "answer",
                "status": 503,
                "times": 3,
            },
            "no answer to a commit that was done": {
                "service": "concur",
                "method": "POST",
                "path": "*/integrationstatus/*",
                "do": "drop-after",
            },
            **{f"{name} in general": example(kind, registered().for_faults) for name, kind in faults.kinds().items()},
        },
        refuses=(400, 404, 415, 422),
    ),
    "lift_faults": Note(status=204),
    "show_fault": Note(_ref("FaultInForce")),
    "lift_fault": Note(status=204),
    "list_traffic": Note(
        _page(_ref("Exchange")),
        query={
            "service": _SERVICE,
            "path": {"type": "string", "description": "A glob, in any case."},
            "after": {"type": "integer", "minimum": 0, "description": "Only requests whose `seq` is above this."},
            "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
        },
        refuses=(404, 422),
    ),
    "list_secrets": Note(_object(secrets=_TEXTS, card_numbers=_TEXTS)),
    "list_refused": Note(
        _page(_object(seq=_COUNT, at=_TEXT, method=_TEXT, path=_TEXT, company=_TEXT_OR_NULL)),
        query={"after": {"type": "integer", "minimum": 0, "description": "Only calls numbered above this."}},
        refuses=(422,),
    ),
    "patch_erp": Note(_OBJECT, takes=_OBJECT, examples=_PATCHED, refuses=(400, 404, 415, 422)),
    "patch_erp_settings": Note(
        _OBJECT,
        takes=_OBJECT,
        examples={"refusals come only at posting": {"validates": "post"}},
        refuses=(400, 404, 415, 422),
    ),
}


def document(app: Flask, version: str) -> dict[str, Any]:
    """The description of the application's routes."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(_path(rule), {})[method.lower()] = _operation(app, rule)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "concur-harness control API",
            "version": version,
            "description": "For suites, sandboxes and demonstrations. It answers its own machine only, under its own "
            "names, unless a control token is set; then it answers whoever bears it.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"control_token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"control_token": []}],
    }


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def name_of(endpoint: str) -> str:
    """The operation's id: the endpoint without its blueprint."""
    return endpoint.rpartition(".")[2]


def _operation(app: Flask, rule: Rule) -> dict[str, Any]:
    name = name_of(rule.endpoint)
    note, does = NOTES[name], app.view_functions[rule.endpoint].__doc__ or ""
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": does.splitlines()[0],
        "parameters": list(_parameters(rule, note)),
        "responses": dict(_responses(note)),
    }
    if note.takes is not None:
        examples = {about: {"value": value} for about, value in note.examples.items()}
        content = {"application/json": {"schema": note.takes, "examples": examples}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(rule: Rule, note: Note) -> Iterator[dict[str, Any]]:
    for name in sorted(rule.arguments):
        yield {"name": name, "in": "path", "required": True, "schema": _TEXT}
    for name, schema in note.query.items():
        known = {"enum": list(registered().names)} if schema is _SERVICE else {}
        yield {"name": name, "in": "query", "schema": {**schema, **known}}


def _responses(note: Note) -> Iterator[tuple[str, dict[str, Any]]]:
    if note.gives is None:
        yield str(note.status), {"description": "Done."}
    else:
        content = {"application/json": {"schema": note.gives}}
        yield str(note.status), {"description": "Done.", "content": content}
    for status in (*note.refuses, 401, 403):
        problem = {"application/problem+json": {"schema": _ref("Problem")}}
        yield str(status), {"description": "Refused.", "content": problem}


def _schemas() -> dict[str, Schema]:
    _, bodies = msgspec.json.schema_components(
        [NewCompany, ActionBody, ClockBody, Scenario, ReportSpec], ref_template="#/components/schemas/{name}"
    )
    renamed = {"ActionBody": "Action", "ClockBody": "Clock"}
    schemas: dict[str, Schema] = {renamed.get(name, name): schema for name, schema in bodies.items()}
    for name in ("NewCompany", "Action", "Clock"):
        schemas[name]["additionalProperties"] = False
    schemas["NewCompany"]["properties"]["scenario"] = {"anyOf": [_TEXT, _ref("Scenario")]}
    schemas["Scenario"]["properties"]["faults"]["items"] = _ref("Fault")
    for name in _HAVE_A_BASE:
        schemas[name].pop("required", None)
    services = registered()
    company = _object(id=_TEXT, name=_TEXT, **dict.fromkeys(services.names, _object(base_url=_TEXT)), config=_OBJECT)
    return {**schemas, **fault_schemas(services.for_faults), "Company": company, **_ANSWERS}


_HAVE_A_BASE = ("Scenario", "CompanySpec", "PersonSpec", "PaymentTypeSpec", "ExpenseTypeSpec")
"""Parts of a scenario of which every field may be left out, because the base company has it."""


_INTEGER: Schema = {"type": "integer"}
_TIME: Schema = {"type": "string", "format": "date-time"}

_ANSWERS: dict[str, Schema] = {
    "Snapshot": {**_object(format=_INTEGER, digest=_TEXT, sections=_OBJECT), "description": "Opaque."},
    "Time": _object(now=_TIME, frozen={"type": "boolean"}, offset_seconds={"type": "number"}),
    "Report": _object(
        id=_TEXT,
        name=_TEXT,
        owner=_object(login=_TEXT, employee_id=_TEXT),
        currency=_TEXT,
        approval_status=_TEXT,
        payment_status=_TEXT,
        step_id=_TEXT,
        entries=_LIST,
        allocations=_LIST,
        journal={
            "type": "array",
            "items": _object(
                id=_TEXT, entry=_TEXT, allocation=_TEXT, payer=_TEXT, payee=_TEXT, party=_TEXT,
                account=_TEXT, amount=_TEXT, job_run_key=_TEXT,
            ),
        },
        taxes=_LIST,
        cash_advance={"type": ["object", "null"]},
        totals=_OBJECT,
        comments=_LIST,
        history=_LIST,
    ),
    "Behaviour": _object(
        id=_TEXT,
        label={"type": "string", "enum": list(LABELS)},
        does=_TEXT,
        sources={"type": "array", "items": _object(page=_TEXT, heading=_TEXT, url=_TEXT)},
        reason=_TEXT,
        concerns={"type": "array", "items": _TEXT},
        part=_TEXT,
        family=_TEXT,
    ),
    "FaultKind": _object(
        do=_TEXT,
        does=_TEXT,
        services=_TEXTS,
        options=_LIST,
        example=_OBJECT,
        rests_on=_TEXT,
        label={"type": "string", "enum": list(LABELS)},
        reason=_TEXT,
        sources=_LIST,
    ),
    "Exchange": _object(
        seq=_INTEGER,
        arrived=_INTEGER,
        arrived_after=_INTEGER,
        at=_TIME,
        service=_TEXT,
        method=_TEXT,
        path=_TEXT,
        query=_TEXT,
        request=_OBJECT,
        status={"type": ["integer", "null"]},
        response=_OBJECT,
        duration_ms={"type": "number"},
        faults=_LIST,
        note=_TEXT,
    ),
    "Problem": _object(type=_TEXT, title=_TEXT, status=_INTEGER, detail=_TEXT),
}  # fmt: skip
