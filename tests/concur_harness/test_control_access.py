"""Who may use the control API: names, origins, addresses, tokens; and that no form of another site changes anything."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest
import requests
from click.testing import CliRunner

from concur_harness.child import running_harness
from concur_harness.cli import main
from concur_harness.serving.control_access import TOKEN_VARIABLE, ControlAccess
from tests.concur_harness.world import World

SCENARIO = {"scenario": "employee-only"}
OURS = ["localhost", "LOCALHOST:8280", "localhost.", "harness.localhost:1", "127.0.0.1", "127.0.0.1:80", "127.1.2.3",
        "[::1]", "[::1]:8280", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]:80",
        "harness.test", "Harness.Test:80"]  # fmt: skip
FOREIGN = ["evil.example", "evil.example:8280", "127.0.0.1.evil.example", "localhost.evil.example", "notlocalhost",
           "192.168.1.7", "0.0.0.0", "0.0.0.0:8280", "[::]", "[2001:db8::1]", "", ":80", "localhost:80:80",
           "local host", "localhost@evil.example", "[::1", "2130706433", "localhost/x", "lócalhost"]  # fmt: skip


@pytest.fixture(scope="module")
def guarded():
    world = World(control_token="let-me-in")
    yield world
    world.harness.close()


@pytest.mark.parametrize("host", OURS)
def test_its_own_names_are_served(world, host):
    assert world.control("GET", "/companies/x", headers={"Host": host}).status == 404


@pytest.mark.parametrize("host", [host for host in FOREIGN if host.isascii()])
@pytest.mark.parametrize("path", ["/companies/x", "/health", "/openapi.json"])
def test_foreign_names_are_refused(world, path, host):
    """What a browser says whose page's name was made to lead here (DNS rebinding)."""
    there = world.control("GET", path, headers={"Host": host})
    assert (there.status, there.headers["Content-Type"]) == (403, "application/problem+json")


def test_a_rebound_name_founds_no_company(fresh):
    refused = fresh.control("POST", "/companies", SCENARIO, headers={"Host": "evil.example:80"})
    assert refused.status == 403
    with fresh.harness.store.transaction(write=False) as connection:
        assert connection.exec_driver_sql("select count(*) from kit_companies").scalar_one() == 0


@pytest.mark.parametrize("host", OURS)
def test_pages_of_this_machine_are_served(world, host):
    assert world.control("GET", "/companies/x", headers={"Origin": f"http://{host}"}).status == 404


@pytest.mark.parametrize(
    "origin", [*(f"http://{host}" for host in FOREIGN if host.isascii()), "null", "file://", "x", "http://["]
)
def test_pages_of_other_sites_are_refused(made, origin):
    before = made.snapshot()
    answer = made.world.control("POST", f"/companies/{made.id}/reset", headers={"Origin": origin})
    assert answer.status == 403
    assert made.snapshot() == before


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain;charset=UTF-8"],
)
@pytest.mark.parametrize("path", ["/reset", "/faults", "/reports"])
def test_a_form_changes_nothing_wherever_it_is_posted(made, path, content_type):
    """A browser posts these without asking; an old one says no origin."""
    before = made.snapshot()
    body = json.dumps({"service": "erp", "do": "answer", "status": 500})
    for data in ("", body):
        answer = made.world.ask("POST", f"/_mock/companies/{made.id}{path}", data=data, content_type=content_type)
        assert answer.status == 415
    assert made.snapshot() == before


def test_only_what_is_the_harnesses_own_looks_at_names(made):
    """The mocks are served under any name: connectors call them by what their network calls them."""
    assert made.concur("GET", "/api/expense/expensereport/v2.0/Reports", headers={"Host": "evil.example"}).status == 200
    answer = made.concur("GET", "/api/expense/expensereport/v2.0/Reports", headers={"Origin": "http://evil.example"})
    assert answer.status == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "::FFFF:7f00:1"])
def test_this_machine_is_let_in_by_each_of_its_addresses(world, address):
    assert world.control("GET", "/companies/x", environ={"REMOTE_ADDR": address}).status == 404


