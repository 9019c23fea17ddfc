"""The ledger in the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, or_, select

from mock_erp.domain.amounts import from_minor, to_minor
from mock_erp.domain.bills import Bill
from mock_erp.domain.ledger import Balance, LedgerRow
from mock_erp.store import dimensions
from mock_erp.store.numbering import BILL, LINE, ROW, format_id, number_of, take_rows
from mock_erp.store.tables import ledger
from mockkit.database.paging import Key, Keyset, Page

_ADD = insert(ledger)
_LIST = Keyset(ledger, "number")
_OF_BILL = (
    select(ledger)
    .where(ledger.c.company_id == bindparam("company"), ledger.c.bill == bindparam("bill_number"))
    .order_by(ledger.c.number)
)
_BALANCES = (
    select(
        ledger.c.account,
        ledger.c.currency,
        func.sum(ledger.c.debit).label("debit"),
        func.sum(ledger.c.credit).label("credit"),
    )
    .where(
        ledger.c.company_id == bindparam("company"),
        ledger.c.account >= bindparam("account"),
        or_(
            ledger.c.account > bindparam("account"),
            and_(ledger.c.account == bindparam("account"), ledger.c.currency > bindparam("currency")),
        ),
    )
    .group_by(ledger.c.account, ledger.c.currency)
    .order_by(ledger.c.account, ledger.c.currency)
    .limit(bindparam("most"))
)


def row_ids(connection: Connection, company_id: str, most: int) -> Iterator[str]:
    """Ids for up to so many new rows."""
    first = take_rows(connection, company_id, most)
    return (format_id(ROW, number) for number in count(first))


def add(connection: Connection, company_id: str, rows: Sequence[LedgerRow]) -> None:
    """Book the rows."""
    if rows:
        connection.execute(_ADD, [_columns(company_id, row) for row in rows])


def _columns(company_id: str, row: LedgerRow) -> dict[str, Any]:
    return {
        "company_id": company_id,
        "number": number_of(ROW, row.id),
        "bill": number_of(BILL, row.bill_id),
        "line": None if row.line_id is None else number_of(LINE, row.line_id),
        "account": row.account,
        "vendor_id": row.vendor_id,
        "debit": to_minor(row.debit, row.currency),
        "credit": to_minor(row.credit, row.currency),
        "currency": row.currency,
        "gl_date": row.gl_date.isoformat(),
        "dimensions": dimensions.to_text(row.dimensions),
        "reverses": None if row.reverses is None else number_of(ROW, row.reverses),
    }


def of_bill(connection: Connection, company_id: str, bill: Bill) -> list[LedgerRow]:
    """The rows that the bill has booked."""
    asked = {"company": company_id, "bill_number": number_of(BILL, bill.id)}
    return [_row(row) for row in connection.execute(_OF_BILL, asked)]


def page(connection: Connection, company_id: str, page: Page) -> tuple[list[LedgerRow], Key | None]:
    """The rows of the page in the order of their booking, and the key to go on after."""
    rows, following = _LIST.read(connection, company_id, page)
    return [_row(row) for row in rows], following


def balances(
    connection: Connection, company_id: str, after: tuple[str, str], limit: int
) -> tuple[list[Balance], tuple[str, str] | None]:
    """What every account holds in every currency, in their order, from the first after `after` (account
    and currency) on; and what to go on after.
    """
    asked = {"company": company_id, "account": after[0], "currency": after[1], "most": limit + 1}
    rows = connection.execute(_BALANCES, asked).all()
    found = [_balance(row) for row in rows[:limit]]
    return found, (found[-1].account, found[-1].currency) if len(rows) > limit else None


def _balance(row: Any) -> Balance:
    return Balance(
        account=row.account,
        currency=row.currency,
        debit=from_minor(int(row.debit), row.currency),
        credit=from_minor(int(row.credit), row.currency),
    )


def _row(row: Row[Any]) -> LedgerRow:
    return LedgerRow(
        id=format_id(ROW, row.number),
        bill_id=format_id(BILL, row.bill),
        line_id=None if row.line is None else format_id(LINE, row.line),
        account=row.account,
        vendor_id=row.vendor_id,
        debit=from_minor(row.debit, row.currency),
        credit=from_minor(row.credit, row.currency),
        currency=row.currency,
        gl_date=date.fromisoformat(row.gl_date),
        dimensions=dimensions.from_text(row.dimensions),
        reverses=None if row.reverses is None else format_id(ROW, row.reverses),
    )
