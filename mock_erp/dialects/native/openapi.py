"""This API described by itself: OpenAPI 3.1, put together from what parses and renders it."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from mock_erp.dialects.native import query, representations, schemas
from mock_erp.dialects.native.lists import LISTS
from mock_erp.domain.bills import Status
from mock_erp.domain.chart import Vendor
from mock_erp.domain.validation_errors import ErrorCode

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_PARAMETERS: dict[object, Json] = {
    query.boolean: {"type": "boolean"},
    query.day: {"type": "string", "format": "date"},
    query.open_or_closed: {"enum": ["open", "closed"]},
    query.bill_status: {"enum": [status.value for status in Status]},
    query.number: {"type": "string", "pattern": "^[0-9]{1,16}$"},
}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": query.MAX, "default": query.DEFAULT}

_PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}},
    },
}
_ERROR: Json = {
    "type": "object",
    "required": ["code", "pointer", "value", "source_ref", "message"],
    "properties": {
        "code": {
            "type": "string",
            "description": f"For a bill that is refused one of: {', '.join(ErrorCode)}.",
            "examples": [ErrorCode.PROJECT_EXPIRED.value],
        },
        "pointer": {"type": ["string", "null"], "description": "RFC 6901, into the body"},
        "parameter": {"type": "string", "description": "of the query, where that is at fault"},
        "value": {},
        "source_ref": {"type": ["string", "null"], "description": "the bill line's own reference"},
        "message": _TEXT,
    },
}

_WHY = {
    "400": "Malformed",
    "401": "No API key, or an unknown one",
    "404": "No such bill",
    "409": "Not in this status, or not with this key",
    "415": "Not application/json",
    "422": "Refused, with every fault",
}


@cache
def document() -> Json:
    """The description of the whole API."""
    kinds = [listing.document for listing in LISTS.values()]
    _, components = msgspec.json.schema_components(
        [*kinds, schemas.BillBody, schemas.VendorBody, representations.BalanceDocument],
        ref_template="#/components/schemas/{name}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mock ERP: Accounts Payable", "version": "1"},
        "paths": {**_list_paths(), **_bill_paths()},
        "components": {
            "schemas": {**components, "Problem": _PROBLEM, "Error": _ERROR},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def _list_paths() -> Json:
    paths: Json = {}
    for name, listing in LISTS.items():
        parameters = [
            _parameter(parameter, _PARAMETERS.get(known.read, _TEXT)) for parameter, known in listing.filters.items()
        ]
        parameters.append(_parameter("after", _PARAMETERS.get(listing.key, _TEXT)))
        paths[f"/api/v1/{name}"] = {"get": _list(f"list {name}", listing.document, parameters)}
    balances = _list("what every account holds", representations.BalanceDocument, [_parameter("after", _TEXT)])
    paths["/api/v1/balances"] = {"get": balances}
    paths["/api/v1/vendors"]["post"] = _creation("take on a vendor", schemas.VendorBody, Vendor, [])
    paths["/api/v1/bills"]["post"] = _creation(
        "create a bill", schemas.BillBody, representations.BillDocument, [_IDEMPOTENCY_KEY]
    )
    return paths


_IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_BILL_ID: Json = {
    "name": "bill_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^B-[1-9][0-9]{0,14}$"},
}


def _bill_paths() -> Json:
    shown = {"200": _answer("The bill", _ref(representations.BillDocument))}
    gone = {"204": {"description": "Deleted"}}
    one: Json = {
        "parameters": [_BILL_ID],
        "get": _operation("one bill", shown, ("404",)),
        "delete": _operation("delete a draft", gone, ("404", "409")),
    }
    post = _operation("draft to posted: ledger entries", shown, ("404", "409", "422"))
    void = _operation("posted to void: reversing ledger entries", shown, ("404", "409"))
    return {
        "/api/v1/bills/{bill_id}": one,
        "/api/v1/bills/{bill_id}/post": {"parameters": [_BILL_ID], "post": post},
        "/api/v1/bills/{bill_id}/void": {"parameters": [_BILL_ID], "post": void},
    }


def _parameter(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "schema": schema}


def _ref(kind: type) -> Json:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _answer(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _operation(summary: str, answers: Json, refusals: tuple[str, ...]) -> Json:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused = {status: {"description": _WHY[status], "content": problem} for status in ("401", *refusals)}
    return {"summary": summary, "responses": {**answers, **refused}}


def _list(summary: str, kind: type, parameters: list[Json]) -> Json:
    schema = {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": _ref(kind)}, "next": {"type": ["string", "null"]}},
    }
    operation = _operation(summary, {"200": _answer("A page", schema)}, ("400",))
    return {**operation, "parameters": [*parameters, _parameter("limit", _LIMIT)]}


def _creation(summary: str, body: type, kind: type, parameters: list[Json]) -> Json:
    operation = _operation(summary, {"201": _answer("Created", _ref(kind))}, ("400", "409", "415", "422"))
    content = {"application/json": {"schema": _ref(body)}}
    return {**operation, "parameters": parameters, "requestBody": {"required": True, "content": content}}
