"""A report that the ERP refused: who can mend it, and what to tell them.

Only reckoning; nothing is sent from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from concur import RECALL, SEND_BACK
from erp import ValidationError
from report import Entry, Report

ACTION_COMMENT_LENGTH = 2000
HEADER_COMMENT_LENGTH = 500
ENTRY_COMMENT_LENGTH = 2000


def way_back(errors: list[ValidationError], routing: dict[str, str]) -> str | None:
    """The workflow action that brings the report to whoever can mend it; None: nobody can.

    With faults for both, it goes to the employee: on its way back it passes the processor
    anyway, whereas a processor cannot change what the employee entered. A code that our routing
    leaves out, or calls ours, is not theirs to mend: returning the report would only puzzle them.
    """
    who = {routing.get(error.code, "none") for error in errors}
    if not who <= {"processor", "employee"}:
        return None
    return SEND_BACK if "employee" in who else RECALL


def action_comment(errors: list[ValidationError]) -> str:
    """Why the report comes back: the comment that everybody in the workflow reads."""
    return fitted("This report could not be booked in Accounts Payable.", reasons(errors), ACTION_COMMENT_LENGTH)


def header_comment(errors: list[ValidationError]) -> str | None:
    """What is wrong with a bill as a whole, if anything."""
    whole = [error for error in errors if error.line is None]
    return fitted("Not booked:", reasons(whole), HEADER_COMMENT_LENGTH) if whole else None


def entry_comments(report: Report, errors: list[ValidationError]) -> list[tuple[Entry, str]]:
    """The entries to comment on, and the comment for each."""
    return [
        (entry, fitted("Not booked:", reasons(own, with_entry=False), ENTRY_COMMENT_LENGTH))
        for entry, own in entries_with_errors(report, errors)
    ]


def entries_with_errors(report: Report, errors: list[ValidationError]) -> list[tuple[Entry, list[ValidationError]]]:
    """The entries that something is wrong with, and what: a fault points to a line, which knows its entry."""
    found = [
        (entry, [error for error in errors if error.line and error.line.entry.id == entry.id])
        for entry in report.entries
    ]
    return [(entry, own) for entry, own in found if own]


def reasons(errors: Iterable[ValidationError], *, with_entry: bool = True) -> list[str]:
    """Each thing that is wrong, once, in the ERP's words, with its code, its value and where it stands."""
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for error in errors:
        place = _place(error) if with_entry else ""
        known = places[error.code, error.value, error.message]
        if place and place not in known:
            known.append(place)
    return [_reason(*what, where) for what, where in places.items()]


def _reason(code: str, value: str, message: str, where: list[str]) -> str:
    text = " ".join(part for part in (code, value) if part)
    if message:
        text += f": {message}"
    return f"{text} ({'; '.join(where)})" if where else text


def _place(error: ValidationError) -> str:
    if error.line is None:
        return ""
    entry = error.line.entry
    return f"{entry.name} {entry.amount:.2f} of {entry.date}"


def fitted(opening: str, sentences: list[str], length: int) -> str:
    """The sentences as one text of at most `length` characters; what is left out is counted."""
    text = opening
    for number, sentence in enumerate(sentences):
        more = f" ... and {len(sentences) - number} more."
        longer = f"{text} {sentence.rstrip('.')}."
        last = number == len(sentences) - 1
        if len(longer) + (0 if last else len(more)) > length:
            # The first one is shown in part rather than not at all: a comment must say something.
            return longer[: length - 4] + " ..." if number == 0 else text + more
        text = longer
    return text
