"""The judge's entry point: what a company must look like now, and every way in which it does not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conformance.engine.verdict import Finding
from conformance.judge import accounts, protocol, report_outcomes, sources
from conformance.judge.company_state import StateBefore, record_after
from conformance.judge.observation import Observation
from conformance.judge.reports import WITH_EMPLOYEE, WITH_PROCESSOR
from conformance.judge.standing_bills import sharing_bills

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from conformance.citation import Reference
    from conformance.engine.case_context import CaseContext
    from conformance.judge.validation_errors import ExpectedError

_ALIKE = 3
"""So many findings of one kind are reported in full; more would hide the others."""

_NAMES = 10


def judge_company(
    context: CaseContext,
    before: StateBefore,
    *,
    paid: Iterable[str] = (),
    recalled: Mapping[str, Sequence[ExpectedError]] | None = None,
    sent_back: Mapping[str, Sequence[ExpectedError]] | None = None,
    processing: Iterable[str] = (),
    unsettled: Iterable[str] = (),
) -> None:
    """Compare the company with what it must be now, and hand the case's context a finding for every difference.

    Reports go by their names. `paid` must be Paid, `recalled` back with the processor and `sent_back`
    with the employee because of the given faults, `processing` still to be paid with no bill standing.
    Of `unsettled`, which an outage hit, all bills stand or none, and if none the report is not Paid;
    posting may still be due; reports whose bills cannot be told apart are judged by their sum. Every other
    report must be as it was when `before` was looked at. The posted ledger must be what the journals of all
    Paid reports ask for, no other bill may stand, and the traffic since `before` must keep the rules.
    """
    observation = _observe(context, before)
    fate: dict[str, Iterator[Finding]] = {
        **{name: report_outcomes.check_paid(observation, name) for name in paid},
        **{
            name: report_outcomes.check_returned(observation, name, errors, WITH_PROCESSOR)
            for name, errors in (recalled or {}).items()
        },
        **{
            name: report_outcomes.check_returned(observation, name, errors, WITH_EMPLOYEE)
            for name, errors in (sent_back or {}).items()
        },
        **{name: report_outcomes.check_waiting(observation, name) for name in processing},
        **{name: report_outcomes.check_unsettled(observation, name) for name in unsettled},
    }
    others = [name for name in before.reports if name not in fate]
    apart = sharing_bills(observation.after.standing_bills, frozenset(unsettled))
    found = [
        *(finding for name in fate for finding in fate[name]),
        *(
            finding
            for name in others
            for finding in report_outcomes.check_unchanged(observation, name, sources.UNTOUCHED)
        ),
        *report_outcomes.check_booked_whole(observation, apart),
        *accounts.check_left_over_bills(observation, apart),
        *accounts.check_books(observation, apart),
        *protocol.check_protocol(observation),
    ]
    for finding in _condensed(found):
        context.fail(finding)


def _observe(context: CaseContext, before: StateBefore) -> Observation:
    history = context.traffic()
    after = record_after(context, before, history)
    return Observation(
        before=before,
        after=after,
        traffic=[each for each in history if each.seq > before.last_seq],
        cycles=[cycle for cycle in after.cycles if cycle and cycle[-1].seq > before.last_seq],
        history=history,
        vat="vat" in context.manifest.supports,
        remarks="entry-comments" in context.manifest.supports,
        rests_on=_why_paid(context.case.rests_on),
    )


def _why_paid(rests_on: Sequence[Reference]) -> Reference:
    """What a report is to be Paid by: the tutorial where the case rests on it, else what it rests on first."""
    return sources.COMMIT_REPORT if sources.COMMIT_REPORT in rests_on else rests_on[0]


def _condensed(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in order, those of one kind put into one where they are very many."""
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        kinds[finding.title].append(finding)
    for alike in kinds.values():
        yield from alike[:_ALIKE] if len(alike) > _ALIKE + 1 else alike
        if len(alike) > _ALIKE + 1:
            yield _and_more(alike[_ALIKE:])


def _and_more(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    names = [finding.report for finding in alike if finding.report]
    listed = ", ".join(names[:_NAMES]) + (", ..." if len(names) > _NAMES else "")
    return Finding(
        f"{first.title}: {len(alike)} more",
        first.expected,
        first.where,
        f"the same of {listed}" if names else first.seen,
        first.requests,
    )
