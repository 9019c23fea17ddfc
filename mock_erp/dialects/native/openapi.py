"""This API described by itself: OpenAPI 3.1, put together from what parses and renders it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mock_erp.dialects.native import query, representations, schemas
from mock_erp.dialects.native.lists import LISTS
from mock_erp.domain.bills import Status
from mock_erp.domain.chart import Vendor
from mock_erp.domain.validation_errors import ErrorCode
from mockkit.web import openapi
from mockkit.web.openapi import TEXT, TEXT_OR_NULL, Call, Schema, parameter, ref

_PARAMETERS: dict[object, Schema] = {
    query.boolean: {"type": "boolean"},
    query.day: {"type": "string", "format": "date"},
    query.open_or_closed: {"enum": ["open", "closed"]},
    query.bill_status: {"enum": [status.value for status in Status]},
    query.number: {"type": "string", "pattern": "^[0-9]{1,16}$"},
}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": query.MAX, "default": query.DEFAULT}

_ERROR = openapi.obj(
    code={
        "type": "string",
        "description": f"For a bill that is refused one of: {', '.join(ErrorCode)}.",
        "examples": [ErrorCode.PROJECT_EXPIRED.value],
    },
    pointer={**TEXT_OR_NULL, "description": "RFC 6901, into the body"},
    value={},
    source_ref={**TEXT_OR_NULL, "description": "the bill line's own reference"},
    message=TEXT,
)
_ERROR["properties"]["parameter"] = {**TEXT, "description": "of the query, where that is at fault"}

_WHY = {
    400: "Malformed",
    401: "No API key, or an unknown one",
    404: "No such bill",
    409: "Not in this status, or not with this key",
    415: "Not application/json",
    422: "Refused, with every fault",
}


@cache
def document() -> Schema:
    """The description of the whole API."""
    answers = [*(listing.document for listing in LISTS.values()), representations.BalanceDocument]
    return openapi.document(
        {"title": "Mock ERP: Accounts Payable", "version": "1"},
        [*_lists(), *_bills()],
        {**openapi.schemas_of(*answers, schemas.BillBody, schemas.VendorBody), **openapi.problem(_ERROR)},
        {"key": {"type": "http", "scheme": "bearer"}},
    )


Declared = Iterator[tuple[str, str, Call]]
"""Method, path, and what the call takes and gives."""


def _lists() -> Declared:
    for name, listing in LISTS.items():
        filters = [parameter(each, _PARAMETERS.get(known.read, TEXT)) for each, known in listing.filters.items()]
        after = parameter("after", _PARAMETERS.get(listing.key, TEXT))
        yield "GET", f"/api/v1/{name}", _list(f"list {name}", listing.document, *filters, after)
    balances = _list("what every account holds", representations.BalanceDocument, parameter("after", TEXT))
    yield "GET", "/api/v1/balances", balances
    yield "POST", "/api/v1/vendors", _creation("take on a vendor", schemas.VendorBody, Vendor)
    create = _creation("create a bill", schemas.BillBody, representations.BillDocument, _IDEMPOTENCY_KEY)
    yield "POST", "/api/v1/bills", create


_IDEMPOTENCY_KEY = parameter(
    "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}, "header"
)
_BILL_ID = parameter("bill_id", {"type": "string", "pattern": "^B-[1-9][0-9]{0,14}$"}, "path")


def _bills() -> Declared:
    path = "/api/v1/bills/{bill_id}"
    yield "GET", path, _of_bill("one bill", 404)
    gone = _refused(404, 409)
    yield (
        "DELETE",
        path,
        Call(summary="delete a draft", status=204, success="Deleted", parameters=(_BILL_ID,), refuses=gone),
    )
    yield "POST", f"{path}/post", _of_bill("draft to posted: ledger entries", 404, 409, 422)
    yield "POST", f"{path}/void", _of_bill("posted to void: reversing ledger entries", 404, 409)


def _refused(*statuses: int) -> dict[int, str]:
    return {status: _WHY[status] for status in (401, *statuses)}


def _of_bill(summary: str, *refused: int) -> Call:
    return Call(
        summary=summary,
        gives=ref(representations.BillDocument),
        success="The bill",
        parameters=(_BILL_ID,),
        refuses=_refused(*refused),
    )


def _list(summary: str, kind: type, *parameters: Schema) -> Call:
    return Call(
        summary=summary,
        gives=openapi.page(ref(kind)),
        success="A page",
        parameters=(*parameters, parameter("limit", _LIMIT)),
        refuses=_refused(400),
    )


def _creation(summary: str, body: type, kind: type, *parameters: Schema) -> Call:
    return Call(
        summary=summary,
        status=201,
        gives=ref(kind),
        success="Created",
        takes=ref(body),
        parameters=parameters,
        refuses=_refused(400, 409, 415, 422),
    )
