from __future__ import annotations

import pytest

from mock_erp.application import admin
from tests.mock_erp.world import BILL, LINE, bill, line


def test_a_bill_answers_with_all_that_it_says_and_ids_total_and_warnings(erp):
    answer = erp.post("/bills", BILL)
    assert answer.status == 201
    assert answer.headers["Location"] == "/api/v1/bills/B-1"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == {
        "id": "B-1",
        "status": "draft",
        **{name: BILL[name] for name in BILL if name != "lines"},
        "total": "125.00",
        "lines": [{"id": "L-1", **LINE}],
        "warnings": [],
    }
    assert erp.get("/bills/B-1").json == answer.json


def test_a_field_that_may_be_left_out_is_null(erp):
    said = {name: value for name, value in BILL.items() if name not in {"external_id", "memo"}}
    said["lines"] = [{"account": "6400", "amount": "1"}]
    shown = erp.post("/bills", said).json
    assert (shown["external_id"], shown["memo"]) == (None, None)
    assert shown["lines"] == [
        {"id": "L-1", "account": "6400", "amount": "1.00", **dict.fromkeys(set(LINE) - {"account", "amount"})}
    ]


def test_posting_books_and_voiding_books_back(erp):
    bill_id = erp.created(bill("35.00", "-14.00"))
    assert erp.balances() == {}
    posted = erp.post(f"/bills/{bill_id}/post")
    assert (posted.status, posted.json["status"], posted.json["total"]) == (200, "posted", "21.00")
    assert erp.balances() == {("6400", "USD"): "21.00", ("2100", "USD"): "-21.00"}
    void = erp.post(f"/bills/{bill_id}/void")
    assert (void.status, void.json["status"]) == (200, "void")
    assert set(erp.balances().values()) == {"0.00"}


def test_a_credit_turns_every_sign(erp):
    erp.posted(bill("81.00", type="credit"))
    assert erp.balances() == {("6400", "USD"): "-81.00", ("2100", "USD"): "81.00"}


def test_rows_of_the_ledger(erp):
    bill_id = erp.posted(bill("35.00", "-14.00"))
    erp.post(f"/bills/{bill_id}/void")
    rows = erp.get("/ledger").items
    common = {"bill_id": "B-1", "vendor_id": "V-1001", "currency": "USD", "gl_date": "2026-01-31"}
    dimensions = {"project": "P-100", "cost_center": "0021"}
    none = {"project": None, "cost_center": None}
    assert rows == [
        {"id": "GL-1", "line_id": "L-1", "account": "6400", "debit": "35.00", "credit": "0.00", "reverses": None}
        | common | dimensions,
        {"id": "GL-2", "line_id": "L-2", "account": "6400", "debit": "0.00", "credit": "14.00", "reverses": None}
        | common | dimensions,
        {"id": "GL-3", "line_id": None, "account": "2100", "debit": "0.00", "credit": "21.00", "reverses": None}
        | common | none,
        {"id": "GL-4", "line_id": "L-1", "account": "6400", "debit": "0.00", "credit": "35.00", "reverses": "GL-1"}
        | common | dimensions,
        {"id": "GL-5", "line_id": "L-2", "account": "6400", "debit": "14.00", "credit": "0.00", "reverses": "GL-2"}
        | common | dimensions,
        {"id": "GL-6", "line_id": None, "account": "2100", "debit": "21.00", "credit": "0.00", "reverses": "GL-3"}
        | common | none,
    ]  # fmt: skip


def test_a_void_books_today_where_the_period_has_been_closed(erp):
    bill_id = erp.posted()
    erp.amend(admin.patch_period, "2026-01", {"status": "closed"})
    assert erp.post(f"/bills/{bill_id}/void").status == 200
    assert [row["gl_date"] for row in erp.get("/ledger").items] == ["2026-01-31"] * 2 + ["2026-02-10"] * 2


