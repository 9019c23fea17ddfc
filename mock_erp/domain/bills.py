"""Bills: what a client sends, what the company keeps, and what may happen to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from mock_erp.domain import amounts
from mock_erp.domain.amounts import UnreadableAmount
from mock_erp.domain.validation_errors import ValidationError

BillType = Literal["bill", "credit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a bill. Its amount may be unreadable until the bill has been validated; `dimensions` are the codes
    of those that it bears, by name.
    """

    account: str
    amount: Decimal | UnreadableAmount
    dimensions: Mapping[str, str] = field(default_factory=dict)
    tax_code: str | None = None
    description: str | None = None
    source_ref: str | None = None

    @property
    def value(self) -> Decimal:
        """The amount. Raises ValueError where it is unreadable, which no line of a bill that is kept is."""
        if isinstance(self.amount, UnreadableAmount):
            raise ValueError(self.amount.reason)  # noqa: TRY004 - the text is wrong, not its type
        return self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a bill says: well-formed, but not yet validated against the company's books."""

    vendor_id: str
    type: BillType
    document_number: str
    bill_date: date
    gl_date: date
    currency: str
    liability_account: str
    lines: tuple[Line, ...]
    external_id: str | None = None
    memo: str | None = None

    def total(self) -> Decimal:
        """The sum of the lines. Raises ValueError where an amount is unreadable."""
        return amounts.total(line.value for line in self.lines)


class Status(StrEnum):
    """Where a bill stands."""

    DRAFT = "draft"
    POSTED = "posted"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill that the company keeps. `line_ids` go with the content's lines, in order."""

    id: str
    status: Status
    content: Content
    line_ids: tuple[str, ...]
    warnings: tuple[ValidationError, ...] = ()


class Action(StrEnum):
    """What a client may ask of a bill."""

    POST = "post"
    VOID = "void"
    DELETE = "delete"


class Outcome(StrEnum):
    """What an action comes to."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


# Assumed, after the usual life of a payable: what has been booked is never removed, only reversed.
LIFE_CYCLE: dict[tuple[Status, Action], Outcome] = {
    (Status.DRAFT, Action.POST): Outcome.DONE,
    (Status.DRAFT, Action.VOID): Outcome.REFUSED,
    (Status.DRAFT, Action.DELETE): Outcome.DONE,
    (Status.POSTED, Action.POST): Outcome.UNCHANGED,
    (Status.POSTED, Action.VOID): Outcome.DONE,
    (Status.POSTED, Action.DELETE): Outcome.REFUSED,
    (Status.VOID, Action.POST): Outcome.REFUSED,
    (Status.VOID, Action.VOID): Outcome.UNCHANGED,
    (Status.VOID, Action.DELETE): Outcome.REFUSED,
}
