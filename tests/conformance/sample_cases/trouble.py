from __future__ import annotations

import os

from conformance.citation import Reference
from conformance.engine.case import Case, case
from conformance.engine.case_context import CaseContext

WHERE = Reference("A page", "A heading")


def _cycle(context: CaseContext) -> None:
    context.cycle()


@case(id="trouble/suite-breaks", says="The case itself is wrong.", rests_on=(WHERE,), scenario="x")
def breaks(context: CaseContext) -> None:
    raise KeyError("no such thing")


@case(id="trouble/unknown-scenario", says="The harness refuses.", rests_on=(WHERE,), scenario="unknown")
def refused(context: CaseContext) -> None:
    context.cycle()


FAMILY: list[Case] = [
    case(id=f"trouble/plain-{number}", says="A cycle is run.", rests_on=(WHERE,), scenario="x")(_cycle)
    for number in (1, 2)
]


def _die(context: CaseContext) -> None:
    os._exit(7)


if "SAMPLE_CASES_DIE" in os.environ:
    DEADLY = case(id="trouble/worker-dies", says="The suite is killed.", rests_on=(WHERE,), scenario="x")(_die)
