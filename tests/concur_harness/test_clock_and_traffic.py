"""Clock, traffic and the ERP's master data over the control API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from mockkit.traffic.journal import Bounds

REPORTS = "/api/expense/expensereport/v2.0/Reports"


def now(made) -> datetime:
    return datetime.fromisoformat(made.control("GET", "/clock").json["now"])


def test_a_clock_runs_with_real_time_until_it_is_told_otherwise(made):
    shown = made.control("GET", "/clock").json
    assert (shown["frozen"], shown["offset_seconds"]) == (False, 0)
    assert abs(now(made) - datetime.now(UTC)) < timedelta(seconds=10)


@pytest.mark.parametrize(("by", "days"), [("31d", 31), ("48h", 2), ("1440m", 1), ("86400s", 1)])
def test_a_clock_moves_on(made, by, days):
    before = now(made)
    made.control("PUT", "/clock", {"advance": by})
    assert timedelta(0) <= now(made) - before - timedelta(days=days) < timedelta(seconds=10)


def test_a_clock_is_set_stopped_and_let_run_and_every_answer_shows_it(made):
    stopped = made.control("PUT", "/clock", {"now": "2027-01-31T09:00:00+01:00", "frozen": True}).json
    assert (stopped["now"], stopped["frozen"]) == ("2027-01-31T08:00:00+00:00", True)
    answer = made.erp("GET", "/api/v1/accounts")
    assert parsedate_to_datetime(answer.headers["Date"]) == datetime(2027, 1, 31, 8, tzinfo=UTC)
    assert made.control("GET").json["config"]["today"] == "2027-01-31"
    made.control("PUT", "/clock", {"advance": "1d"})
    assert now(made) == datetime(2027, 2, 1, 8, tzinfo=UTC)
    made.control("PUT", "/clock", {"frozen": False})
    assert now(made) > datetime(2027, 2, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({}, "/now"),
        ({"now": "tomorrow"}, "/now"),
        ({"now": "0001-01-01"}, "/now"),
        ({"now": "9999-12-31T23:59:59Z"}, "/now"),
        ({"now": 5}, "/now"),
        ({"advance": "5"}, "/advance"),
        ({"advance": "-1d"}, "/advance"),
        ({"advance": "999999999d"}, "/advance"),
        ({"frozen": "yes"}, "/frozen"),
        ({"speed": 2}, "/speed"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(made, told, place):
    answer = made.control("PUT", "/clock", told)
    assert (answer.status, answer.places) == (422, [place])
    assert made.control("GET", "/clock").json["offset_seconds"] == 0


def test_traffic_is_read_in_order_narrowed_and_paged(made):
    made.concur("GET", f"{REPORTS}?status=PROCESSING")
    made.erp("GET", "/api/v1/accounts")
    made.erp("GET", "/api/v1/projects")
    whole = made.control("GET", "/traffic").json
    assert [(each["seq"], each["service"], each["path"]) for each in whole["items"]] == [
        (1, "concur", REPORTS),
        (2, "erp", "/api/v1/accounts"),
        (3, "erp", "/api/v1/projects"),
    ]
    assert whole["next"] is None
    assert len(made.control("GET", "/traffic?service=erp").json["items"]) == 2
    assert len(made.control("GET", "/traffic?path=/API/*/PROJ*").json["items"]) == 1
    assert [each["seq"] for each in made.control("GET", "/traffic?after=2").json["items"]] == [3]
    page = made.control("GET", "/traffic?service=erp&limit=1").json
    assert [each["seq"] for each in page["items"]] == [2]
    rest = made.control("GET", page["next"].partition(made.id)[2]).json
    assert [each["seq"] for each in rest["items"]] == [3]


def test_traffic_that_made_room_for_other_is_counted(made, monkeypatch):
    monkeypatch.setattr("mockkit.traffic.journal.BOUNDED", Bounds(records=2, body=1000, total=10**6))
    made.world.harness.traffic.open(made.id, whole=False)
    for _ in range(2):
        made.erp("GET", "/api/v1/accounts")
    assert "dropped" not in made.control("GET", "/traffic").json
    for _ in range(3):
        made.erp("GET", "/api/v1/accounts")
    page = made.control("GET", "/traffic").json
    assert (page["dropped"], [each["seq"] for each in page["items"]]) == (3, [4, 5])


def test_traffic_masks_every_secret(made):
    concur = made.shown["concur"]
    form = {
        "grant_type": "refresh_token",
        "client_id": concur["client_id"],
        "client_secret": concur["client_secret"],
        "refresh_token": concur["refresh_token"],
    }
    granted = made.world.ask("POST", "/oauth2/v0/token", data=form)
    assert granted.status == 200
    made.concur("GET", REPORTS)
    made.erp("GET", "/api/v1/accounts")
    text = made.control("GET", "/traffic").text
    secrets = [concur["client_secret"], concur["refresh_token"], concur["access_token"], made.shown["erp"]["api_key"]]
    for secret in [*secrets, granted.json["access_token"]]:
        assert secret not in text


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "after=-1", "service=fax", "after=99999999999999999999"]
)
def test_a_query_of_the_traffic_that_makes_no_sense_is_refused(made, query):
    answer = made.control("GET", f"/traffic?{query}")
    assert (answer.status, answer.places) == (422, [query.partition("=")[0]])


@pytest.mark.parametrize(
    ("path", "changes", "read"),
    [
        ("accounts/6400", {"active": False}, "/api/v1/accounts?code=6400"),
        ("projects/P-100", {"ends_on": "2026-01-31", "status": "closed"}, "/api/v1/projects?code=P-100"),
        ("vendors/AMEX", {"active": False}, "/api/v1/vendors?external_id=AMEX"),
    ],
)
def test_master_data_is_changed_and_the_erp_shows_it(made, path, changes, read):
    answer = made.control("PATCH", f"/erp/{path}", changes)
    assert answer.status == 200
    (shown,) = made.erp("GET", read).json["items"]
    assert {name: shown[name] for name in changes} == changes
    assert {name: answer.json[name] for name in changes} == changes


def test_cost_centers_periods_and_settings_are_changed(made):
    assert made.control("PATCH", "/erp/cost-centers/0021", {"active": False}).json["active"] is False
    month = now(made).strftime("%Y-%m")
    assert made.control("PATCH", f"/erp/periods/{month}", {"status": "closed"}).json["status"] == "closed"
    assert made.control("PATCH", "/erp/settings", {"validates": "post"}).json["validates"] == "post"


@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        ("projects/P-999", {"status": "closed"}, 404),
        ("colours/red", {"status": "closed"}, 404),
        ("projects/P-100", {"status": "shut"}, 422),
        ("projects/P-100", {"ends_on": "soon", "colour": 1}, 422),
        ("projects/P-100", {"code": "P-101"}, 422),
        ("projects/P-100", [], 422),
        ("settings", {"posting": "never"}, 422),
        ("settings", {"colour": 1}, 422),
        ("projects/%00", {"status": "closed"}, 404),
    ],
)
def test_changes_that_make_no_sense_are_refused(made, path, changes, status):
    before = made.snapshot()
    answer = made.control("PATCH", f"/erp/{path}", changes)
    assert answer.status == status
    assert made.snapshot() == before
