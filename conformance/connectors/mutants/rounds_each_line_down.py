"""Works out allocated amounts from the percentages itself and rounds each down, so that cents are lost."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from decimal import ROUND_DOWN, Decimal

import report
from connector import main

original = report.read_item


def read_item(element: ET.Element) -> report.Item:
    """Percentage times the whole, where the journal says what each share comes to."""
    item = original(element)
    if len(item.allocations) == 1:
        return item
    whole = sum(row.amount for share in item.allocations for row in share.rows)
    percentages = [
        Decimal((text.text or "").rstrip("%")) for text in element.iterfind("AllocationsList/Allocation/Percentage")
    ]
    shares = zip(item.allocations, percentages, strict=True)
    return item._replace(
        allocations=tuple(share._replace(rows=recomputed(share, whole * part / 100)) for share, part in shares)
    )


def recomputed(share: report.Allocation, amount: Decimal) -> tuple[report.Row, ...]:
    """The allocation's row, if it has just one, with the amount rounded down to the cent."""
    if len(share.rows) != 1:
        return share.rows
    return (share.rows[0]._replace(amount=amount.quantize(Decimal("0.01"), ROUND_DOWN)),)


report.read_item = read_item

if __name__ == "__main__":
    sys.exit(main())
