"""Every call says who may use it, and nobody else gets in, not even to an answer that was kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from mock_concur.api.common.callers import Access
from mock_concur.api.common.paths import Paths
from mock_concur.api.common.routes import Route
from mock_concur.service import ConcurService
from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import ADMIN, World

V2 = "/api/expense/expensereport/v2.0"
V1 = "/api/expense/expensereport/v1.1"
DETAILS = f"{V2}/report/{sample.REPORT.id}"
WS_ADMIN = ["web_services_administrator"]
OTHER_SCOPES = "LIST USER openid company.read expense.report.read expense.report.readwrite"
DECLARED = {
    (route.method, family.root + route.path): route for family in ConcurService().families for route in family.routes
}
WITHOUT_TOKEN = {("POST", "/oauth2/v0/token")}
WITHOUT_SCOPE = {("DELETE", "/app-mgmt/v0/connections")}


def scoped() -> list[tuple[str, str, Route]]:
    """The calls that need a scope, with a path that leads there."""
    ids = {"report_id": sample.REPORT.id, "entry_id": sample.TAXI.id, "step_id": sample.REPORT.step_id}
    return [
        (method, re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda found: ids[found[1]], path), route)
        for (method, path), route in DECLARED.items()
        if route.access is not None and route.access.scope is not None
    ]


def test_every_route_of_the_url_map_is_declared() -> None:
    """A route registered past its family's table would have neither scope nor roles."""
    rules = ConcurService().app.url_map.iter_rules()
    served = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD"}}
    assert served == set(DECLARED)


@pytest.mark.parametrize("call", DECLARED)
def test_every_route_says_who_may_use_it(call: tuple[str, str]) -> None:
    access = DECLARED[call].access
    if call in WITHOUT_TOKEN:
        assert access is None
    else:
        assert isinstance(access, Access)
        assert access.scope == (None if call in WITHOUT_SCOPE else "EXPRPT")


@pytest.mark.parametrize(("method", "path", "_route"), scoped())
def test_a_token_without_the_scope_is_a_403(full: World, method: str, path: str, _route: Route) -> None:
    token = full.token_for(ADMIN, WS_ADMIN, OTHER_SCOPES)
    answer = full.ask(method, path, token=token, data="<Any/>", content_type="application/xml")
    assert answer.status_code == 403
    assert "EXPRPT" in (etree.fromstring(answer.data).findtext("Message") or "")
    assert full.report() == sample.REPORT


def test_a_narrowed_token_reads_no_reports(full: World) -> None:
    given = full.credentials
    form = {"client_id": given.client_id, "client_secret": given.client_secret, "grant_type": "client_credentials"}
    narrow = full.ask_token(**form, scope="LIST").get_json()["access_token"]
    assert full.get(DETAILS, token=narrow).status_code == 403
    assert (
        full.get(DETAILS, token=full.ask_token(**form, scope="EXPRPT LIST").get_json()["access_token"]).status_code
        == 200
    )


@pytest.mark.parametrize("path", [DETAILS, f"{V2}/Reports"])
def test_a_kept_answer_is_not_given_to_a_token_without_the_scope(full: World, path: str) -> None:
    with_scope, without = full.token_for(ADMIN, WS_ADMIN), full.token_for(ADMIN, WS_ADMIN, "LIST")
    assert full.get(path, token=with_scope).status_code == 200
    assert full.get(path, token=without).status_code == 403
    assert full.get(path, token=with_scope).status_code == 200


def test_only_declared_answers_are_kept() -> None:
    assert {call for call, route in DECLARED.items() if route.cached_by == "roles"} == {
        ("GET", f"{V2}/reports"),
        ("GET", f"{V2}/report"),
        ("GET", f"{V2}/report/<report_id>"),
    }


# Words and ids


@pytest.mark.parametrize(
    ("method", "path"),
    [
        (method, f"{V1}/report/{words}")
        for method in ("GET", "POST", "DELETE")
        for words in (
            *("Forms", "forms/RPTINFO", "Forms/ENTRYINFO/Fields", "Form/abc/Fields", "FORM", "Form/workflowaction"),
            *("batch", "Batch/", "batch/entry/x"),
        )
    ],
)
def test_the_words_of_other_calls_are_no_ids(full: World, method: str, path: str) -> None:
    answer = full.ask(method, path, data="<Report><Name>x</Name></Report>", content_type="application/xml")
    assert answer.status_code == 404
    message = etree.fromstring(answer.data).findtext("Message") or ""
    assert "report was not found" not in message


@pytest.mark.parametrize("word", ["Report", "REPORTS", "Token", "Entry", "WorkFlowAction", "API"])
def test_an_id_that_is_also_a_word_survives(world: World, word: str) -> None:
    """Words were made lower case wherever they stood, so that such an id was looked up as another."""
    taxi = replace(sample.TAXI, id=f"{word}$e")
    entries = (taxi, replace(sample.HOTEL, id=word))
    recalled = replace(sample.REPORT, approval_status="A_ACCO", payment_status="P_NOTP")
    world.add(replace(recalled, protected_id=word, step_id=f"{word}", entries=entries))
    assert world.get(f"{V2}/report/{word}").status_code == 200
    assert world.get(f"{V2}/report/{word.lower()}").status_code == (200 if word == word.lower() else 404)
    fields = "<ExpKey>LODNG</ExpKey><TransactionAmount>120</TransactionAmount>"
    body = f"<ReportEntries><Expense>{fields}</Expense></ReportEntries>"
    assert "SUCCESS" in world.post_xml(f"{V1}/report/{word}/entry/{word}", body).text


def test_fixed_words_are_taken_in_any_case_and_ids_as_they_are() -> None:
    paths = Paths(["/api/report/<id>", "/api/report/<id>/entry/<entry_id>", "/api/reports"])
    for sent, plain in {
        "/API//Report/Report/ENTRY/Entry/": "/api/report/Report/entry/Entry",
        "/Api/REPORTS": "/api/reports",
        "/api/report/Reports": "/api/report/Reports",
        "/Nothing/REPORT": "/Nothing/REPORT",
        "/API/REPORT": "/API/REPORT",
        "": "/",
        "/a" * 5000: "/a" * 5000,
    }.items():
        assert paths.plain(sent) == plain


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/OAuth2//nothing", "application/json"),
        ("/app-mgmt/v1/nothing", "application/json"),
        ("/oauth2x/nothing", "application/xml"),
        (f"{V1}/nothing", "application/xml"),
    ],
)
def test_an_unknown_path_is_answered_in_the_form_of_its_family(full: World, path: str, kind: str) -> None:
    answer = full.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == kind
