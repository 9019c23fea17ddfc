"""Behind a TLS proxy: addresses in answers are those by which the caller reached it, if its word is believed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from concur_harness.child import running_harness
from tests.concur_harness.test_cli import run

V2 = "/api/expense/expensereport/v2.0"
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "concur.example.com", "X-Forwarded-For": "198.51.100.7"}


@pytest.fixture(scope="module")
def behind() -> Iterator[dict[str, Any]]:
    with running_harness(["--trusted-proxy", "127.0.0.1", "--allow-host", "concur.example.com"]) as ready:
        yield ready


@pytest.fixture(scope="module", params=[(), ("--trusted-proxy", "198.51.100.1")], ids=["none", "another"])
def alone(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    with running_harness(request.param) as ready:
        yield ready


def listed(ready: dict[str, Any], headers: dict[str, str]) -> list[str]:
    """The addresses in a list of reports, in a report's details and in the answer to a token request."""
    (company,) = ready["companies"]
    concur = company["concur"]
    bearing = {**headers, "Authorization": f"Bearer {concur['access_token']}", "Accept": "application/json"}
    row = requests.get(f"{ready['concur_url']}{V2}/Reports/?status=PROCESSING", headers=bearing, timeout=10).json()[0]
    whole = requests.get(f"{ready['concur_url']}{V2}/report/{row['ReportId']}", headers=bearing, timeout=10).json()
    form = {name: concur[name] for name in ("client_id", "client_secret", "refresh_token")}
    granted = requests.post(
        concur["token_url"], data={**form, "grant_type": "refresh_token"}, headers=headers, timeout=10
    ).json()
    return [row["Report-Full-Details-Url"], whole["WorkflowActionURL"], f"{granted['geolocation']}/"]


def test_addresses_are_the_proxys(behind: dict[str, Any]) -> None:
    assert {url.partition("/api/")[0].rstrip("/") for url in listed(behind, FORWARDED)} == {
        "https://concur.example.com"
    }


def test_a_port_of_the_proxy_is_kept(behind: dict[str, Any]) -> None:
    headers = {**FORWARDED, "X-Forwarded-Host": "concur.example.com:8443"}
    assert all(url.startswith("https://concur.example.com:8443/") for url in listed(behind, headers))


def test_what_does_not_come_by_the_proxys_headers_is_as_it_was(behind: dict[str, Any]) -> None:
    assert all(url.startswith(f"{behind['concur_url']}/") for url in listed(behind, {}))


def test_nobody_elses_word_counts(alone: dict[str, Any]) -> None:
    assert all(url.startswith(f"{alone['concur_url']}/") for url in listed(alone, FORWARDED))


def test_the_erps_pages_lead_on_through_the_proxy(behind: dict[str, Any]) -> None:
    (company,) = behind["companies"]
    headers = {**FORWARDED, "Authorization": f"Bearer {company['erp']['api_key']}"}
    page = requests.get(f"{behind['erp_url']}/api/v1/accounts?limit=1", headers=headers, timeout=10).json()
    assert page["next"].startswith("https://concur.example.com/api/v1/accounts?")


def test_whoever_comes_by_the_proxy_is_not_this_machine(behind: dict[str, Any]) -> None:
    """The proxy stands on this machine: without its word every stranger would be let into the control API."""
    assert requests.get(f"{behind['control_url']}/companies/x", timeout=10).status_code == 404
    assert requests.get(f"{behind['control_url']}/companies/x", headers=FORWARDED, timeout=10).status_code == 403


def test_a_proxy_is_named_by_its_address() -> None:
    done = run("serve", "--trusted-proxy", "proxy.example.com")
    assert done.exit_code == 2
    assert "--trusted-proxy" in done.output
