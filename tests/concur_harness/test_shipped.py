"""The scenarios that ship: each can be created, and the one that `serve` starts with is compiled as it stands."""

from __future__ import annotations

import msgspec
import pytest

from concur_harness import fixture_files
from concur_harness.scenarios import shipped
from concur_harness.scenarios.reading import build_trial_reports, scenario_from_yaml
from mockkit.system_clock import system_now


@pytest.mark.parametrize("name", fixture_files.scenario_names())
def test_every_scenario_that_ships_can_be_founded(name):
    scenario = build_trial_reports(fixture_files.scenario(name), f"{name}.yaml", system_now()).scenario
    assert scenario.name == name


@pytest.mark.parametrize("country", fixture_files.countries())
def test_every_country_has_a_base_company_with_the_same_people(country):
    scenario = scenario_from_yaml(f"name: x\ncompany: {{country: {country}}}\n".encode(), "x.yaml")
    assert scenario.company.country == country
    assert [person.login.split("@")[0] for person in scenario.people] == ["ann", "eve", "bob", "pat"]
    accounts = {account.code for account in scenario.erp.accounts}
    used = {account for kind in scenario.expense_types for account in kind.accounts.values()}
    used |= {kind.clearing_account for kind in scenario.payment_types if kind.clearing_account}
    used |= {kind.liability_account for kind in scenario.payment_types if kind.liability_account}
    used |= {account for account in scenario.tax_accounts.values() if account}
    assert used <= accounts


def test_the_compiled_scenario_is_the_one_that_is_written_down():
    """When this fails: `python -m concur_harness.scenarios.shipped`."""
    compiled = msgspec.json.decode(fixture_files.compiled(), type=shipped.Compiled)
    assert fixture_files.compiled() == shipped.compile_default()
    assert compiled.scenario == scenario_from_yaml(fixture_files.scenario("default"), "default.yaml")


def test_a_compiled_scenario_that_is_out_of_date_is_not_used(monkeypatch):
    monkeypatch.setattr(fixture_files, "compiled", lambda: fixture_files.scenario("default"))
    assert shipped._compiled() is None
    monkeypatch.setattr(fixture_files, "compiled", lambda: b'{"sources": {}, "scenario": {}}')
    assert shipped._compiled() is None


def test_a_scenario_is_read_once():
    assert shipped.shipped_scenario("employee-only") is shipped.shipped_scenario("employee-only")


def test_a_name_that_does_not_ship_is_told():
    with pytest.raises(shipped.ScenarioUnknown, match="no scenario"):
        shipped.shipped_scenario("../companies/us")
