"""Every mutant on a few cases that do not name it, drawn by a seed: the part of the matrix that each run can afford.

The tests try each mutant on every case that names it, and on one in which nothing can show. What only the rest of the
matrix shows is a case that breaks on a connector with a defect that it was not written for; over many runs the samples
come to all of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TextIO

from conformance.engine.case import Case
from conformance.engine.events import CaseFinished
from conformance.engine.verdict import Verdict
from conformance.mutation.case_runs import Pair
from conformance.mutation.matrix import SIGNS


def drawn(names: Sequence[str], cases: Sequence[Case], seed: int, count: int) -> list[Pair]:
    """So many cases for each mutant out of those that do not name it; the same ones for the same seed."""
    pairs: list[Pair] = []
    for name in names:
        others = [case for case in cases if name not in case.names_defects]
        # A generator a mutant: another one more or fewer changes no sample but its own.
        chosen = random.Random(f"{seed} {name}").sample(others, min(count, len(others)))  # noqa: S311 - no secret
        pairs += [Pair(name, case) for case in chosen]
    return pairs


def print_sample(pairs: Sequence[Pair], found: Iterable[CaseFinished], out: TextIO) -> int:
    """Print a line for each pair with what came of it, and the sum; how many broke the suite."""
    broken = 0
    for pair, finished in zip(pairs, found, strict=True):
        breaks = finished.verdict is Verdict.ERROR
        broken += breaks
        print(f"{SIGNS[finished.verdict]} {pair.mutant} {pair.case.id}", file=out, flush=True)
        if breaks:
            print(f"WRONG: {pair.mutant} breaks the suite in {pair.case.id}: {finished.reason}", file=out)
    print(f"{len(pairs) - broken} passed, {broken} failed", file=out)
    return broken