@pytest.mark.parametrize("repeated", ["post", "void"])
def test_what_is_done_again_changes_nothing(erp, repeated):
    bill_id = erp.posted()
    first = erp.post(f"/bills/{bill_id}/{repeated}")
    rows = erp.get("/ledger").items
    again = erp.post(f"/bills/{bill_id}/{repeated}")
    assert (again.status, again.json) == (200, first.json)
    assert erp.get("/ledger").items == rows


def test_a_draft_cannot_be_voided(erp):
    answer = erp.post(f"/bills/{erp.created()}/void")
    assert (answer.status, answer.codes) == (409, [("BILL_NOT_POSTED", None)])


def test_only_a_draft_is_deleted_and_only_once(erp):
    bill_id = erp.created()
    assert erp.call("DELETE", f"/bills/{bill_id}").status == 204
    assert erp.call("DELETE", f"/bills/{bill_id}").status == 404
    assert erp.get(f"/bills/{bill_id}").status == 404
    posted = erp.posted()
    assert erp.call("DELETE", f"/bills/{posted}").codes == [("BILL_NOT_DRAFT", None)]
    erp.post(f"/bills/{posted}/void")
    assert erp.call("DELETE", f"/bills/{posted}").status == 409
    assert erp.post(f"/bills/{posted}/post").status == 409
    assert erp.get(f"/bills/{posted}").json["status"] == "void"


def test_a_deleted_bill_s_ids_never_come_back(erp):
    erp.call("DELETE", f"/bills/{erp.created(bill('1', '2'))}")
    shown = erp.post("/bills", BILL).json
    assert (shown["id"], shown["lines"][0]["id"]) == ("B-2", "L-3")


@pytest.mark.parametrize("bill_id", ["B-99", "b-1", "B-01", "B-1 ", "1", "V-1001", "B-99999999999999999999", "'--"])
@pytest.mark.parametrize("action", ["", "/post", "/void"])
def test_an_unknown_bill_is_not_found(erp, bill_id, action):
    erp.created()
    answer = erp.call("POST" if action else "GET", f"/bills/{bill_id}{action}")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_every_fault_at_once(erp):
    said = bill(
        "1e3", "1.005", "0", vendor_id="V-9", gl_date="2025-12-31", currency="USD", liability_account="6000",
        memo="x" * 241, document_number="x" * 46,
    )  # fmt: skip
    said["lines"][1] |= {"project": "P-200", "cost_center": "0022", "account": "6420"}
    said["lines"][2] |= {"project": "P-9", "cost_center": "9", "account": "9", "tax_code": "V7"}
    said["lines"].append({"account": "6500", "amount": "1.00", "source_ref": "J-9", "description": "x" * 241})
    answer = erp.post("/bills", said)
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {key: answer.json[key] for key in ("type", "title", "status", "detail")} == {
        "type": "urn:mock-erp:problem:bill-refused",
        "title": "Bill refused",
        "status": 422,
        "detail": "The bill has 17 faults.",
    }
    assert answer.codes == [
        ("FIELD_TOO_LONG", "/document_number"),
        ("FIELD_TOO_LONG", "/memo"),
        ("VENDOR_UNKNOWN", "/vendor_id"),
        ("PERIOD_CLOSED", "/gl_date"),
        ("ACCOUNT_NOT_POSTABLE", "/liability_account"),
        ("AMOUNT_INVALID", "/lines/0/amount"),
        ("ACCOUNT_INACTIVE", "/lines/1/account"),
        ("AMOUNT_PRECISION", "/lines/1/amount"),
        ("PROJECT_EXPIRED", "/lines/1/project"),
        ("COST_CENTER_INACTIVE", "/lines/1/cost_center"),
        ("ACCOUNT_UNKNOWN", "/lines/2/account"),
        ("AMOUNT_INVALID", "/lines/2/amount"),
        ("PROJECT_UNKNOWN", "/lines/2/project"),
        ("COST_CENTER_UNKNOWN", "/lines/2/cost_center"),
        ("TAX_CODE_UNKNOWN", "/lines/2/tax_code"),
        ("DIMENSION_REQUIRED", "/lines/3/project"),
        ("FIELD_TOO_LONG", "/lines/3/description"),
    ]
    assert erp.get("/bills").items == []


