"""Takes back the last bill of a report only; those made before it stay in the ERP."""

from __future__ import annotations

import sys

from booking import Booking
from connector import main


def roll_back(self: Booking, report_id: str) -> None:
    """As if a report could have no more than one bill."""
    for bill in self.standing(report_id, [])[-1:]:
        self.take_back(bill)
    self.memory.end(report_id)


Booking.roll_back = roll_back  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
