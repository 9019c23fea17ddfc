"""Pays each expense to whoever advanced it, not to whom the journal names, so personal items are never charged."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import report
from connector import main

original = report.read_entry


def read_entry(element: ET.Element) -> report.Entry:
    """Every row belongs to the entry's payment type."""
    entry = original(element)
    own_money = element.findtext("PaymentTypeCode") in {"CASH", "IBIP"}
    party = report.EMPLOYEE if own_money else element.findtext("PaymentTypeName") or ""
    return entry._replace(
        items=tuple(
            item._replace(allocations=tuple(paid_to(party, share) for share in item.allocations))
            for item in entry.items
        )
    )


def paid_to(party: str, share: report.Allocation) -> report.Allocation:
    """The allocation, all of its rows owed to that party."""
    return share._replace(rows=tuple(row._replace(party=party) for row in share.rows))


report.read_entry = read_entry


if __name__ == "__main__":
    sys.exit(main())
