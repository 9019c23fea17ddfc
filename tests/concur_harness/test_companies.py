"""Companies over the control API: created, isolated, reset, copied, dropped."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import func, select, update

from concur_harness.companies.company_plan import CompanyOrigin
from concur_harness.sections import tables
from mock_concur.store.tokens import tokens
from mockkit.companies import companies
from tests.concur_harness.world import World, tables_of

REPORTS = "/api/expense/expensereport/v2.0/Reports"
COMMIT = "/api/expense/expensereport/v2.0/integrationstatus/report"


def rows(world: World) -> dict[str, int]:
    """How many rows each table holds, of whichever company."""
    with world.harness.store.transaction(write=False) as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables()
        }
    return {name: count for name, count in counts.items() if count}


def test_a_company_comes_with_all_that_a_connector_needs(made):
    shown = made.shown
    assert shown["concur"]["base_url"] == "http://localhost"
    assert shown["concur"]["token_url"] == "http://localhost/oauth2/v0/token"
    assert shown["erp"]["base_url"] == "http://localhost:81"
    assert set(shown["config"]) == {
        "payees", "employee_liability_account", "dimensions", "tax_accounts", "routing", "currency", "today",
    }  # fmt: skip
    listed = made.concur("GET", f"{REPORTS}?status=PROCESSING")
    assert [report["ReportName"] for report in listed.json] == [
        "Client meeting in Boston",
        "Trade fair in Hamburg",
        "Workshop at the old terminal",
        "Office move",
        "Returned air ticket",
    ]
    assert len(made.erp("GET", "/api/v1/accounts").json["items"]) == 26


def test_its_addresses_are_those_by_which_it_was_asked(world):
    there = world.control("POST", "/companies", {"scenario": "default"}, headers={"Host": "harness.test:80"})
    assert there.json["concur"]["base_url"] == "http://harness.test"
    assert there.json["erp"]["base_url"] == "http://harness.test:81"
    over_there = world.control("POST", "/companies", {"scenario": "default"}, port="erp", headers={"Host": "h:81"})
    assert over_there.json["concur"]["base_url"] == "http://h:80"


def test_a_company_is_shown_again_without_an_access_token(made):
    again = made.control("GET").json
    token = made.shown["concur"].pop("access_token")
    assert token
    assert again == made.shown


def by_request_token(made) -> Any:
    """A token for the company, by the grant that four recorded clients start with."""
    concur = made.shown["concur"]
    form = {name: concur[name] for name in ("client_id", "client_secret")}
    form |= {"grant_type": "password", "credtype": "authtoken"}
    form |= {"username": concur["company_uuid"], "password": concur["request_token"]}
    return made.world.ask("POST", "/oauth2/v0/token", data=form)


def test_a_company_is_told_its_request_token(made):
    granted = by_request_token(made)
    assert granted.status == 200
    token = granted.json["access_token"]
    assert made.concur("GET", REPORTS, headers={"Authorization": f"Bearer {token}"}).status == 200


def test_a_request_token_runs_out_in_a_day_and_a_reset_makes_it_good_again(made):
    made.control("PUT", "/clock", {"advance": "25h"})
    assert by_request_token(made).status == 400
    assert made.control("POST", "/reset").json["concur"]["request_token"] == made.shown["concur"]["request_token"]
    assert by_request_token(made).status == 200


def test_companies_know_nothing_of_each_other(world):
    one, other = world.found("employee-only"), world.found("employee-only")
    secrets = [{*made.shown["concur"].values(), made.shown["erp"]["api_key"]} for made in (one, other)]
    assert secrets[0] & secrets[1] == {"http://localhost", "http://localhost/oauth2/v0/token"}
    assert one.reports()["Client meeting"]["id"] == other.reports()["Client meeting"]["id"]
    before = other.snapshot()
    report = one.reports()["Client meeting"]["id"]
    assert one.concur("POST", f"{COMMIT}/{report}").status == 200
    one.control("PUT", "/clock", {"advance": "31d"})
    one.control("PATCH", "/erp/accounts/6400", {"active": False})
    one.control("POST", "/faults", {"service": "concur", "do": "answer", "status": 503, "times": None})
    assert other.snapshot() == before
    assert other.concur("GET", REPORTS).status == 200
    assert other.reports()["Client meeting"]["payment_status"] == "P_PROC"
    assert len(other.control("GET", "/traffic").json["items"]) == 1


def test_dropping_a_company_leaves_nothing_of_it_and_all_of_the_others(fresh):
    world = fresh
    empty = rows(world)
    one = world.found("several-reports")
    alone = rows(world)
    other = world.found("several-reports")
    assert other.control("DELETE").status == 204
    assert rows(world) == alone
    assert other.control("GET").status == 404
    assert other.concur("GET", REPORTS).status == 403
    assert other.erp("GET", "/api/v1/accounts").status == 401
    assert one.concur("GET", REPORTS).status == 200
    one.control("DELETE")
    assert rows(world) == empty == {}


def test_a_reset_brings_back_the_first_day_and_keeps_the_credentials(made):
    first = made.rows()
    report = made.reports()["Client meeting in Boston"]["id"]
    made.concur("POST", f"{COMMIT}/{report}")
    made.control("POST", "/reports", {"name": "More", "owner": "ann@example.com", "at": "draft"})
    made.control("PUT", "/clock", {"advance": "400d"})
    made.control("PATCH", "/erp/settings", {"posting": "automatic"})
    made.control("POST", "/faults", {"service": "erp", "do": "answer", "status": 503})
    assert made.concur("GET", REPORTS).status == 403  # the token is long past its hour
    again = made.control("POST", "/reset").json
    assert again["concur"].pop("access_token") != made.shown["concur"]["access_token"]
    assert again == {**made.shown, "concur": {k: v for k, v in made.shown["concur"].items() if k != "access_token"}}
    assert made.concur("GET", REPORTS).status == 200
    assert made.erp("GET", "/api/v1/accounts").status == 200
    after = made.rows()
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in first.items()}
    assert [report["report_id"] for report in after["concur_reports"]] == [
        report["report_id"] for report in first["concur_reports"]
    ]
    assert made.reports()["Client meeting in Boston"]["payment_status"] == "P_PROC"


@pytest.mark.parametrize("source", [{"scenario": "gone"}, {"scenario": {"name": "x", "colour": "red"}}])
def test_a_company_whose_scenario_is_none_any_more_is_not_reset_and_stays(made, source):
    """A later version of the harness may no longer ship a scenario, or no longer take one that it took once."""
    origin = CompanyOrigin(name="x", seed=1, source=source).to_json()
    with made.world.harness.store.transaction(write=True) as connection:
        connection.execute(update(companies).where(companies.c.company_id == made.id).values(origin=origin))
    before = made.rows()
    answer = made.control("POST", "/reset")
    assert (answer.status, [place.startswith("/scenario") for place in answer.places]) == (422, [True])
    assert made.rows() == before


def test_an_answer_that_was_kept_is_not_given_after_a_reset(made):
    before = made.concur("GET", f"{REPORTS}?status=PROCESSING").json
    made.act("Client meeting in Boston", "recall", comment="wait")
    assert len(made.concur("GET", f"{REPORTS}?status=PROCESSING").json) == len(before) - 1
    made.control("POST", "/reset")
    assert len(made.concur("GET", f"{REPORTS}?status=PROCESSING").json) == len(before)


def test_a_snapshot_restored_is_the_same_snapshot_again(world, made):
    made.control("PUT", "/clock", {"now": "2027-01-31T09:00:00Z", "frozen": True})
    made.control("POST", "/faults", {"service": "erp", "do": "answer", "status": 503, "times": 2})
    assert made.erp("GET", "/api/v1/accounts").status == 503
    taken = made.snapshot()
    copied = world.control("POST", "/companies", {"snapshot": taken})
    assert copied.status == 201
    copy_of_it = type(made)(world, copied.json)
    assert copy_of_it.snapshot() == taken
    assert copied.json["config"] == made.control("GET").json["config"]
    assert copy_of_it.erp("GET", "/api/v1/accounts").status == 503
    assert copy_of_it.erp("GET", "/api/v1/accounts").status == 200
    assert copy_of_it.control("GET", "/clock").json["now"] == "2027-01-31T09:00:00+00:00"
    copy_of_it.control("POST", "/reset")
    assert copy_of_it.snapshot() == taken


def test_ids_go_on_where_the_snapshot_was_taken(world, made):
    taken = made.snapshot()
    copied = type(made)(world, world.control("POST", "/companies", {"snapshot": taken}).json)
    new = {"name": "More", "owner": "ann@example.com", "at": "draft"}
    one, other = (each.control("POST", "/reports", new).json["id"] for each in (made, copied))
    assert one == other
    assert one not in {report["report_id"] for report in tables_of(taken)["concur_reports"]}


def test_no_snapshot_holds_a_secret(made):
    text = made.control("GET", "/snapshot").text
    shown = made.shown
    for name in ("client_id", "client_secret", "refresh_token", "access_token", "company_uuid", "request_token"):
        assert shown["concur"][name] not in text
    assert shown["erp"]["api_key"] not in text
    assert made.id not in text


def test_the_same_scenario_and_seed_give_the_same_ids_and_another_seed_others(world):
    def ids(seed: int) -> list[str]:
        return [report["id"] for report in world.found("several-reports", seed=seed).reports().values()]

    assert ids(5) == ids(5)
    assert not set(ids(5)) & set(ids(6))


def changed(value, **fields):
    return {**copy.deepcopy(value), **fields}


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, ["/scenario"]),
        ({"scenario": "default", "snapshot": {}}, ["/scenario"]),
        ({"scenario": "nope"}, ["/scenario"]),
        ({"scenario": "../companies/us"}, ["/scenario"]),
        ({"scenario": 7}, ["/scenario"]),
        ({"scenario": {"name": "x", "people": 1, "extra": 2}}, ["/scenario/people", "/scenario/extra"]),
        ({"scenario": {"name": "x", "reports": [{"name": "R" * 41, "owner": "ann@example.com", "at": "draft"}]}},
         ["/scenario/reports/0/name"]),
        ({"scenario": "default", "seed": -1}, ["/seed"]),
        ({"scenario": "default", "seed": 2**63}, ["/seed"]),
        ({"scenario": "default", "seed": "1"}, ["/seed"]),
        ({"scenario": "default", "name": "x" * 81}, ["/name"]),
        ({"scenario": "default", "traffic": "none"}, ["/traffic"]),
        ({"scenario": "default", "colour": 1, "size/2": 3}, ["/colour", "/size~12"]),
        ({"snapshot": {}}, ["/snapshot/format"]),
        (
            {"snapshot": {"format": 2, "sections": 1, "digest": "x"}},
            [
                f"/snapshot/{name}"
                for name in ("clock_frozen_at", "clock_offset", "id_counter", "name", "seed", "sections")
            ],
        ),
        ({"snapshot": {"format": 1}, "seed": 1}, ["/seed"]),
        ([], [""]),
        ("default", [""]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_new_company_is_told_by_its_field(world, body, places):
    before = rows(world)
    answer = world.control("POST", "/companies", body)
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.places == places
    assert rows(world) == before


def test_a_snapshot_that_was_changed_is_refused(world, made):
    taken = made.snapshot()
    tables_of(taken)["erp_accounts"][0]["name"] = "another"
    answer = world.control("POST", "/companies", {"snapshot": taken})
    assert (answer.status, answer.places) == (422, ["/snapshot/digest"])
    assert "not as it was taken" in answer.text


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"scenario": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"scenario": "default"}', "text/plain", 415),
        (b'{"scenario": "default"}', None, 415),
        (b'{"scenario": "a\\u0000b"}', "application/json", 422),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(world, data, content_type, status):
    answer = world.ask("POST", "/_mock/companies", data=data, content_type=content_type)
    assert (answer.status, answer.json["status"]) == (status, status)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/companies/nobody", 404),
        ("GET", "/companies/nobody/reports", 404),
        ("GET", "/companies/nobody/traffic", 404),
        ("PUT", "/companies/nobody/clock", 415),
        ("GET", "/companies/a%00b", 404),
        ("GET", "/companies/'; drop table kit_companies; --", 404),
        ("GET", "/companies/..%2f..%2fetc", 404),
        ("GET", "/nothing", 404),
        ("GET", "", 404),
        ("PUT", "/companies", 405),
        ("DELETE", "/health", 405),
    ],
)
def test_addresses_that_lead_nowhere_are_problems(world, method, path, status):
    answer = world.control(method, path)
    assert (answer.status, answer.json["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_control_api_is_for_this_machine_only():
    world = World()
    there = world.control("GET", "/companies/x", environ={"REMOTE_ADDR": "192.0.2.7"})
    assert (there.status, there.json["title"]) == (403, "Forbidden")
    assert world.control("GET", "/companies/x", environ={"REMOTE_ADDR": "::1"}).status == 404
    assert world.control("GET", "/health", environ={"REMOTE_ADDR": "192.0.2.7"}).status == 200


def test_a_control_token_opens_it_to_other_machines_and_closes_it_to_this_one():
    world = World(control_token="let-me-in")
    here = {"environ": {"REMOTE_ADDR": "192.0.2.7"}}
    assert world.control("GET", "/companies/x").status == 401
    assert world.control("GET", "/companies/x", headers={"Authorization": "Bearer wrong"}, **here).status == 401
    assert world.control("GET", "/companies/x", headers={"Authorization": "Bearer let-me-in"}, **here).status == 404


def test_the_control_api_stands_on_both_ports_and_leaves_no_traffic(made):
    assert made.world.ask("GET", "/_mock/health", port="erp").json["status"] == "ready"
    assert made.control("GET", "/traffic").json == {"items": [], "next": None}
    assert made.world.ask("GET", "/_mockery").status != 200


def test_resets_and_refreshes_leave_no_tokens_behind(fresh):
    made = fresh.found("employee-only")
    concur = made.shown["concur"]
    names = ("client_id", "client_secret", "refresh_token")
    form = {"grant_type": "refresh_token", **{name: concur[name] for name in names}}

    def lasting() -> int:
        with fresh.harness.store.transaction(write=False) as connection:
            return connection.execute(select(func.count()).where(tokens.c.lasting)).scalar_one()

    before = lasting()
    for _ in range(3):
        made.control("POST", "/reset")
        assert fresh.ask("POST", "/oauth2/v0/token", data=form).status == 200
    assert lasting() == before == 3
    made.control("PUT", "/clock", {"advance": "2d"})
    assert fresh.ask("POST", "/oauth2/v0/token", data=form).status == 200
    assert rows(fresh)["concur_tokens"] == before + 2  # the last refresh's: for access and of identity
    assert made.concur("GET", REPORTS).status == 403  # known, and run out
