"""What a company is to hold on its first day, made up before any row is written: no other company waits for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from concur_harness import snapshots
from concur_harness.scenarios.form import Scenario
from concur_harness.scenarios.happenings import happened
from concur_harness.scenarios.setting import ConcurCompany, chart_of, concur_company, mapping_of
from concur_harness.scenarios.shipped import shipped
from concur_harness.snapshots import Snapshot
from mock_concur.domain.model import Report
from mock_erp.domain.chart import Chart
from mockkit import faults
from mockkit.clock import Clock
from mockkit.ids import Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a company comes from, as it was asked for; a reset plans it from that again.

    ``genesis`` is ``{"scenario": <name or object>}`` or ``{"snapshot": <object>}``; an empty ``name`` is that of
    the scenario or snapshot. A snapshot has its own seed.
    """

    name: str
    seed: int
    genesis: Mapping[str, Any]

    def dumped(self) -> str:
        """The origin as a company's row keeps it."""
        return json.dumps({"name": self.name, "seed": self.seed, "genesis": self.genesis})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a scenario comes to on a certain day; ``id_counter`` is where the company's id maker stands then."""

    concur: ConcurCompany
    reports: tuple[Report, ...]
    id_counter: int
    chart: Chart
    mapping: Mapping[str, Any]
    faults: tuple[faults.Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A company that can be founded: where it comes from, its clock, and what it is to hold."""

    origin: Origin
    clock: Clock
    holds: Content | Snapshot


def plan(origin: Origin) -> Plan:
    """The plan of a company; the clock of one that comes from a scenario runs with real time.

    Raises ScenarioUnknown, ScenarioRefused and SnapshotRefused.
    """
    if "snapshot" in origin.genesis:
        snapshot = snapshots.checked(origin.genesis["snapshot"])
        return Plan(origin=_named(origin, snapshot.name, snapshot.seed), clock=snapshot.clock, holds=snapshot)
    scenario = _scenario(origin.genesis["scenario"])
    clock = Clock()
    return Plan(
        origin=_named(origin, scenario.name, origin.seed), clock=clock, holds=_content(scenario, origin.seed, clock)
    )


def _named(origin: Origin, name: str, seed: int) -> Origin:
    return replace(origin, name=origin.name or name, seed=seed)


def _scenario(given: str | Mapping[str, Any]) -> Scenario:
    if isinstance(given, str):
        return shipped(given)
    from concur_harness.scenarios.reading import scenario_from_object

    return scenario_from_object(given)


def _content(scenario: Scenario, seed: int, clock: Clock) -> Content:
    now, ids = clock.now(), Ids(seed)
    concur = concur_company(scenario, ids)
    reports = happened(scenario.reports, concur, ids, now)
    return Content(
        concur=concur,
        reports=tuple(reports),
        id_counter=ids.counter,
        chart=chart_of(scenario, now.date()),
        mapping=mapping_of(scenario),
        faults=tuple(faults.read_fault(fault) for fault in scenario.faults),
    )
