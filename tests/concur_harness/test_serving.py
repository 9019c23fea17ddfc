"""A harness in a process of its own: ready, used over HTTP, and ended in every way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from concur_harness.child import HarnessFailed, running_harness
from concur_harness.serving.startup_message import startup_message

HEAVY = ("yaml", "lxml", "rich", "faker", "requests", "pytest", "conformance", "concur_harness.control.")


@pytest.fixture(scope="module")
def served():
    with running_harness() as ready:
        yield ready


def test_both_ports_answer_once_the_ready_file_is_there(served):
    for name in ("concur_url", "erp_url"):
        assert requests.get(f"{served[name]}/_mock/health", timeout=10).json()["status"] == "ready"


def test_the_first_company_has_the_credentials_that_are_printed(served):
    (company,) = served["companies"]
    concur, erp = company["concur"], company["erp"]
    assert (concur["access_token"], concur["client_id"], erp["api_key"]) == (
        "demo-access-token",
        "demo-client",
        "demo-erp-key",
    )
    listed = requests.get(
        f"{concur['base_url']}/api/expense/expensereport/v2.0/Reports/?status=PROCESSING",
        headers={"Authorization": f"Bearer {concur['access_token']}", "Accept": "application/json"},
        timeout=10,
    )
    assert len(listed.json()) == 5
    whole = requests.get(
        listed.json()[0]["Report-Full-Details-Url"],
        headers={"Authorization": f"OAuth {concur['access_token']}"},
        timeout=10,
    )
    assert b"<JournalEntry>" in whole.content
    form = {
        "grant_type": "refresh_token",
        "client_id": concur["client_id"],
        "client_secret": concur["client_secret"],
        "refresh_token": concur["refresh_token"],
    }
    assert requests.post(concur["token_url"], data=form, timeout=10).json()["access_token"]
    assert concur["request_token"] == "demo-request-token"
    company = {"grant_type": "password", "credtype": "authtoken"}
    company |= {"username": concur["company_uuid"], "password": concur["request_token"]}
    assert requests.post(concur["token_url"], data={**form, **company}, timeout=10).json()["access_token"]
    accounts = requests.get(
        f"{erp['base_url']}/api/v1/accounts", headers={"Authorization": f"Bearer {erp['api_key']}"}, timeout=10
    )
    assert len(accounts.json()["items"]) == 26


def test_a_company_made_over_one_port_is_reached_over_both(served):
    made = requests.post(f"{served['erp_url']}/_mock/companies", json={"scenario": "employee-only"}, timeout=30).json()
    assert made["concur"]["base_url"] == served["concur_url"]
    assert made["erp"]["base_url"] == served["erp_url"]
    gone = requests.delete(f"{served['control_url']}/companies/{made['id']}", timeout=10)
    assert gone.status_code == 204


@pytest.mark.parametrize("port", ["concur_url", "erp_url"])
def test_a_body_that_is_too_large_is_refused_in_the_service_s_own_form(served, port):
    host, _, number = served[port].removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(number)), timeout=10) as asking:
        asking.sendall(
            b"POST /api/v1/bills HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
        )
        told = asking.recv(4096)
    assert told.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("status", [200, 204, 205, 304, 418, 503, 599])
def test_an_answer_of_a_fault_comes_as_it_stands_in_the_traffic(served, status):
    """Content where there is none was an error of the client and a 503 in the traffic."""
    made = requests.post(f"{served['control_url']}/companies", json={"scenario": "employee-only"}, timeout=30).json()
    control = f"{served['control_url']}/companies/{made['id']}"
    fault = {
        "service": "erp",
        "do": "answer",
        "status": status,
        "headers": {"X-Any": "caf\u00e9 ; =", "Retry-After": "1"},
    }
    assert requests.post(f"{control}/faults", json=fault, timeout=10).status_code == 201
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {made['erp']['api_key']}"
        answers = [session.get(f"{served['erp_url']}/api/v1/accounts", timeout=10) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, 200]
    assert answers[0].headers["X-Any"] == "caf\u00e9 ; ="
    (first, _) = requests.get(f"{control}/traffic", timeout=10).json()["items"]
    assert (first["status"], first["response"]["body"]) == (status, answers[0].text)


@pytest.mark.parametrize("sent", [b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"])
def test_what_never_reaches_a_service_bears_a_correlation_id_too(served, sent):
    host, _, number = served["concur_url"].removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(number)), timeout=10) as asking:
        asking.sendall(sent)
        told = asking.recv(4096).decode().lower()
    assert told.startswith(("http/1.1 400 ", "http/1.0 400 "))
    assert "\r\nconcur-correlationid: " in told


def test_the_lines_that_are_printed_work_as_they_stand():
    """Each is given to a shell, as somebody would who copies it."""
    with running_harness(["--scenario", "default"]) as ready:
        report = requests.get(f"{ready['control_url']}/companies/{ready['companies'][0]['id']}/reports", timeout=10)
        ready_to_pay = [each["id"] for each in report.json()["items"] if each["payment_status"] == "P_PROC"]
        told = startup_message({}, ready["control_url"], ready["companies"], ready_to_pay[0], guarded=False)
        lines = told.partition("Try it:\n")[2].partition("\n\n")[0].replace("\\\n", " ").splitlines()
        commands = [line.strip() for line in lines if not line.strip().startswith("#")]
        assert len(commands) == 6
        answers = [subprocess.run(["sh", "-c", each], check=True, capture_output=True).stdout for each in commands]
    token, listed, whole, commit, accounts, traffic = answers
    assert json.loads(token)["access_token"]
    assert listed.count(b"<ReportSummary>") == 5
    assert b"<JournalEntry>" in whole
    assert b"SUCCESS" in commit
    assert len(json.loads(accounts)["items"]) == 26
    assert len(json.loads(traffic)["items"]) == 5


def serve(*arguments: str, **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "concur_harness", "serve", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(number, tmp_path):
    ready_file = tmp_path / "ready.json"
    process = serve("--concur-port", "0", "--erp-port", "0", "--ready-file", str(ready_file))
    greeting = ""
    assert process.stdout is not None
    for line in process.stdout:
        greeting += line
        if line.startswith("Ctrl-C"):
            break
    ready = json.loads(ready_file.read_text())
    assert ready["pid"] == process.pid
    assert oct(ready_file.stat().st_mode & 0o777) == "0o600"
    for told in (ready["concur_url"], ready["erp_url"], ready["control_url"], "demo-request-token", "demo-company"):
        assert told in greeting
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out.strip(), err) == (0, "Stopped.", "")
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = serve("--concur-port", "0", "--erp-port", port)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert f"cannot listen on 127.0.0.1, port {port}" in err
    assert "--erp-port" in err


def test_it_ends_when_the_process_that_started_it_is_gone(tmp_path):
    """The other end of its standard input closes, however that process ends."""
    lines = [
        "import json, os",
        "from concur_harness.child import running_harness",
        "block = running_harness()",
        "ready = block.__enter__()",
        "print(json.dumps(ready), flush=True)",
        "os._exit(9)",
    ]
    parent = subprocess.run([sys.executable, "-c", "\n".join(lines)], check=False, capture_output=True, text=True)
    ready = json.loads(parent.stdout)
    assert ended(ready["pid"])


def ended(pid: int) -> bool:
    """Wait for a process that is not our child; its entry goes when it has ended."""
    for _ in range(2000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        os.sched_yield()
        signal.sigtimedwait([], 0.01)
    return False


def test_a_harness_that_cannot_start_says_why():
    with pytest.raises(HarnessFailed, match="neither a file"), running_harness(["--scenario", "nope"]):
        pass


def test_state_in_a_file_outlives_the_process(tmp_path):
    database = ["--db", f"sqlite:///{tmp_path / 'harness.db'}"]
    with running_harness(database) as ready:
        (company,) = ready["companies"]
        url = f"{ready['control_url']}/companies/{company['id']}/reports"
        body = {"name": "Kept", "owner": "ann@example.com", "at": "draft"}
        assert requests.post(url, json=body, timeout=30).status_code == 201
    with running_harness(database) as ready:
        assert [each["id"] for each in ready["companies"]] == [company["id"]]
        url = f"{ready['control_url']}/companies/{company['id']}/reports"
        assert "Kept" in [report["name"] for report in requests.get(url, timeout=30).json()["items"]]


def test_the_first_answer_waits_for_nothing_that_is_heavy():
    """What is in memory when both ports have answered a health check and a poll."""
    lines = [
        "import sys, threading",
        "from concur_harness.serving.serving import Served, Settings",
        "served = Served(Settings(ports={'concur': 0, 'erp': 0}))",
        "import http.client",
        "def ask(ready):",
        "    port = ready.harness.ports['concur']",
        "    http_ = http.client.HTTPConnection('127.0.0.1', port)",
        "    http_.request('GET', '/api/expense/expensereport/v2.0/Reports/?status=PROCESSING',",
        "                  headers={'Authorization': 'Bearer demo-access-token'})",
        "    assert http_.getresponse().status == 200",
        "    ready.stop()",
        "served.run(ask)",
        "print(*sorted(sys.modules))",
    ]
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], check=False, capture_output=True, text=True, timeout=60
    )
    loaded = told.stdout.split()
    assert "mock_concur.service" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []
