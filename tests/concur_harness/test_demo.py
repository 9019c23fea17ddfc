"""The demonstration: the same reports for the same seed, and a play that goes well."""

from __future__ import annotations

import itertools
import subprocess
import sys
from decimal import Decimal

import pytest

from concur_harness.demo.report_stream import WRONG, ReportStream
from concur_harness.scenarios.company_setup import concur_company
from concur_harness.scenarios.reading import report_from_object, scenario_from_object
from mockkit.system_clock import system_now
from tests.concur_harness.world import Made, World


def some(stream: ReportStream, count: int = 60) -> list[dict]:
    return list(itertools.islice(stream.reports(), count))


def test_the_same_seed_gives_the_same_reports():
    assert (ReportStream(3).company(), some(ReportStream(3))) == (ReportStream(3).company(), some(ReportStream(3)))
    assert some(ReportStream(3)) != some(ReportStream(4))


@pytest.mark.parametrize("seed", range(5))
def test_every_report_is_one_of_its_company(seed):
    stream = ReportStream(seed)
    scenario = scenario_from_object(stream.company())
    company = concur_company(scenario)
    for report in some(stream):
        assert report_from_object(report, company, system_now()).at == "processing"
    assert set(stream.names()) <= {person.login for person in scenario.people}


def test_reports_go_right_and_wrong_in_every_way_that_people_mend(world: World):
    stream = ReportStream(1)
    made: Made = world.found(stream.company())
    wrong = set()
    for report in some(stream, 80):
        shown = made.control("POST", "/reports", report).json
        wrong |= {share["AccountCode1"] for share in shown["allocations"]} & set(WRONG["account"])
        wrong |= {share["Custom1"]["code"] for share in shown["allocations"] if "Custom1" in share} & {"P-200"}
    assert wrong == {"6999", "6475", "P-200"}


def test_a_few_rounds_end_with_books_that_balance():
    command = [sys.executable, "-m", "concur_harness", "demo", "--rounds", "3", "--pause", "0", "--seed", "1"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert "round 3" in told.stdout
    assert "Reports: 6 filed, 6 paid, 0 sent back, 2 recalled, 2 mended" in told.stdout
    rows = [line.split("│")[1:-1] for line in told.stdout.splitlines() if line.startswith("│")]
    assert sum(Decimal(row[2]) - Decimal(row[3]) for row in rows) == 0
    assert rows
