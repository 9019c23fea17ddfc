"""Books what a party owes the company as if the company owed it: a credit becomes a bill."""

from __future__ import annotations

import sys

import payables
from connector import main

original = payables.bill_or_credit


def bill_or_credit(lines: list[payables.Line]) -> tuple[str, list[payables.Line]]:
    """The signs are turned as for a credit, but a bill is made."""
    _, turned = original(lines)
    return "bill", turned


payables.bill_or_credit = bill_or_credit

if __name__ == "__main__":
    sys.exit(main())
