"""Commits a report in Concur before it is booked, so that a refusal comes too late."""

from __future__ import annotations

import sys

from connector import Connector, main
from payables import payables_of
from report import Report


def settle(self: Connector, report: Report) -> bool:
    """Commit, then book: the report is Paid whatever the ERP says."""
    if not self.commit(report):
        return False
    errors = self.booking.book(report.id, payables_of(report, self.mapping, self.today))
    return self.give_back(report, errors) if errors else True


Connector.settle = settle  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
