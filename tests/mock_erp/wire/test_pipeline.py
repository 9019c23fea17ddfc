"""Where the work of a request is done: bodies are read before the store is taken, answers made after it."""

from __future__ import annotations

import pytest

from mock_erp.wire import bodies, documents
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
    free = watched(monkeypatch, erp, bodies, "read")
    assert erp.call("POST", "/bills", BILL).status == 201
    assert free == [True]


def test_nobody_waits_while_bills_are_rendered(erp, monkeypatch):
    made = erp.call("POST", "/bills", BILL).json
    free = watched(monkeypatch, erp, documents, "bill")
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
