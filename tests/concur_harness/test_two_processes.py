"""Two harnesses in processes of their own on one database are one harness: for clients at once, and for the suite."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from concur_harness.child import running_harness
from tests.concur_harness.test_crashes import Client, a_template, body_of, key_of
from tests.spread import front

REFERENCE = Path(__file__).parents[2] / "conformance" / "connectors" / "reference" / "connector.yaml"
CASES = "not published and not thousand"
THREADS = 8


@pytest.fixture
def two(database: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    with running_harness(["--db", database]) as first, running_harness(["--db", database]) as second:
        yield first, second


@pytest.fixture
def two_on_postgresql(postgresql: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    with running_harness(["--db", postgresql]) as first, running_harness(["--db", postgresql]) as second:
        yield first, second


@pytest.fixture
def company(two: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    made = requests.post(f"{two[0]['control_url']}/companies", json={"scenario": "employee-only"}, timeout=60)
    found: dict[str, Any] = made.json()
    return found


def at_once(two: Any, company: Any, work: Callable[[Client, int], Any], times: int) -> list[Any]:
    """What comes of doing it so often in eight threads, half of them at each process."""
    together = threading.Barrier(THREADS)

    def turns(thread: int) -> list[Any]:
        client = Client(two[thread % 2], company)
        together.wait()
        return [work(client, number) for number in range(thread, times, THREADS)]

    with ThreadPoolExecutor(THREADS) as pool:
        return [each for several in pool.map(turns, range(THREADS)) for each in several]


def one_key_at_both(two: Any, company: Any) -> tuple[requests.Response, requests.Response, requests.Response]:
    """What is answered to a bill that a fault holds at the first process, to the same one that the second is sent
    meanwhile, and to that one again afterwards.
    """
    first, second = (Client(each, company) for each in two)
    template = a_template(first, company)
    slow = {"service": "erp", "path": "/api/v1/bills", "method": "POST", "do": "delay", "seconds": 4}
    armed = requests.post(f"{first.control_url}/faults", json=slow, timeout=30).json()

    def book(client: Client) -> requests.Response:
        return client.erp("POST", "/bills", json=body_of(template, 1), headers=key_of(1))

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(book, first)
        while not requests.get(f"{first.control_url}/faults/{armed['id']}", timeout=30).json()["fired"]:
            pass
        refused = book(second)
        made = held.result()
    return made, refused, book(second)


def test_a_fault_fires_exactly_as_often_as_it_was_told_to(two: Any, company: Any) -> None:
    wanted = {"service": "erp", "path": "/api/v1/accounts", "do": "answer", "status": 503, "nth": 5, "times": 3}
    made = requests.post(f"{two[1]['control_url']}/companies/{company['id']}/faults", json=wanted, timeout=30).json()
    told = at_once(two, company, lambda client, _: client.erp("GET", "/accounts").status_code, 64)
    assert Counter(told) == {200: 61, 503: 3}
    url = f"{two[0]['control_url']}/companies/{company['id']}/faults/{made['id']}"
    assert requests.get(url, timeout=30).json()["fired"] == 3


def test_a_report_is_committed_once(two: Any, company: Any) -> None:
    (report,) = Client(two[0], company).reports()
    told = at_once(two, company, lambda client, _: client.commit(report["id"]), 32)
    assert Counter(told) == {"SUCCESS": 1, "FAILURE": 31}


def test_an_idempotency_key_makes_one_bill(two: Any, company: Any) -> None:
    """Every key is sent by four threads at once, two at each process."""
    template = a_template(Client(two[0], company), company)

    def book(client: Client, number: int) -> tuple[int, str | None]:
        key = number // 4
        answer = client.erp("POST", "/bills", json=body_of(template, key), headers=key_of(key))
        return key, answer.json().get("id") if answer.status_code == 201 else None

    told = at_once(two, company, book, 64)
    booked = {key: {bill_id for asked, bill_id in told if asked == key and bill_id} for key in range(16)}
    assert {len(bill_ids) for bill_ids in booked.values()} == {1}
    numbers = [each["document_number"] for each in Client(two[1], company).items("bills")]
    assert sorted(numbers) == sorted(f"ER-{key}" for key in range(16))


def test_the_traffic_is_one_journal(two: Any, company: Any) -> None:
    def ask(client: Client, number: int) -> None:
        client.erp("GET", f"/accounts?limit={number + 1}")

    at_once(two, company, ask, 40)
    pages = [
        requests.get(f"{each['control_url']}/companies/{company['id']}/traffic?limit=1000", timeout=30).json()
        for each in two
    ]
    assert pages[0] == pages[1]
    assert [record["seq"] for record in pages[0]["items"]] == list(range(1, 41))
    assert sorted(record["query"] for record in pages[0]["items"]) == sorted(f"limit={n + 1}" for n in range(40))


def test_a_key_that_one_process_works_on_is_refused_by_the_other(two: Any, company: Any) -> None:
    made, refused, again = one_key_at_both(two, company)
    assert (made.status_code, refused.status_code, again.json()) == (201, 409, made.json())


def test_calls_of_the_control_api_that_were_refused_are_told_by_both(database: str) -> None:
    serve = ["--db", database]
    with running_harness(serve, control_token="t") as first, running_harness(serve, control_token="t") as second:
        for number, each in enumerate((first, second, first)):
            assert requests.get(f"{each['control_url']}/companies/{number}", timeout=30).status_code == 401
        opens = {"Authorization": "Bearer t"}
        urls = [f"{each['control_url']}/refused" for each in (first, second)]
        told = [requests.get(url, headers=opens, timeout=30).json() for url in urls]
    assert told[0] == told[1]
    assert [(each["seq"], each["path"][-1]) for each in told[0]["items"]] == [(1, "0"), (2, "1"), (3, "2")]


@pytest.mark.suite
def test_the_suite_passes_on_two_processes(two_on_postgresql: Any, tmp_path: Path) -> None:
    """Concur is asked of one process, the ERP of the other, and the control API of both by turns."""
    with ExitStack() as ends:
        spread = ends.enter_context(front(*two_on_postgresql))
        command = [sys.executable, "-m", "concur_harness", "conform", str(REFERENCE), "-k", CASES, "-n", "2"]
        harness = ["--harness", f"http://127.0.0.1:{spread.ports['concur']}", "--out", str(tmp_path)]
        ended = subprocess.run([*command, *harness], check=False, capture_output=True, text=True)
    cases = json.loads((tmp_path / "results.json").read_text())["cases"]
    assert {case["id"]: case["verdict"] for case in cases if case["verdict"] != "pass"} == {}, ended.stdout
    assert ended.returncode == 0
    assert len(cases) >= 30
    assert spread.served == {("concur", 0), ("erp", 1), ("control", 0), ("control", 1)}
