"""The list of cases: nothing of what was promised is missing, and what each one names exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cases import published
from conformance.client.connector_environment import CAPABILITIES
from conformance.engine.case import all_cases
from conformance.mutants import all_mutants

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = {case.id: case for case in all_cases()}

FAMILIES = {
    "success": """employee-only employee-and-card company-paid itemized allocated credit reclaimable-tax
        foreign-currency cash-advance personal-on-company-card personal-with-offset several-reports
        nothing-to-do second-cycle""",
    "rollback": """second-payee-refused last-of-three-refused refused-at-posting automatic-posting
        commit-fails commit-unreachable one-bad-report""",
    "recall": "account-unknown account-inactive account-not-postable periods-closed entry-comments",
    "send-back": "project-expired project-closed long-comment both-kinds",
    "round-trip": "recalled-and-mended sent-back-and-mended period-reopened",
    "protocol": """token-expired too-many-requests commit-answer-lost bill-answer-lost erp-down
        mended-within-the-second more-than-a-thousand""",
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_complete(family):
    ids = {case_id.removeprefix(f"{family}/") for case_id in CASES if case_id.startswith(f"{family}/")}
    assert ids == set(FAMILIES[family].split())


def test_every_published_example_is_a_case():
    folder = FIXTURES / "published"
    examples = {entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")}
    assert len(examples) == 26
    assert {f"published/{example}" for example in examples} <= set(CASES)


def test_no_case_stands_outside_the_families():
    families = {case_id.partition("/")[0] for case_id in CASES}
    assert families == {*FAMILIES, "published"}


@pytest.mark.parametrize("case_id", CASES)
def test_the_scenario_of_a_case_is_shipped(case_id):
    scenario = CASES[case_id].scenario
    assert isinstance(scenario, str)
    name = scenario if scenario.startswith("published/") else f"scenarios/{scenario}"
    assert (FIXTURES / f"{name}.yaml").is_file()


def test_every_known_defect_is_named_by_a_case():
    assert {defect for case in CASES.values() for defect in case.names_defects} == set(all_mutants())


def test_every_claim_is_needed_by_a_case():
    assert {claim for case in CASES.values() for claim in case.needs} == CAPABILITIES


@pytest.mark.parametrize("case_id", CASES)
def test_a_case_says_itself_in_a_sentence_and_gives_its_reasons(case_id):
    case = CASES[case_id]
    assert case.says.endswith(".")
    assert case.says[0].isupper()
    assert case.rests_on
    assert all(rests_on.note for rests_on in case.rests_on if rests_on.kind == "assumed")


def test_the_examples_are_told_apart_by_number():
    numbers = [example.number for example in published.EXAMPLES]
    assert len(numbers) == len(set(numbers)) == 25
