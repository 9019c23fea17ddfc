"""Every statement of every call finds its rows by an index, in its order, however many reports and bills there are.

The tour below makes every call of both mocks and of the control API; a test sees to it that it leaves none out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask, request, request_started

from mock_concur.api.expense_v2_0.queries import PARAMETERS, STATUSES
from mock_erp.dialects.native.lists import LISTS
from mockkit.database.urls import MEMORY
from tests.concur_harness.test_threads import V1, V2, bill
from tests.concur_harness.world import LOOPBACK, World
from tests.plans import collected, make_large, wrong_plans

ENTRIES = [{"type": "TAXIX", "payment": "Cash", "amount": "12.00", "date": "-3d"}]

LIST_PARAMETERS = {
    "hasattendees": ["true"],
    "paymenttypeid": [],  # the id is the company's
    "reportcurrency": ["USD"],
    "reimbursementmethod": ["CNQRPAY"],
    "reportcountry": ["US"],
    "loginid": ["ann@example.com"],
    "modifiedafterdate": ["2020-01-01"],
    "modifiedbeforedate": ["2200-01-01"],
    "batchid": ["1"],
    "jobkey": ["1"],
}
ERP_VALUES = {
    "code": "6400",
    "name": "2026-01",
    "active": "true",
    "status": "open",
    "currency": "EUR",
    "external_id": "E-1001",
    "vendor_id": "V-1001",
    "document_number": "ER-1",
    "account": "6400",
    "bill_id": "B-1",
    "from": "2020-01-01",
    "to": "2200-01-01",
}


class Tour:
    """Every call, with every parameter. ``called`` are the routes that were reached."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.called: set[tuple[str, str]] = set()
        control: Any = world.router.control()
        self.apps: list[Flask] = [control, *(pipeline.service.app for pipeline in world.harness.pipelines.values())]
        self.made = world.found("several-reports")

    def go(self) -> None:
        def note(app: Any) -> None:
            self.called.add((app.name, str(request.endpoint)))

        with request_started.connected_to(note):
            self.concur()
            self.erp()
            self.control()

    def routes(self) -> set[tuple[str, str]]:
        return {(app.name, rule.endpoint) for app in self.apps for rule in app.url_map.iter_rules()}

    def concur(self) -> None:
        made = self.made
        self.ok(made.concur("GET", f"{V2}/Reports"))
        for status in STATUSES:
            self.ok(made.concur("GET", f"{V2}/Reports?status={status}"))
            self.ok(made.concur("GET", f"{V2}/Reports?status={status}&modifiedafterdate=2020-01-01"))
        for name, values in LIST_PARAMETERS.items():
            for value in values:
                self.ok(made.concur("GET", f"{V2}/Reports?{name}={value}"))
        self.ok(made.concur("GET", f"{V2}/report"))
        kind = json.loads(made.rows()["concur_payment_types"][0]["body"])
        self.ok(made.concur("GET", f"{V2}/Reports?paymenttypeid={kind['id']}"))
        first, second, *_ = made.reports().values()
        for any_id in (first["id"], first["protected_id"]):
            self.ok(made.concur("GET", f"{V2}/report/{any_id}"))
        self.ok(made.concur("POST", f"{V2}/integrationstatus/report/{first['id']}"))
        action = "<WorkflowAction><Action>Recall to Processor</Action><Comment>why</Comment></WorkflowAction>"
        step = f"{V1}/report/{second['step_id']}/workflowaction"
        self.post(step, action)
        assert "FAILURE" in made.concur("POST", step, data=action, content_type="application/xml").text
        self.post(f"{V1}/report/{second['id']}", "<Report><Name>Another</Name><Comment>there</Comment></Report>")
        entry = second["entries"][0]
        same = f"<ExpKey>{entry['type']}</ExpKey><TransactionAmount>{entry['transaction_amount']}</TransactionAmount>"
        changes = f"{same}<Comment>there</Comment>"
        body = f"<ReportEntries><Expense>{changes}</Expense></ReportEntries>"
        self.post(f"{V1}/report/{second['protected_id']}/entry/{entry['id']}", body)
        self.tokens()

    def tokens(self) -> None:
        concur = self.made.shown["concur"]
        proof = {"client_id": concur["client_id"], "client_secret": concur["client_secret"]}
        refresh = {"grant_type": "refresh_token", "refresh_token": concur["refresh_token"]}
        person = {"grant_type": "password", "username": "ann@example.com", "password": "welcome"}
        company = {"grant_type": "password", "credtype": "authtoken", "username": concur["company_uuid"]}
        company["password"] = concur["request_token"]
        self.ask_token(**refresh)  # nobody says who he is
        for form in (refresh, {"grant_type": "client_credentials"}, person):
            fresh = self.ok(self.ask_token(**proof, **form)).json["access_token"]
        self.ok(self.ask_token(**proof, **company))
        self.ask_token(username=company["username"])
        self.ask_token(refresh_token=concur["refresh_token"])
        bearing = {"Authorization": f"Bearer {fresh}"}
        self.ok(self.world.ask("DELETE", "/app-mgmt/v0/connections", headers=bearing))

    def erp(self) -> None:
        made = self.made
        self.ok(made.erp("POST", "/api/v1/vendors", json={"external_id": "E-9", "name": "New"}))
        for number in range(3):
            key = {"Authorization": f"Bearer {made.shown['erp']['api_key']}", "Idempotency-Key": f"key-{number}"}
            line = {"account": "6400", "amount": "1.00", "project": "P-100", "cost_center": "0021"}
            body = {**bill(made, number), "currency": "EUR", "lines": [line]}
            self.world.ask("POST", "/api/v1/bills", port="erp", json=body, headers=key)
            self.ok(self.world.ask("POST", "/api/v1/bills", port="erp", json=bill(made, number), headers=key | {
                "Idempotency-Key": f"another-{number}"}))  # fmt: skip
        self.ok(made.erp("GET", "/api/v1/bills/B-1"))
        self.ok(made.erp("POST", "/api/v1/bills/B-1/post"))
        self.ok(made.erp("POST", "/api/v1/bills/B-1/void"))
        self.ok(made.erp("DELETE", "/api/v1/bills/B-2"))
        self.ok(made.erp("POST", "/api/v1/bills/B-3/post"))
        self.ok(made.erp("GET", "/api/v1/balances"))
        self.ok(made.erp("GET", "/api/v1/balances?after=2100/USD&limit=1"))
        self.ok(made.erp("GET", "/api/v1/openapi.json"))
        for name, listing in LISTS.items():
            self.ok(made.erp("GET", f"/api/v1/{name}"))
            self.ok(made.erp("GET", f"/api/v1/{name}?after=1&limit=1"))
            for parameter in listing.filters:
                value = "posted" if (name, parameter) == ("bills", "status") else ERP_VALUES[parameter]
                self.ok(made.erp("GET", f"/api/v1/{name}?{parameter}={value}"))
                self.ok(made.erp("GET", f"/api/v1/{name}?{parameter}={value}&after=1"))

    def control(self) -> None:
        made, world = self.made, self.world
        for path in ("/health", "/openapi.json", "/behaviours", "/refused"):
            self.ok(world.control("GET", path))
        # With GET it is answered before the control API is made.
        assert world.clients["concur"].head("/_mock/health", environ_overrides=LOOPBACK).status_code == 200
        self.ok(made.control("GET"))
        form = {"name": "One", "owner": "ann@example.com", "entries": ENTRIES}
        report = self.ok(made.control("POST", "/reports", form))
        self.ok(made.control("GET", "/reports?limit=1"))
        self.ok(made.control("GET", f"/reports?limit=1&after={next(iter(made.reports().values()))['id']}"))
        self.ok(made.control("GET", f"/reports/{report.json['id']}"))
        self.ok(made.act("One", "recall", comment="why"))
        self.ok(made.control("GET", "/traffic?after=1"))
        self.ok(made.control("GET", "/secrets"))
        for change in ({"advance": "1d"}, {"frozen": True}):
            self.ok(made.control("PUT", "/clock", change))
        self.ok(made.control("GET", "/clock"))
        for service, do in (("erp", "throttle"), ("concur", "expire-token")):
            fault = {"service": service, "do": do, "times": 1} | ({"retry_after": 1} if do == "throttle" else {})
            made_fault = self.ok(made.control("POST", "/faults", fault)).json["id"]
            self.ok(made.control("GET", f"/faults/{made_fault}"))
            made.erp("GET", "/api/v1/accounts") if service == "erp" else made.concur("GET", f"{V2}/Reports")
        self.ok(made.control("GET", "/faults"))
        self.ok(world.control("GET", "/fault-kinds"))
        self.ok(made.control("DELETE", f"/faults/{made_fault}"))
        self.ok(made.control("DELETE", "/faults"))
        codes = {"accounts": "6410", "projects": "P-100", "cost-centers": "0021", "vendors": "E-1001"}
        for kind, code in codes.items():
            change = {"status": "closed"} if kind == "projects" else {"active": False}
            self.ok(made.control("PATCH", f"/erp/{kind}/{code}", change))
        period = made.erp("GET", "/api/v1/periods").json["items"][0]["name"]
        self.ok(made.control("PATCH", f"/erp/periods/{period}", {"status": "closed"}))
        self.ok(made.control("PATCH", "/erp/settings", {"validates": "create"}))
        snapshot = made.snapshot()
        self.ok(made.control("POST", "/reset"))
        copy = self.ok(world.control("POST", "/companies", {"snapshot": snapshot}))
        self.ok(world.control("DELETE", f"/companies/{copy.json['id']}"))

    def post(self, path: str, body: str) -> None:
        self.ok(self.made.concur("POST", path, data=body, content_type="application/xml"))

    def ask_token(self, **form: str) -> Any:
        return self.world.ask("POST", "/oauth2/v0/token", data=form)

    @staticmethod
    def ok(answer: Any) -> Any:
        assert answer.status < 300, answer.text
        assert "FAIL" not in answer.text[:500], answer.text
        return answer


