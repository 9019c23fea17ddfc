"""Idempotency-Keys and the answers that they once produced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from mock_erp.domain.bills import Bill
from mock_erp.store.numbering import BILL, format_id, number_of
from mock_erp.store.tables import idempotency
from mockkit.clock import from_microseconds, to_microseconds

RETENTION = timedelta(hours=24)

_THIS = (idempotency.c.company_id == bindparam("company"), idempotency.c.key == bindparam("this_key"))
_FIND = select(idempotency).where(*_THIS)
_FORGET = delete(idempotency).where(*_THIS)
_KEEP = insert(idempotency)
_RELEASE = delete(idempotency).where(
    idempotency.c.company_id == bindparam("company"), idempotency.c.bill == bindparam("bill_number")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """What a key produced: the bill, the body of the answer, and the fingerprint of the request's."""

    bill_id: str
    fingerprint: str
    answer: bytes


def find(connection: Connection, company_id: str, key: str, now: datetime) -> StoredAnswer | None:
    """What the key produced within the last 24 hours; None for a key that is new or has run out."""
    row = connection.execute(_FIND, {"company": company_id, "this_key": key}).first()
    if row is None or now - from_microseconds(row.kept_at) >= RETENTION:
        return None
    return StoredAnswer(bill_id=format_id(BILL, row.bill), fingerprint=row.fingerprint, answer=row.answer.encode())


def save(connection: Connection, company_id: str, key: str, kept: StoredAnswer, now: datetime) -> None:
    """Keep what the key has produced, in the place of what it did a day ago."""
    connection.execute(_FORGET, {"company": company_id, "this_key": key})
    row = {
        "company_id": company_id,
        "key": key,
        "fingerprint": kept.fingerprint,
        "bill": number_of(BILL, kept.bill_id),
        "kept_at": to_microseconds(now),
        "answer": kept.answer.decode(),
    }
    connection.execute(_KEEP, row)


def release(connection: Connection, company_id: str, bill: Bill) -> None:
    """Forget the key that produced the bill."""
    connection.execute(_RELEASE, {"company": company_id, "bill_number": number_of(BILL, bill.id)})
