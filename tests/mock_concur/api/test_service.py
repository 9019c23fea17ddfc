"""Who may ask, how paths are taken, how errors are worded, and that no stale answer is given."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest
from lxml import etree

from mock_concur.store import setups, tokens
from mockkit import faults
from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import World

V2 = "/api/expense/expensereport/v2.0"
V1 = "/api/expense/expensereport/v1.1"
DETAILS = f"{V2}/report/{sample.REPORT.id}"
CALLS = [
    ("GET", f"{V2}/Reports"),
    ("GET", DETAILS),
    ("POST", f"{V2}/integrationstatus/report/{sample.REPORT.id}"),
    ("POST", f"{V1}/report/{sample.REPORT.step_id}/workflowaction"),
    ("POST", f"{V1}/report/{sample.REPORT.id}"),
    ("POST", f"{V1}/report/{sample.REPORT.id}/entry/{sample.TAXI.id}"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_authorization_header_is_a_401(full: World, method: str, path: str) -> None:
    answer = full.client.open(path, method=method)
    assert answer.status_code == 401
    assert etree.fromstring(answer.data).tag == "Error"


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_bad_token_is_a_403(full: World, method: str, path: str) -> None:
    older = 'OAuth oauth_consumer_key="a",oauth_signature="b"'
    for authorization in ("OAuth never-issued", "Bearer", "Basic YTpi", "token", older):
        answer = full.client.open(path, method=method, headers={"Authorization": authorization})
        assert answer.status_code == 403
        assert "Forbidden. Please check your Instance URL and OAuth token." in answer.text


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_an_expired_and_a_revoked_token_are_a_403(full: World, method: str, path: str) -> None:
    with full.store.transaction(write=True) as connection:
        tokens.expire(connection, full.company)
    assert full.ask(method, path).status_code == 403
    revoked = full.token_for("ann@example.com", ["web_services_administrator"])
    with full.store.transaction(write=True) as connection:
        tokens.revoke(connection, full.company, full.credentials.client_id, "ann@example.com")
    assert full.ask(method, path, token=revoked).status_code == 403
    assert full.report() == sample.REPORT


@pytest.mark.parametrize("scheme", ["OAuth", "Bearer", "Oauth", "bearer", "OAUTH"])
def test_the_words_before_a_token(full: World, scheme: str) -> None:
    answer = full.client.get(DETAILS, headers={"Authorization": f"{scheme} {full.token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", [f"{V2}/Reports", DETAILS])
def test_reading_needs_an_administrator(full: World, path: str) -> None:
    assert full.get(path, token=full.token_for("ann@example.com", ["employee"])).status_code == 401


def test_only_a_web_services_administrator_sees_journals_and_cards(full: World) -> None:
    less = full.get(DETAILS, token=full.token_for("admin@example.com", ["company_administrator"])).text
    for name in ("ReportKey", "JournalEntriesList", "VATDataList", "CardTransaction", "EmployeeBankAccount"):
        assert f"<{name}" in full.get(DETAILS).text
        assert f"<{name}" not in less


@pytest.mark.parametrize(
    "path",
    [
        DETAILS,
        f"{DETAILS}/",
        f"/API/Expense/ExpenseReport/V2.0/Report/{sample.REPORT.id}",
        f"/api/expense/expensereport/v2.0/report//{sample.REPORT.id}",
        f"/api//expense///expensereport/v2.0/report/{sample.REPORT.id}",
        f"{V2}/report/{sample.REPORT.protected_id}",
        f"{V2}/report/{sample.REPORT.protected_id.replace('$', '%24')}",
    ],
)
def test_paths_as_clients_write_them(full: World, path: str) -> None:
    assert full.get(path).status_code == 200


def test_ids_keep_their_case(full: World) -> None:
    assert full.get(f"{V2}/report/{sample.REPORT.protected_id.upper()}").status_code == 404


def test_ids_are_decoded_once(full: World) -> None:
    assert full.get(f"{V2}/report/{sample.REPORT.protected_id.replace('$', '%2524')}").status_code == 404


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/xml"),
        ("*/*", "application/xml"),
        ("application/xml", "application/xml"),
        ("text/csv", "application/xml"),
        ("application/json", "application/json"),
        ("Application/JSON", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("application/xml, application/json;q=0.5", "application/xml"),
        ("application/json, application/xml;q=0.5", "application/json"),
        ("text/html, */*;q=0.1", "application/xml"),
        ("application/json;charset=utf-8", "application/json"),
        ("application/json; charset=UTF-8; q=0.9", "application/json"),
        ("text/json", "application/json"),
        ("application/vnd.concur.v2+json", "application/json"),
        ("application/xml;q=0.9, application/json;charset=utf-8", "application/json"),
        ("application/json;charset=utf-8;q=0.5, text/xml;q=0.8", "application/xml"),
        ("application/json;q=0.9, */*;q=0.8", "application/json"),
        ("application/json;q=0.1, */*", "application/xml"),
        ("application/json, application/xml", "application/json"),
        ("application/xml, application/json", "application/xml"),
        ("application/json;q=0", "application/xml"),
        ("application/json;q=0, */*", "application/xml"),
        ("text/html, application/json;q=0.1", "application/json"),
        ("application/*", "application/xml"),
        ("application/jsonp, text/x-json5", "application/xml"),
        ('application/json;profile="a,b;q=0"', "application/json"),
        ("application/json;q=nonsense, json, /json, ;", "application/xml"),
    ],
)
def test_xml_unless_json_is_preferred(full: World, accept: str | None, expected: str) -> None:
    answer = full.get(DETAILS, accept=accept)
    assert answer.headers["Content-Type"] == expected
    assert answer.headers["Cache-Control"] == "private"


def test_the_content_type_of_a_get_does_not_matter(full: World) -> None:
    for content_type in ("application/json", "text/plain", "nonsense"):
        assert full.get(DETAILS, content_type=content_type).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_a_405_in_the_services_form(full: World, method: str) -> None:
    answer = full.ask(method, DETAILS)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert etree.fromstring(answer.data).tag == "Error"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", DETAILS, {}),
        ("GET", DETAILS, {"Authorization": "OAuth never-issued"}),
        ("POST", DETAILS, {}),
        ("GET", "/nothing", {}),
        ("POST", "/oauth2/v0/token", {}),
        ("GET", "/oauth2/v0/token", {}),
        ("DELETE", "/app-mgmt/v0/connections", {}),
    ],
)
def test_every_answer_bears_a_correlation_id(full: World, method: str, path: str, headers: dict[str, str]) -> None:
    """An answer to nobody we know had none, so that a 401 could not be asked about."""
    ids = [full.client.open(path, method=method, headers=headers).headers["concur-correlationid"] for _ in range(2)]
    assert all(UUID(each) for each in ids)
    assert ids[0] != ids[1]
    own = {**headers, "concur-correlationid": "11111111-2222-4333-8444-555555555555"}
    answer = full.client.open(path, method=method, headers=own)
    assert answer.headers.getlist("concur-correlationid") == ["11111111-2222-4333-8444-555555555555"]


@pytest.mark.parametrize("sent", ["x" * 5000, "two words", "\xe9\xe8", "", " "])
def test_what_is_no_correlation_id_is_not_taken_over(full: World, sent: str) -> None:
    given = full.get(DETAILS, headers={"concur-correlationid": sent}).headers["concur-correlationid"]
    assert given != sent
    assert len(given) == 36


def test_head_is_a_get_without_a_body(full: World) -> None:
    answer = full.ask("HEAD", DETAILS)
    assert answer.status_code == 200
    assert answer.data == b""


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/api/v3.0/expense/reports", f"{V2}/nothing", f"{V1}/report"])
@pytest.mark.parametrize("accept", ["application/xml", "application/json", "text/html"])
def test_an_unknown_route_is_a_404_in_the_services_form(full: World, path: str, accept: str) -> None:
    answer = full.get(path, accept=accept)
    assert answer.status_code == 404
    if accept == "application/json":
        error = json.loads(answer.text)["Error"]
        assert list(error) == ["Message", "Server-Time", "Id"]
    else:
        error = etree.fromstring(answer.data)
        assert [child.tag for child in error] == ["Message", "Server-Time", "Id"]
    assert len(error["Id"] if accept == "application/json" else error.findtext("Id") or "") == 36


def test_an_unknown_report_is_a_404(full: World) -> None:
    answer = full.get(f"{V2}/report/0123456789ABCDEF0123", accept="application/json")
    assert answer.status_code == 404
    assert json.loads(answer.text)["Error"]["Message"] == "The report was not found."


def test_another_companys_report_is_unknown(full: World) -> None:
    other = full.found("other")
    assert full.get(DETAILS, token=other.access_token).status_code == 404
    commit = f"{V2}/integrationstatus/report/{sample.REPORT.id}"
    assert full.ask("POST", commit, token=other.access_token).status_code == 404


def test_a_change_is_seen_at_once(full: World) -> None:
    assert "<ReportName>Client meeting" in full.get(DETAILS).text
    full.save(replace(sample.REPORT, name="Renamed"))
    assert "<ReportName>Renamed</ReportName>" in full.get(DETAILS).text
    assert "<ReportName>Renamed</ReportName>" in full.get(f"{V2}/Reports").text


def test_a_change_of_the_setup_is_seen_at_once(full: World) -> None:
    assert "Processing Payment" in full.get(DETAILS).text
    renamed = replace(sample.SETUP, status_names={"P_PROC": "Unpaid"})
    with full.store.transaction(write=True) as connection:
        setups.save(connection, full.company, sample.SETUP, renamed)
    for path in (DETAILS, f"{V2}/Reports"):
        answer = full.get(path).text
        assert "Unpaid" in answer
        assert "Processing Payment" not in answer


def test_urls_bear_the_host_that_was_asked(full: World) -> None:
    for host in ("127.0.0.1:8280", "concur.test:443", "127.0.0.1:8280"):
        answer = full.get(DETAILS, headers={"Host": host})
        assert f"<WorkflowActionURL>http://{host}/api/" in answer.text


def test_a_kept_answer_is_not_given_to_lesser_callers(full: World) -> None:
    assert full.get(DETAILS).status_code == 200
    assert full.get(DETAILS, token=full.token_for("ann@example.com", ["employee"])).status_code == 401
    with full.store.transaction(write=True) as connection:
        tokens.expire(connection, full.company)
    assert full.get(DETAILS).status_code == 403


def test_a_fault_is_worded_as_the_service_does(full: World) -> None:
    spec = faults.read_fault({"service": "concur", "path": "*/v2.0/reports*", "do": "answer", "status": 503, "nth": 1})
    with full.store.transaction(write=True) as connection:
        faults.arm(connection, full.company, spec)
    answer = full.get(f"{V2}/Reports/")
    assert answer.status_code == 503
    assert etree.fromstring(answer.data).tag == "Error"
    assert full.get(f"{V2}/Reports/").status_code == 200


def test_an_expiring_token_opens_nothing_until_it_is_renewed(full: World) -> None:
    spec = faults.read_fault({"service": "concur", "path": "*/report/*", "do": "expire-token", "nth": 1})
    with full.store.transaction(write=True) as connection:
        faults.arm(connection, full.company, spec)
    assert full.get(DETAILS).status_code == 403
    given = full.credentials
    fields = {"client_id": given.client_id, "client_secret": given.client_secret}
    reply = full.ask_token(grant_type="refresh_token", refresh_token=given.refresh_token, **fields)
    assert full.get(DETAILS, token=json.loads(reply.text)["access_token"]).status_code == 200
