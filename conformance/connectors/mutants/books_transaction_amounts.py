"""Books what was spent in the foreign currency instead of what it came to in the report's currency."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from decimal import Decimal

import report
from connector import main

original = report.read_item


def read_item(element: ET.Element) -> report.Item:
    """Each row by the ratio of transaction amount to posted amount."""
    item = original(element)
    spent, posted = (Decimal(element.findtext(name) or "0") for name in ("TransactionAmount", "PostedAmount"))
    if not posted:
        return item
    return item._replace(
        allocations=tuple(
            share._replace(rows=tuple(converted(row, spent / posted) for row in share.rows))
            for share in item.allocations
        )
    )


def converted(row: report.Row, rate: Decimal) -> report.Row:
    """The row in the currency of the transaction."""
    return row._replace(amount=(row.amount * rate).quantize(Decimal("0.01")))


report.read_item = read_item

if __name__ == "__main__":
    sys.exit(main())
