"""What somebody spent, in plain words: the input of ``drafting``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mock_concur.domain.custom_fields import GivenCustomFields
from mock_concur.domain.model import HUNDRED, CashAdvance, Comment, RateDirection, TaxRate
from mock_concur.domain.setup import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAllocation:
    """A share of an expense; ``customs`` name ``Custom1`` to ``Custom20``."""

    percent: Decimal = HUNDRED
    customs: GivenCustomFields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """One line of an itemized expense. ``amount`` is in the entry's currency; ``date`` left out is the entry's."""

    type: str
    amount: Decimal
    date: date | None = None
    personal: bool = False
    purpose: str = ""
    account: str | None = None
    allowance_limit: Decimal | None = None
    taxes: tuple[TaxRate, ...] = ()
    allocations: tuple[DraftAllocation, ...] = ()
    customs: GivenCustomFields = field(default_factory=dict)
    org_units: GivenCustomFields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """One expense. ``payment`` is the payment type's name; ``currency`` left out is the report's.

    ``amount`` may be left out where ``items`` are given; ``rate`` where the currency is the report's, or where
    ``card_posted`` says what the card was charged in the report's currency. Items take over the entry's
    ``allocations`` and ``customs`` unless they have their own; taxes and the like are theirs alone.
    """

    type: str
    payment: str
    date: date
    amount: Decimal | None = None
    currency: str | None = None
    rate: Decimal | None = None
    rate_direction: RateDirection = "M"
    card_posted: Decimal | None = None
    personal: bool = False
    purpose: str = ""
    vendor: str = ""
    city: str = ""
    account: str | None = None
    allowance_limit: Decimal | None = None
    taxes: tuple[TaxRate, ...] = ()
    allocations: tuple[DraftAllocation, ...] = ()
    customs: GivenCustomFields = field(default_factory=dict)
    org_units: GivenCustomFields = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    items: tuple[DraftItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReport:
    """A report not yet submitted, of one of the company's people."""

    name: str
    owner: Person
    entries: tuple[DraftEntry, ...] = ()
    purpose: str = ""
    cash_advance: CashAdvance | None = None
    comments: tuple[Comment, ...] = ()
    customs: GivenCustomFields = field(default_factory=dict)
    org_units: GivenCustomFields = field(default_factory=dict)
