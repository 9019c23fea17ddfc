"""What many cases have in common: run a cycle, and what must have become of the reports."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from conformance.engine.case import Case
from conformance.judge import judge_company, record_before, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import timedelta

    from conformance.citation import Reference
    from conformance.engine.case_context import CaseContext
    from conformance.judge import ExpectedError
    from conformance.judge.company_state import StateBefore

RECOVERY = 2
"""So many cycles a connector has, once a fault is gone, to do what it could not do before."""


def booked_case(
    case_id: str,
    says: str,
    *rests_on: Reference,
    scenario: str,
    reports: Sequence[str],
    needs: Iterable[str] = (),
    cycles: int = 1,
    names_defects: Iterable[str] = (),
) -> Case:
    """A case whose reports must be booked and Paid after its cycles, and nothing else changed."""

    def run(context: CaseContext) -> None:
        before = record_before(context)
        for _ in range(cycles):
            context.cycle()
        judge_company(context, before, paid=reports)

    commits = (*rests_on, *(() if sources.COMMIT_REPORT in rests_on else (sources.COMMIT_REPORT,)))
    return _case(case_id, says, commits, scenario, run, needs, cycles, names_defects)


def returned_case(
    case_id: str,
    says: str,
    *rests_on: Reference,
    scenario: str,
    recalled: dict[str, Sequence[ExpectedError]] | None = None,
    sent_back: dict[str, Sequence[ExpectedError]] | None = None,
    paid: Sequence[str] = (),
    needs: Iterable[str] = (),
    names_defects: Iterable[str] = (),
) -> Case:
    """A case of one cycle after which reports must be back with whoever can mend them."""

    def run(context: CaseContext) -> None:
        before = record_before(context)
        context.cycle()
        judge_company(context, before, recalled=recalled, sent_back=sent_back, paid=paid)

    return _case(case_id, says, rests_on, scenario, run, needs, 1, names_defects)


def _case(
    case_id: str,
    says: str,
    rests_on: tuple[Reference, ...],
    scenario: str,
    run: Callable[[CaseContext], None],
    needs: Iterable[str],
    cycles: int,
    names_defects: Iterable[str],
) -> Case:
    return Case(
        id=case_id,
        says=says,
        rests_on=rests_on,
        scenario=scenario,
        run=run,
        needs=frozenset(needs),
        cycles=cycles,
        names_defects=tuple(names_defects),
    )


def check_recovery(context: CaseContext, before: StateBefore, paid: Iterable[str]) -> None:
    """The fault is gone: the reports must be booked once and Paid within the cycles that are allowed."""
    for _ in range(RECOVERY):
        context.cycle()
    judge_company(context, before, paid=paid)


def company_time(context: CaseContext) -> datetime:
    """The company's time."""
    return datetime.fromisoformat(context.clock()["now"])


def advance_clock(context: CaseContext, by: timedelta) -> None:
    """Let time pass in the company without anybody waiting for it."""
    context.clock(now=(company_time(context) + by).isoformat())
