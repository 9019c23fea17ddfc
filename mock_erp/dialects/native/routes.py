"""The ERP's own API, version 1: `/api/v1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as WerkzeugResponse

from mock_erp.application.payables import ActionRefused, BillRefused, BillUnknown, Payables, VendorExists
from mock_erp.dialects.native import errors, keys, openapi, query, representations, schemas
from mock_erp.dialects.native.lists import LISTS, Listing
from mock_erp.domain.bills import Bill, Content
from mock_erp.domain.chart import Profile
from mock_erp.store import idempotency, ledger
from mock_erp.store.idempotency import Kept
from mockkit.exchange import exchange
from mockkit.money import is_currency

PREFIX = "/api/v1"
BILLS = f"{PREFIX}/bills"


def blueprint(running: keys.RunningKeys) -> Blueprint:
    """The API's routes; `running` tells which Idempotency-Keys are being worked on."""
    api = Blueprint("native", __name__, url_prefix=PREFIX)
    for name, listing in LISTS.items():
        api.add_url_rule(f"/{name}", f"list_{name}", _lister(listing), methods=["GET"])

    def create_bill() -> Response:
        key = keys.key_of(request)
        body = schemas.read(request, schemas.BillBody)
        content = body.content()
        with running.hold(exchange().company.id, key, request):
            return _create_bill(key, content)

    api.add_url_rule("/bills", "create_bill", create_bill, methods=["POST"])
    api.add_url_rule("/bills/<bill_id>", "get_bill", get_bill, methods=["GET"])
    api.add_url_rule("/bills/<bill_id>", "delete_bill", delete_bill, methods=["DELETE"])
    api.add_url_rule("/bills/<bill_id>/post", "post_bill", post_bill, methods=["POST"])
    api.add_url_rule("/bills/<bill_id>/void", "void_bill", void_bill, methods=["POST"])
    api.add_url_rule("/vendors", "create_vendor", create_vendor, methods=["POST"])
    api.add_url_rule("/balances", "balances", balances, methods=["GET"])
    api.add_url_rule("/openapi.json", "openapi", description, methods=["GET"])
    api.before_app_request(_authorized)
    api.register_error_handler(errors.Refusal, errors.Refusal.response)
    api.register_error_handler(BillRefused, lambda error: errors.bill_refused(error.faults).response())
    api.register_error_handler(BillUnknown, lambda error: errors.bill_unknown(str(error)).response())
    api.register_error_handler(
        ActionRefused, lambda error: errors.action_refused(error.action, error.status).response()
    )
    return api


def _authorized() -> WerkzeugResponse | None:
    is_public = request.path == f"{PREFIX}/openapi.json"
    return errors.unauthorized() if exchange().found is None and not is_public else None


@contextmanager
def _payables() -> Iterator[Payables]:
    """Accounts Payable of the caller's company, within the request's transaction."""
    x = exchange()
    with x.transaction() as connection:
        profile: Profile = x.caller
        yield Payables(connection, x.company.id, profile, x.now)


def _answer(document: object, status: int = 200) -> Response:
    return _json(msgspec.json.encode(document), status)


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, mimetype="application/json")


def _lister(listing: Listing) -> Callable[[], Response]:
    def answer() -> Response:
        x = exchange()
        page = query.page(request.args, listing.filters, listing.key)
        with x.transaction() as connection:
            items, following = listing.read(connection, x.company.id, page)
        return _answer({"items": [listing.shown(item) for item in items], "next": _next(following)})

    return answer


def _next(after: str | None) -> str | None:
    if after is None:
        return None
    given = request.args.to_dict()
    return f"{exchange().base_url}{request.path}?{urlencode({**given, 'after': after})}"


def balances() -> Response:
    """Every account's balance in every currency; pages go on after `<account>/<currency>`."""
    x = exchange()
    asked = query.read(request.args, {"after": str, "limit": query.limit})
    account, _, currency = asked.get("after", "").rpartition("/")
    with x.transaction() as connection:
        items, following = ledger.balances(
            connection, x.company.id, (account, currency), asked.get("limit", query.USUAL)
        )
    following_key = None if following is None else "/".join(following)
    return _answer({"items": [representations.balance(item) for item in items], "next": _next(following_key)})


def _create_bill(key: str | None, content: Content) -> Response:
    if key is None:
        with _payables() as payables:
            bill = payables.create(content)
        return _created_bill(bill.id, _encoded(bill))
    print_ = keys.fingerprint(content)
    with _payables() as payables:
        kept = idempotency.find(payables.connection, payables.company_id, key, payables.now)
        if kept is None:
            bill = payables.create(content)
            made = Kept(bill_id=bill.id, fingerprint=print_, answer=_encoded(bill))
            idempotency.keep(payables.connection, payables.company_id, key, made, payables.now)
        elif kept.fingerprint != print_:
            raise errors.key_mismatch(key)
    if kept is None:
        return _created_bill(made.bill_id, made.answer)
    response = _created_bill(kept.bill_id, kept.answer)
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


def description() -> Response:
    """This API, described (OpenAPI 3.1); it needs no key."""
    return _answer(openapi.document())


def create_vendor() -> Response:
    """Take on a vendor."""
    body = schemas.read(request, schemas.VendorBody)
    if body.currency is not None and not is_currency(body.currency):
        message = "this is no currency code of ISO 4217"
        raise errors.invalid_body([errors.error("FIELD_INVALID", "/currency", body.currency, message)])
    try:
        with _payables() as payables:
            vendor = payables.add_vendor(body.vendor())
    except VendorExists as error:
        raise errors.vendor_exists(body.external_id, error.vendor_id) from None
    return _answer(vendor, 201)
