"""Faults over the control API, and what those of a kind that a service must know do to its clients."""

from __future__ import annotations

import json

import pytest
from lxml import etree

REPORTS = "/api/expense/expensereport/v2.0/Reports"
TOKEN = "/oauth2/v0/token"


def test_a_fault_tells_how_often_it_fired(made):
    fault = {"service": "concur", "method": "get", "path": "/API/expense/*", "do": "answer", "status": 503, "nth": 2}
    answer = made.control("POST", "/faults", fault)
    assert (answer.status, answer.json["id"], answer.json["fired"]) == (201, "F-1", 0)
    assert answer.headers["Location"].endswith("/faults/F-1")
    assert [made.concur("GET", REPORTS).status for _ in range(3)] == [200, 503, 200]
    shown = made.control("GET", "/faults/F-1").json
    assert shown["fired"] == 1
    assert made.control("GET", "/faults").json == {"items": [shown]}


def test_faults_are_lifted_one_by_one_or_all(made):
    for _ in range(3):
        made.control("POST", "/faults", {"service": "erp", "do": "answer", "status": 500, "times": None})
    assert made.control("DELETE", "/faults/F-2").status == 204
    assert made.control("DELETE", "/faults/F-2").status == 404
    assert [fault["id"] for fault in made.control("GET", "/faults").json["items"]] == ["F-1", "F-3"]
    assert made.control("DELETE", "/faults").status == 204
    assert made.erp("GET", "/api/v1/accounts").status == 200


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ({"service": "erp", "do": "answer"}, "/status"),
        ({"service": "erp", "do": "answer", "status": 99}, "/status"),
        ({"service": "fax", "do": "answer", "status": 500}, "/service"),
        ({"service": "erp", "do": "explode"}, "/do"),
        ({"service": "erp", "do": "kill"}, "/do"),
        ({"service": "erp", "do": "delay", "seconds": 1e9}, "/seconds"),
        ({"service": "erp", "do": "throttle"}, "/retry_after"),
        ({"service": "erp", "do": "expire-token"}, "/service"),
        ({"service": "erp", "do": "answer", "status": 500, "nth": 0}, "/nth"),
        ({"service": "erp", "do": "answer", "status": 500, "colour": 1}, "/colour"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(made, fault, place):
    answer = made.control("POST", "/faults", fault)
    assert (answer.status, answer.places) == (422, [place])
    assert made.control("GET", "/faults").json == {"items": []}


def test_why_a_fault_did_not_fire_is_told_without_what_is_secret(made):
    """A client may put a token into a path."""
    made.control("POST", "/faults", {"service": "erp", "method": "POST", "path": "/api/*", "do": "drop-after"})
    assert made.control("GET", "/faults/F-1").json["why_not"] == "no request matched"
    secret = made.shown["concur"]["access_token"]
    made.erp("GET", f"/api/v1/bills/{secret}")
    told = made.control("GET", "/faults/F-1").json["why_not"]
    assert "GET /api/v1/bills/" in told
    assert "POST" in told
    assert secret not in told
    assert made.control("GET", "/faults").json["items"][0]["why_not"] == told


def granted(made, **form: str):
    concur = made.shown["concur"]
    known = {"client_id": concur["client_id"], "client_secret": concur["client_secret"]}
    return made.world.ask("POST", TOKEN, data={**known, **form})


def test_an_expired_token_is_refused_at_once_and_a_refresh_token_still_opens(made):
    made.control("POST", "/faults", {"service": "concur", "path": "/api/*", "do": "expire-token", "nth": 2})
    assert [made.concur("GET", REPORTS).status for _ in range(2)] == [200, 403]
    again = granted(made, grant_type="refresh_token", refresh_token=made.shown["concur"]["refresh_token"])
    assert again.status == 200
    bearer = {"Authorization": f"Bearer {again.json['access_token']}"}
    assert made.world.ask("GET", REPORTS, headers=bearer).status == 200


def test_a_revoked_token_is_refused_at_once_with_its_refresh_token_and_the_company_may_be_connected_anew(made):
    concur = made.shown["concur"]
    made.control("POST", "/faults", {"service": "concur", "path": "/api/*", "do": "revoke-token", "nth": 2})
    assert [made.concur("GET", REPORTS).status for _ in range(2)] == [200, 403]
    assert granted(made, grant_type="refresh_token", refresh_token=concur["refresh_token"]).status == 400
    anew = {"username": concur["company_uuid"], "password": concur["request_token"], "credtype": "authtoken"}
    connected = granted(made, grant_type="password", **anew)
    assert connected.status == 200
    bearer = {"Authorization": f"Bearer {connected.json['access_token']}"}
    assert made.world.ask("GET", REPORTS, headers=bearer).status == 200


@pytest.mark.parametrize(
    ("accept", "parse", "error"),
    [("application/xml", etree.fromstring, etree.XMLSyntaxError), ("application/json", json.loads, ValueError)],
)
def test_a_list_that_is_malformed_cannot_be_parsed(made, accept, parse, error):
    given = {"Authorization": f"Bearer {made.shown['concur']['access_token']}", "Accept": accept}
    client = made.world.clients["concur"]
    whole = client.get(REPORTS, headers=given)
    parse(whole.data)
    made.control("POST", "/faults", {"service": "concur", "do": "malform"})
    malformed = client.get(REPORTS, headers=given)
    assert (malformed.status_code, malformed.content_type) == (200, whole.content_type)
    with pytest.raises(error):
        parse(malformed.data)
