"""What a company is to hold on its first day, made up before any row is written: no other company waits for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from concur_harness.scenarios.company_setup import ConcurCompany, chart_of, concur_company, mapping_of
from concur_harness.scenarios.report_history import build_reports
from concur_harness.scenarios.shipped import shipped_scenario
from concur_harness.scenarios.specs import Scenario
from concur_harness.snapshots.snapshot import Snapshot, parse_snapshot
from mock_concur.domain.model import Report
from mock_erp.domain.chart import Chart
from mockkit import faults
from mockkit.clock import Clock
from mockkit.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyOrigin:
    """What a company comes from, as it was asked for; a reset plans it from that again.

    ``source`` is ``{"scenario": <name or object>}`` or ``{"snapshot": <object>}``; an empty ``name`` is that of
    the scenario or snapshot. A snapshot has its own seed.
    """

    name: str
    seed: int
    source: Mapping[str, Any]

    def to_json(self) -> str:
        """The origin as a company's row keeps it."""
        return json.dumps({"name": self.name, "seed": self.seed, "source": self.source})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyContent:
    """What a scenario comes to on a certain day; ``id_counter`` is where the company's id maker stands then."""

    concur: ConcurCompany
    reports: tuple[Report, ...]
    id_counter: int
    chart: Chart
    mapping: Mapping[str, Any]
    faults: tuple[faults.Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPlan:
    """A company that can be created: where it comes from, its clock, and what it is to hold."""

    origin: CompanyOrigin
    clock: Clock
    content: CompanyContent | Snapshot


def plan_company(origin: CompanyOrigin) -> CompanyPlan:
    """The plan of a company; the clock of one that comes from a scenario runs with real time.

    Raises ScenarioUnknown, InvalidScenario and InvalidSnapshot.
    """
    if "snapshot" in origin.source:
        snapshot = parse_snapshot(origin.source["snapshot"])
        return CompanyPlan(origin=_named(origin, snapshot.name, snapshot.seed), clock=snapshot.clock, content=snapshot)
    scenario = _scenario(origin.source["scenario"])
    clock = Clock()
    return CompanyPlan(
        origin=_named(origin, scenario.name, origin.seed), clock=clock, content=_content(scenario, origin.seed, clock)
    )


def _named(origin: CompanyOrigin, name: str, seed: int) -> CompanyOrigin:
    return replace(origin, name=origin.name or name, seed=seed)


def _scenario(given: str | Mapping[str, Any]) -> Scenario:
    if isinstance(given, str):
        return shipped_scenario(given)
    from concur_harness.scenarios.reading import scenario_from_object

    return scenario_from_object(given)


def _content(scenario: Scenario, seed: int, clock: Clock) -> CompanyContent:
    now, ids = clock.now(), Ids(seed)
    concur = concur_company(scenario, ids)
    reports = build_reports(scenario.reports, concur, ids, now)
    return CompanyContent(
        concur=concur,
        reports=tuple(reports),
        id_counter=ids.counter,
        chart=chart_of(scenario, now.date()),
        mapping=mapping_of(scenario),
        faults=tuple(faults.read_fault(fault) for fault in scenario.faults),
    )
