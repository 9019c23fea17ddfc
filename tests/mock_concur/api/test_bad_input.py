"""Bad input everywhere: a clear answer in the service's own form, never a 500, and nothing changed."""

from __future__ import annotations

import json
from itertools import product
from urllib.parse import quote

import pytest
from lxml import etree

from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import World

V2 = "/api/expense/expensereport/v2.0"
V1 = "/api/expense/expensereport/v1.1"
NASTY = [
    "'; DROP TABLE concur_reports; --",
    "' OR '1'='1",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\x00",
    "a\x00b",
    "%",
    "%w%",
    "\ud7ff\u200b\u202e",
    "\U0001f4b8",
    "<script>",
    "&amp;",
    "x" * 5000,
    "9" * 400,
    "-1",
    "null",
    "\n\r\t",
    "${jndi:ldap://x}",
    "\xff\xfe",
]


def assert_clear(answer: object) -> None:
    status, kind, text = answer.status_code, answer.headers["Content-Type"], answer.text  # type: ignore[attr-defined]
    assert 200 <= status < 500, text
    assert kind in ("application/xml", "application/json")
    if kind == "application/json":
        json.loads(text)
    else:
        etree.fromstring(text.encode())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{V2}/report/{{}}"),
        ("POST", f"{V2}/integrationstatus/report/{{}}"),
        ("POST", f"{V2}/integrationstatus/{{}}/x"),
        ("POST", f"{V1}/report/{{}}/workflowaction"),
        ("POST", f"{V1}/report/{{}}"),
        ("POST", f"{V1}/report/{sample.REPORT.id}/entry/{{}}"),
        ("GET", "/{}"),
    ],
)
def test_nasty_paths(full: World, method: str, path: str) -> None:
    body = {"workflowaction": "<WorkflowAction><Action>Approve</Action></WorkflowAction>", "entry": "<ReportEntries/>"}
    data = next((xml for part, xml in body.items() if part in path), "<Report/>") if method == "POST" else None
    for text in NASTY:
        assert_clear(full.ask(method, path.format(quote(text, safe="")), data=data, content_type="application/xml"))
    assert full.report() == sample.REPORT


@pytest.mark.parametrize(
    "name",
    [
        *["status", "modifiedafterdate", "modifiedbeforedate", "loginid", "paymenttypeid", "jobkey", "batchid"],
        *["hasattendees", "reportcurrency", "reportcountry", "reimbursementmethod", "no such parameter"],
    ],
)
def test_nasty_queries(full: World, name: str) -> None:
    for text, accept in product(NASTY, ("application/xml", "application/json")):
        answer = full.get(f"{V2}/Reports", query_string={name: text}, accept=accept)
        assert_clear(answer)
        assert answer.headers["Content-Type"] == accept
        assert answer.status_code in (200, 400)
    assert full.report() == sample.REPORT


@pytest.mark.parametrize(
    "name", ["grant_type", "client_id", "client_secret", "refresh_token", "username", "password", "credtype", "scope"]
)
def test_nasty_token_requests(world: World, name: str) -> None:
    given = world.credentials
    form = {
        "client_id": given.client_id,
        "client_secret": given.client_secret,
        "grant_type": "refresh_token" if name in ("refresh_token", "scope") else "password",
        "refresh_token": given.refresh_token,
        "username": "ann@example.com",
        "password": "welcome",
    }
    for text in NASTY:
        answer = world.ask_token(**{**form, name: text})
        assert_clear(answer)
        assert answer.headers["Content-Type"] == "application/json"
        if text.strip():
            assert 400 <= answer.status_code < 500
            assert json.loads(answer.text)["code"]


@pytest.mark.parametrize("name", ["Authorization", "Accept"])
def test_nasty_headers(full: World, name: str) -> None:
    for text in NASTY:
        header = text.encode("utf-8", "replace").decode("latin-1").replace("\n", "").replace("\r", "")
        answer = full.client.get(f"{V2}/Reports", headers={name: header})
        assert_clear(answer)
        assert answer.status_code == (401 if name == "Accept" or not header.strip() else 403)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"\x00" * 100, b"<a" * 50_000, b"<a>" * 5_000, b'<?xml version="9"?>']
)
@pytest.mark.parametrize(
    "path",
    [
        f"{V1}/report/{sample.REPORT.step_id}/workflowaction",
        f"{V1}/report/{sample.REPORT.id}",
        f"{V1}/report/{sample.REPORT.id}/entry/{sample.TAXI.id}",
    ],
)
def test_nasty_bodies(full: World, path: str, body: bytes) -> None:
    answer = full.ask("POST", path, data=body, content_type="application/xml")
    assert answer.status_code == 400
    assert etree.fromstring(answer.data).tag == "Error"
    assert full.report() == sample.REPORT


def test_an_entity_bomb_is_not_expanded(full: World) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE b [<!ENTITY l0 "ha">{laughs}]><WorkflowAction><Action>&l9;</Action></WorkflowAction>'
    answer = full.post_xml(f"{V1}/report/{sample.REPORT.step_id}/workflowaction", bomb)
    assert answer.status_code == 400
    assert len(answer.data) < 2000


def test_nasty_texts_in_xml_come_back_as_texts(full: World) -> None:
    full.post_xml(
        f"{V1}/report/{sample.REPORT.step_id}/workflowaction",
        "<WorkflowAction><Action>Recall to Processor</Action><Comment><![CDATA['; <b>&amp;</b> --]]></Comment>"
        "</WorkflowAction>",
    )
    assert full.report().comments[-1].text == "'; <b>&amp;</b> --"
    (summary,) = json.loads(full.get(f"{V2}/Reports", accept="application/json").text)
    assert summary["LastComment"] == "'; <b>&amp;</b> --"


def test_comments_in_a_body_are_not_text(full: World) -> None:
    full.post_xml(
        f"{V1}/report/{sample.REPORT.step_id}/workflowaction",
        "<WorkflowAction><!-- a --><Action>Recall<!-- b --> to Processor</Action><?pi c?><Comment>why</Comment>"
        "</WorkflowAction>",
    )
    assert full.report().approval_status == "A_ACCO"
