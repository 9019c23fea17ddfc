"""Lives on the access token that it was started with and cannot go on when that expires."""

from __future__ import annotations

import sys

from concur import Concur
from connector import main


def refresh(self: Concur) -> None:
    """Does no OAuth."""


Concur.refresh = refresh  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
