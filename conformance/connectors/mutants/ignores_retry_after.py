"""Keeps asking a service that has answered 429, whatever Retry-After says."""

from __future__ import annotations

import sys
import time

from connector import main
from web import Service


def hold_back(self: Service, seconds: float) -> None:  # noqa: ARG001
    """A tenth of a second has to do."""
    time.sleep(0.1)


Service.hold_back = hold_back  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
