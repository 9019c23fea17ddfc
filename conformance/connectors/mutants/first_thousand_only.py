"""Takes the list of reports for complete although Concur shows no more than 1000 of them."""

from __future__ import annotations

import sys

from concur import Listing
from connector import main


def may_be_cut(self: Listing) -> bool:  # noqa: ARG001
    """What is not shown does not exist."""
    return False


Listing.may_be_cut = property(may_be_cut)  # type: ignore[assignment, method-assign]

if __name__ == "__main__":
    sys.exit(main())
