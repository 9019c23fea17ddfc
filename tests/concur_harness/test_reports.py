"""Reports over the control API: the read model, adding one, and acting as a person."""

from __future__ import annotations

from decimal import Decimal

import pytest

from concur_harness.control import reports as routes
from concur_harness.scenarios import report_history
from mock_concur.domain.drafting import draft_report
from tests.mockkit.toy import is_free

ENTRIES = [{"type": "TAXIX", "amount": "1.00"}]


def state(answer) -> tuple[str, str]:
    return answer.json["approval_status"], answer.json["payment_status"]


def test_a_report_is_shown_with_its_journal_allocations_and_taxes(made):
    report = made.reports()["Trade fair in Hamburg"]
    assert report["owner"] == {"login": "eve@example.com", "employee_id": "E-1004"}
    assert (report["approval_status"], report["payment_status"], report["currency"]) == ("A_APPR", "P_PROC", "USD")
    fare, dinner = report["entries"]
    assert (fare["type"], fare["payment"], fare["transaction_amount"]) == ("AIRFR", "Company Paid", "649.30")
    assert (dinner["currency"], dinner["transaction_amount"], dinner["posted_amount"]) == ("EUR", "71.40", "77.36")
    shares = [each for each in report["allocations"] if each["entry"] == dinner["id"]]
    assert [share["percentage"] for share in shares] == ["33.33", "33.33", "33.34"]
    assert shares[1]["Custom1"] == {"type": "List", "value": "P-300", "code": "P-300"}
    assert shares[1]["Custom2"] == {"type": "Text", "value": "0021", "code": ""}
    assert shares[1]["AccountCode1"] == "6430"
    rows = [row for row in report["journal"] if row["entry"] == dinner["id"]]
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("77.36")
    assert {(row["payer"], row["payee"], row["party"]) for row in rows} == {("Company", "Employee", "Employee")}
    assert [row["allocation"] for row in rows] == [share["id"] for share in shares]
    assert {row["job_run_key"] for row in rows} == {""}
    taxes = [tax for tax in report["taxes"] if tax["allocation"] in {share["id"] for share in shares}]
    assert {tax["authority"] for tax in taxes} == {"DEVAT"}
    assert sum(Decimal(tax["reclaim_posted"]) for tax in taxes) == Decimal("12.35")
    assert report["totals"]["by_party"] == {"Company Paid": "649.30", "Employee": "77.36"}
    assert [event["action"] for event in report["history"]] == ["submit", "approve", "final-approve"]
    assert report["history"][-1]["from"] == "A_ACCO/P_NOTP"
    steps = [event["step"] for event in report["history"]]
    assert steps[0] == ""
    assert len(set(steps)) == 3


def test_a_report_is_found_by_either_id(made):
    report = made.reports()["Phone bill"]
    assert made.control("GET", f"/reports/{report['protected_id']}").json == report
    assert made.control("GET", f"/reports/{report['id']}").json == report
    for wrong in ("nope", "%00", "..%2f", "' or 1=1 --"):
        assert made.control("GET", f"/reports/{wrong}").status == 404


def test_the_list_comes_in_pages(made):
    names, path = [], "/reports?limit=2"
    while path is not None:
        page = made.control("GET", path).json
        names += [report["name"] for report in page["items"]]
        path = page["next"] and page["next"].partition(made.id)[2]
    assert names == list(made.reports())
    assert len(names) == 9
    assert made.control("GET", "/reports?limit=0").places == ["limit"]
    assert made.control("GET", "/reports?limit=x").places == ["limit"]
    assert made.control("GET", "/reports?after=nope").places == ["after"]


def test_a_list_of_many_reports_comes_in_pages_that_leave_none_out(fresh):
    """All are of the same moment: the id decides on their order."""
    made = fresh.found("employee-only")
    entries = [{"type": "TAXIX", "payment": "Cash", "amount": "12.00", "date": "-3d"}]
    made.control("PUT", "/clock", {"frozen": True})
    made.control("POST", "/reports", {"name": "Many", "owner": "ann@example.com", "copies": 230, "entries": entries})
    path, pages = "/reports", []
    while path is not None:
        page = made.control("GET", path).json
        pages.append([report["id"] for report in page["items"]])
        path = page["next"] and page["next"].partition(made.id)[2]
    assert [len(page) for page in pages] == [100, 100, 31]
    assert len({report_id for page in pages for report_id in page}) == 231
    assert made.control("GET", "/reports?after=unknown").places == ["after"]


