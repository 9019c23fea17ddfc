"""What the header and entry posts of v1.1 may change, and when.

A value of ``None`` was left out and stays as it is (*assumed*: an update replaces only what it sends).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.workflow import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChanges:
    """The fields of a v1.1 header post by their values; customs and org units as texts (of a list: the code)."""

    name: str | None = None
    purpose: str | None = None
    comment: str | None = None
    user_defined_date: datetime | None = None
    org_units: Mapping[str, str] = field(default_factory=dict)
    customs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChanges:
    """The fields of a v1.1 entry post by their values."""

    currency: str | None = None
    expense_type: str | None = None
    description: str | None = None
    transaction_date: date | None = None
    transaction_amount: Decimal | None = None
    exchange_rate: Decimal | None = None
    comment: str | None = None
    vendor_description: str | None = None
    personal: bool | None = None
    payment_type_id: str | None = None
    org_units: Mapping[str, str] = field(default_factory=dict)
    customs: Mapping[str, str] = field(default_factory=dict)


def edit_header(report: Report, setup: Setup, changes: HeaderChanges, actor: Actor, at: datetime) -> Report:
    """The report with its header changed and the comment appended.

    Raises ``Refusal`` (FROZEN, WRONG_PERSON) and ``FieldError`` naming the element, e.g. ``Name``.
    """


def edit_entry(
    report: Report, setup: Setup, entry_id: str, changes: EntryChanges, actor: Actor, at: datetime
) -> Report:
    """The report with one entry changed and the comment appended to it.

    Raises ``Refusal`` (FROZEN, WRONG_PERSON) and ``FieldError`` naming the element, e.g. ``TransactionAmount``.
    """