@pytest.fixture
def world(database: str) -> Iterator[World]:
    world = World(url=database)
    with closing(world.harness):
        yield world


def test_every_statement_of_every_call_is_led_by_an_index(world: World) -> None:
    tour = Tour(world)
    with collected(world.harness.store) as statements:
        tour.go()
    assert len(statements) > 120
    make_large(world.harness.store, tour.made.id)
    wrong = wrong_plans(world.harness.store, statements)
    assert not wrong, "\n\n".join(f"{statement}\n{plan}" for statement, plan in wrong.items())


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("SELECT body FROM concur_reports WHERE name = 'x'", "SCAN|Seq Scan|Index Scan of all"),
        ("SELECT body FROM concur_reports WHERE company_id = 'a' AND name = 'x'", "company"),
        ("SELECT body FROM concur_reports WHERE company_id = 'a' ORDER BY name LIMIT 5", "TEMP B-TREE|Sort"),
        ("UPDATE concur_reports SET name = 'y' WHERE company_id = 'a' AND name = 'x'", "company"),
        ("DELETE FROM erp_lines WHERE company_id = 'a' AND account = 'x'", "company"),
    ],
)
def test_a_statement_without_an_index_is_found(world: World, statement: str, fault: str) -> None:
    make_large(world.harness.store, "a")
    (faults,) = wrong_plans(world.harness.store, {statement: ()}).values()
    assert re.search(fault, " ".join(faults))


def test_the_tour_leaves_nothing_out() -> None:
    world = World(url=MEMORY)
    tour = Tour(world)
    tour.go()
    assert tour.routes() - tour.called == set()
    assert set(LIST_PARAMETERS) == set(PARAMETERS)
    assert {parameter for listing in LISTS.values() for parameter in listing.filters} == set(ERP_VALUES)
