"""What must have become of a report in Concur: Paid, back with somebody, waiting, or as it was."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from conformance.engine.verdict import Finding
from conformance.judge import books, evidence, sources
from conformance.judge.reports import PAID, changes, new_history, state_of
from conformance.judge.returned import complaints, content_complaints
from conformance.judge.standing_bills import sharing_bills
from conformance.judge.validation_errors import reported_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from conformance.citation import Reference
    from conformance.judge.expected import Posting
    from conformance.judge.observation import Observation
    from conformance.judge.reports import State
    from conformance.judge.returned import Complaint
    from conformance.judge.validation_errors import ExpectedError

_NOISE = ("step_id", "modified_at", "processing_payment_at", "history")
"""What changes with every step of the workflow, and explains none."""


def check_paid(observation: Observation, name: str) -> Iterator[Finding]:
    """The report is Paid, and says what it said before."""
    was, report = observation.before.reports[name], observation.after.reports[name]
    if PAID.holds(report):
        yield from _findings(observation, name, content_complaints(was, report, sources.COMMIT))
        return
    yield Finding(
        "the report is not Paid",
        str(PAID),
        observation.rests_on,
        _state_and_comment(observation, name),
        observation.telling(name),
        name,
    )


def check_returned(
    observation: Observation, name: str, errors: Sequence[ExpectedError], to: State
) -> Iterator[Finding]:
    """The report is back with the one who can mend the faults, and says what is wrong where it is wrong."""
    was, now, reported = (
        observation.before.reports[name],
        observation.after.reports[name],
        reported_errors(observation.traffic),
    )
    yield from _findings(
        observation, name, complaints(was, now, errors, to=to, remarks=observation.remarks, reported=reported)
    )


def check_waiting(observation: Observation, name: str) -> Iterator[Finding]:
    """The report waits as before; nobody was told to mend what nobody in Concur can mend."""
    changed = list(check_unchanged(observation, name, sources.OUTAGE))
    yield from changed or _acted_upon(observation, name)


def check_unsettled(observation: Observation, name: str) -> Iterator[Finding]:
    """A report that an outage hit is Paid, or waits as before; its bills are looked at by `check_booked_whole`."""
    if not observation.committed(name):
        yield from check_waiting(observation, name)


def check_booked_whole(observation: Observation, names: Collection[str]) -> Iterator[Finding]:
    """Of each of these reports all bills stand, drafts or posted, or none; of one that is Paid all.

    Reports whose bills cannot be told apart, because one bill is of several or may be, are judged by their sum.
    """
    left = set(names)
    for name in sorted(names):
        if name in left:
            one = sharing_bills(observation.after.standing_bills, {name})
            left -= one
            yield from _check_booked_whole(observation, sorted(one))


def _check_booked_whole(observation: Observation, names: Sequence[str]) -> Iterator[Finding]:
    booked = observation.after.booked_by(names)
    committed = [name for name in names if observation.committed(name)]
    others = [name for name in names if name not in committed]
    ways = [books.differences(_postings(observation, [*committed, *more]), booked) for more in _choices(others)]
    if (not booked and not committed) or [] in ways:
        return
    yield Finding(
        "the bills of a Paid report do not stand as they should" if committed else "the report is booked by half",
        "the bills of all payees, once" if committed else "the bills of all payees, once, or none of them",
        sources.SETTLE if committed else sources.UNIT_OF_WORK,
        books.describe_differences(ways[-1]),
        observation.bill_changes(),
        ", ".join(names),
    )


_MAX_CHOSEN = 8
"""Of so many reports every choice is tried, 256 in all; of more, only all and none."""


def _choices(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Which of some reports may be booked while the others are not: none, and so on, to all."""
    sizes = range(len(names) + 1) if len(names) <= _MAX_CHOSEN else (0, len(names))
    for size in sizes:
        yield from combinations(names, size)


def _postings(observation: Observation, names: Iterable[str]) -> list[Posting]:
    return [posting for name in names for posting in observation.postings(name)]


def check_unchanged(observation: Observation, name: str, where: Reference) -> Iterator[Finding]:
    """Nothing of the report changed at all."""
    was, now = observation.before.reports[name], observation.after.reports[name]
    changed = [line for line in changes(was, now) if not line.startswith(_NOISE)]
    if changed:
        moved = state_of(was) != state_of(now)
        yield Finding(
            "a report changed that should be as it was",
            f"{state_of(was)}, unchanged",
            where,
            _state_and_comment(observation, name) if moved else "; ".join(changed[:5]),
            observation.telling(name),
            name,
        )


def _acted_upon(observation: Observation, name: str) -> Iterator[Finding]:
    attempts = [*evidence.actions(observation.traffic), *evidence.remarks(observation.traffic)]
    mine = evidence.about(attempts, observation.states(name))
    if mine:
        yield Finding(
            "a report was acted upon although nothing was wrong with it",
            "no workflow action and no comment; the report waits for the next cycle",
            sources.OUTAGE,
            ", ".join(f"{each.method} {each.path}" for each in mine),
            evidence.numbers(mine),
            name,
        )


def _state_and_comment(observation: Observation, name: str) -> str:
    """The report's state, and what was said with the last step that it took since before."""
    now = observation.after.reports[name]
    said = [event["comment"] for event in new_history(observation.before.reports[name], now) if event["comment"]]
    return f"{state_of(now)}, with the comment {said[-1]!r}" if said else state_of(now)


def _findings(observation: Observation, name: str, complained: Iterable[Complaint]) -> Iterator[Finding]:
    for each in complained:
        yield Finding(each.title, each.expected, each.where, each.seen, observation.telling(name), name)
