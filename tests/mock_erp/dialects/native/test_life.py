"""Bills as clients lead them through their lives, and what the books say at every step."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from tests.mock_erp.world import BILL, CHART, World, bill

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples(erp, sample):
    """Each file is a talk: requests in order, and every answer to the letter."""
    talk = json.loads(sample.read_text(encoding="utf-8"))
    erp.open("sampled", "key-of-sampled", CHART)
    for step in talk:
        method, path = step["request"].split(" ")
        answer = erp.call(method, path, step.get("body"), key="key-of-sampled")
        said = json.loads(answer.text) if answer.text else None
        assert (answer.status, said) == (step["status"], step["answer"])


AMOUNTS = st.decimals("-500", "500", places=2).filter(bool).map(str)
STEPS = st.one_of(
    st.tuples(st.just("create"), st.lists(AMOUNTS, min_size=1, max_size=3), st.sampled_from(["bill", "credit"])),
    st.tuples(st.sampled_from(["post", "void", "delete"]), st.integers(1, 8), st.none()),
)


@given(steps=st.lists(STEPS, max_size=25), posting=st.sampled_from(["explicit", "automatic"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_books_balance_whatever_is_done(erp_store, erp_service, steps, posting):
    erp = World(erp_store, erp_service)
    try:
        erp.settings(posting=posting, duplicates="allow")
        for action, what, kind in steps:
            if action == "create":
                assert erp.post("/bills", bill(*what, type=kind)).status in {201, 422}
            elif action == "delete":
                assert erp.call("DELETE", f"/bills/B-{what}").status in {204, 404, 409}
            else:
                assert erp.post(f"/bills/B-{what}/{action}").status in {200, 404, 409}
            check_books(erp)
    finally:
        erp.close()


def check_books(erp):
    held: dict[Any, Decimal] = defaultdict(Decimal)
    for shown in erp.get("/bills?limit=1000&status=posted").items:
        sign = 1 if shown["type"] == "bill" else -1
        for line in shown["lines"]:
            held[line["account"]] += sign * Decimal(line["amount"])
        held[shown["liability_account"]] -= sign * Decimal(shown["total"])
    rows = erp.get("/ledger?limit=1000").items
    assert sum(Decimal(row["debit"]) for row in rows) == sum(Decimal(row["credit"]) for row in rows)
    balances = {account: Decimal(balance) for (account, _), balance in erp.balances().items()}
    assert {k: v for k, v in balances.items() if v} == {k: v for k, v in held.items() if v}


def at_once(erp, bodies, **headers):
    """The answers' statuses to these bills, sent at the same time."""
    statuses, ready = [], threading.Barrier(len(bodies))

    def send(body):
        client = Client(erp.pipeline)
        ready.wait(10)
        named = {"Authorization": "Bearer key-of-acme", **headers}
        statuses.append(client.post("/api/v1/bills", json=body, headers=named).status_code)

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(statuses)


def test_of_equal_bills_at_once_one_is_taken(erp):
    assert at_once(erp, [BILL] * 8) == [201] + [422] * 7
    assert [shown["id"] for shown in erp.get("/bills").items] == ["B-1"]


def test_of_equal_keys_at_once_one_bill_is_made(erp):
    statuses = at_once(erp, [BILL] * 8, **{"Idempotency-Key": "k-1"})
    assert set(statuses) <= {201, 409}
    assert [shown["id"] for shown in erp.get("/bills").items] == ["B-1"]


def test_different_bills_at_once_are_all_taken_and_numbered_apart(erp):
    statuses = at_once(erp, [{**BILL, "document_number": f"ER-{n}"} for n in range(12)])
    assert statuses == [201] * 12
    assert {shown["id"] for shown in erp.get("/bills").items} == {f"B-{n}" for n in range(1, 13)}
