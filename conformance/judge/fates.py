"""What must have become of a report in Concur: Paid, back with somebody, waiting, or as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.judge import books, evidence, sources
from conformance.judge.reports import PAID, changes, new_history, state_of
from conformance.judge.returned import complaints, untouched
from conformance.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.citation import Reference
    from conformance.judge.reports import State
    from conformance.judge.returned import Complaint, Fault
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
    was, now = scene.before.reports[name], scene.after.reports[name]
    yield from _findings(scene, name, complaints(was, now, faults, to=to, remarks=scene.remarks))


def waiting(scene: Scene, name: str) -> Iterator[Finding]:
    """The report waits as before; nobody was told to mend what nobody in Concur can mend."""
    changed = list(as_before(scene, name, sources.OUTAGE))
    yield from changed or _meddled(scene, name)


def whole(scene: Scene, name: str) -> Iterator[Finding]:
    """All bills of the report stand, drafts or posted, or none does; if none does, it waits as before."""
    committed = scene.committed(name)
    if not committed:
        yield from waiting(scene, name)
    if not committed and not scene.after.standing[name]:
        return
    found = books.differences(scene.postings(name), scene.after.booked_by(name))
    if found:
        yield Finding(
            "the bills of a Paid report do not stand as they should" if committed else "the report is booked by half",
            "the bills of all payees, once" if committed else "the bills of all payees, once, or none of them",
            sources.SETTLE if committed else sources.UNIT_OF_WORK,
            books.told(found),
            scene.bill_changes(),
            name,
        )


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
