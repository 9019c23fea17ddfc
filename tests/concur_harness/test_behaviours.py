"""The registry of behaviours is whole: every route of the mocks has an entry, and its page is what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from concur_harness import fault_page
from concur_harness.behaviours import REGISTRY
from concur_harness.behaviours.page import page, registry_as_json
from mock_concur.api.oauth2.routes import ERRORS
from mock_concur.behaviours.refusals import refusal_text
from mock_concur.domain.errors import TEXTS
from mock_concur.service import ConcurService
from mock_erp.domain.validation_errors import ErrorCode
from mock_erp.service import ErpService
from mockkit import faults

ROOT = Path(__file__).parent.parent.parent


def routes_of(service):
    """Methods and paths, arguments without what converts them."""
    return {
        f"{method} {re.sub(r'<[^:>]*:', '<', rule.rule)}"
        for rule in service.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


SERVED = {service.name: routes_of(service) for service in (ConcurService(), ErpService())}


@pytest.mark.parametrize("service", list(SERVED))
def test_every_route_has_an_entry(service):
    """Catches a call that is served without anybody saying what it rests on."""
    assert SERVED[service]
    assert SERVED[service] - REGISTRY.routes() == set()


def test_no_entry_is_about_a_route_that_is_gone():
    assert REGISTRY.routes() - set().union(*SERVED.values()) == set()


def test_every_code_of_the_erp_has_an_entry():
    said = " ".join(each.does for each in REGISTRY)
    assert {code for code in ErrorCode if code not in said} == set()


def test_every_text_of_a_refusal_has_an_entry():
    """Catches a refusal whose words nobody has said to be the service's or ours."""
    concerned = {concern for each in REGISTRY for concern in each.concerns}
    assert {reason for reason in TEXTS if refusal_text(reason) not in concerned} == set()


def test_every_numbered_error_of_the_token_endpoint_has_an_entry():
    said = REGISTRY["concur.oauth.errors"].does
    codes = {int(number) for number in re.findall(r"[0-9]+", said)}
    for first, last in re.findall(r"([0-9]+) to ([0-9]+)", said):
        codes |= set(range(int(first), int(last) + 1))
    assert codes == set(ERRORS)


def test_the_page_is_made_from_the_registry():
    """Catches a registry that was changed without ``make docs``."""
    assert (ROOT / "docs/fidelity.md").read_text() == page(REGISTRY)


def test_the_page_of_faults_is_made_from_their_kinds():
    """Catches a kind that was added or changed without ``make docs``."""
    assert (ROOT / "docs/faults.md").read_text() == fault_page.page()


def test_the_control_api_tells_of_every_kind_of_fault(world):
    told = world.control("GET", "/fault-kinds").json
    assert [each["do"] for each in told["items"]] == list(faults.kinds())
    assert {each["name"] for each in told["options"]} == set(faults.Fault.__struct_fields__)
    assert all(REGISTRY[each["rests_on"]].label == each["label"] for each in told["items"])


def test_the_control_api_gives_every_entry(world):
    answer = world.control("GET", "/behaviours")
    assert answer.status == 200
    assert answer.json["items"] == registry_as_json(REGISTRY)
    assert {each["id"] for each in answer.json["items"]} == {each.id for each in REGISTRY}
    assert answer.json["next"] is None


def test_addresses_are_addresses_and_ours_are_pages_of_the_docs():
    for each in REGISTRY:
        for source in each.sources:
            assert not source.url or source.url.startswith(("https://", "docs/")), each.id
