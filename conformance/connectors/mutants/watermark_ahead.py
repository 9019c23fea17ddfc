"""Moves its watermark past the poll although work was left undone, and so never sees those reports again."""

from __future__ import annotations

import sys
from datetime import timedelta

from concur import Listing
from connector import Connector, main
from memory import OVERLAP


def remember(self: Connector, listing: Listing, *, done: bool) -> None:  # noqa: ARG001
    """The next poll begins where this one ended, whatever became of what it showed."""
    if listing.answered_at:
        self.memory.move_watermark(listing.answered_at + OVERLAP + timedelta(seconds=1))


Connector.remember = remember  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
