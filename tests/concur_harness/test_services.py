"""A service is registered in one place, and everything that has to know it does."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest
import requests
from flask import Flask, request
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from concur_harness import services
from concur_harness.companies.service_access import ServiceAccess
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.reading import scenario_from_object
from concur_harness.services import SERVICES, Registration, Services
from concur_harness.serving.serving import Served, Settings
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit import companies
from mockkit.web.request_context import request_context
from mockkit.web.service import Identified, Service
from tests.concur_harness.world import World

RING = "/bell/ring"
SMALL = 100


class Bell(Service):
    """A service that answers whoever names a company, and whose token is a secret of the company."""

    name = "bell"

    def __init__(self) -> None:
        self.app = Flask("bell")
        self.app.add_url_rule(RING, view_func=self.ring, methods=["GET", "POST"])
        self.register_error_handlers()

    def ring(self) -> str:
        return f"ding {request_context().company.id} {request.get_data(as_text=True)}"

    def credentials(self, request: Request) -> str | None:
        return request.headers.get("X-Bell-Token", "").removeprefix("bell-token-of-") or None

    def identify(self, connection: Connection, credentials: str) -> Identified | None:
        company = companies.find_company(connection, credentials)
        return None if company is None else Identified(company)

    def failure(self, status: int, title: str, detail: str, request: Request) -> Response:
        return Response(f"bell: {title}", status)

    def max_body(self, path: str) -> int:
        return SMALL

    def secrets(self, connection: Connection, company_id: str) -> Iterable[str]:
        return [f"bell-token-of-{company_id}"]


class BellAccess(ServiceAccess):
    """A token for each company."""

    def open(self, connection, company, given=None, *, again=False):
        return given or self.credentials_of(connection, company.id)

    def credentials_of(self, connection, company_id):
        return f"bell-token-of-{company_id}"

    def describe(self, credentials, base_url, *, fresh):
        return {"base_url": base_url, "token": credentials}


OWN_PORT = Registration(service=Bell, title="Bell", port=8282, access=BellAccess())
BESIDE = Registration(service=Bell, title="Bell", beside="concur", prefix="/bell/", access=BellAccess())


@pytest.fixture(params=[OWN_PORT, BESIDE], ids=["own port", "beside concur"])
def bell(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Registration:
    monkeypatch.setattr(services, "SERVICES", SERVICES.and_also(request.param))
    return request.param


class Rung:
    """A harness with a bell, and a company in it."""

    def __init__(self, bell: Registration) -> None:
        self.port = bell.port_name
        self.world = World()
        self.made = self.world.control("POST", "/companies", {"scenario": "default"}).json
        self.token = self.made["bell"]["token"]

    def ring(self, **options):
        return self.world.ask("POST", RING, port=self.port, headers={"X-Bell-Token": self.token}, **options)

    def control(self, method: str, path: str, body=None):
        return self.world.control(method, f"/companies/{self.made['id']}{path}", body)


@pytest.fixture
def rung(bell: Registration) -> Rung:
    return Rung(bell)


def test_it_is_reached_and_the_others_still_are(rung: Rung):
    assert rung.ring(data="dong").text == f"ding {rung.made['id']} dong"
    assert rung.world.ask("GET", "/api/v1/accounts", port="erp").status == 401
    assert rung.world.ask("GET", "/bells", port="concur").headers["concur-correlationid"]


def test_whoever_drives_a_connector_is_told_of_it_also_after_a_reset(rung: Rung):
    assert rung.made["bell"]["base_url"].startswith("http://")
    assert rung.made["bell"]["base_url"].endswith("/bell/" if rung.port == "concur" else ":82")
    assert rung.control("GET", "").json["bell"] == rung.made["bell"]
    assert rung.control("POST", "/reset").json["bell"] == rung.made["bell"]


def test_a_fault_can_be_armed_for_it_and_fires(rung: Rung):
    armed = rung.control("POST", "/faults", {"service": "bell", "method": "POST", "do": "answer", "status": 503})
    assert armed.status == 201
    assert (rung.ring().text, rung.ring().status) == ("bell: Service Unavailable", 200)
    shown = rung.control("GET", "/faults/F-1").json
    assert (shown["seen"], shown["fired"]) == (1, 1)


def test_what_it_cannot_do_is_refused_and_it_is_among_those_that_are_listed(rung: Rung):
    refused = rung.control("POST", "/faults", {"service": "bell", "do": "expire-token"})
    assert (refused.status, refused.places) == (422, ["/service"])
    for path in ("/faults", "/traffic?service=fax"):
        told = rung.control("POST" if path == "/faults" else "GET", path, {"service": "fax", "do": "drop-after"})
        assert told.status == 422
        assert all(name in told.json["detail"] for name in ("concur", "erp", "bell"))


def test_its_traffic_is_seen_and_its_secrets_are_masked(rung: Rung):
    rung.ring(data=rung.token)
    (seen,) = rung.control("GET", "/traffic?service=bell").json["items"]
    assert (seen["service"], seen["path"], seen["status"]) == ("bell", RING, 200)
    assert rung.token not in rung.control("GET", "/traffic").text
    assert rung.token in rung.control("GET", "/secrets").json["secrets"]


def test_its_bodies_are_bounded_as_it_says_and_refusals_are_in_its_words(rung: Rung):
    harness = rung.world.harness
    assert harness.max_body(rung.port)(RING) == SMALL
    assert harness.max_body("erp")(RING) != SMALL
    refusal = harness.error_renderer(rung.port)(408, "Request Timeout", "", {"PATH_INFO": RING})
    assert refusal.get_data() == b"bell: Request Timeout"
    assert rung.ring(data="x" * (SMALL + 1)).text == "bell: Content Too Large"


def test_who_bears_its_credentials_at_the_control_api_is_known_by_them(bell: Registration):
    world = World(control_token="secret-of-the-run")
    bearer = {"Authorization": "Bearer secret-of-the-run"}
    made = world.control("POST", "/companies", {"scenario": "default"}, headers=bearer).json
    assert world.control("GET", "/refused", headers={"X-Bell-Token": f"bell-token-of-{made['id']}"}).status == 401
    assert world.control("GET", "/refused", headers=bearer).json["items"][0]["company"] == made["id"]


def test_the_description_of_the_control_api_names_it(rung: Rung):
    document = rung.world.control("GET", "/openapi.json").json
    parameters = document["paths"]["/_mock/companies/{company_id}/traffic"]["get"]["parameters"]
    (service,) = (each["schema"] for each in parameters if each["name"] == "service")
    assert service["enum"] == ["concur", "erp", "bell"]
    assert set(document["components"]["schemas"]["Company"]["required"]) == set(rung.made)
    kinds = {each["do"]: each["services"] for each in rung.world.control("GET", "/fault-kinds").json["items"]}
    assert (kinds["drop-after"], kinds["expire-token"]) == (["concur", "erp", "bell"], ["concur"])
    assert document["components"]["schemas"]["DropAfterFault"]["properties"]["service"]["enum"] == kinds["drop-after"]


def test_a_scenario_may_have_faults_for_it(bell: Registration):
    value = {"name": "x", "company": {"country": "US"}, "faults": [{"service": "bell", "do": "drop-after"}]}
    assert scenario_from_object(value).faults
    with pytest.raises(InvalidScenario, match="bell"):
        scenario_from_object({**value, "faults": [{"service": "fax", "do": "drop-after"}]})


def test_a_harness_that_is_served_says_where_it_is(bell: Registration):
    served = Served(Settings(ports=dict.fromkeys(services.registered().ports, 0)))
    told: list[str] = []

    def ring(ready: Served) -> None:
        url = ready.ready()["bell_url"].rstrip("/").removesuffix("/bell") + RING
        token = ready.companies[0]["bell"]["token"]
        told.append(requests.get(url, headers={"X-Bell-Token": token}, timeout=10).text)
        ready.stop()

    running = threading.Thread(target=served.run, args=(ring,))
    running.start()
    running.join(30)
    assert [text.startswith("ding ") for text in told] == [True]


def test_the_operations_of_whoever_runs_the_services_are_offered_by_all_of_them():
    offered = Services(*SERVICES, operations={"act": lambda _connection, _company, _: None}).for_faults
    assert all("act" in operations for operations in offered.values())
    assert "expire-tokens" in offered["concur"]


CONCUR = Registration(service=ConcurService, title="Concur", port=1)


@pytest.mark.parametrize(
    "wrong",
    [
        [CONCUR, Registration(service=ConcurService, title="Again", port=2)],
        [Registration(service=ErpService, title="No port")],
        [Registration(service=ErpService, title="Beside nobody", beside="concur", prefix="/x/")],
        [CONCUR, Registration(service=ErpService, title="Two ports", port=2, beside="concur", prefix="/x/")],
        [CONCUR, Registration(service=ErpService, title="In the way", beside="concur")],
    ],
)
def test_a_registration_that_makes_no_sense_is_refused(wrong: list[Registration]):
    with pytest.raises(ValueError, match=r"two services|a port"):
        Services(*wrong)
