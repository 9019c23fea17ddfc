"""Recalls every refused report to the processor, also those that only the employee can mend."""

from __future__ import annotations

import sys

import remedy
from concur import RECALL
from connector import main
from erp import ValidationError


def way_back(errors: list[ValidationError], routing: dict[str, str]) -> str | None:  # noqa: ARG001
    """The processor will know."""
    return RECALL


remedy.way_back = way_back

if __name__ == "__main__":
    sys.exit(main())
