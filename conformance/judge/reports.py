"""What became of a report in Concur: the state it is in, and what of it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.judge.expected import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A pair of status codes, and what people call it."""

    approval: str
    payment: str
    words: str

    def holds(self, report: JsonObject) -> bool:
        """Whether the report is in this state."""
        return (report["approval_status"], report["payment_status"]) == (self.approval, self.payment)

    def __str__(self) -> str:
        return f"{self.words} ({self.approval}, {self.payment})"


PROCESSING = State(approval="A_APPR", payment="P_PROC", words="Processing Payment")
PAID = State(approval="A_APPR", payment="P_PAID", words="Paid")
WITH_PROCESSOR = State(approval="A_ACCO", payment="P_NOTP", words="back with the processor")
WITH_EMPLOYEE = State(approval="A_RESU", payment="P_NOTP", words="sent back to the employee")

_STATES = (PROCESSING, PAID, WITH_PROCESSOR, WITH_EMPLOYEE)

CONTENT = ("name", "owner", "currency", "entries", "allocations", "taxes", "cash_advance", "totals")
"""What a report says, apart from where it stands and what was remarked about it."""


def state_of(report: JsonObject) -> str:
    """The report's state in words, with its codes."""
    for state in _STATES:
        if state.holds(report):
            return str(state)
    return f"{report['approval_status']}, {report['payment_status']}"


def content(report: JsonObject) -> dict[str, Any]:
    """What the report says, comments aside: what neither a commit nor a return may change."""
    said = {field: report.get(field) for field in CONTENT}
    said["entries"] = [_without_comments(entry) for entry in report["entries"]]
    return said


def _without_comments(entry: JsonObject) -> dict[str, Any]:
    return {field: value for field, value in entry.items() if field != "comments"}


def changes(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Each place where two values differ, as a line: `entries[0].approved_amount: 12.00 -> 13.00`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from changes(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from changes(old, new, f"{path}[{index}]")
    elif before != after:
        yield f"{path}: {_brief(before)} -> {_brief(after)}"


def _brief(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def new_comments(before: JsonObject, after: JsonObject) -> list[JsonObject]:
    """The comments that a report bears now and did not bear before."""
    old = list(before["comments"])
    fresh = []
    for comment in after["comments"]:
        if comment in old:
            old.remove(comment)
        else:
            fresh.append(comment)
    return fresh


def new_history(before: JsonObject, after: JsonObject) -> list[JsonObject]:
    """What was done to a report since then."""
    return list(after["history"][len(before["history"]) :])
