"""What is made from the declaration of the scenario form: its page, and a schema that knows good scenarios from bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema_rs import validator_for

from concur_harness import fixture_files
from concur_harness.scenarios.documentation import PAGE, SCHEMA, json_schema, page
from harness_input.yaml_source import read_yaml

DOCS = Path(__file__).parent.parent.parent / "docs"
VALIDATOR = validator_for(json_schema())
GOOD = {"name": "x", "reports": [{"name": "R", "owner": "ann@example.com", "entries": [{"type": "TAXIX"}]}]}


def test_the_page_and_the_schema_are_those_of_the_form() -> None:
    """When this fails: `make docs`."""
    assert (DOCS / PAGE).read_text() == page()
    assert json.loads((DOCS / SCHEMA).read_text()) == json_schema()


@pytest.mark.parametrize("name", fixture_files.scenario_names())
def test_every_scenario_that_ships_is_good_by_the_schema(name: str) -> None:
    assert [str(error) for error in VALIDATOR.iter_errors(read_yaml(fixture_files.scenario(name)).value)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("colour",), "red"),
        (("reports", 0, "at"), "sent"),
        (("reports", 0, "owner"), None),
        (("reports", 0, "entries", 0, "amount"), 12.5),
        (("reports", 0, "entries", 0, "amount"), "12,50"),
        (("reports", 0, "entries", 0, "Custom41"), "x"),
        (("people",), [{"first": "Ann"}]),
    ],
)
def test_what_is_wrong_is_wrong_by_the_schema_too(path, value) -> None:
    scenario = json.loads(json.dumps(GOOD))
    assert VALIDATOR.is_valid(scenario)
    place = scenario
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(scenario)