def test_a_fault_says_where_what_and_whose_line(erp):
    (error,) = erp.post("/bills", line(project="P-200", source_ref="J-7")).json["errors"]
    assert error == {
        "code": "PROJECT_EXPIRED",
        "pointer": "/lines/0/project",
        "value": "P-200",
        "source_ref": "J-7",
        "message": "project P-200 ended on 2026-02-09",
    }


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"vendor_id": "V-1003"}, ["VENDOR_INACTIVE"]),
        ({"vendor_id": "V-1002", "currency": "EUR"}, ["CURRENCY_MISMATCH"]),
        ({"currency": "EUR"}, []),
        ({"currency": "EUR", "gl_date": "2026-02-01"}, ["RATE_MISSING"]),
        ({"currency": "GBP"}, ["RATE_MISSING"]),
        ({"currency": "XXX"}, ["CURRENCY_UNKNOWN"]),
        ({"currency": "usd"}, ["CURRENCY_UNKNOWN"]),
        ({"gl_date": "2026-03-01"}, ["PERIOD_CLOSED"]),
        ({"gl_date": "2025-12-31"}, ["PERIOD_CLOSED"]),
        ({"bill_date": "1999-12-31"}, []),
        ({"lines": []}, ["BILL_EMPTY"]),
    ],
)
def test_a_header_is_checked_against_the_books(erp, said, codes):
    answer = erp.post("/bills", {**BILL, **said})
    assert [error["code"] for error in answer.json.get("errors", [])] == codes
    assert answer.status == (422 if codes else 201)


def test_a_project_expires_as_the_company_s_clock_moves(erp):
    erp.amend(admin.patch_dimension_value, "project", "P-100", {"ends_on": "2026-02-10"})
    assert erp.post("/bills", BILL).status == 201
    erp.advance(hours=15)
    assert erp.post("/bills", {**BILL, "document_number": "ER-2"}).codes == [("PROJECT_EXPIRED", "/lines/0/project")]


def test_posting_looks_again(erp):
    bill_id = erp.created()
    erp.amend(admin.patch_dimension_value, "project", "P-100", {"status": "closed"})
    answer = erp.post(f"/bills/{bill_id}/post")
    assert (answer.status, answer.codes) == (422, [("PROJECT_CLOSED", "/lines/0/project")])
    assert erp.get(f"/bills/{bill_id}").json["status"] == "draft"
    assert erp.get("/ledger").items == []


def test_a_company_that_validates_at_posting_takes_any_well_formed_draft(erp):
    erp.settings(validates="post")
    said = bill("0", "1.005", "-9", vendor_id="nobody", currency="XXX", gl_date="1999-01-01", liability_account="9")
    bill_id = erp.created(said)
    assert erp.get(f"/bills/{bill_id}").json["total"] == "-7.995"
    assert [shown["amount"] for shown in erp.get("/bills").items[0]["lines"]] == ["0", "1.005", "-9"]
    answer = erp.post(f"/bills/{bill_id}/post")
    assert answer.status == 422
    assert [code for code, _ in answer.codes] == [
        *("VENDOR_UNKNOWN", "PERIOD_CLOSED", "CURRENCY_UNKNOWN", "ACCOUNT_UNKNOWN", "SIGN_INVALID", "AMOUNT_INVALID")
    ]
    assert erp.get(f"/bills/{bill_id}").json["status"] == "draft"
    assert erp.call("DELETE", f"/bills/{bill_id}").status == 204


def test_it_still_refuses_what_no_draft_can_hold(erp):
    erp.settings(validates="post")
    answer = erp.post("/bills", bill("1e3", memo="x" * 241))
    assert (answer.status, answer.codes) == (
        422,
        [("FIELD_TOO_LONG", "/memo"), ("AMOUNT_INVALID", "/lines/0/amount")],
    )


