"""The control API's own description, OpenAPI 3.1: made from its routes, so that none is missing.

What a route does is its function's docstring; what it takes and gives is in :data:`NOTES`. The examples are
requests that work: tests send each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from concur_harness.control.clock import ClockBody
from concur_harness.control.companies import NewCompany
from concur_harness.control.fault_schemas import fault_schemas
from concur_harness.control.reports import ActionBody
from concur_harness.scenarios.documentation import schemas as scenario_schemas
from concur_harness.services import registered
from mockkit import faults
from mockkit.behaviours import LABELS
from mockkit.faults.documentation import example
from mockkit.web import openapi
from mockkit.web.openapi import (
    INTEGER,
    LIST,
    OBJECT,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    TIME,
    Call,
    Schema,
    obj,
    page,
    parameter,
    ref,
)

_SERVICE: Schema = {"type": "string", "description": "The name of a service."}


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
    "health": Note(obj(status=TEXT, version=TEXT), refuses=()),
    "openapi": Note(OBJECT, refuses=()),
    "behaviours": Note(page(ref("Behaviour")), refuses=()),
    "create_company": Note(
        ref("Company"),
        201,
        ref("NewCompany"),
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
    "show_company": Note(ref("Company")),
    "drop_company": Note(status=204),
    "reset_company": Note(ref("Company")),
    "take_snapshot": Note(ref("Snapshot")),
    "list_reports": Note(
        page(ref("Report")),
        query={"limit": {"type": "integer", "minimum": 1, "maximum": 1000}, "after": TEXT},
        refuses=(404, 422),
    ),
    "add_report": Note(
        ref("Report"),
        201,
        ref("ReportSpec"),
        {
            "a report that is ready to pay": {
                "name": "Another trip",
                "owner": "ann@example.com",
                "entries": [{"type": "LODNG", "payment": "Amex Corporate", "date": "-2d", "amount": "88.00"}],
            }
        },
        refuses=(400, 404, 415, 422),
    ),
    "show_report": Note(ref("Report")),
    "act_on_report": Note(
        ref("Report"),
        takes=ref("Action"),
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
    "show_clock": Note(ref("Time")),
    "set_clock": Note(
        ref("Time"),
        takes=ref("Clock"),
        examples={
            "a month later": {"advance": "31d"},
            "a certain moment, at which time stops": {"now": "2027-01-31T09:00:00Z", "frozen": True},
        },
        refuses=(400, 404, 415, 422),
    ),
    "list_fault_kinds": Note(
        obj(options=LIST, items={"type": "array", "items": ref("FaultKind")}, next=TEXT_OR_NULL), refuses=()
    ),
    "list_faults": Note(obj(items={"type": "array", "items": ref("FaultInForce")})),
    "add_fault": Note(
        ref("FaultInForce"),
        201,
        ref("Fault"),
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
    "show_fault": Note(ref("FaultInForce")),
    "lift_fault": Note(status=204),
    "list_traffic": Note(
        page(ref("Exchange")),
        query={
            "service": _SERVICE,
            "path": {"type": "string", "description": "A glob, in any case."},
            "after": {"type": "integer", "minimum": 0, "description": "Only requests whose `seq` is above this."},
            "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
        },
        refuses=(404, 422),
    ),
    "list_secrets": Note(obj(secrets=TEXTS, card_numbers=TEXTS)),
    "list_refused": Note(
        page(obj(seq=INTEGER, at=TEXT, method=TEXT, path=TEXT, company=TEXT_OR_NULL)),
        query={"after": {"type": "integer", "minimum": 0, "description": "Only calls numbered above this."}},
        refuses=(422,),
    ),
    "patch_erp": Note(OBJECT, takes=OBJECT, examples=_PATCHED, refuses=(400, 404, 415, 422)),
    "patch_erp_settings": Note(
        OBJECT,
        takes=OBJECT,
        examples={"refusals come only at posting": {"validates": "post"}},
        refuses=(400, 404, 415, 422),
    ),
}


def document(app: Flask, version: str) -> Schema:
    """The description of the application's routes."""
    info = {
        "title": "concur-harness control API",
        "version": version,
        "description": "For suites, sandboxes and demonstrations. It answers its own machine only, under its own "
        "names, unless a control token is set; then it answers whoever bears it.",
    }
    security = {"control_token": {"type": "http", "scheme": "bearer"}}
    return openapi.document(info, _calls(app), _schemas(), security, always=False)


