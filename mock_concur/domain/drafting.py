"""From what somebody spent, in plain words, to a report: ids, posted amounts, items, allocations, card charges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from mock_concur.domain.ids import IdMaker
from mock_concur.domain.model import CashAdvance, CustomField, RateDirection, Report, TaxRate
from mock_concur.domain.setup import Setup

GivenCustoms = Mapping[str, str | CustomField]
"""Custom fields by element name: a text (of a list: the item's code), or the whole value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAllocation:
    """A share of an expense; ``customs`` name ``Custom1`` to ``Custom20``."""

    percent: Decimal = Decimal(100)
    customs: GivenCustoms = field(default_factory=dict)


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
    customs: GivenCustoms = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """One expense. ``payment`` is the payment type's name; ``currency`` left out is the report's.

    ``amount`` may be left out where ``items`` are given; ``rate`` where the currency is the report's or the
    card's posted amount says what was charged.
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
    customs: GivenCustoms = field(default_factory=dict)
    items: tuple[DraftItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReport:
    """A report not yet submitted; ``owner`` is the login of one of the company's people."""

    name: str
    owner: str
    entries: tuple[DraftEntry, ...] = ()
    purpose: str = ""
    cash_advance: CashAdvance | None = None
    customs: GivenCustoms = field(default_factory=dict)
    org_units: GivenCustoms = field(default_factory=dict)


def draft_report(draft: DraftReport, setup: Setup, ids: IdMaker, at: datetime) -> Report:
    """The report as its owner has just created it (A_NOTF, P_NOTP, no journal).

    Raises ``FieldError`` with the path of the field within the draft, e.g. ``entries.0.payment``.
    """
    ...  # written next
