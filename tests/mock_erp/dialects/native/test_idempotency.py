from __future__ import annotations

import threading
from typing import Any

import pytest
from werkzeug.test import Client

from mockkit import faults
from tests.mock_erp.world import BILL, CHART, LINE, bill

KEY = {"Idempotency_Key": "k-1"}


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(erp):
    first = erp.post("/bills", BILL, **KEY)
    again = erp.post("/bills", BILL, **KEY)
    assert (again.status, again.text, again.headers["Location"]) == (201, first.text, first.headers["Location"])
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert len(erp.get("/bills").items) == 1


def test_the_answer_is_the_one_that_was_given_then(erp):
    first = erp.post("/bills", BILL, **KEY)
    erp.post("/bills/B-1/post")
    assert erp.post("/bills", BILL, **KEY).text == first.text


def test_bodies_are_compared_by_what_they_say(erp):
    erp.post("/bills", BILL, **KEY)
    respelled: dict[str, Any] = dict(reversed(BILL.items())) | {
        "lines": [dict(reversed(LINE.items())) | {"amount": "125.0"}]
    }
    del respelled["lines"][0]["tax_code"]
    assert erp.post("/bills", respelled, **KEY).headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "other", [{**BILL, "memo": "Another"}, bill("125.01"), bill("1e3"), {**BILL, "vendor_id": "V-9"}]
)
def test_another_body_is_refused(erp, other):
    erp.post("/bills", BILL, **KEY)
    answer = erp.post("/bills", other, **KEY)
    assert (answer.status, answer.codes) == (409, [("IDEMPOTENCY_MISMATCH", None)])


def test_keys_and_no_key_are_apart(erp):
    erp.settings(duplicates="allow")
    erp.open("other", "key-of-other", CHART)
    ids = [
        erp.created(**KEY),
        erp.created(Idempotency_Key="K-1"),
        erp.created(),
        erp.created(key="key-of-other", **KEY),
    ]
    assert ids == ["B-1", "B-2", "B-3", "B-1"]


def test_a_refusal_is_not_kept(erp):
    assert erp.post("/bills", {**BILL, "vendor_id": "V-9"}, **KEY).status == 422
    assert erp.post("/bills", BILL, **KEY).status == 201


def test_a_key_is_kept_for_a_day_of_the_company_s_clock(erp):
    erp.settings(duplicates="allow")
    erp.post("/bills", BILL, **KEY)
    erp.advance(hours=23, minutes=59, seconds=59)
    assert erp.post("/bills", BILL, **KEY).json["id"] == "B-1"
    erp.advance(seconds=1)
    assert erp.post("/bills", {**BILL, "memo": "Another"}, **KEY).json["id"] == "B-2"
    assert erp.post("/bills", {**BILL, "memo": "Another"}, **KEY).json["id"] == "B-2"


def test_deleting_the_bill_releases_its_key(erp):
    erp.call("DELETE", f"/bills/{erp.created(**KEY)}")
    assert erp.created(**KEY) == "B-2"


def test_voiding_the_bill_releases_its_key(erp):
    bill_id = erp.created(**KEY)
    erp.post(f"/bills/{bill_id}/post")
    erp.post(f"/bills/{bill_id}/void")
    assert erp.created({**BILL, "memo": "Another"}, **KEY) == "B-2"


@pytest.mark.parametrize("undo", [("DELETE", ""), ("POST", "/void")])
def test_a_company_may_go_on_replaying(erp, undo):
    erp.settings(idempotency_after_delete="replay", posting="automatic" if undo[1] else "explicit")
    first = erp.post("/bills", BILL, **KEY)
    method, path = undo
    assert erp.call(method, f"/bills/B-1{path}").status in {200, 204}
    again = erp.post("/bills", BILL, **KEY)
    assert (again.status, again.text) == (201, first.text)
    assert [shown["status"] for shown in erp.get("/bills").items] == (["void"] if path else [])


@pytest.mark.parametrize("key", ["", "x" * 256, "ké"])
def test_a_key_that_cannot_be_kept_is_refused(erp, key):
    answer = erp.post("/bills", BILL, Idempotency_Key=key)
    assert (answer.status, answer.json["title"]) == (400, "Invalid Idempotency-Key")
    assert erp.get("/bills").items == []


def test_while_the_first_still_runs_the_second_is_told(erp):
    """The first is held up by a fault; the second comes meanwhile, the fault being spent."""
    held, go_on = threading.Event(), threading.Event()

    def wait(_company, _seconds):
        held.set()
        assert go_on.wait(10)

    erp.pipeline.wait = wait
    erp.amend(lambda connection, company: faults.arm(connection, company, DELAY))
    answers = []
    client = Client(erp.pipeline)
    first = threading.Thread(
        target=lambda: answers.append(
            client.post(
                "/api/v1/bills", json=BILL, headers={"Authorization": "Bearer key-of-acme", "Idempotency-Key": "k-1"}
            )
        )
    )
    first.start()
    assert held.wait(10)
    second = erp.post("/bills", BILL, **KEY)
    unkeyed_reads = erp.get("/bills")
    go_on.set()
    first.join(10)
    assert (second.status, second.codes) == (409, [("IDEMPOTENCY_IN_PROGRESS", None)])
    assert unkeyed_reads.items == []
    assert answers[0].status_code == 201
    assert erp.post("/bills", BILL, **KEY).headers["Idempotent-Replayed"] == "true"


DELAY = faults.read_fault({"service": "erp", "method": "POST", "path": "/api/v1/bills", "do": "delay", "seconds": 1})


def test_no_answer_after_the_work_was_done_is_made_good_by_the_key(erp):
    drop = faults.read_fault({"service": "erp", "method": "POST", "path": "/api/v1/bills", "do": "drop-after"})
    erp.amend(lambda connection, company: faults.arm(connection, company, drop))
    with pytest.raises(faults.Dropped):
        erp.post("/bills", BILL, **KEY)
    again = erp.post("/bills", BILL, **KEY)
    assert (again.status, again.json["id"]) == (201, "B-1")
    assert len(erp.get("/bills").items) == 1
