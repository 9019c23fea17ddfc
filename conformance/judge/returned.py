"""A remedial report: did it go back to the right person, saying why, where it is wrong and nothing more?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.judge import sources
from conformance.judge.reports import changes, content, new_comments, new_history, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.citation import Reference
    from conformance.judge.expected import Record
    from conformance.judge.reports import State

ACTION_LIMIT = 2000
"""Characters of a workflow action's comment, and of an entry's."""

HEADER_LIMIT = 500
"""Characters of a report header's comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the ERP refuses: its code, the value it refuses, and the report's entry that bears it.

    `entry` counts the report's entries from 0; None is a fault of the whole bill.
    """

    code: str
    value: str
    entry: int | None = None

    def named_in(self, text: str) -> bool:
        """Whether a text names the code or the value."""
        folded = text.lower()
        return self.code.lower() in folded or self.value.lower() in folded

    def __str__(self) -> str:
        return f"{self.code} ({self.value})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that is wrong about a report: what was expected, where that is written, what was seen."""

    title: str
    expected: str
    where: Reference
    seen: str


def complaints(
    before: Record,
    after: Record,
    faults: Sequence[Fault],
    *,
    to: State,
    remarks: bool,
) -> Iterator[Complaint]:
    """Everything wrong about a report that had to go back for the given faults.

    `to` is the state it must be in, `remarks` whether its entry and header comments are judged.
    """
    if not to.holds(after):
        yield _not_returned(before, after, faults, to)
        return
    action = _action_comment(before, after)
    yield from _about_action(action, faults)
    if remarks:
        fresh = new_comments(before, after)
        yield from _about_entries(fresh, after, faults)
        yield from _about_header(fresh, action, faults)
    yield from untouched(before, after, sources.UNTOUCHED)


def _not_returned(before: Record, after: Record, faults: Sequence[Fault], to: State) -> Complaint:
    whose = ", ".join(str(fault) for fault in faults)
    said = _action_comment(before, after)
    remark = f", with the comment {said!r}" if said else ""
    return Complaint(
        title=f"the report is not {to.words}",
        expected=f"{to}, because the ERP refuses {whose}",
        where=_route(faults),
        seen=f"{state_of(after)}{remark}",
    )


def _route(faults: Sequence[Fault]) -> Reference:
    """Where it is written who mends these: the tutorial has two kinds, each by itself."""
    codes = {fault.code for fault in faults}
    return sources.ROUTES if any(codes <= kind for kind in _IN_THE_TUTORIAL) else sources.ROUTING


_IN_THE_TUTORIAL = (frozenset({"ACCOUNT_UNKNOWN", "ACCOUNT_INACTIVE"}), frozenset({"PROJECT_EXPIRED"}))
"""An account code that is no longer in the chart of accounts, and a project that has expired."""


def _action_comment(before: Record, after: Record) -> str:
    """What was said with the last step of the workflow; posts of a header or an entry move nothing."""
    moves = [event for event in new_history(before, after) if event["from"] != event["to"]]
    return moves[-1]["comment"] if moves else ""


def _about_action(comment: str, faults: Sequence[Fault]) -> Iterator[Complaint]:
    yield from _about_text(
        comment, faults, limit=ACTION_LIMIT, what="the workflow action's comment", where=sources.ROLL_BACK
    )


def _about_text(text: str, faults: Sequence[Fault], *, limit: int, what: str, where: Reference) -> Iterator[Complaint]:
    silent = [str(fault) for fault in faults if not fault.named_in(text)]
    if not text.strip():
        yield Complaint(title=f"{what} is empty", expected="a comment that says why", where=where, seen="none")
    elif silent:
        yield Complaint(
            title=f"{what} does not say all that is wrong",
            expected=f"it names, by code or by value, {', '.join(silent)}",
            where=sources.EXPLAINS,
            seen=text,
        )
    if len(text) > limit:
        yield Complaint(
            title=f"{what} is too long",
            expected=f"at most {limit} characters",
            where=sources.HEADER_COMMENT if limit == HEADER_LIMIT else sources.ACTION_COMMENT,
            seen=f"{len(text)} characters",
        )


def _about_entries(fresh: Iterable[Record], after: Record, faults: Sequence[Fault]) -> Iterator[Complaint]:
    said: dict[str, list[str]] = {}
    for comment in fresh:
        if comment["on"] == "entry":
            said.setdefault(comment["entry"], []).append(comment["text"])
    for number, entry in enumerate(after["entries"]):
        due = [fault for fault in faults if fault.entry == number]
        texts = said.get(entry["id"], [])
        what = f"the comment on entry {number + 1} ({entry['type']})"
        if due:
            yield from _about_text("\n".join(texts), due, limit=ACTION_LIMIT, what=what, where=sources.ENTRY_REMARKS)
        elif texts:
            yield Complaint(
                title=f"{what} is out of place",
                expected="comments on the entries at fault and on no other",
                where=sources.NOWHERE_ELSE,
                seen="; ".join(texts),
            )


def _about_header(fresh: Iterable[Record], action: str, faults: Sequence[Fault]) -> Iterator[Complaint]:
    whole = [fault for fault in faults if fault.entry is None]
    if not whole:
        return
    texts = [comment["text"] for comment in fresh if comment["on"] == "report"]
    if action in texts:
        texts.remove(action)
    yield from _about_text(
        "\n".join(texts),
        whole,
        limit=HEADER_LIMIT,
        what="the comment on the report's header",
        where=sources.ENTRY_REMARKS,
    )


def untouched(before: Record, after: Record, where: Reference) -> Iterator[Complaint]:
    """A complaint for a report whose content is not what it was, comments and status aside."""
    changed = list(changes(content(before), content(after)))
    if changed:
        yield Complaint(
            title="the report's own data were changed",
            expected="the report says what it said before",
            where=where,
            seen="; ".join(changed[:5]),
        )
