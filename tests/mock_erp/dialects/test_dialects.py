"""Two dialects on one ledger: each is answered in its own form below its own prefix, whatever goes wrong."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from mock_erp.dialects.native.dialect import dialect as native
from mock_erp.service import DIALECTS, ErpService
from mockkit import faults
from tests.mock_erp.dialects.ledgerline import ledgerline
from tests.mock_erp.world import BILL, World

OURS, THEIRS = "/api/v1", "/ledgerline"
KEY = {"Authorization": "Bearer key-of-acme"}
SESSION = {"X-Session": "key-of-acme"[::-1]}


@pytest.fixture(scope="module")
def both_service():
    return ErpService((native, ledgerline))


@pytest.fixture
def both(erp_store, both_service):
    world = World(erp_store, both_service)
    yield world
    world.close()


def is_native(response: TestResponse, status: int) -> bool:
    return (response.status_code, response.content_type) == (status, "application/problem+json")


def is_ledgerline(response: TestResponse, status: int) -> bool:
    return response.status_code == status and response.text.startswith(f"LL;{status};")


def test_both_read_one_ledger(both):
    bill_id = both.created()
    assert both.client.get(f"{THEIRS}/doc/{bill_id}", headers=SESSION).text == f"LL;200;{BILL['document_number']}"


@pytest.mark.parametrize("path", ["/doc/B-1", "/nowhere", "/note/", ""])
def test_who_is_unknown_is_told_in_the_words_of_the_path(both, path):
    for headers, text in (({}, "no session"), (KEY, "no session"), ({"X-Session": "x"}, "unknown session")):
        assert both.client.get(THEIRS + path, headers=headers).text == f"LL;403;{text}"
    for headers in ({}, SESSION, {"Authorization": "Bearer x"}):
        response = both.client.get(OURS + path, headers=headers)
        assert is_native(response, 401)
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="erp"'


def test_an_unknown_path_and_a_wrong_method(both):
    assert is_ledgerline(both.client.get(f"{THEIRS}/nowhere", headers=SESSION), 404)
    assert is_native(both.client.get(f"{OURS}/nowhere", headers=KEY), 404)
    refused = both.client.delete(f"{THEIRS}/note", headers=SESSION)
    assert is_ledgerline(refused, 405)
    assert "POST" in refused.headers["Allow"]
    assert is_native(both.client.delete(f"{OURS}/accounts", headers=KEY), 405)


def test_what_lies_below_no_prefix_is_the_first_dialect_s(both):
    assert is_native(both.client.get("/ledgerlines", headers=KEY), 404)
    assert is_native(both.client.get("/", headers=SESSION), 401)


def test_each_bounds_its_own_bodies(both):
    assert is_ledgerline(both.client.post(f"{THEIRS}/note", headers=SESSION, data="x" * 101), 413)
    assert both.client.post(f"{THEIRS}/note/long", headers=SESSION, data="x" * 200).text == "LL;200;200 bytes"
    assert is_ledgerline(both.client.post(f"{THEIRS}/note/long", headers=SESSION, data="x" * 201), 413)
    assert is_native(both.client.post(f"{OURS}/vendors", headers=KEY, data="x" * (64 * 1024 + 1)), 413)


def test_each_words_what_the_use_cases_refuse(both):
    assert both.client.get(f"{THEIRS}/doc/B-9", headers=SESSION).text == "LL;410;no document B-9"
    assert is_native(both.client.get(f"{OURS}/bills/B-9", headers=KEY), 404)


@pytest.mark.parametrize("do", [{"do": "answer", "status": 502}, {"do": "throttle", "retry_after": 3}])
def test_a_fault_is_answered_in_the_form_of_the_path(both, do):
    with both.store.transaction(write=True) as connection:
        faults.arm(connection, "acme", faults.read_fault({"service": "erp", "times": None, **do}))
    status = do.get("status", 429)
    assert is_ledgerline(both.client.get(f"{THEIRS}/doc/B-1", headers=SESSION), status)
    assert is_native(both.client.get(f"{OURS}/bills", headers=KEY), status)


def test_an_outage_of_the_store_and_a_slip_of_ours(both, monkeypatch):
    def fails(**_):
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    def slips(*_):
        raise RuntimeError("a slip in the mock")

    with monkeypatch.context() as patched:
        patched.setattr(both.store, "transaction", fails)
        assert is_ledgerline(both.client.get(f"{THEIRS}/doc/B-1", headers=SESSION), 503)
        assert is_native(both.client.get(f"{OURS}/bills", headers=KEY), 503)
    monkeypatch.setattr("mock_erp.application.payables.Payables.find", slips)
    assert is_ledgerline(both.client.get(f"{THEIRS}/doc/B-1", headers=SESSION), 500)
    assert is_native(both.client.get(f"{OURS}/bills/B-1", headers=KEY), 500)


@pytest.mark.parametrize("make", DIALECTS, ids=lambda make: make.__module__)
def test_every_call_of_a_dialect_that_is_served_is_described(make):
    dialect = make()
    served = {(dialect.prefix + route.path, route.method.lower()) for route in dialect.routes}
    described = {
        (path.replace("{", "<").replace("}", ">"), method)
        for path, item in dialect.openapi()["paths"].items()
        for method in item
        if method in {"get", "put", "post", "patch", "delete"}
    }
    assert described == served


def test_each_describes_itself_without_credentials(both):
    assert both.client.get(f"{THEIRS}/openapi.json").json["info"]["title"] == "Ledgerline"
    assert "/api/v1/bills" in both.client.get(f"{OURS}/openapi.json").json["paths"]
