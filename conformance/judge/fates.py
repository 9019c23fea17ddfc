"""What must have become of a report in Concur: Paid, back with somebody, waiting, or as it was."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from conformance.engine.verdict import Finding
from conformance.judge import books, evidence, sources
from conformance.judge.faults import refusals
from conformance.judge.reports import PAID, changes, new_history, state_of
from conformance.judge.returned import complaints, untouched
from conformance.judge.standing import together

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from conformance.citation import Reference
    from conformance.judge.expected import Posting
    from conformance.judge.faults import Fault
    from conformance.judge.reports import State
    from conformance.judge.returned import Complaint
    from conformance.judge.scene import Scene

_NOISE = ("step_id", "modified_at", "processing_payment_at", "history")
"""What changes with every step of the workflow, and explains none."""


def paid(scene: Scene, name: str) -> Iterator[Finding]:
    """The report is Paid, and says what it said before."""
    was, report = scene.before.reports[name], scene.after.reports[name]
    if PAID.holds(report):
        yield from _findings(scene, name, untouched(was, report, sources.COMMIT))
        return
    yield Finding(
        "the report is not Paid",
        str(PAID),
        scene.rests_on,
        _standing_of(scene, name),
        scene.telling(name),
        name,
    )


def back(scene: Scene, name: str, faults: Sequence[Fault], to: State) -> Iterator[Finding]:
    """The report is back with the one who can mend the faults, and says what is wrong where it is wrong."""
    was, now, told = scene.before.reports[name], scene.after.reports[name], refusals(scene.traffic)
    yield from _findings(scene, name, complaints(was, now, faults, to=to, remarks=scene.remarks, told=told))


def waiting(scene: Scene, name: str) -> Iterator[Finding]:
    """The report waits as before; nobody was told to mend what nobody in Concur can mend."""
    changed = list(as_before(scene, name, sources.OUTAGE))
    yield from changed or _meddled(scene, name)


def unsettled(scene: Scene, name: str) -> Iterator[Finding]:
    """A report that an outage hit is Paid, or waits as before; its bills are looked at by `whole`."""
    if not scene.committed(name):
        yield from waiting(scene, name)


def whole(scene: Scene, names: Collection[str]) -> Iterator[Finding]:
    """Of each of these reports all bills stand, drafts or posted, or none; of one that is Paid all.

    Reports whose bills cannot be told apart, because one bill is of several or may be, are judged by their sum.
    """
    left = set(names)
    for name in sorted(names):
        if name in left:
            one = together(scene.after.standing, {name})
            left -= one
            yield from _whole(scene, sorted(one))


def _whole(scene: Scene, names: Sequence[str]) -> Iterator[Finding]:
    booked = scene.after.booked_by(names)
    committed = [name for name in names if scene.committed(name)]
    others = [name for name in names if name not in committed]
    ways = [books.differences(_postings(scene, [*committed, *more]), booked) for more in _choices(others)]
    if (not booked and not committed) or [] in ways:
        return
    yield Finding(
        "the bills of a Paid report do not stand as they should" if committed else "the report is booked by half",
        "the bills of all payees, once" if committed else "the bills of all payees, once, or none of them",
        sources.SETTLE if committed else sources.UNIT_OF_WORK,
        books.told(ways[-1]),
        scene.bill_changes(),
        ", ".join(names),
    )


_MOST_CHOSEN = 8
"""Of so many reports every choice is tried, 256 in all; of more, only all and none."""


def _choices(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Which of some reports may be booked while the others are not: none, and so on, to all."""
    sizes = range(len(names) + 1) if len(names) <= _MOST_CHOSEN else (0, len(names))
    for size in sizes:
        yield from combinations(names, size)


def _postings(scene: Scene, names: Iterable[str]) -> list[Posting]:
    return [posting for name in names for posting in scene.postings(name)]


def as_before(scene: Scene, name: str, where: Reference) -> Iterator[Finding]:
    """Nothing of the report changed at all."""
    was, now = scene.before.reports[name], scene.after.reports[name]
    changed = [line for line in changes(was, now) if not line.startswith(_NOISE)]
    if changed:
        moved = state_of(was) != state_of(now)
        yield Finding(
            "a report changed that should be as it was",
            f"{state_of(was)}, unchanged",
            where,
            _standing_of(scene, name) if moved else "; ".join(changed[:5]),
            scene.telling(name),
            name,
        )


def _meddled(scene: Scene, name: str) -> Iterator[Finding]:
    attempts = [*evidence.actions(scene.traffic), *evidence.remarks(scene.traffic)]
    mine = evidence.about(attempts, scene.states(name))
    if mine:
        yield Finding(
            "a report was acted upon although nothing was wrong with it",
            "no workflow action and no comment; the report waits for the next cycle",
            sources.OUTAGE,
            ", ".join(f"{each.method} {each.path}" for each in mine),
            evidence.numbers(mine),
            name,
        )


def _standing_of(scene: Scene, name: str) -> str:
    """The report's state, and what was said with the last step that it took since before."""
    now = scene.after.reports[name]
    said = [event["comment"] for event in new_history(scene.before.reports[name], now) if event["comment"]]
    return f"{state_of(now)}, with the comment {said[-1]!r}" if said else state_of(now)


def _findings(scene: Scene, name: str, complained: Iterable[Complaint]) -> Iterator[Finding]:
    for each in complained:
        yield Finding(each.title, each.expected, each.where, each.seen, scene.telling(name), name)
