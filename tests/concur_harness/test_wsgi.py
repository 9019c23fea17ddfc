"""The harness under servers of others: two of them on one database are one harness, as our own are."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine
from werkzeug.test import Client as WerkzeugClient
from werkzeug.test import TestResponse

from concur_harness import wsgi
from concur_harness.wsgi import CannotServe
from tests.concur_harness.test_crashes import Client, a_template, body_of, key_of
from tests.concur_harness.test_two_processes import at_once, one_key_at_both
from tests.stores import harness_store

WAITRESS = [sys.executable, "-m", "waitress", "--listen=127.0.0.1:0", "concur_harness.wsgi:app"]
WERKZEUG = """
from werkzeug.serving import make_server
from concur_harness.wsgi import app
server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
"""


@contextmanager
def served(command: list[str], environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """A server in a process of its own, by the addresses of its harness."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        said: list[str] = []
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", said[-1] if said else "")):
            said.append(process.stdout.readline())
            assert said[-1], "".join(said)
        yield {"control_url": f"{found[0]}/_mock", "concur_url": found[0], "erp_url": found[0]}
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def two(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    environment = {"PATH": "/usr/bin:/bin", "CONCUR_HARNESS_DB": database}
    with ExitStack() as ends:
        commands = (WAITRESS, [sys.executable, "-c", WERKZEUG])
        first, second = (ends.enter_context(served(command, environment)) for command in commands)
        yield first, second


@pytest.fixture
def company(two: Any) -> dict[str, Any]:
    made = requests.post(f"{two[0]['control_url']}/companies", json={"scenario": "employee-only"}, timeout=60)
    found: dict[str, Any] = made.json()
    return found


def test_two_servers_on_one_database_are_one_harness(two: Any, company: dict[str, Any]) -> None:
    first, second = (Client(each, company) for each in two)
    assert {company[service]["base_url"] for service in ("concur", "erp")} == {two[0]["erp_url"]}
    template = a_template(second, company)

    # A company that one has made is used at the other, and what passed is one journal.
    assert second.erp("POST", "/bills", json=body_of(template, 1), headers=key_of(1)).status_code == 201
    assert [bill["document_number"] for bill in first.items("bills")] == ["ER-1"]
    (report,) = first.reports()
    assert (second.commit(report["id"]), first.commit(report["id"])) == ("SUCCESS", "FAILURE")
    journals = [requests.get(f"{each.control_url}/traffic?limit=1000", timeout=30).json() for each in (first, second)]
    assert journals[0] == journals[1]
    assert [record["seq"] for record in journals[0]["items"]] == list(range(1, len(journals[0]["items"]) + 1))

    # A fault fires as often as it was told to.
    wanted = {"service": "erp", "path": "/api/v1/accounts", "do": "answer", "status": 503, "nth": 3, "times": 3}
    requests.post(f"{first.control_url}/faults", json=wanted, timeout=30)
    told = at_once(two, company, lambda client, _: client.erp("GET", "/accounts").status_code, 24)
    assert Counter(told) == {200: 21, 503: 3}


def test_a_key_that_one_server_works_on_is_refused_by_the_other(two: Any, company: dict[str, Any]) -> None:
    made, refused, again = one_key_at_both(two, company)
    assert (made.status_code, refused.status_code, again.json()) == (201, 409, made.json())


def test_a_fault_closes_the_connection_under_servers_that_let_it(two: Any, company: dict[str, Any]) -> None:
    drop = {"service": "erp", "path": "/api/v1/accounts", "do": "drop-before"}
    for each in two:
        client = Client(each, company)
        requests.post(f"{client.control_url}/faults", json=drop, timeout=30)
        with pytest.raises(requests.ConnectionError):
            client.erp("GET", "/accounts")
        assert client.erp("GET", "/accounts").status_code == 200


# In this process, as any server calls it.


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name in ("CONCUR_HARNESS_DB", "CONCUR_HARNESS_CONTROL_TOKEN", "CONCUR_HARNESS_ALLOW_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    wsgi._application.cache_clear()
    yield monkeypatch
    wsgi._application.cache_clear()


HERE = {"REMOTE_ADDR": "127.0.0.1"}
ERP_KEY = {"Authorization": "Bearer demo-erp-key"}


def json_of(response: TestResponse) -> Any:
    return response.json


def test_one_application_serves_all_by_their_paths(environment: pytest.MonkeyPatch) -> None:
    client = WerkzeugClient(wsgi.create_app())
    assert client.get("/api/v1/accounts", headers=ERP_KEY).status_code == 200
    assert client.get("/api/v1/accounts").content_type == "application/problem+json"
    token = {"Authorization": "Bearer demo-access-token"}
    assert client.get("/api/expense/expensereport/v2.0/Reports", headers=token).status_code == 200
    assert client.get("/_mock/health").status_code == 200
    assert wsgi.app is wsgi.app


def test_each_service_has_an_application_of_its_own(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CONCUR_HARNESS_CONCUR_URL", "https://concur.test/")
    client = WerkzeugClient(wsgi.erp_app)
    assert client.get("/api/v1/accounts", headers=ERP_KEY).status_code == 200
    assert client.get("/api/expense/expensereport/v2.0/Reports").content_type == "application/problem+json"
    made = client.post("/_mock/companies", json={"scenario": "employee-only"}, environ_overrides=HERE)
    assert [json_of(made)[service]["base_url"] for service in ("concur", "erp")] == [
        "https://concur.test",
        "http://localhost",
    ]


def test_a_body_in_chunks_is_refused_as_our_own_server_does(environment: pytest.MonkeyPatch) -> None:
    client = WerkzeugClient(wsgi.create_app())
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert client.post("/api/v1/bills", headers=ERP_KEY, environ_overrides=chunked).status_code == 411


def test_a_server_that_lets_nobody_close_a_connection_answers_502(environment: pytest.MonkeyPatch) -> None:
    client = WerkzeugClient(wsgi.create_app())
    made = json_of(client.post("/_mock/companies", json={"scenario": "employee-only"}, environ_overrides=HERE))
    key = {"Authorization": f"Bearer {made['erp']['api_key']}"}
    drop = {"service": "erp", "do": "drop-after", "method": "POST"}
    url = f"/_mock/companies/{made['id']}"
    assert client.post(f"{url}/faults", json=drop, environ_overrides=HERE).status_code == 201
    vendor = {"external_id": "E-9", "name": "New"}
    assert client.post("/api/v1/vendors", json=vendor, headers=key).status_code == 502
    assert json_of(client.get("/api/v1/vendors?external_id=E-9", headers=key))["items"]
    traffic = json_of(client.get(f"{url}/traffic", environ_overrides=HERE))["items"]
    assert [record["status"] for record in traffic] == [None, 200]


def test_the_control_token_and_further_names_are_taken_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CONCUR_HARNESS_CONTROL_TOKEN", "opens")
    client = WerkzeugClient(wsgi.create_app())
    assert client.get("/_mock/companies", environ_overrides=HERE).status_code == 401
    told = client.get("/_mock/refused", headers={"Authorization": "Bearer opens"})
    assert [each["path"] for each in json_of(told)["items"]] == ["/_mock/companies"]


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("CONCUR_HARNESS_DB", "mysql://x", "cannot use the database"),
        ("CONCUR_HARNESS_DB", "sqlite:////no/such/directory/x.db", "cannot use the database"),
        ("CONCUR_HARNESS_CONTROL_TOKEN", "", "CONCUR_HARNESS_CONTROL_TOKEN is empty"),
        ("CONCUR_HARNESS_ALLOW_HOSTS", "a.test,http://b", "CONCUR_HARNESS_ALLOW_HOSTS: "),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    environment: pytest.MonkeyPatch, name: str, value: str, what: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(CannotServe, match=what) as told:
        wsgi.create_app()
    assert "\n" not in str(told.value)


def test_a_database_of_a_later_version_is_told_in_one_sentence(environment: pytest.MonkeyPatch, tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'harness.db'}"
    harness_store(url).close()
    with closing(create_engine(url).raw_connection()) as connection:
        connection.cursor().execute("UPDATE kit_sections SET version = 99")
        connection.commit()
    environment.setenv("CONCUR_HARNESS_DB", url)
    with pytest.raises(CannotServe, match="use the newer harness"):
        wsgi.create_app()


def test_names_of_no_application_are_refused() -> None:
    with pytest.raises(ValueError, match="the name of no port"):
        wsgi.create_app("chat")
    with pytest.raises(AttributeError):
        _ = wsgi.chat_app
