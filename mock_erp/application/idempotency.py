"""Idempotency keys: a bill that is sent again is created once, and answered as it was the first time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

import msgspec

from mock_erp.application.payables import Payables
from mock_erp.domain import amounts
from mock_erp.domain.amounts import UnreadableAmount
from mock_erp.domain.bills import Bill, Content, Line
from mock_erp.store import idempotency
from mock_erp.store.idempotency import StoredAnswer


class KeyMismatch(Exception):
    """A key that has produced a bill from another content."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """A bill that was created under a key: its id, the answer that was rendered for it then, and whether that was
    in an earlier request.
    """

    bill_id: str
    answer: bytes
    replayed: bool


def create_once(payables: Payables, key: str, content: Content, render: Callable[[Bill], bytes]) -> Creation:
    """Create the bill, unless the key has produced it within the last 24 hours of the company's clock.

    Raises KeyMismatch where the key has produced a bill from another content, and BillRefused; a refusal is not kept.
    """
    sent = fingerprint(content)
    kept = idempotency.find(payables.connection, payables.company_id, key, payables.now)
    if kept is not None:
        if kept.fingerprint != sent:
            raise KeyMismatch(key)
        return Creation(bill_id=kept.bill_id, answer=kept.answer, replayed=True)
    bill = payables.create(content)
    answer = render(bill)
    made = StoredAnswer(bill_id=bill.id, fingerprint=sent, answer=answer)
    idempotency.save(payables.connection, payables.company_id, key, made, payables.now)
    return Creation(bill_id=bill.id, answer=answer, replayed=False)


def fingerprint(content: Content) -> str:
    """The same for contents that say the same, however they were spelled (`12.5` is `12.50`)
    and whatever order dimensions came in.
    """
    lines = tuple(replace(line, amount=_stripped(line)) for line in content.lines)
    return sha256(msgspec.json.encode(replace(content, lines=lines), order="deterministic")).hexdigest()


def _stripped(line: Line) -> Decimal | UnreadableAmount:
    return amounts.stripped(line.amount) if isinstance(line.amount, Decimal) else line.amount
