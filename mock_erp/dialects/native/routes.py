"""The ERP's own API, version 1: `/api/v1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import msgspec
from flask import Response, request

from mock_erp.application import lists
from mock_erp.application.idempotency import create_once
from mock_erp.application.payables import Payables
from mock_erp.dialects.common.dialect import Route
from mock_erp.dialects.native import errors, keys, query, representations, schemas
from mock_erp.dialects.native.lists import LISTS, Listing
from mock_erp.domain.bills import Bill, Content
from mock_erp.domain.chart import Profile
from mockkit.database.paging import Key
from mockkit.money import is_currency
from mockkit.web.request_context import request_context

PREFIX = "/api/v1"
BILLS = f"{PREFIX}/bills"


def routes() -> tuple[Route, ...]:
    """The API's calls."""
    return (
        *(Route(method="GET", path=f"/{name}", handler=_lister(listing)) for name, listing in LISTS.items()),
        Route(method="GET", path="/balances", handler=balances),
        Route(method="POST", path="/vendors", handler=create_vendor),
        Route(method="POST", path="/bills", handler=create_bill),
        Route(method="GET", path="/bills/<bill_id>", handler=get_bill),
        Route(method="DELETE", path="/bills/<bill_id>", handler=delete_bill),
        Route(method="POST", path="/bills/<bill_id>/post", handler=post_bill),
        Route(method="POST", path="/bills/<bill_id>/void", handler=void_bill),
    )


@contextmanager
def _payables() -> Iterator[Payables]:
    """Accounts Payable of the caller's company, within the request's transaction."""
    x = request_context()
    with x.transaction() as connection:
        profile: Profile = x.caller
        yield Payables(connection, x.company.id, profile, x.now)


def _answer(document: object, status: int = 200) -> Response:
    return _json(msgspec.json.encode(document), status)


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, mimetype="application/json")


def _lister(listing: Listing) -> Callable[[], Response]:
    def answer() -> Response:
        x = request_context()
        page = query.page(request.args, listing.filters, listing.key)
        with x.transaction() as connection:
            items, following = listing.read(connection, x.company.id, page)
        return _answer({"items": [listing.render(item) for item in items], "next": _next(following)})

    return answer


def _next(after: Key | None) -> str | None:
    if after is None:
        return None
    given = {**request.args.to_dict(), "after": "/".join(map(str, after))}
    return f"{request_context().base_url}{request.path}?{urlencode(given)}"


def balances() -> Response:
    """Every account's balance in every currency; pages go on after `<account>/<currency>`."""
    x = request_context()
    asked = query.read(request.args, {"after": str, "limit": query.limit})
    account, _, currency = asked.get("after", "").rpartition("/")
    with x.transaction() as connection:
        items, following = lists.balances(
            connection, x.company.id, (account, currency), asked.get("limit", query.DEFAULT)
        )
    return _answer({"items": [representations.balance(item) for item in items], "next": _next(following)})


def create_bill() -> Response:
    """Take in a bill, once for each Idempotency-Key."""
    key = keys.key_of(request)
    body = schemas.read(request, schemas.BillBody)
    content = body.content()
    with keys.hold(request_context().company.id, key, request):
        return _create_bill(key, content)


def _create_bill(key: str | None, content: Content) -> Response:
    if key is None:
        with _payables() as payables:
            bill = payables.create(content)
        return _created_bill(bill.id, _encoded(bill))
    with _payables() as payables:
        made = create_once(payables, key, content, _encoded)
    response = _created_bill(made.bill_id, made.answer)
    if made.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _encoded(bill: Bill) -> bytes:
    return msgspec.json.encode(representations.bill(bill))


def _created_bill(bill_id: str, body: bytes) -> Response:
    response = _json(body, 201)
    response.headers["Location"] = f"{BILLS}/{bill_id}"
    return response


def get_bill(bill_id: str) -> Response:
    """One bill."""
    with _payables() as payables:
        bill = payables.find(bill_id)
    return _answer(representations.bill(bill))


def delete_bill(bill_id: str) -> Response:
    """Remove a draft."""
    with _payables() as payables:
        payables.delete(bill_id)
    return Response(status=204)


def post_bill(bill_id: str) -> Response:
    """Book a draft."""
    with _payables() as payables:
        bill = payables.post(bill_id)
    return _answer(representations.bill(bill))


def void_bill(bill_id: str) -> Response:
    """Take back what a bill has booked."""
    with _payables() as payables:
        bill = payables.void(bill_id)
    return _answer(representations.bill(bill))


def create_vendor() -> Response:
    """Take on a vendor."""
    body = schemas.read(request, schemas.VendorBody)
    if body.currency is not None and not is_currency(body.currency):
        message = "must be a currency code of ISO 4217"
        raise errors.invalid_body([errors.error("FIELD_INVALID", "/currency", body.currency, message)])
    with _payables() as payables:
        vendor = payables.add_vendor(body.vendor())
    return _answer(vendor, 201)
