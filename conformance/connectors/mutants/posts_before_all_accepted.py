"""Posts each bill as soon as it is made, and on a refusal deletes drafts only: what is posted stays."""

from __future__ import annotations

import sys

from booking import Booking
from connector import main
from erp import BillRefused, ValidationError
from payables import Payable


def book(self: Booking, report_id: str, payables: list[Payable]) -> list[ValidationError]:
    """One after the other, without waiting for what the ERP says to the next."""
    adopted = self.adopt(report_id, payables)
    attempt = self.memory.begin(report_id, [payable.external_id for payable in payables])
    try:
        for payable in payables:
            bill = adopted.get(payable.external_id) or self.erp.create(payable, attempt)
            self.erp.post(bill, payable)
    except BillRefused as refused:
        for bill in self.standing(report_id, []):
            if bill["status"] == "draft":
                self.erp.delete(bill)
        self.memory.end(report_id)
        return refused.errors
    return []


Booking.book = book  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
