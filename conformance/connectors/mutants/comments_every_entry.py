"""Writes its comment on every entry of the report, also on those that nothing is wrong with."""

from __future__ import annotations

import sys

import remedy
from connector import main
from erp import ValidationError
from report import Entry, Report


def entries_with_errors(report: Report, errors: list[ValidationError]) -> list[tuple[Entry, list[ValidationError]]]:
    """All of them, to be safe."""
    return [(entry, errors) for entry in report.entries]


remedy.entries_with_errors = entries_with_errors

if __name__ == "__main__":
    sys.exit(main())