def _calls(app: Flask) -> Iterator[tuple[str, str, Call]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, _path(rule), _call(app, rule)


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def name_of(endpoint: str) -> str:
    """The operation's id: the endpoint without its blueprint."""
    return endpoint.rpartition(".")[2]


def _call(app: Flask, rule: Rule) -> Call:
    name = name_of(rule.endpoint)
    note, does = NOTES[name], app.view_functions[rule.endpoint].__doc__ or ""
    return Call(
        name=name,
        summary=does.splitlines()[0],
        status=note.status,
        gives=note.gives,
        takes=note.takes,
        examples=note.examples,
        parameters=tuple(_parameters(rule, note)),
        refuses=dict.fromkeys((*note.refuses, 401, 403), "Refused."),
    )


def _parameters(rule: Rule, note: Note) -> Iterator[Schema]:
    for name in sorted(rule.arguments):
        yield parameter(name, TEXT, "path")
    for name, schema in note.query.items():
        known = {"enum": list(registered().names)} if schema is _SERVICE else {}
        yield parameter(name, {**schema, **known})


def _schemas() -> dict[str, Schema]:
    bodies = openapi.schemas_of(NewCompany, ActionBody, ClockBody)
    renamed = {"ActionBody": "Action", "ClockBody": "Clock"}
    schemas: dict[str, Schema] = {renamed.get(name, name): schema for name, schema in bodies.items()}
    schemas["NewCompany"]["properties"]["scenario"] = {"anyOf": [TEXT, ref("Scenario")]}
    services = registered()
    company = obj(id=TEXT, name=TEXT, **dict.fromkeys(services.names, obj(base_url=TEXT)), config=OBJECT)
    faults_there_are = fault_schemas(services.for_faults)
    return {**schemas, **scenario_schemas(), **faults_there_are, "Company": company, **_ANSWERS}


_ANSWERS: dict[str, Schema] = {
    "Snapshot": {**obj(format=INTEGER, digest=TEXT, sections=OBJECT), "description": "Opaque."},
    "Time": obj(now=TIME, frozen={"type": "boolean"}, offset_seconds={"type": "number"}),
    "Report": obj(
        id=TEXT,
        name=TEXT,
        owner=obj(login=TEXT, employee_id=TEXT),
        currency=TEXT,
        approval_status=TEXT,
        payment_status=TEXT,
        step_id=TEXT,
        entries=LIST,
        allocations=LIST,
        journal={
            "type": "array",
            "items": obj(
                id=TEXT, entry=TEXT, allocation=TEXT, payer=TEXT, payee=TEXT, party=TEXT,
                account=TEXT, amount=TEXT, job_run_key=TEXT,
            ),
        },
        taxes=LIST,
        cash_advance={"type": ["object", "null"]},
        totals=OBJECT,
        comments=LIST,
        history=LIST,
    ),
    "Behaviour": obj(
        id=TEXT,
        label={"type": "string", "enum": list(LABELS)},
        does=TEXT,
        sources={"type": "array", "items": obj(page=TEXT, heading=TEXT, url=TEXT)},
        reason=TEXT,
        concerns={"type": "array", "items": TEXT},
        part=TEXT,
        family=TEXT,
    ),
    "FaultKind": obj(
        do=TEXT,
        does=TEXT,
        services=TEXTS,
        options=LIST,
        example=OBJECT,
        rests_on=TEXT,
        label={"type": "string", "enum": list(LABELS)},
        reason=TEXT,
        sources=LIST,
    ),
    "Exchange": obj(
        seq=INTEGER,
        arrived=INTEGER,
        arrived_after=INTEGER,
        at=TIME,
        service=TEXT,
        method=TEXT,
        path=TEXT,
        query=TEXT,
        request=OBJECT,
        status={"type": ["integer", "null"]},
        response=OBJECT,
        duration_ms={"type": "number"},
        faults=LIST,
        note=TEXT,
    ),
    **openapi.problem({"type": "object", "properties": {"pointer": TEXT, "parameter": TEXT, "message": TEXT}}),
}  # fmt: skip
