from __future__ import annotations

import os

from conformance.citation import Reference
from conformance.engine.case import Case, case
from conformance.engine.stage import Stage

WHERE = Reference("A page", "A heading")


def _cycle(stage: Stage) -> None:
    stage.cycle()


@case(id="trouble/suite-breaks", says="The case itself is wrong.", rests_on=(WHERE,), scenario="x")
def breaks(stage: Stage) -> None:
    raise KeyError("no such thing")


@case(id="trouble/unknown-scenario", says="The harness refuses.", rests_on=(WHERE,), scenario="unknown")
def refused(stage: Stage) -> None:
    stage.cycle()


FAMILY: list[Case] = [
    case(id=f"trouble/plain-{number}", says="A cycle is run.", rests_on=(WHERE,), scenario="x")(_cycle)
    for number in (1, 2)
]


def _die(stage: Stage) -> None:
    os._exit(7)


if "SAMPLE_CASES_DIE" in os.environ:
    DEADLY = case(id="trouble/worker-dies", says="The suite is killed.", rests_on=(WHERE,), scenario="x")(_die)
