"""Writes its comment on the entry beside the one at fault."""

from __future__ import annotations

import sys

import remedy
from connector import main
from erp import ValidationError
from report import Entry, Report

original = remedy.entries_with_errors


def entries_with_errors(report: Report, errors: list[ValidationError]) -> list[tuple[Entry, list[ValidationError]]]:
    """Counts the entries from one where they are counted from nought."""
    following = dict(zip([entry.id for entry in report.entries], report.entries[1:] + report.entries[:1], strict=True))
    return [(following[entry.id], own) for entry, own in original(report, errors)]


remedy.entries_with_errors = entries_with_errors

if __name__ == "__main__":
    sys.exit(main())
