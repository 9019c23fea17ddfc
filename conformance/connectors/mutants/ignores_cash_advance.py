"""Pays expenses in full that a cash advance has covered already."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import report
from connector import main

original = report.read_allocation


def read_allocation(element: ET.Element) -> report.Allocation:
    """Leaves out the employee's negative rows on an account that is not the expense's."""
    share = original(element)
    own = {element.findtext("AccountCode1"), element.findtext("AccountCode2")}
    cash_only = all(row.party == report.EMPLOYEE for row in share.rows)
    kept = tuple(row for row in share.rows if row.amount > 0 or row.account in own)
    return share._replace(rows=kept) if cash_only else share


report.read_allocation = read_allocation

if __name__ == "__main__":
    sys.exit(main())
