"""Stops the cycle at the first report that could not be booked, and leaves the good ones behind it waiting."""

from __future__ import annotations

import sys

from concur import Listed
from connector import Connector, main


def work_through(self: Connector, reports: list[Listed]) -> bool:
    """Goes on only after a report that is Paid."""
    return all(self.handle(listed) and self.concur.read(listed).paid for listed in reports)


Connector.work_through = work_through  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
