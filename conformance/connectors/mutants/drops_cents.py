"""Books whole units of the currency: cents are cut off."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from decimal import Decimal

import report
from connector import main

original = report.read_row


def read_row(element: ET.Element) -> report.Row:
    """The amount as an integer."""
    row = original(element)
    return row._replace(amount=Decimal(int(row.amount)))


report.read_row = read_row

if __name__ == "__main__":
    sys.exit(main())
