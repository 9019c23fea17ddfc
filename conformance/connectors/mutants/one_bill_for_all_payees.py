"""Puts the whole report on one bill: the first payee gets what belongs to all of them."""

from __future__ import annotations

import sys

import payables
from connector import main
from report import Owed, Report, journal


def rows_by_party(report: Report) -> dict[str, list[Owed]]:
    """One party a report."""
    rows = list(journal(report))
    return {rows[0].row.party: rows} if rows else {}


payables.rows_by_party = rows_by_party

if __name__ == "__main__":
    sys.exit(main())