def test_a_report_is_added_in_the_form_of_a_scenario(made):
    answer = made.control(
        "POST",
        "/reports",
        {
            "name": "Another trip",
            "owner": "ann@example.com",
            "entries": [{"type": "LODNG", "payment": "Amex Corporate", "date": "-2d", "amount": "88.00"}],
        },
    )
    assert (answer.status, state(answer)) == (201, ("A_APPR", "P_PROC"))
    assert answer.headers["Location"].endswith(answer.json["id"])
    listed = made.concur("GET", "/api/expense/expensereport/v2.0/Reports?status=PROCESSING").json
    assert "Another trip" in [report["ReportName"] for report in listed]


def test_what_is_added_has_changed_since_the_last_poll(made):
    listed = made.concur("GET", "/api/expense/expensereport/v2.0/Reports?status=PROCESSING")
    since = made.control("GET", "/clock").json["now"].removesuffix("+00:00")
    body = {"name": "New", "owner": "ann@example.com", "copies": 3, "entries": [{"type": "TAXIX", "amount": "1.00"}]}
    assert made.control("POST", "/reports", body).json["name"] == "New 3"
    query = f"status=PROCESSING&modifiedafterdate={since}"
    after = made.concur("GET", f"/api/expense/expensereport/v2.0/Reports?{query}")
    assert len(listed.json) == 5
    assert [report["ReportName"] for report in after.json] == ["New 1", "New 2", "New 3"]


def test_what_is_wrong_with_an_added_report_is_told_and_nothing_is_added(made):
    answer = made.control(
        "POST",
        "/reports",
        {"name": "R", "owner": "ann@example.com", "entries": [{"type": "NOPE", "amount": "1"}, {"type": "TAXIX"}]},
    )
    assert (answer.status, answer.places) == (422, ["/entries/0/type", "/entries/1/amount"])
    assert made.control("POST", "/reports", []).status == 422
    assert len(made.reports()) == 9


def test_people_take_a_report_all_the_way(made):
    assert state(made.act("Phone bill", "submit", as_="ann@example.com")) == ("A_PEND", "P_NOTP")
    assert state(made.act("Phone bill", "approve", as_="bob@example.com")) == ("A_ACCO", "P_NOTP")
    answer = made.act("Phone bill", "final-approve", as_="pat@example.com")
    assert state(answer) == ("A_APPR", "P_PROC")
    assert [(event["who"], event["action"]) for event in answer.json["history"]] == [
        ("ann@example.com", "submit"),
        ("bob@example.com", "approve"),
        ("pat@example.com", "final-approve"),
    ]


def test_whoever_can_acts_where_nobody_is_named(made):
    for action in ("submit", "approve", "final-approve"):
        answer = made.act("Phone bill", action)
        assert answer.status == 200
    assert [event["who"].split("@")[0] for event in answer.json["history"]] == ["ann", "bob", "pat"]


@pytest.mark.parametrize(
    ("login", "to"),
    [(None, "A_ACCO"), ("pat@example.com", "A_ACCO"), ("ann@example.com", "A_RESU")],
)
def test_who_recalls_decides_where_the_report_goes(made, login, to):
    told = {"comment": "The account is wrong."} | ({"as_": login} if login else {})
    answer = made.act("Client meeting in Boston", "recall", **told)
    assert state(answer) == (to, "P_NOTP")
    assert answer.json["journal"] == []
    assert answer.json["comments"][-1]["text"] == "The account is wrong."
    assert answer.json["history"][-1]["comment"] == "The account is wrong."


def test_a_report_that_is_sent_back_is_mended_by_its_owner(made):
    name = "Workshop at the old terminal"
    assert state(made.act(name, "send-back", comment="P-200 has ended.")) == ("A_RESU", "P_NOTP")
    mended = made.act(name, "mend", replace={"project": {"P-200": "P-300"}})
    lunch, _ = mended.json["allocations"]
    assert lunch["Custom1"]["code"] == "P-300"
    assert mended.json["history"][-1]["who"] == "ann@example.com"


def test_a_processor_mends_what_is_in_accounting(made):
    made.act("Office move", "recall", comment="Account 6999.")
    mended = made.act("Office move", "mend", as_="pat@example.com", replace={"account": {"6999": "6470"}})
    assert {share["AccountCode1"] for share in mended.json["allocations"]} == {"6470"}
    entry = mended.json["entries"][0]
    changed = made.act("Office move", "mend", changes=[{"entry": entry["id"], "set": {"TransactionAmount": "90.00"}}])
    assert changed.json["entries"][0]["posted_amount"] == "90.00"
    shares = changed.json["allocations"]
    custom = {"type": "List", "value": "P-100", "code": "P-100"}
    both = [{"allocation": share["id"], "set": {"Custom1": custom}} for share in shares]
    assert made.act("Office move", "mend", changes=both).json["allocations"][1]["Custom1"] == custom


