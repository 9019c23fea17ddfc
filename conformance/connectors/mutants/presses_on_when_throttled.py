"""Leaves a request alone that was answered 429, and goes on to the next one at once."""

from __future__ import annotations

import sys

from connector import main
from web import Outage, Service


def hold_back(self: Service, seconds: float) -> None:
    """The report has to wait, the service has not."""
    raise Outage(f"{self.name} asked for a pause of {seconds:.0f} seconds")


Service.hold_back = hold_back  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
