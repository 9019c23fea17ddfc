"""Recalls a report when a service is down, although nobody can mend that in the report."""

from __future__ import annotations

import sys

from concur import RECALL, Listed
from connector import Connector, main
from report import Report
from web import Outage


def put_off(self: Connector, listed: Listed, report: Report | None, outage: Outage) -> bool:  # noqa: ARG001
    """Hands the trouble on to the processor."""
    return report is not None and self.concur.give_back(report, RECALL, f"Could not be booked: {outage}")


Connector.put_off = put_off  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
