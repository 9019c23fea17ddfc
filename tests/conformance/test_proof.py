"""The suite's proof of itself: which part of the matrix a sample is, and what it prints."""

from __future__ import annotations

import io

from conformance.engine.case import all_cases
from conformance.engine.events import CaseFinished
from conformance.engine.verdict import Verdict
from conformance.mutants import all_mutants
from conformance.mutation.case_runs import Pair
from conformance.mutation.sample import drawn, print_sample

CASES = all_cases()
MUTANTS = list(all_mutants())


def test_a_sample_has_so_many_cases_for_each_mutant_and_none_that_names_it() -> None:
    pairs = drawn(MUTANTS, CASES, 7, 3)
    assert [name for name, _ in pairs] == [name for name in MUTANTS for _ in range(3)]
    assert not [pair for pair in pairs if pair.mutant in pair.case.names_defects]
    assert len(set(pairs)) == len(pairs)


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    assert drawn(MUTANTS, CASES, 7, 3) == drawn(MUTANTS, CASES, 7, 3)
    assert drawn(MUTANTS, CASES, 7, 3) != drawn(MUTANTS, CASES, 8, 3)


def test_one_mutant_alone_is_tried_on_what_it_is_tried_on_among_all() -> None:
    (name, *_) = MUTANTS
    assert drawn([name], CASES, 7, 3) == [pair for pair in drawn(MUTANTS, CASES, 7, 3) if pair.mutant == name]


def test_seeds_come_to_the_whole_matrix() -> None:
    (name, *_) = MUTANTS
    seen = {pair.case.id for seed in range(400) for pair in drawn([name], CASES, seed, 3)}
    assert seen == {case.id for case in CASES if name not in case.names_defects}


def test_only_what_breaks_the_suite_is_wrong() -> None:
    verdicts = (Verdict.PASS, Verdict.FAIL, Verdict.SKIP, Verdict.INCONCLUSIVE, Verdict.ERROR)
    pairs = [Pair("no-rollback", case) for case in CASES[: len(verdicts)]]
    found = [
        CaseFinished(id=pair.case.id, says=pair.case.says, verdict=verdict, duration=0.0, reason="it broke")
        for pair, verdict in zip(pairs, verdicts, strict=True)
    ]
    out = io.StringIO()
    assert print_sample(pairs, found, out) == 1
    *lines, wrong, last = out.getvalue().splitlines()
    assert [line[0] for line in lines] == list(".fs?E")
    assert wrong == f"WRONG: no-rollback breaks the suite in {CASES[4].id}: it broke"
    assert last == "4 passed, 1 failed"