@pytest.mark.parametrize(
    "address", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "0.0.0.0", "::", "", "localhost", "x"]
)
def test_other_machines_are_not(world, address):
    assert world.control("GET", "/companies/x", environ={"REMOTE_ADDR": address}).status == 403


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "let-me-in",
        "Bearer",
        "Bearer ",
        "Bearer let-me-i",
        "Bearer let-me-in-too",
        "Basic let-me-in",
        "Bearer Let",
    ],
)
def test_a_token_that_is_missing_or_wrong_opens_nothing(guarded, given):
    headers = {} if given is None else {"Authorization": given}
    answer = guarded.control("GET", "/companies/x", headers=headers)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("host", ["evil.example", "harness.internal:8280"])
def test_whoever_bears_the_token_may_call_it_what_they_like(guarded, host):
    headers = {"Authorization": "bearer let-me-in", "Host": host, "Origin": f"https://{host}"}
    there = {"REMOTE_ADDR": "192.0.2.7"}
    assert guarded.control("GET", "/companies/x", headers=headers, environ=there).status == 404
    assert guarded.control("GET", "/health", headers={"Host": host}, environ=there).status == 200


def test_tokens_are_compared_in_constant_time(guarded, monkeypatch):
    compared = []

    def compare(one, other):
        compared.append((one, other))
        return False

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert guarded.control("GET", "/companies/x", headers={"Authorization": "Bearer let-me-in"}).status == 401
    assert compared == [(b"let-me-in", b"let-me-in")]


@pytest.mark.parametrize("token", ["", " ", "two words", "t\u00f6ken", "\t", "x" * 1001])
@pytest.mark.parametrize("command", [("serve", "--concur-port", "0", "--erp-port", "0"), ("conform", "connector.yaml")])
@pytest.mark.parametrize("by_variable", [False, True])
def test_a_token_that_no_header_can_carry_is_refused_in_a_sentence(command, token, by_variable):
    arguments = [*command] if by_variable else [*command, "--control-token", token]
    told = CliRunner().invoke(main, arguments, env={TOKEN_VARIABLE: token} if by_variable else {TOKEN_VARIABLE: None})
    assert (told.exit_code, "the control token (" in told.output) == (2, True)


@pytest.mark.parametrize("host", ["", "http://x", "x:80", "a b", "[::1", "*"])
def test_a_name_that_is_none_is_refused(host):
    told = CliRunner().invoke(main, ["serve", "--concur-port", "0", "--erp-port", "0", "--allow-host", host])
    assert (told.exit_code, "--allow-host: " in told.output) == (2, True)


def test_a_served_harness_knows_the_names_it_was_told():
    with running_harness(["--allow-host", "harness.example", "--allow-host", "2001:DB8::1"]) as ready:
        url = f"{ready['control_url']}/companies/x"
        for host in ("harness.example:8280", "[2001:db8::1]", "localhost"):
            assert requests.get(url, headers={"Host": host}, timeout=10).status_code == 404
        assert requests.get(url, headers={"Host": "evil.example"}, timeout=10).status_code == 403


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")
def test_a_harness_on_every_address_lets_this_machine_in_by_either_protocol():
    with running_harness(["--host", "::"]) as ready:
        port = ready["concur_url"].rpartition(":")[2]
        for host in ("127.0.0.1", "[::1]"):
            assert requests.get(f"http://{host}:{port}/_mock/companies/x", timeout=10).status_code == 404


def test_an_unset_shell_variable_opens_nothing():
    command = [
        sys.executable,
        "-m",
        "concur_harness",
        "serve",
        "--concur-port",
        "0",
        "--erp-port",
        "0",
        "--control-token",
        "",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr.count("\n") <= 4, "is empty" in done.stderr) == (2, True, True)


def test_names_and_addresses_are_compared_in_one_spelling():
    access = ControlAccess(hosts=["Harness.Test.", "2001:DB8:0::1", "0.0.0.0", "::"])
    for host, denied in (("harness.test", False), ("[2001:db8::1]:8280", False), ("0.0.0.0", True), ("[::]", True)):
        assert (access.denies({"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}) is not None) is denied
    assert access.denies({"REMOTE_ADDR": "127.0.0.1"}) is None
