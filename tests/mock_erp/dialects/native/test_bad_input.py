from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mock_erp.world import BILL, LINE, Answer, World

AUTHORIZED = {"Authorization": "Bearer key-of-acme"}


def send(erp, data, content_type="application/json", path="/bills"):
    return Answer(erp.client.post(f"/api/v1{path}", data=data, content_type=content_type, headers=AUTHORIZED))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "key-of-acme"},
        {"Authorization": "Basic key-of-acme"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nobody's"},
        {"Authorization": "Bearer ' OR '1'='1"},
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/bills", "/api/v1/bills/B-1", "/nowhere"])
def test_without_a_known_key_nothing_is_told(erp, headers, path):
    response = erp.client.get(path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="erp"'
    assert response.content_type == "application/problem+json"


def test_the_scheme_is_read_without_case(erp):
    assert erp.client.get("/api/v1/bills", headers={"Authorization": "bearer key-of-acme"}).status_code == 200


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"nonsense", b'{"a": NaN}', b"\xff\xfe", b'{"memo": "\xff"}', b'{"memo": "\\ud800"}',
     b'{"memo": "\\udc00 alone"}', b'{"memo": 1, "lines": [{"tax_\x90ode": null}]}', b"[" * 100_000,
     b'{"vendor_id":' * 5000, b'{"a": 1,}', b"{'a': 1}"],
)  # fmt: skip
def test_what_is_no_json_is_malformed(erp, data):
    answer = send(erp, data)
    assert (answer.status, answer.json["title"]) == (400, "Malformed JSON")


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/xml", "multipart/form-data"])
def test_another_content_type_is_not_supported(erp, content_type):
    answer = send(erp, json.dumps(BILL), content_type)
    assert (answer.status, answer.json["title"]) == (415, "Unsupported content type")


def test_a_charset_may_be_named(erp):
    assert send(erp, json.dumps(BILL), "application/json; charset=utf-8").status == 201


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ([], [("FIELD_INVALID", "")]),
        ("text", [("FIELD_INVALID", "")]),
        (10**400, [("FIELD_INVALID", "")]),
        ({**BILL, "memo": 5}, [("FIELD_INVALID", "/memo")]),
        ({**BILL, "lines": {}}, [("FIELD_INVALID", "/lines")]),
        ({**BILL, "lines": None}, [("FIELD_INVALID", "/lines")]),
        ({**BILL, "lines": [None, 5]}, [("FIELD_INVALID", "/lines/0"), ("FIELD_INVALID", "/lines/1")]),
        ({**BILL, "type": "invoice"}, [("FIELD_INVALID", "/type")]),
        ({**BILL, "gl_date": "31.01.2026"}, [("FIELD_INVALID", "/gl_date")]),
        ({**BILL, "bill_date": "2026-02-30"}, [("FIELD_INVALID", "/bill_date")]),
        ({**BILL, "document_number": ""}, [("FIELD_INVALID", "/document_number")]),
        ({**BILL, "vendor_id": "x" * 201}, [("FIELD_INVALID", "/vendor_id")]),
        ({**BILL, "memo": "a\x00b"}, [("FIELD_INVALID", "/memo")]),
        ({**BILL, "a/b~c": 1}, [("FIELD_UNKNOWN", "/a~1b~0c")]),
        ({**BILL, "lines": [{**LINE, "amount": 125.00}]}, [("AMOUNT_INVALID", "/lines/0/amount")]),
        ({**BILL, "lines": [{**LINE, "amount": None}]}, [("AMOUNT_INVALID", "/lines/0/amount")]),
        ({**BILL, "lines": [{"amount": "1.00"}]}, [("FIELD_REQUIRED", "/lines/0/account")]),
        (
            {},
            [
                ("FIELD_REQUIRED", f"/{name}")
                for name in (
                    "vendor_id", "type", "document_number", "bill_date", "gl_date", "currency", "liability_account",
                    "lines",
                )
            ],
        ),
        (
            {**BILL, "memo": [], "typ": "bill", "lines": [{**LINE, "amount": 1, "accont": "6400"}]},
            [
                ("AMOUNT_INVALID", "/lines/0/amount"),
                ("FIELD_UNKNOWN", "/lines/0/accont"),
                ("FIELD_INVALID", "/memo"),
                ("FIELD_UNKNOWN", "/typ"),
            ],
        ),
    ],
)  # fmt: skip
def test_every_field_at_fault_is_named(erp, said, codes):
    answer = send(erp, json.dumps(said))
    assert (answer.status, answer.json["title"], answer.codes) == (422, "Invalid body", codes)
    assert erp.get("/bills").items == []


def test_a_line_s_field_bears_the_line_s_reference(erp):
    (error,) = send(erp, json.dumps({**BILL, "lines": [{**LINE, "amount": 1.5}]})).json["errors"]
    assert (error["source_ref"], str(error["value"])) == ("J-1", "1.5")


@pytest.mark.parametrize(
    "text", ["😀 émigré", "'; DROP TABLE erp_bills; --", "../../etc/passwd", "a\tb\nc", "<b>&amp;", '"', "\x7f\u2028"]
)
def test_any_text_is_kept_as_it_is(erp, text):
    said = {**BILL, "memo": text, "document_number": text, "external_id": text}
    bill_id = erp.created(said | {"lines": [{**LINE, "description": text, "source_ref": text}]})
    shown = erp.get(f"/bills/{bill_id}").json
    assert {shown["memo"], shown["document_number"], shown["external_id"]} == {text}
    assert {shown["lines"][0]["description"], shown["lines"][0]["source_ref"]} == {text}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/bills", {"GET", "POST"}),
        ("PATCH", "/bills/B-1", {"GET", "DELETE"}),
        ("GET", "/bills/B-1/post", {"POST"}),
        ("DELETE", "/accounts", {"GET"}),
        ("POST", "/ledger", {"GET"}),
    ],
)
def test_a_method_that_there_is_not(erp, method, path, allowed):
    answer = erp.call(method, path)
    assert (answer.status, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert allowed <= {name.strip() for name in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize(
    "path",
    ["/", "/bill", "/bills/", "//bills", "/bills/B-1/pay", "/bills/%2e%2e/accounts", "/../v1"],
)
def test_a_path_that_there_is_not(erp, path):
    answer = erp.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_vendors_are_taken_on(erp):
    answer = erp.post("/vendors", {"external_id": "E-2000", "name": "New Hire"})
    assert answer.status == 201
    assert answer.json == {
        "id": "V-1004", "external_id": "E-2000", "name": "New Hire", "active": True, "currency": None
    }  # fmt: skip
    assert erp.get("/vendors?external_id=E-2000").items == [answer.json]
    assert erp.post("/bills", {**BILL, "vendor_id": "V-1004"}).status == 201


def test_an_external_id_is_one_vendor_s(erp):
    answer = erp.post("/vendors", {"external_id": "E-1001", "name": "Ann Lee again"})
    assert (answer.status, answer.codes) == (409, [("VENDOR_EXISTS", "/external_id")])
    assert "V-1001" in answer.json["detail"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, [("FIELD_REQUIRED", "/external_id"), ("FIELD_REQUIRED", "/name")]),
        ({"external_id": "", "name": "x" * 241}, [("FIELD_INVALID", "/external_id"), ("FIELD_INVALID", "/name")]),
        ({"external_id": "E", "name": "N", "currency": "euro"}, [("FIELD_INVALID", "/currency")]),
        ({"external_id": "E", "name": "N", "currency": "XXZ"}, [("FIELD_INVALID", "/currency")]),
        ({"external_id": "E", "name": "N", "id": "V-1"}, [("FIELD_UNKNOWN", "/id")]),
    ],
)
def test_a_vendor_s_fields_are_checked(erp, said, codes):
    answer = erp.post("/vendors", said)
    assert (answer.status, answer.codes) == (422, codes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*LINE, "x"]), inner, max_size=4),
    max_leaves=8,
)


@given(changes=st.dictionaries(st.sampled_from([*BILL, "x", ""]), JSON, max_size=4), line=st.none() | JSON)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_body_makes_it_fail(erp_store, erp_service, changes, line):
    world = World(erp_store, erp_service)
    try:
        said = {**BILL, **changes} | ({"lines": [line]} if line is not None else {})
        answer = send(world, json.dumps(said))
        assert answer.status in {201, 400, 422}
        assert len(world.get("/bills").items) == (1 if answer.status == 201 else 0)
    finally:
        world.close()


def test_options_are_refused_as_any_method_that_a_route_does_not_take(erp):
    response = erp.client.options("/api/v1/bills", headers=AUTHORIZED)
    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))
