"""A remedial report: did it go back to the right person, saying why, where it is wrong and nothing more?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.judge import sources
from conformance.judge.faults import times_told
from conformance.judge.reports import changes, content, new_comments, new_history, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance.citation import Reference
    from conformance.judge.expected import Record
    from conformance.judge.faults import Fault, Refusal
    from conformance.judge.reports import State

ACTION_LIMIT = 2000
"""Characters of a workflow action's comment, and of an entry's."""

HEADER_LIMIT = 500
"""Characters of a report header's comment."""


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
    told: Sequence[Refusal] = (),
) -> Iterator[Complaint]:
    """Everything wrong about a report that had to go back for the given faults.

    `to` is the state it must be in, `remarks` whether its entry and header comments are judged, `told` what
    the ERP told the connector.
    """
    if not to.holds(after):
        yield _not_returned(before, after, faults, to)
        return
    action = _action_comment(before, after)
    yield from _about_text(
        action, faults, told, limit=ACTION_LIMIT, what="the workflow action's comment", where=sources.ROLL_BACK
    )
    if remarks:
        said = _said(before, after, action)
        yield from _about_entries(said, after, faults, told)
        yield from _about_header(said, faults, told)
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


@dataclass(frozen=True, slots=True)
class _Said:
    """The comments that a report bears since it went back: on its entries, by their ids, and on its header."""

    entries: Mapping[str, str]
    header: str


def _said(before: Record, after: Record, action: str) -> _Said:
    fresh = new_comments(before, after)
    entries: dict[str, list[str]] = {}
    for comment in fresh:
        if comment["on"] == "entry":
            entries.setdefault(comment["entry"], []).append(comment["text"])
    header = [comment["text"] for comment in fresh if comment["on"] == "report"]
    if action in header:
        header.remove(action)
    return _Said({entry: "\n".join(texts) for entry, texts in entries.items()}, "\n".join(header))


def _about_text(
    text: str, faults: Sequence[Fault], told: Sequence[Refusal], *, limit: int, what: str, where: Reference
) -> Iterator[Complaint]:
    silent = [str(fault) for fault in faults if not fault.named_in(text, told)]
    if not text.strip():
        yield Complaint(title=f"{what} is empty", expected="a comment that says why", where=where, seen="none")
    elif silent:
        yield Complaint(
            title=f"{what} does not say all that is wrong",
            expected=f"it names, by code, by value or in the ERP's words, {', '.join(dict.fromkeys(silent))}",
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


def _about_entries(said: _Said, after: Record, faults: Sequence[Fault], told: Sequence[Refusal]) -> Iterator[Complaint]:
    """Whether each entry at fault says so, and no other entry says anything.

    A connector that sums entries in one line of a bill is told once what is wrong with all of them, and cannot know
    with which: then one of them, or the header, has to say it.
    """
    summed = _summed(faults, told)
    for number, entry in enumerate(after["entries"]):
        due = [fault for fault in faults if fault.entry == number]
        text = said.entries.get(entry["id"], "")
        what = f"the comment on entry {number + 1} ({entry['type']})"
        asked = due if text else [fault for fault in due if fault.kind not in summed]
        if asked:
            yield from _about_text(text, asked, told, limit=ACTION_LIMIT, what=what, where=sources.ENTRY_REMARKS)
        elif text and not due:
            yield Complaint(
                title=f"{what} is out of place",
                expected="comments on the entries at fault and on no other",
                where=sources.NOWHERE_ELSE,
                seen=text,
            )
    for fault in summed.values():
        texts = [said.header, *said.entries.values()]
        if not any(fault.named_in(text, told) for text in texts if text):
            yield Complaint(
                title="no comment on an entry or the header says what is wrong with a line that sums entries",
                expected=f"{fault} on one of its entries, or on the header",
                where=sources.OF_SUMS,
                seen="none",
            )


def _summed(faults: Sequence[Fault], told: Sequence[Refusal]) -> dict[tuple[str, str], Fault]:
    """Of each kind of fault that the ERP told fewer times than there are entries with it: one fault, by its kind."""
    of_entries = [fault for fault in faults if fault.entry is not None]
    count = Counter(fault.kind for fault in of_entries)
    return {fault.kind: fault for fault in of_entries if 0 < times_told(fault, told) < count[fault.kind]}


def _about_header(said: _Said, faults: Sequence[Fault], told: Sequence[Refusal]) -> Iterator[Complaint]:
    whole = [fault for fault in faults if fault.entry is None]
    if whole:
        what, where = "the comment on the report's header", sources.ENTRY_REMARKS
        yield from _about_text(said.header, whole, told, limit=HEADER_LIMIT, what=what, where=where)


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
