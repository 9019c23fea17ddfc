"""The list of reports: its elements, its query parameters and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from mock_concur.domain.listing import MAX_ROWS
from mock_concur.domain.model import Report
from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import World

LIST = "/api/expense/expensereport/v2.0/Reports/"
NS = "{http://www.concursolutions.com/api/expense/expensereport/2012/06}"
ELEMENTS = [
    *["ReportName", "ReportId", "ReportTotal", "ReportCurrency", "ReportDate", "LastComment"],
    *["Report-Full-Details-Url", "ExpenseUserLoginID", "ApproverLoginID", "EmployeeName"],
    *["ApprovalStatus", "PaymentStatus"],
]
"""The documented sample, written down apart from the code."""


def report(number: int, approval: str = "A_APPR", payment: str = "P_PROC", **changes: object) -> Report:
    values: dict[str, Any] = {
        "id": f"{number:020X}",
        "protected_id": f"n{number:033}",
        "step_id": f"nStep{number}",
        "approval_status": approval,
        "payment_status": payment,
        "modified_at": datetime(2026, 1, 30, 10, 0, number % 60, number, tzinfo=UTC),
        **changes,
    }
    return replace(sample.REPORT, **values)


def ids(answer: TestResponse) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [int(found.text or "", 16) for found in etree.fromstring(answer.data).iter(NS + "ReportId")]


@pytest.fixture
def listed(world: World) -> World:
    states = [
        ("A_NOTF", "P_NOTP"),
        ("A_RESU", "P_NOTP"),
        ("A_PEND", "P_NOTP"),
        ("A_ACCO", "P_NOTP"),
        ("A_APPR", "P_PROC"),
        ("A_APPR", "P_PAID"),
        ("A_EXTV", "P_NOTP"),
        ("A_APPR", "P_PAYC"),
        ("A_APPR", "P_HOLD"),
    ]
    world.add(*(report(number, *state) for number, state in enumerate(states, start=1)))
    return world


def test_the_list_in_xml(full: World) -> None:
    answer = full.get(LIST, query_string={"status": "PROCESSING"})
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.headers["Cache-Control"] == "private"
    assert answer.text.startswith(
        '<ReportsList xmlns="http://www.concursolutions.com/api/expense/expensereport/2012/06"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ReportSummary><ReportName>'
    )
    (summary,) = etree.fromstring(answer.data)
    assert [child.tag.removeprefix(NS) for child in summary] == ELEMENTS
    assert [child.text for child in summary] == [
        *["Client meeting & more", "425FE2ADB4954FCA90CD", "117.10000000", "USD", "2026-01-20T08:30:15"],
        "fine <for> me",
        "http://localhost/api/expense/expensereport/v2.0/report/n6ujbuLd1Arwe45lT7As$3ThJYJf2dAsrr",
        *["ann@example.com", "bob@example.com", "Ann Lee", "Final Approval", "Processing Payment"],
    ]


def test_the_list_in_json_says_the_same(full: World) -> None:
    answer = full.get(LIST, accept="application/json")
    assert answer.headers["Content-Type"] == "application/json"
    (summary,) = json.loads(answer.text)
    assert list(summary) == ELEMENTS
    assert summary["ReportTotal"] == "117.10000000"
    assert summary["Report-Full-Details-Url"].endswith("/v2.0/report/n6ujbuLd1Arwe45lT7As$3ThJYJf2dAsrr")


def test_a_details_url_of_the_list_leads_to_the_report(full: World) -> None:
    (summary,) = json.loads(full.get(LIST, accept="application/json").text)
    answer = full.get(summary["Report-Full-Details-Url"])
    assert answer.status_code == 200
    assert "<ReportID>425FE2ADB4954FCA90CD</ReportID>" in answer.text


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("ACTIVE", [1, 2, 3, 4, 5, 7, 8, 9]),
        ("UNSUBMITTED", [1, 2]),
        ("PENDING", [3]),
        ("ACCOUNTINGREVIEW", [4]),
        ("PROCESSING", [5]),
        ("INTEGRATED", [6]),
        ("PENDINGEXTERNALVALIDATION", [7]),
        ("PAYMENTCONFIRMED", [8]),
        ("processing", [5]),
        (None, [1, 2, 3, 4, 5, 7, 8, 9]),
        ("", [1, 2, 3, 4, 5, 7, 8, 9]),
    ],
)
def test_each_status_has_its_reports(listed: World, status: str | None, expected: list[int]) -> None:
    assert ids(listed.get(LIST, query_string={} if status is None else {"Status": status})) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-01-30T10:00:05", [5, 6, 7, 8, 9]),
        ("2026-01-30T10:00:05.000004", [5, 6, 7, 8, 9]),
        ("2026-01-30T10:00:05.000005", [6, 7, 8, 9]),
        ("2026-01-30T10:00:05.000005Z", [6, 7, 8, 9]),
        ("2026-01-30 10:00:06", [6, 7, 8, 9]),
        ("2026-01-30T10:00:07.0000071", [8, 9]),
        ("2026-01-30", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("2026-01-31", []),
    ],
)
def test_modified_after_is_strict_to_the_microsecond(world: World, after: str, expected: list[int]) -> None:
    world.add(*(report(number) for number in range(9, 0, -1)))
    answer = world.get(LIST, query_string={"status": "PROCESSING", "modifiedafterdate": after})
    assert ids(answer) == expected


def test_modified_before_is_strict_and_combines(world: World) -> None:
    world.add(*(report(number) for number in range(1, 6)))
    window = {"modifiedAfterDate": "2026-01-30T10:00:02", "ModifiedBeforeDate": "2026-01-30T10:00:04.000004"}
    assert ids(world.get(LIST, query_string=window)) == [2, 3]


def test_a_change_moves_a_report_behind_the_watermark(full: World) -> None:
    later = {"modifiedafterdate": "2026-01-31T12:00:00"}
    assert ids(full.get(LIST, query_string=later)) == []
    full.save(replace(sample.REPORT, modified_at=sample.NOW + timedelta(microseconds=1)))
    assert len(ids(full.get(LIST, query_string=later))) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"ReportCurrency": "USD"}, [1]),
        ({"reportcurrency": "eur"}, [2]),
        ({"Report Country": "US"}, [1]),
        ({"reportcountry": "DE"}, [2]),
        ({"LoginID": "ann@example.com"}, [1]),
        ({"loginid": "BOB@example.com"}, [2]),
        ({"ReimbursementMethod": "CNQRPAY"}, [2]),
        ({"HasAttendees": "true"}, [1]),
        ({"PaymentTypeID": "gWpay$pCash"}, [1, 2]),
        ({"PaymentTypeID": "gWpay$pAmex"}, [1]),
        ({"PaymentTypeID": "gWpay$pAmex", "ReportCurrency": "EUR"}, []),
        ({"nobody": "knows this"}, [1, 2]),
    ],
)
def test_each_term_narrows_the_list(world: World, query: dict[str, str], expected: list[int]) -> None:
    other = report(2, currency="EUR", country="DE", owner="bob@example.com", reimbursement_method="CNQRPAY")
    world.add(report(1), replace(other, entries=(sample.TAXI,)))
    assert ids(world.get(LIST, query_string=query)) == expected


@pytest.mark.parametrize("name", ["jobkey", "Job Key", "BatchID"])
def test_a_job_has_its_reports_whatever_their_status(listed: World, name: str) -> None:
    paid = listed.ask("POST", f"/api/expense/expensereport/v2.0/integrationstatus/report/{5:020X}")
    assert paid.status_code == 200
    key = next(row.job_run_key for *_, row in listed.report(f"{5:020X}").rows())
    assert ids(listed.get(LIST, query_string={name: key, "status": "PENDING"})) == [5]
    assert ids(listed.get(LIST, query_string={name: "nobody's"})) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Status", "PAIDISH"),
        ("ModifiedAfterDate", "yesterday"),
        ("ModifiedAfterDate", "2026-13-45"),
        ("ModifiedAfterDate", "2026-02-30T00:00:00"),
        ("ModifiedAfterDate", "2026-01-01T25:00:00"),
        ("ModifiedAfterDate", "0000-01-01"),
        ("ModifiedBeforeDate", "99999-01-01"),
        ("ModifiedBeforeDate", "2026-01-01T00:00:00+02:00"),
        ("ReportCurrency", "DOLLARS"),
        ("ReportCountry", "U$"),
        ("LoginID", "nobody@example.com"),
        ("ReimbursementMethod", "CASH"),
        ("HasAttendees", "false"),
        ("PaymentTypeID", "unknown"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_parameter(full: World, name: str, value: str) -> None:
    answer = full.get(LIST, query_string={name.lower(): value})
    assert answer.status_code == 400
    error = etree.fromstring(answer.data)
    assert [child.tag for child in error] == ["Message", "Server-Time", "Id"]
    assert (error.findtext("Message") or "").startswith(f"{name}: ")
    assert error.findtext("Server-Time") == "2026-01-31T12:00:00"


def test_only_a_web_services_administrator_may_name_a_status(full: World) -> None:
    token = full.token_for("admin@example.com", ["company_administrator"])
    assert full.get(LIST, token=token).status_code == 200
    refused = full.get(LIST, token=token, query_string={"status": "PROCESSING"})
    assert refused.status_code == 401
    assert "Status" in refused.text


def test_at_most_a_thousand_reports_the_oldest_change_first(world: World) -> None:
    start = sample.REPORT.modified_at
    world.add(*(report(n, entries=(), modified_at=start - timedelta(seconds=n)) for n in range(1, 1003)))
    found = ids(world.get(LIST, query_string={"status": "PROCESSING"}))
    assert len(found) == MAX_ROWS == 1000
    assert found[:3] == [1002, 1001, 1000]


def test_the_singular_address_is_the_list_too(full: World) -> None:
    assert len(ids(full.get("/api/expense/expensereport/v2.0/Report"))) == 1


def test_a_list_is_the_companys_own(full: World) -> None:
    other = full.found("other")
    assert ids(full.get(LIST, token=other.access_token)) == []
