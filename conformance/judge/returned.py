"""A remedial report: did it go back to the right person, saying why, where it is wrong and nothing more?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.judge import sources
from conformance.judge.reports import changes, content, new_comments, new_history, state_of
from conformance.judge.validation_errors import times_reported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance.citation import Reference
    from conformance.judge.expected import JsonObject
    from conformance.judge.reports import State
    from conformance.judge.validation_errors import ExpectedError, ReportedError

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
    before: JsonObject,
    after: JsonObject,
    errors: Sequence[ExpectedError],
    *,
    to: State,
    remarks: bool,
    reported: Sequence[ReportedError] = (),
) -> Iterator[Complaint]:
    """Everything wrong about a report that had to go back for the given faults.

    `to` is the state it must be in, `remarks` whether its entry and header comments are judged, `reported` what
    the ERP answered the connector.
    """
    if not to.holds(after):
        yield _not_returned(before, after, errors, to)
        return
    action = _action_comment(before, after)
    yield from _about_text(
        action, errors, reported, limit=ACTION_LIMIT, what="the workflow action's comment", where=sources.ROLL_BACK
    )
    if remarks:
        said = _comments_since(before, after, action)
        yield from _about_entries(said, after, errors, reported)
        yield from _about_header(said, errors, reported)
    yield from content_complaints(before, after, sources.UNTOUCHED)


def _not_returned(before: JsonObject, after: JsonObject, errors: Sequence[ExpectedError], to: State) -> Complaint:
    whose = ", ".join(str(error) for error in errors)
    said = _action_comment(before, after)
    remark = f", with the comment {said!r}" if said else ""
    return Complaint(
        title=f"the report is not {to.words}",
        expected=f"{to}, because the ERP refuses {whose}",
        where=_route(errors),
        seen=f"{state_of(after)}{remark}",
    )


def _route(errors: Sequence[ExpectedError]) -> Reference:
    """Where it is written who mends these: the tutorial has two kinds, each by itself."""
    codes = {error.code for error in errors}
    return sources.ROUTES if any(codes <= kind for kind in _IN_THE_TUTORIAL) else sources.ROUTING


_IN_THE_TUTORIAL = (frozenset({"ACCOUNT_UNKNOWN", "ACCOUNT_INACTIVE"}), frozenset({"PROJECT_EXPIRED"}))
"""An account code that is no longer in the chart of accounts, and a project that has expired."""


def _action_comment(before: JsonObject, after: JsonObject) -> str:
    """What was said with the last step of the workflow; posts of a header or an entry move nothing."""
    moves = [event for event in new_history(before, after) if event["from"] != event["to"]]
    return moves[-1]["comment"] if moves else ""


@dataclass(frozen=True, slots=True)
class _NewComments:
    """The comments that a report bears since it went back: on its entries, by their ids, and on its header."""

    entries: Mapping[str, str]
    header: str


def _comments_since(before: JsonObject, after: JsonObject, action: str) -> _NewComments:
    fresh = new_comments(before, after)
    entries: dict[str, list[str]] = {}
    for comment in fresh:
        if comment["on"] == "entry":
            entries.setdefault(comment["entry"], []).append(comment["text"])
    header = [comment["text"] for comment in fresh if comment["on"] == "report"]
    if action in header:
        header.remove(action)
    return _NewComments({entry: "\n".join(texts) for entry, texts in entries.items()}, "\n".join(header))


def _about_text(
    text: str,
    errors: Sequence[ExpectedError],
    reported: Sequence[ReportedError],
    *,
    limit: int,
    what: str,
    where: Reference,
) -> Iterator[Complaint]:
    silent = [str(error) for error in errors if not error.named_in(text, reported)]
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


def _about_entries(
    said: _NewComments, after: JsonObject, errors: Sequence[ExpectedError], reported: Sequence[ReportedError]
) -> Iterator[Complaint]:
    """Whether each entry at fault says so, and no other entry says anything.

    A connector that sums entries in one line of a bill is told once what is wrong with all of them, and cannot know
    with which: then one of them, or the header, has to say it.
    """
    summed = _summed(errors, reported)
    for number, entry in enumerate(after["entries"]):
        due = [error for error in errors if error.entry == number]
        text = said.entries.get(entry["id"], "")
        what = f"the comment on entry {number + 1} ({entry['type']})"
        asked = due if text else [error for error in due if error.kind not in summed]
        if asked:
            yield from _about_text(text, asked, reported, limit=ACTION_LIMIT, what=what, where=sources.ENTRY_REMARKS)
        elif text and not due:
            yield Complaint(
                title=f"{what} is out of place",
                expected="comments on the entries at fault and on no other",
                where=sources.NOWHERE_ELSE,
                seen=text,
            )
    for error in summed.values():
        texts = [said.header, *said.entries.values()]
        if not any(error.named_in(text, reported) for text in texts if text):
            yield Complaint(
                title="no comment on an entry or the header says what is wrong with a line that sums entries",
                expected=f"{error} on one of its entries, or on the header",
                where=sources.OF_SUMS,
                seen="none",
            )


def _summed(errors: Sequence[ExpectedError], reported: Sequence[ReportedError]) -> dict[tuple[str, str], ExpectedError]:
    """Of each kind of fault that the ERP told fewer times than there are entries with it: one fault, by its kind."""
    of_entries = [error for error in errors if error.entry is not None]
    count = Counter(error.kind for error in of_entries)
    return {error.kind: error for error in of_entries if 0 < times_reported(error, reported) < count[error.kind]}


def _about_header(
    said: _NewComments, errors: Sequence[ExpectedError], reported: Sequence[ReportedError]
) -> Iterator[Complaint]:
    whole = [error for error in errors if error.entry is None]
    if whole:
        what, where = "the comment on the report's header", sources.ENTRY_REMARKS
        yield from _about_text(said.header, whole, reported, limit=HEADER_LIMIT, what=what, where=where)


def content_complaints(before: JsonObject, after: JsonObject, where: Reference) -> Iterator[Complaint]:
    """A complaint for a report whose content is not what it was, comments and status aside."""
    changed = list(changes(content(before), content(after)))
    if changed:
        yield Complaint(
            title="the report's own data were changed",
            expected="the report says what it said before",
            where=where,
            seen="; ".join(changed[:5]),
        )
