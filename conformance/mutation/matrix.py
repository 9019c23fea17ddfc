"""Every mutant on every case: what the suite sees of each defect, as one table.

A mutant is proven when each case that names its defect fails it, and nothing is an error of the suite. That
other cases fail it too is expected: a defect rarely shows in one place alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TextIO

from conformance.engine.case import Case
from conformance.engine.verdict import Verdict
from conformance.mutation.case_runs import Pair

SIGNS = {Verdict.PASS: ".", Verdict.FAIL: "f", Verdict.SKIP: "s", Verdict.INCONCLUSIVE: "?", Verdict.ERROR: "E"}
NAMED_AND_FAILED, NAMED_AND_MISSED = "F", "!"


@dataclass(frozen=True, slots=True)
class Row:
    """What the suite says of one connector; ``name`` is empty for the reference, which must pass everything."""

    name: str
    verdicts: Mapping[str, Verdict]

    def sign(self, case: Case) -> str:
        """One character for one case."""
        verdict = self.verdicts[case.id]
        if self.name in case.names_defects and verdict is not Verdict.ERROR:
            return NAMED_AND_FAILED if verdict is Verdict.FAIL else NAMED_AND_MISSED
        return SIGNS[verdict]

    def wrong(self, cases: Iterable[Case]) -> list[str]:
        """What this row disproves of the suite."""
        signs = {case.id: self.sign(case) for case in cases}
        if not self.name:
            return [f"the reference connector does not pass {case}" for case, sign in signs.items() if sign != "."]
        said = {NAMED_AND_MISSED: "is not failed by {}, which names it", SIGNS[Verdict.ERROR]: "breaks the suite in {}"}
        wrong = [f"{self.name} {said[sign].format(case)}" for case, sign in signs.items() if sign in said]
        return wrong if NAMED_AND_FAILED in signs.values() or wrong else [f"{self.name} is named by no case"]


def pairs_of(names: Sequence[str], cases: Sequence[Case]) -> list[Pair]:
    """Everything that the matrix asks, in its order: the reference and then the mutants, on every case."""
    return [Pair(name, case) for name in ("", *names) for case in cases]


def print_matrix(names: Sequence[str], cases: Sequence[Case], verdicts: Iterator[Verdict], out: TextIO) -> int:
    """Print a row for each of `pairs_of` as soon as its verdicts are there; how many things are wrong."""
    width = max(len(name) for name in [*names, "reference"])
    print(_heading(cases, width), file=out, flush=True)
    wrong: list[str] = []
    right = 0
    for name in ("", *names):
        row = Row(name, {case.id: next(verdicts) for case in cases})
        groups = ("".join(map(row.sign, group)) for _, group in _families(cases))
        print(f"{name or 'reference':<{width}}  {' '.join(groups)}", file=out, flush=True)
        found = row.wrong(cases)
        right += not found
        wrong += found
    print(f"\n{_legend()}\n", file=out)
    for line in wrong:
        print(f"WRONG: {line}", file=out)
    print(f"{right} passed, {len(names) + 1 - right} failed", file=out)
    return len(wrong)


def _families(cases: Sequence[Case]) -> Iterable[tuple[str, Iterable[Case]]]:
    return groupby(cases, key=lambda case: case.id.split("/")[0])


def _heading(cases: Sequence[Case], width: int) -> str:
    names = [(family, len(list(group))) for family, group in _families(cases)]
    return f"{'':<{width}}  " + " ".join(f"{family[:count]:<{count}}" for family, count in names)


def _legend() -> str:
    return (
        "F failed by a case that names the defect   ! missed by a case that names it   f failed by another case\n"
        ". passed   s skipped   ? a fault never fired   E the suite itself broke\n"
        "one column a case, in the order of `conform --list`"
    )
