"""Writes its comment on the entry beside the one at fault."""

from __future__ import annotations

import sys

import remedy
from connector import main
from erp import Fault
from report import Entry, Report

original = remedy.entries_at_fault


def entries_at_fault(report: Report, faults: list[Fault]) -> list[tuple[Entry, list[Fault]]]:
    """Counts the entries from one where they are counted from nought."""
    following = dict(zip([entry.id for entry in report.entries], report.entries[1:] + report.entries[:1], strict=True))
    return [(following[entry.id], own) for entry, own in original(report, faults)]


remedy.entries_at_fault = entries_at_fault

if __name__ == "__main__":
    sys.exit(main())
