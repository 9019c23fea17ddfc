"""Groups journal entries literally by PayeePaymentTypeName: those whose payee is Company, as of credits, are lost."""

from __future__ import annotations

import sys

import payables
from connector import main
from report import Owed, Report

original = payables.rows_by_party


def rows_by_party(report: Report) -> dict[str, list[Owed]]:
    """The journal by payee, as the tutorial words its step three; an amount is negative where the payee is Company."""
    grouped = {party: [owed for owed in rows if owed.row.amount >= 0] for party, rows in original(report).items()}
    return {party: rows for party, rows in grouped.items() if rows}


payables.rows_by_party = rows_by_party

if __name__ == "__main__":
    sys.exit(main())
