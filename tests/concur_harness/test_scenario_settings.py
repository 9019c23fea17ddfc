"""What a scenario may say of the company as a whole, seen from outside."""

from __future__ import annotations

import re
from typing import Any

from tests.concur_harness.world import Made, World

V2 = "/api/expense/expensereport/v2.0"
TAXI = {"type": "TAXIX", "payment": "Cash", "date": "-2d", "amount": "35.00"}


def scenario(**company: Any) -> dict[str, Any]:
    report = {"name": "Taxi", "owner": "ann@example.com", "at": "accounting", "entries": [TAXI]}
    return {"name": "own", "company": {"country": "US", "currency": "USD", **company}, "reports": [report]}


def sent_back_over_the_api(made: Made) -> str:
    report = made.reports()["Taxi"]
    details = made.concur("GET", f"{V2}/report/{report['id']}").text
    (path,) = re.findall(r'"WorkflowActionURL":"https?://[^/]+([^"]+)"', details)
    body = "<WorkflowAction><Action>Send Back to Employee</Action><Comment>why</Comment></WorkflowAction>"
    return made.concur("POST", path, data=body, content_type="application/xml").json["Status"]


def test_the_api_acts_at_the_processor_step_only_where_the_scenario_lets_it(world: World) -> None:
    assert sent_back_over_the_api(world.found(scenario())) == "FAILURE"
    assert sent_back_over_the_api(world.found(scenario(api_at_processor_step=True))) == "SUCCESS"


def test_a_person_acts_at_the_processor_step_over_the_control_api(world: World) -> None:
    made = world.found(scenario())
    answer = made.act("Taxi", "send-back", as_="pat@example.com", comment="why")
    assert (answer.status, answer.json["approval_status"]) == (200, "A_RESU")
