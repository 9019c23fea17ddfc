"""A harness that is killed while it writes, or whose disk is full: every request is done whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, func, select

from concur_harness.child import running_harness
from mock_concur.store.reports import reports
from mockkit.database.store import Store
from tests.concur_harness.test_threads import V2, bill
from tests.concur_harness.world import Made, World

ENTRIES = [{"type": "TAXIX", "payment": "Cash", "amount": "12.00", "date": "-3d"} for _ in range(3)]
SCENARIO = {
    "name": "many",
    "company": {"country": "US", "currency": "USD"},
    "reports": [{"name": "Ready", "owner": "ann@example.com", "copies": 150, "entries": ENTRIES}],
}
ANSWERS_BEFORE_THE_KILL = 60


class Client:
    """A company of a served harness, over HTTP; one a thread."""

    def __init__(self, ready: dict[str, Any], company: dict[str, Any]) -> None:
        self.control_url = f"{ready['control_url']}/companies/{company['id']}"
        self.erp_url = f"{ready['erp_url']}/api/v1"
        self.concur_url = ready["concur_url"]
        self.erp_key = {"Authorization": f"Bearer {company['erp']['api_key']}"}
        self.token = {"Authorization": f"Bearer {company['concur']['access_token']}", "Accept": "application/json"}
        self.session = requests.Session()

    def erp(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = self.erp_key | options.pop("headers", {})
        return self.session.request(method, self.erp_url + path, headers=headers, timeout=30, **options)

    def items(self, kind: str) -> list[dict[str, Any]]:
        items, url = [], f"{self.erp_url}/{kind}"
        while url is not None:
            page = self.session.get(url, headers=self.erp_key, timeout=30).json()
            items += page["items"]
            url = page["next"]
        return items

    def reports(self) -> list[dict[str, Any]]:
        items, url = [], f"{self.control_url}/reports"
        while url is not None:
            page = self.session.get(url, timeout=30).json()
            items += page["items"]
            url = page["next"]
        return items

    def commit(self, report_id: str) -> str:
        url = f"{self.concur_url}{V2}/integrationstatus/report/{report_id}"
        return self.session.post(url, headers=self.token, timeout=30).json()["Status"]


class Writers:
    """Threads that book bills and commit reports until the harness is gone, and what they were answered."""

    def __init__(self, ready: dict[str, Any], company: dict[str, Any], template: dict[str, Any]) -> None:
        self._new_client = lambda: Client(ready, company)
        self._template = template
        self._pid = ready["pid"]
        self._answers = threading.Semaphore(0)
        self.created: dict[str, str] = {}
        self.posted: set[str] = set()
        self.committed: set[str] = set()

    def run_until_killed(self, report_ids: list[str]) -> None:
        with ThreadPoolExecutor(4) as pool:
            work = [pool.submit(self._book, range(first, 10_000, 2)) for first in (0, 1)]
            work += [pool.submit(self._commit, report_ids[first::2]) for first in (0, 1)]
            for _ in range(ANSWERS_BEFORE_THE_KILL):
                assert self._answers.acquire(timeout=60), [each.exception() for each in work if each.done()]
            os.kill(self._pid, signal.SIGKILL)
            for each in work:
                with pytest.raises(requests.RequestException):  # refused, or cut off in the middle of an answer
                    each.result()

    def _book(self, numbers: range) -> None:
        client = self._new_client()
        for number in numbers:
            made = client.erp("POST", "/bills", json=body_of(self._template, number), headers=key_of(number))
            self.created[f"ER-{number}"] = made.json()["id"]
            self._answers.release()
            assert client.erp("POST", f"/bills/{made.json()['id']}/post").status_code == 200
            self.posted.add(made.json()["id"])
            self._answers.release()

    def _commit(self, report_ids: list[str]) -> None:
        client = self._new_client()
        for report_id in report_ids:
            assert client.commit(report_id) == "SUCCESS"
            self.committed.add(report_id)
            self._answers.release()
        raise requests.ConnectionError("every report was committed before the harness was killed")


def body_of(template: dict[str, Any], number: int) -> dict[str, Any]:
    lines = [{**template["lines"][0], "amount": f"{1 + line}.01"} for line in range(3)]
    return {**template, "external_id": f"R{number}", "document_number": f"ER-{number}", "lines": lines}


def key_of(number: int) -> dict[str, str]:
    return {"Idempotency-Key": f"key-{number}"}


def a_template(client: Client, company: dict[str, Any]) -> dict[str, Any]:
    vendor = client.erp("GET", "/vendors?external_id=E-1001").json()["items"][0]["id"]
    today = company["config"]["today"]
    return {
        "vendor_id": vendor,
        "type": "bill",
        "bill_date": today,
        "gl_date": today,
        "currency": "USD",
        "liability_account": "2100",
        "lines": [{"account": "6400", "amount": "1.00"}],
    }


def test_a_harness_that_is_killed_while_it_writes_has_done_each_request_whole_or_not_at_all(database: str) -> None:
    with running_harness(["--db", database]) as ready:
        company = requests.post(f"{ready['control_url']}/companies", json={"scenario": SCENARIO}, timeout=60).json()
        client = Client(ready, company)
        template = a_template(client, company)
        writers = Writers(ready, company, template)
        writers.run_until_killed([report["id"] for report in client.reports()])
    with running_harness(["--db", database]) as ready:
        client = Client(ready, company)
        its_bills = {each["id"]: each for each in client.items("bills")}
        assert set(writers.created.values()) <= set(its_bills)
        assert {each["id"] for each in its_bills.values() if each["status"] == "posted"} >= writers.posted
        assert_books_are_whole(client, its_bills)
        assert_reports_are_whole(client.reports(), writers.committed)
        for number in range(len(its_bills) + 4):
            again = client.erp("POST", "/bills", json=body_of(template, number), headers=key_of(number))
            assert again.status_code == 201
            assert again.json()["id"] == writers.created.get(f"ER-{number}", again.json()["id"])
        numbers = Counter(each["document_number"] for each in client.items("bills"))
        assert set(numbers.values()) == {1}
    assert_database_is_sound(database)


def assert_books_are_whole(client: Client, its_bills: dict[str, dict[str, Any]]) -> None:
    """A bill has all its lines; a posted one all its rows in the ledger, which balance; a draft none."""
    rows = client.items("ledger")
    booked = Counter(row["bill_id"] for row in rows)
    for each in its_bills.values():
        assert len(each["lines"]) == 3
        assert booked[each["id"]] == (4 if each["status"] == "posted" else 0)
    assert sum(Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows) == 0
    assert sum(Decimal(each["balance"]) for each in client.items("balances")) == 0


def assert_reports_are_whole(found: list[dict[str, Any]], committed: set[str]) -> None:
    """A Paid report has every journal entry marked and says so in its history; any other none, and is as it was."""
    for report in found:
        paid = report["payment_status"] == "P_PAID"
        assert {bool(row["job_run_key"]) for row in report["journal"]} == {paid}
        assert [event["action"] for event in report["history"]].count("integrate") == paid
        assert paid or report["id"] not in committed


def assert_database_is_sound(database: str) -> None:
    if database.startswith("sqlite"):
        engine = create_engine(database)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        engine.dispose()


@pytest.fixture
def world(database: str) -> Iterator[World]:
    world = World(url=database)
    with closing(world.harness):
        yield world


@contextmanager
def disk_full(store: Store) -> Iterator[None]:
    """The database has no room for more: by SQLite's own bound, or by that of the system for PostgreSQL's processes."""
    with ExitStack() as afterwards:
        if store.is_sqlite:
            with store.transaction(write=False) as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
                most = connection.exec_driver_sql("PRAGMA max_page_count").scalar_one()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            afterwards.callback(let_grow, store, most)
        else:
            limit_files(store, afterwards)
        yield


def let_grow(store: Store, most: int) -> None:
    with store.transaction(write=False) as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


def limit_files(store: Store, afterwards: ExitStack) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux bounds the files of a process that runs already")
    with store.transaction(write=False) as connection:
        processes = connection.exec_driver_sql("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        for pid in processes.scalars().all():
            # More than a segment of PostgreSQL's log, which must go on, and less than what the tables come to.
            bound_files(pid, "1200000:")
            afterwards.callback(bound_files, pid, "unlimited:")


def bound_files(pid: int, most: str) -> None:
    """By the process's own user: where root is without all its powers it may not do this to others'."""
    owner = Path(f"/proc/{pid}").stat()
    as_owner: dict[str, Any] = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    subprocess.run(["prlimit", f"--fsize={most}", "--pid", str(pid)], check=True, cwd="/", **as_owner)


def test_a_full_disk_is_told_keeps_nothing_half_done_and_is_forgotten(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    made = world.found("employee-only")
    wide = {**bill(made, 0), "memo": "m" * 200, "lines": [{"account": "6400", "amount": "1.00"}] * 200}

    def book(number: int) -> Any:
        return made.erp("POST", "/api/v1/bills", json={**wide, "document_number": f"ER-{number}"})

    many = {"name": "Many", "owner": "ann@example.com", "copies": 400, "entries": ENTRIES}
    first = book(0)
    assert first.status == 201, first.text
    booked = [first.json["id"]]
    with disk_full(world.harness.store):
        refused = None
        for number in range(1, 400):
            answer = book(number)
            if answer.status != 201:
                refused = answer
                break
            booked.append(answer.json["id"])
        assert refused is not None
        assert (refused.status, refused.json["status"]) == (503, 503)
        assert "store has failed" in refused.json["detail"]
        assert_nothing_half_done(made, booked)
        told = [made.control("POST", "/reports", many).status for _ in range(8)]
        assert set(told) <= {201, 503}
        assert 503 in told
        with world.harness.store.transaction(write=False) as connection:
            counted = connection.execute(select(func.count()).select_from(reports)).scalar()
        assert counted == 1 + 400 * told.count(201)
    caplog.clear()
    after = book(1000)
    assert after.status == 201
    assert_nothing_half_done(made, [*booked, after.json["id"]])
    assert made.control("POST", "/reports", many | {"copies": 1}).status == 201
    assert caplog.text == ""


def assert_nothing_half_done(made: Made, booked: list[str]) -> None:
    listed = made.erp("GET", "/api/v1/bills?limit=1000").json["items"]
    assert [each["id"] for each in listed] == booked
    assert {len(each["lines"]) for each in listed} == {200}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the files of a process that runs already")
def test_a_file_that_cannot_grow_is_told_by_a_harness_that_is_served(tmp_path: Path) -> None:
    """Here it is the commit that fails, when the log of the file is written."""
    import resource

    file = tmp_path / "harness.db"
    with running_harness(["--db", f"sqlite:///{file}"]) as ready:
        company = requests.post(f"{ready['control_url']}/companies", json={"scenario": SCENARIO}, timeout=60).json()
        client = Client(ready, company)
        template = a_template(client, company)
        before = resource.prlimit(ready["pid"], resource.RLIMIT_FSIZE)
        room = max(file.stat().st_size, file.with_name("harness.db-wal").stat().st_size)
        resource.prlimit(ready["pid"], resource.RLIMIT_FSIZE, (room, before[1]))
        statuses = [client.erp("POST", "/bills", json=body_of(template, number)).status_code for number in range(200)]
        assert set(statuses) <= {201, 503}
        assert 503 in statuses
        resource.prlimit(ready["pid"], resource.RLIMIT_FSIZE, before)
        assert client.erp("POST", "/bills", json=body_of(template, 1000)).status_code == 201
        its_bills = {each["id"]: each for each in client.items("bills")}
        assert len(its_bills) == statuses.count(201) + 1
        assert_books_are_whole(client, its_bills)
    assert_database_is_sound(f"sqlite:///{file}")
