"""The double-entry ledger: what a bill books, what its void books back, and what that leaves.

Rows stay in the currency of their bill; per currency, debits equal credits at all times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mock_erp.domain.bills import Bill
from mock_erp.domain.chart import Period

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One side of a booking. One of `debit` and `credit` is zero, neither is negative.

    `line_id` is None on the liability, which bears no dimensions; `reverses` names the row that this one takes back.
    """

    id: str
    bill_id: str
    line_id: str | None
    account: str
    vendor_id: str
    debit: Decimal
    credit: Decimal
    currency: str
    gl_date: date
    dimensions: Mapping[str, str]
    reverses: str | None = None


def posting(bill: Bill, row_ids: Iterator[str]) -> tuple[LedgerRow, ...]:
    """The rows of a validated bill: each line on its account, their sum on the liability.

    A `bill` debits its lines and credits the liability, a `credit` the other way round; a negative
    amount changes sides. A sum of zero leaves no liability row.
    """
    sign = 1 if bill.content.type == "bill" else -1
    rows = []
    for line_id, line in zip(bill.line_ids, bill.content.lines, strict=True):
        booked = _row(bill, next(row_ids), line.account, sign * line.value)
        rows.append(replace(booked, line_id=line_id, dimensions=line.dimensions))
    owed = bill.content.total()
    if owed:
        rows.append(_row(bill, next(row_ids), bill.content.liability_account, -sign * owed))
    return tuple(rows)


def _row(bill: Bill, row_id: str, account: str, amount: Decimal) -> LedgerRow:
    content = bill.content
    return LedgerRow(
        id=row_id,
        bill_id=bill.id,
        line_id=None,
        account=account,
        vendor_id=content.vendor_id,
        debit=max(amount, _ZERO),
        credit=max(-amount, _ZERO),
        currency=content.currency,
        gl_date=content.gl_date,
        dimensions={},
    )


def reversal(rows: Iterable[LedgerRow], gl_date: date, row_ids: Iterator[str]) -> tuple[LedgerRow, ...]:
    """The rows that take `rows` back: sides exchanged, booked on `gl_date`."""
    return tuple(
        replace(row, id=next(row_ids), debit=row.credit, credit=row.debit, gl_date=gl_date, reverses=row.id)
        for row in rows
    )


def is_open(periods: Iterable[Period]) -> bool:
    """Whether a day may be booked on, given the periods that hold it: one of them is open."""
    return any(period.status == "open" for period in periods)


def void_date(gl_date: date, periods: Iterable[Period], today: date) -> date:
    """The day a void is booked on: the bill's gl_date, or today where no open one of the `periods`
    that hold it is left.

    *Assumed*: a void is never refused for a period, because undoing must always be possible.
    """
    return gl_date if is_open(periods) else today


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account holds in one currency: `debit` and `credit` are the sums of its rows."""

    account: str
    currency: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        """Debits less credits."""
        return self.debit - self.credit
