"""Sends every refused report back to the employee, also those that only the processor can mend."""

from __future__ import annotations

import sys

import remedy
from concur import SEND_BACK
from connector import main
from erp import ValidationError


def way_back(errors: list[ValidationError], routing: dict[str, str]) -> str | None:  # noqa: ARG001
    """It is the employee's report."""
    return SEND_BACK


remedy.way_back = way_back

if __name__ == "__main__":
    sys.exit(main())
