"""Many threads at once, on both mocks and the control API: nothing is lost, mixed up, or done by halves."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.concur_harness.world import Made, World

V1 = "/api/expense/expensereport/v1.1"
V2 = "/api/expense/expensereport/v2.0"


def bill(made: Made, number: int) -> dict:
    vendor = made.erp("GET", "/api/v1/vendors?external_id=E-1001").json["items"][0]["id"]
    today = made.shown["config"]["today"]
    return {
        "external_id": f"R{number}/Employee",
        "vendor_id": vendor,
        "type": "bill",
        "document_number": f"ER-{number}",
        "bill_date": today,
        "gl_date": today,
        "currency": "USD",
        "liability_account": "2100",
        "lines": [{"account": "6400", "amount": "10.01"}],
    }


def test_many_threads_on_one_company(fresh: World):
    made = fresh.found("several-reports")
    bodies = [bill(made, number) for number in range(24)]

    def book(body: dict) -> int:
        posted = made.erp("POST", "/api/v1/bills", json=body)
        return made.erp("POST", f"/api/v1/bills/{posted.json['id']}/post").status

    def read(_: int) -> int:
        return made.concur("GET", f"{V2}/Reports/?status=PROCESSING").status

    def report(number: int) -> int:
        entries = [{"type": "TAXIX", "amount": "1.00"}]
        body = {"name": f"Trip {number}", "owner": "ann@example.com", "entries": entries}
        return made.control("POST", "/reports", body).status

    with ThreadPoolExecutor(12) as pool:
        work = [pool.submit(book, body) for body in bodies]
        work += [pool.submit(read, number) for number in range(24)]
        work += [pool.submit(report, number) for number in range(24)]
        statuses = Counter(each.result() for each in work)
    assert statuses == {200: 48, 201: 24}
    bills = made.erp("GET", "/api/v1/bills?status=posted").json["items"]
    assert sorted(each["document_number"] for each in bills) == sorted(body["document_number"] for body in bodies)
    assert len({each["id"] for each in bills}) == 24
    ledger = made.erp("GET", "/api/v1/ledger").json["items"]
    assert len(ledger) == 48
    reports = made.reports()
    assert {f"Trip {number}" for number in range(24)} <= set(reports)
    assert len({report["id"] for report in reports.values()}) == len(reports)
    traffic = made.control("GET", "/traffic").json["items"]
    assert [each["seq"] for each in traffic] == list(range(1, len(traffic) + 1))


def test_a_report_is_committed_once_however_many_try(fresh: World):
    made = fresh.found("employee-only")
    report = made.reports()["Client meeting"]["id"]

    def commit(_: int) -> str:
        answer = made.concur("POST", f"{V2}/integrationstatus/report/{report}")
        return answer.json["Status"]

    with ThreadPoolExecutor(8) as pool:
        told = Counter(pool.map(commit, range(16)))
    assert told == {"SUCCESS": 1, "FAILURE": 15}
    events = [event["action"] for event in made.reports()["Client meeting"]["history"]]
    assert events.count("integrate") == 1


def test_many_threads_on_many_companies(fresh: World):
    """Each thread lives a company's life; none sees another's."""

    def live(number: int) -> tuple[int, str]:
        made = fresh.found("several-reports", seed=number)
        for name, report in made.reports().items():
            if report["payment_status"] == "P_PROC" and number % 2:
                made.concur("POST", f"{V2}/integrationstatus/report/{report['id']}")
            elif report["payment_status"] == "P_PROC":
                made.act(name, "recall", comment=f"company {number}")
        states = Counter(report["approval_status"] + report["payment_status"] for report in made.reports().values())
        comments = {comment["text"] for report in made.reports().values() for comment in report["comments"]}
        assert comments <= {f"company {number}"}
        made.control("DELETE")
        return number % 2, str(sorted(states.items()))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(live, range(16)))
    assert len({states for odd, states in found if odd}) == 1
    assert len({states for odd, states in found if not odd}) == 1


def test_companies_come_and_go_while_others_are_read(fresh: World):
    stays = fresh.found("employee-only")

    def come_and_go(number: int) -> int:
        return fresh.found("employee-only", seed=number).control("DELETE").status

    def look(_: int) -> int:
        return len(stays.concur("GET", f"{V2}/Reports/?status=PROCESSING").json)

    with ThreadPoolExecutor(8) as pool:
        gone = [pool.submit(come_and_go, number) for number in range(16)]
        seen = [pool.submit(look, number) for number in range(32)]
        assert {each.result() for each in gone} == {204}
        assert {each.result() for each in seen} == {1}
