"""Takes every HTTP 200 for a success, also the one that says FAILURE to the commit."""

from __future__ import annotations

import sys

from concur import Concur
from connector import main
from report import Report

original = Concur.commit


def commit(self: Concur, report: Report) -> bool:
    """Does not read the answer."""
    original(self, report)
    return True


Concur.commit = commit  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
