"""Workflow steps that are over: kept with the report, whatever becomes of it."""

from __future__ import annotations

from dataclasses import replace

from mock_concur.store import report_index
from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import World


def over(world: World, step_id: str) -> str | None:
    with world.store.transaction(write=False) as connection:
        return report_index.report_of_step_that_is_over(connection, world.company, step_id)


def test_a_step_is_over_once_the_report_has_left_it() -> None:
    world = World()
    world.add(sample.REPORT)
    assert over(world, sample.REPORT.step_id) is None
    path = f"/api/expense/expensereport/v1.1/report/{sample.REPORT.step_id}/workflowaction"
    world.post_xml(path, "<WorkflowAction><Action>Recall to Processor</Action><Comment>x</Comment></WorkflowAction>")
    assert over(world, sample.REPORT.step_id) == sample.REPORT.id
    world.save(replace(world.report(), name="Renamed"))
    assert over(world, sample.REPORT.step_id) == sample.REPORT.id
    assert over(world, world.report().step_id) is None
