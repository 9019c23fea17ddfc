"""What a list of reports asks for, and what it shows of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

MAX_ROWS = 1000
"""The longest list that v2.0 gives (*documented*: "Reports v2", GET List of Reports)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What a list of reports asks for; None asks for nothing. Times are exclusive bounds, aware UTC."""

    approval: frozenset[str] | None = None
    payment: frozenset[str] | None = None
    payment_not: frozenset[str] | None = None
    owner: str | None = None
    currency: str | None = None
    country: str | None = None
    reimbursement: str | None = None
    payment_type: str | None = None
    has_attendees: bool = False
    job_run_key: str | None = None
    modified_after: datetime | None = None
    modified_before: datetime | None = None
    limit: int = MAX_ROWS


@dataclass(frozen=True, slots=True)
class Summary:
    """A report as a list shows it; ``owner_name`` is "First Last"."""

    report_id: str
    protected_id: str
    name: str
    total: Decimal
    currency: str
    report_date: datetime
    owner_name: str
    last_comment: str
    owner: str
    approver: str
    approval_status: str
    payment_status: str