@pytest.mark.parametrize(
    ("name", "told", "status", "places"),
    [
        ("Phone bill", {"action": "approve"}, 409, None),
        ("Phone bill", {"action": "final-approve", "as": "pat@example.com"}, 409, None),
        ("Phone bill", {"action": "submit", "as": "eve@example.com"}, 422, ["/as"]),
        ("Phone bill", {"action": "submit", "as": "nobody"}, 422, ["/as"]),
        ("Phone bill", {"action": "dance"}, 422, ["/action"]),
        ("Phone bill", {"as": "ann@example.com"}, 422, ["/action"]),
        ("Phone bill", {"action": "submit", "who": "ann@example.com"}, 422, ["/who"]),
        ("Phone bill", {"action": "mend"}, 422, ["/changes"]),
        ("Phone bill", {"action": "submit", "replace": {"account": {"a": "b"}}}, 422, ["/action"]),
        ("Phone bill", {"action": "mend", "replace": {"colour": {"a": "b"}}}, 422, ["/replace/colour"]),
        ("Phone bill", {"action": "mend", "changes": [{"entry": "nope", "set": {}}]}, 422, ["/changes/0"]),
        ("Phone bill", {"action": "mend", "changes": [{"set": 1}]}, 422, ["/changes/0/set"]),
        ("Phone bill", {"action": "mend", "as": "pat@example.com", "replace": {"account": {"a": "b"}}}, 422, ["/as"]),
        ("Client meeting in Boston", {"action": "mend", "replace": {"account": {"a": "b"}}}, 409, None),
        ("Client meeting in Boston", {"action": "send-back"}, 422, ["/comment"]),
        ("Client meeting in Boston", {"action": "send-back", "comment": "x" * 2001}, 422, ["/comment"]),
        ("Client meeting in Boston", {"action": "recall", "as": "eve@example.com"}, 422, ["/as"]),
        ("Onboarding of new colleagues", {"action": "recall", "comment": "no"}, 409, None),
        ("Onboarding of new colleagues", {"action": "send-back", "comment": "no"}, 409, None),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(made, name, told, status, places):
    before = made.snapshot()
    answer = made.control("POST", f"/reports/{made.reports()[name]['id']}/actions", told)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    if places is not None:
        assert answer.places == places
    assert made.snapshot() == before


def test_reports_are_made_beside_the_store_and_anew_where_their_ids_are_taken(fresh, monkeypatch):
    made, free, real = fresh.found("employee-only"), [], report_history.build_added_reports

    def added(*given):
        free.append(is_free(fresh.harness.store))
        if len(free) == 1:
            made.control("POST", "/reports", {"name": "Between", "owner": "ann@example.com", "entries": ENTRIES})
        return real(*given)

    monkeypatch.setattr(routes, "build_added_reports", added)
    body = {"name": "Trip", "owner": "ann@example.com", "entries": ENTRIES, "copies": 3}
    assert made.control("POST", "/reports", body).status == 201
    assert free == [True] * 3  # the first, the one between, and the first again
    found = made.control("GET", "/reports").json["items"]
    assert {"Between", "Trip 1", "Trip 2", "Trip 3"} <= {report["name"] for report in found}
    assert len({report["id"] for report in found}) == len(found)


@pytest.fixture
def drafted(monkeypatch) -> list[str]:
    """The names of the reports that are drafted, each as often as it is."""
    names: list[str] = []

    def noting(draft, *rest):
        names.append(draft.name)
        return draft_report(draft, *rest)

    monkeypatch.setattr(report_history, "draft_report", noting)
    return names


def test_a_report_in_which_nothing_is_wrong_is_drafted_once(world, drafted):
    """It was drafted to be checked, and once more to be kept."""
    made = world.found({"name": "x", "reports": [{"name": "A", "owner": "ann@example.com", "entries": ENTRIES}]})
    added = made.control("POST", "/reports", {"name": "B", "owner": "ann@example.com", "entries": ENTRIES})
    assert (added.status, drafted) == (201, ["A", "B"])


def test_what_a_report_comes_to_is_told_wherever_nothing_else_is_wrong(world):
    """Whoever builds it tells, by the same places as the check does."""
    wrong = {"name": "A", "owner": "ann@example.com", "entries": [*ENTRIES, {"type": "TAXIX", "amount": "1.005"}]}
    founded = world.control("POST", "/companies", {"scenario": {"name": "x", "reports": [wrong, wrong]}})
    assert founded.places == [f"/scenario/reports/{number}/entries/1/amount" for number in (0, 1)]
    assert world.found().control("POST", "/reports", wrong).places == ["/entries/1/amount"]
