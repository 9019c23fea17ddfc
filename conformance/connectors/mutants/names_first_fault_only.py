"""Says only the first of all the things that the ERP found wrong with a report."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import remedy
from connector import main
from erp import ValidationError

original = remedy.reasons


def reasons(errors: Iterable[ValidationError], *, with_entry: bool = True) -> list[str]:
    """One thing at a time."""
    return original(list(errors)[:1], with_entry=with_entry)


remedy.reasons = reasons

if __name__ == "__main__":
    sys.exit(main())
