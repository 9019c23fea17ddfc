"""The two ways in which the domain says no: the state forbids it, or a field is wrong.

::

    Exception
    ├── Refusal      what was asked is not possible now, or not for this person
    └── FieldError   what was asked names a field or a value that cannot be
        └── FieldErrors  several of them at once
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

COMMENT_LIMIT = 2000
"""Characters of a workflow action's comment (*documented*: "Post an expense report workflow action", Comment)."""


class Reason(StrEnum):
    """Why the workflow, or the state of a report, says no."""

    STALE_STEP = "stale-step"
    UNKNOWN_STEP = "unknown-step"
    WRONG_STATUS = "wrong-status"
    UNKNOWN_ACTION = "unknown-action"
    PROCESSOR_STEP = "processor-step"
    NOT_PROCESSING = "not-processing"
    WRONG_PERSON = "wrong-person"
    COMMENT_MISSING = "comment-missing"
    COMMENT_TOO_LONG = "comment-too-long"
    NOT_EXTRACTED = "not-extracted"
    RECALL_DISABLED = "recall-disabled"
    NO_ENTRIES = "no-entries"
    FROZEN = "frozen"


_CHANGED = (
    "The action cannot be executed because the item has recently been changed. Please refresh your list and try again."
)

TEXTS: Mapping[Reason, str] = {
    # Documented: "Post an expense report workflow action", the sample of a failure. That an action which the
    # step does not offer answers the same is assumed: the caller's view of the report is out of date.
    Reason.STALE_STEP: _CHANGED,
    Reason.UNKNOWN_STEP: _CHANGED,
    Reason.WRONG_STATUS: _CHANGED,
    Reason.UNKNOWN_ACTION: _CHANGED,
    # Documented: note 2 of that page has the API act at no Processor step; that it answers as for any other action
    # which is not offered is assumed.
    Reason.PROCESSOR_STEP: _CHANGED,
    # Documented: "Integration Status", the answer at any other payment status.
    Reason.NOT_PROCESSING: (
        "To use the POST Expense Journal Entry Job Key the report must be at the Processing Payment "
        "or Payment Confirmed Payment Status."
    ),
    # Observed in a recorded reply whose cause was not recorded; assumed to mean the wrong person.
    Reason.WRONG_PERSON: "Review Approvers in the workflow.",
    # Assumed: the conditions are documented, the words are not.
    Reason.COMMENT_MISSING: "A comment is required for this action.",
    Reason.COMMENT_TOO_LONG: f"The comment must not be longer than {COMMENT_LIMIT} characters.",
    Reason.NOT_EXTRACTED: "The report cannot be approved before all of its entries are extracted or manually paid.",
    Reason.RECALL_DISABLED: "The company does not allow employees to recall their reports.",
    Reason.NO_ENTRIES: "The report cannot be submitted because it has no expenses.",
    Reason.FROZEN: "The report cannot be changed at its current status.",
}
"""What the service answers for each reason."""


class Refusal(Exception):
    """The state of the report, or the part that the actor plays in it, forbids what was asked."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(TEXTS[reason])
        self.reason = reason

    @property
    def text(self) -> str:
        """What the service answers."""
        return TEXTS[self.reason]


class FieldError(ValueError):
    """A value that cannot be, with the path of its field, e.g. ``("entries", 0, "amount")``."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(f"{self.field}: {message}")

    @property
    def field(self) -> str:
        """The path as text, e.g. ``entries.0.amount``."""
        return ".".join(str(part) for part in self.path)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Every error that was found, this one or more."""
        return (self,)


class FieldErrors(FieldError):
    """Several values that cannot be; whoever looks at one error sees the first."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(errors[0].path, errors[0].message)
        self._errors = tuple(errors)

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Every error that was found, in the order of the fields."""
        return self._errors
