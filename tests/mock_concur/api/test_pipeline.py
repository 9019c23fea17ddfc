"""Where the work of a request is done: beside the store, not in it; and whose token request it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from mock_concur.api.common import posted
from mock_concur.api.expense_v2_0 import routes
from tests.mock_concur.api.conftest import World
from tests.mock_concur.api.sample import REPORT
from tests.mockkit.toy import is_free

V1 = "/api/expense/expensereport/v1.1"
V2 = "/api/expense/expensereport/v2.0"


@pytest.mark.parametrize(
    ("module", "name", "method", "path", "body"),
    [
        (posted, "parse", "POST", f"{V1}/report/x/workflowaction", "<WorkflowAction/>"),
        (posted, "parse", "POST", f"{V1}/report/{REPORT.id}", "<Report><Comment>x</Comment></Report>"),
        (posted, "parse", "POST", f"{V1}/report/{REPORT.id}/entry/x", "<ReportEntries/>"),
        (routes, "render_list", "GET", f"{V2}/Reports", ""),
        (routes, "render_details", "GET", f"{V2}/report/{REPORT.id}", ""),
    ],
)
def test_nobody_waits_while_a_body_is_parsed_or_an_answer_rendered(
    full: World, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, method: str, path: str, body: str
) -> None:
    free: list[bool] = []
    real = getattr(module, name)

    def watched(*given: Any) -> Any:
        free.append(is_free(full.store))
        return real(*given)

    monkeypatch.setattr(module, name, watched)
    full.ask(method, path, data=body, content_type="application/xml" if body else None)
    assert free == [True]


@pytest.mark.parametrize("header", ["Bearer nobody-knows-this", "OAuth x", "Bearer", "Basic eDp5", "Digest x=y", "\t"])
def test_the_form_alone_names_the_company_of_a_token_request(world: World, header: str) -> None:
    form = {
        "client_id": world.credentials.client_id,
        "client_secret": world.credentials.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": world.credentials.refresh_token,
    }
    answer = world.client.post("/oauth2/v0/token", data=form, headers={"Authorization": header})
    assert answer.status_code == 200, answer.text


def test_a_token_request_with_another_companys_header_is_the_forms(world: World) -> None:
    other = world.found("other-company")
    form = {
        "client_id": other.client_id,
        "client_secret": other.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": other.refresh_token,
    }
    answer = world.client.post("/oauth2/v0/token", data=form, headers={"Authorization": f"Bearer {world.token}"})
    assert answer.status_code == 200
    assert [record.path for record in world.traffic.read("other-company")[0]] == ["/oauth2/v0/token"]
    assert world.traffic.read(world.company) == ([], False)
    token = answer.json["access_token"] if answer.json else ""
    world.ask("GET", f"{V2}/Reports", token=token)
    assert len(world.traffic.read("other-company")[0]) == 2


STRANGE = ["", "Bearer", "Bearer ", "OAuth \x01", "Basic Og==", "bearer " + "x" * 5000, "Bearer a b", "Bearer é", ","]


@pytest.mark.parametrize("header", STRANGE)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{V2}/Reports"),
        ("GET", f"{V2}/report/x"),
        ("POST", f"{V2}/integrationstatus/report/x"),
        ("POST", f"{V1}/report/x/workflowaction"),
        ("POST", f"{V1}/report/x"),
        ("POST", f"{V1}/report/x/entry/y"),
        ("DELETE", "/app-mgmt/v0/connections"),
        ("POST", "/oauth2/v0/token"),
        ("GET", "/oauth2/v0/token"),
        ("GET", "/nowhere"),
    ],
)
def test_strange_authorization_is_refused_and_nothing_breaks(world: World, method: str, path: str, header: str) -> None:
    for body in ("", "<x/>"):
        answer = world.client.open(path, method=method, data=body, headers={"Authorization": header})
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)


ROOT = {
    "workflowaction": (f"{V1}/report/x/workflowaction", "WorkflowAction"),
    "header": (f"{V1}/report/{REPORT.id}", "Report"),
    "entry": (f"{V1}/report/{REPORT.id}/entry/{REPORT.entries[0].id}", "ReportEntries"),
}


@pytest.mark.parametrize("call", ROOT)
def test_bodies_are_bounded_in_bytes_elements_and_depth(full: World, call: str) -> None:
    path, root = ROOT[call]
    before = full.report()
    for inner, expected in (("x" * 300_000, 413), ("<a/>" * 20_000, 400), ("<a>" * 300 + "</a>" * 300, 400)):
        answer = full.post_xml(path, f"<{root}>{inner}</{root}>")
        assert answer.status_code == expected, inner[:10]
        assert answer.text.startswith("<Error><Message>")
    assert full.report() == before


@pytest.mark.parametrize("path", ["/oauth2/v0/token", f"{V2}/integrationstatus/report/x", "/nowhere", f"{V2}/Reports"])
def test_what_reads_no_large_body_takes_none(world: World, path: str) -> None:
    answer = world.post_xml(path, "x" * 70_000, accept="application/json")
    assert answer.status_code == 413
    assert set(json.loads(answer.text)) & {"Error", "error"}


def test_a_body_that_is_too_large_is_in_the_traffic_without_its_bytes(world: World) -> None:
    world.post_xml(f"{V1}/report/x", "x" * 300_000)
    (record,), _ = world.traffic.read(world.company)
    assert (record.status, record.request.size) == (413, 0)


def test_an_error_before_the_application_shows_the_time_of_its_company(world: World) -> None:
    answer = world.post_xml(f"{V1}/report/x/workflowaction", "x" * 300_000)
    assert etree.fromstring(answer.data).findtext("Server-Time") == "2026-01-31T12:00:00"
