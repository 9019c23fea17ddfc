"""Takes the bills back when the commit gets no answer or FAILURE, without looking whether the report is Paid."""

from __future__ import annotations

import sys

from connector import Connector, main
from report import Report
from web import Outage


def commit(self: Connector, report: Report) -> bool:
    """What was not confirmed did not happen."""
    try:
        accepted = self.concur.commit(report)
    except Outage:
        accepted = False
    if accepted:
        self.memory.end(report.id)
    else:
        self.booking.roll_back(report.id)
    return accepted


Connector.commit = commit  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
