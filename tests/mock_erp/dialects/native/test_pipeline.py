"""Where the work of a request is done: bodies are read before the store is taken, answers made after it."""

from __future__ import annotations

import pytest

from harness_input.validation import MAX_ERRORS
from mock_erp.dialects.common.dialect import MAX_BODY
from mock_erp.dialects.native import representations, schemas
from mock_erp.dialects.native.dialect import MAX_BILL
from mock_erp.dialects.native.schemas import MAX_LINES
from tests.mock_erp.world import BILL
from tests.mockkit.toy import is_free

STRANGE = ["", "Bearer", "Bearer ", "Bearer \x01", "Basic Og==", "bearer " + "x" * 5000, "Bearer a b", "Bearer é", ","]


def watched(monkeypatch, erp, module, name):
    free, real = [], getattr(module, name)

    def watching(*given):
        free.append(is_free(erp.store))
        return real(*given)

    monkeypatch.setattr(module, name, watching)
    return free


def test_nobody_waits_while_a_bill_is_read(erp, monkeypatch):
    free = watched(monkeypatch, erp, schemas, "read")
    assert erp.call("POST", "/bills", BILL).status == 201
    assert free == [True]


def test_nobody_waits_while_bills_are_rendered(erp, monkeypatch):
    made = erp.call("POST", "/bills", BILL).json
    free = watched(monkeypatch, erp, representations, "bill")
    erp.call("POST", "/bills", {**BILL, "document_number": "ER-2"})
    erp.call("GET", f"/bills/{made['id']}")
    erp.call("POST", f"/bills/{made['id']}/post")
    erp.call("POST", f"/bills/{made['id']}/void")
    assert free == [True] * 4


@pytest.mark.parametrize("header", STRANGE)
def test_strange_authorization_is_refused_and_nothing_breaks(erp, header):
    calls = [
        *(("GET", path) for path in ("/bills", "/bills/B-1", "/ledger", "/balances", "/accounts", "/nowhere")),
        *(("POST", path) for path in ("/bills", "/bills/B-1/post", "/bills/B-1/void", "/vendors", "/accounts")),
        ("DELETE", "/bills/B-1"),
    ]
    for method, path in calls:
        for body in (None, BILL):
            assert erp.call(method, path, body, key=None, Authorization=header).status in (401, 404, 405)


def test_a_bill_has_so_many_lines_and_no_more(erp):
    small = {"account": "6400", "amount": "1.00", "project": "P-100", "cost_center": "0021"}
    assert erp.call("POST", "/bills", {**BILL, "lines": [small] * MAX_LINES}).status == 201
    refused = erp.call("POST", "/bills", {**BILL, "document_number": "ER-2", "lines": [small] * (MAX_LINES + 1)})
    assert (refused.status, refused.codes) == (422, [("FIELD_INVALID", "/lines")])
    assert str(MAX_LINES) in refused.json["errors"][0]["message"].replace(",", "")


def test_bodies_are_bounded_in_bytes_depth_and_errors(erp):
    assert erp.call("POST", "/bills", {**BILL, "memo": "x" * MAX_BILL}).status == 413
    assert erp.call("POST", "/vendors", {"external_id": "E", "name": "x" * MAX_BODY}).status == 413
    assert erp.call("POST", "/bills/B-1/post", {"x": "x" * MAX_BODY}).status == 413
    deep = erp.client.post(
        "/api/v1/bills",
        data="[" * 100_000,
        content_type="application/json",
        headers={"Authorization": "Bearer key-of-acme"},
    )
    assert deep.status_code == 400
    strange = {f"field-{number}": 1 for number in range(3 * MAX_ERRORS)}
    assert len(erp.call("POST", "/bills", {**BILL, **strange}).json["errors"]) == MAX_ERRORS