@pytest.mark.parametrize("validates", ["create", "post"])
def test_automatic_posting_answers_posted_or_leaves_nothing(erp, validates):
    erp.settings(posting="automatic", validates=validates)
    assert erp.post("/bills", line(project="P-200")).status == 422
    assert (erp.get("/bills").items, erp.get("/ledger").items) == ([], [])
    answer = erp.post("/bills", BILL)
    assert (answer.status, answer.json["status"], answer.json["id"]) == (201, "posted", "B-1")
    assert erp.balances() == {("6400", "USD"): "125.00", ("2100", "USD"): "-125.00"}


def test_a_number_is_used_once_among_a_vendor_s_drafts_and_posted_bills(erp):
    first = erp.created()
    again = {**BILL, "external_id": "another"}
    assert erp.post("/bills", again).codes == [("DOCUMENT_DUPLICATE", "/document_number")]
    assert erp.post("/bills", {**again, "vendor_id": "V-1002"}).status == 201
    erp.post(f"/bills/{first}/post")
    assert erp.post("/bills", again).status == 422
    erp.post(f"/bills/{first}/void")
    second = erp.created(again)
    erp.call("DELETE", f"/bills/{second}")
    assert erp.post("/bills", again).status == 201


def test_an_external_id_may_repeat(erp):
    erp.created()
    erp.created({**BILL, "document_number": "ER-2"})
    assert [shown["id"] for shown in erp.get("/bills?external_id=R1/employee").items] == ["B-1", "B-2"]


def test_a_company_may_allow_repeated_numbers(erp):
    erp.settings(duplicates="allow")
    erp.created()
    answer = erp.post("/bills", BILL)
    assert (answer.status, answer.json["warnings"]) == (201, [])


def test_a_company_may_warn_of_them(erp):
    erp.settings(duplicates="warn")
    erp.created()
    answer = erp.post("/bills", BILL)
    assert answer.status == 201
    assert [(warning["code"], warning["pointer"]) for warning in answer.json["warnings"]] == [
        ("DOCUMENT_DUPLICATE", "/document_number")
    ]
    assert erp.get("/bills/B-2").json == answer.json
    assert erp.post("/bills/B-2/post").json["warnings"] == answer.json["warnings"]


def test_a_bill_in_another_currency_stays_in_it(erp):
    erp.posted(bill("1500", currency="JPY"))
    erp.posted(bill("10.50", currency="EUR", document_number="ER-2"))
    assert erp.balances() == {
        ("2100", "EUR"): "-10.50",
        ("2100", "JPY"): "-1500",
        ("6400", "EUR"): "10.50",
        ("6400", "JPY"): "1500",
    }


def test_balances_say_both_sides(erp):
    erp.posted(bill("35.00", "-14.00"))
    assert erp.get("/balances").items == [
        {"account": "2100", "currency": "USD", "debit": "0.00", "credit": "21.00", "balance": "-21.00"},
        {"account": "6400", "currency": "USD", "debit": "35.00", "credit": "14.00", "balance": "21.00"},
    ]


def test_the_largest_amounts_are_booked_exactly(erp):
    erp.posted(bill(*["999999999999.99"] * 50))
    assert erp.balances() == {("6400", "USD"): "49999999999999.50", ("2100", "USD"): "-49999999999999.50"}


def test_a_bill_of_very_many_codes_is_answered(erp):
    lines = [{**LINE, "account": f"X{n}", "source_ref": None} for n in range(1500)]
    answer = erp.post("/bills", {**BILL, "lines": lines})
    assert (answer.status, len(answer.json["errors"])) == (422, 1500)


@pytest.mark.parametrize(
    ("sent", "code"), [("1.0050", "AMOUNT_PRECISION"), ("-0.00", "AMOUNT_INVALID"), ("1e3", "AMOUNT_INVALID")]
)
def test_an_amount_at_fault_is_told_as_it_was_sent_with_all_else(erp, sent, code):
    answer = erp.post("/bills", line(amount=sent, account="9999"))
    assert [(error["code"], error["value"]) for error in answer.json["errors"]] == [
        ("ACCOUNT_UNKNOWN", "9999"),
        (code, sent),
    ]
