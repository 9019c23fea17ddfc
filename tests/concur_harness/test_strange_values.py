"""Strange values anywhere in a scenario: each is used or refused by its field, and never breaks anything."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from concur_harness import fixture_files
from concur_harness.companies import provisioning
from concur_harness.companies.company_plan import CompanyOrigin, plan_company
from concur_harness.scenarios.errors import InvalidScenario
from harness_input.yaml_source import read_yaml
from mockkit import companies
from tests.concur_harness.world import World

SCENARIO = read_yaml(fixture_files.scenario("demo-everything")).value


def paths(value: Any, path: tuple = ()):
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths(part, (*path, key))


PLACES = [path for path in paths(SCENARIO) if path]
STRANGE = st.one_of(
    st.sampled_from([
        None, True, 0, -1, 10**30, 0.1, float("inf"), "", " ", "x" * 3000, [], {}, [[]], {"a": {}}, "1e5", "NaN",
        "-0", "0.001", "99999999999999", "\n", "\x00", "é" * 41, "2026-02-30", "-9999d", "0d",
        "A_APPR", "ann@example.com",
    ]),
    st.text(max_size=12),
    st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda part: st.lists(part, max_size=3)),
)  # fmt: skip


def changed(place: tuple, value: Any, *, drop: bool) -> Any:
    scenario = copy.deepcopy(SCENARIO)
    *way, last = place
    target = scenario
    for key in way:
        target = target[key]
    if drop:
        del target[last]
    else:
        target[last] = value
    return scenario


@settings(max_examples=250, deadline=None)
@given(place=st.sampled_from(PLACES), value=STRANGE, drop=st.booleans())
def test_a_strange_value_is_used_or_refused(world: World, place, value, drop):
    try:
        planned = plan_company(CompanyOrigin(name="", seed=1, source={"scenario": changed(place, value, drop=drop)}))
    except InvalidScenario as refused:
        unworded = [error for error in refused.errors if not error.message or "Expected " in error.message]
    else:
        use(world, planned)
        return
    assert not unworded


def use(world: World, planned) -> None:
    company_id = companies.new_company_id()
    with world.harness.store.transaction(write=True) as connection:
        provisioning.provision_company(connection, company_id, planned)
    shown = world.control("GET", f"/companies/{company_id}/reports")
    assert shown.status == 200
    assert world.control("DELETE", f"/companies/{company_id}").status == 204


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(PLACES), value=STRANGE)
def test_over_http_it_is_never_an_error_of_ours(world: World, place, value):
    scenario = changed(place, value, drop=False)
    if isinstance(value, float):
        scenario = changed(place, 0.5, drop=False)
    answer = world.control("POST", "/companies", {"scenario": scenario})
    assert answer.status in (201, 400, 422), answer.text
    if answer.status == 201:
        world.control("DELETE", f"/companies/{answer.json['id']}")
