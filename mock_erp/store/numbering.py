"""Ids as clients see them (B-1, L-1, GL-1, V-1001) and the numbers behind them.

Each company counts its own, in the order of its requests: built again, it bears the same ids, and a
deleted bill's never comes back.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, bindparam, update

from mock_erp.store.tables import companies

BILL, LINE, ROW, VENDOR = "B", "L", "GL", "V"
FIRST_VENDOR = 1001

_ID = re.compile(r"([A-Z]+)-([1-9][0-9]{0,15})")

_TAKE = (
    update(companies)
    .where(companies.c.company_id == bindparam("company"))
    .values(
        last_bill=companies.c.last_bill + bindparam("bills"),
        last_line=companies.c.last_line + bindparam("lines"),
        last_row=companies.c.last_row + bindparam("rows"),
        last_vendor=companies.c.last_vendor + bindparam("vendors"),
    )
    .returning(companies.c.last_bill, companies.c.last_line, companies.c.last_row, companies.c.last_vendor)
)


def number_of(kind: str, shown: str) -> int | None:
    """The number in an id of that kind (`B-12`: 12); None for any other text."""
    found = _ID.fullmatch(shown)
    return int(found[2]) if found is not None and found[1] == kind else None


def format_id(kind: str, number: int) -> str:
    """The id that a number of that kind is shown as."""
    return f"{kind}-{number}"


def take_bill(connection: Connection, company_id: str, lines: int) -> tuple[int, int]:
    """Numbers for a bill and its lines: the bill's, and the first line's."""
    taken = _take(connection, company_id, bills=1, lines=lines)
    return taken[0], taken[1] - lines + 1


def take_rows(connection: Connection, company_id: str, rows: int) -> int:
    """Numbers for so many ledger rows: the first."""
    return _take(connection, company_id, rows=rows)[2] - rows + 1


def take_vendor(connection: Connection, company_id: str) -> int:
    """A number for a vendor."""
    return _take(connection, company_id, vendors=1)[3]


def _take(
    connection: Connection, company_id: str, *, bills: int = 0, lines: int = 0, rows: int = 0, vendors: int = 0
) -> tuple[int, int, int, int]:
    asked = {"company": company_id, "bills": bills, "lines": lines, "rows": rows, "vendors": vendors}
    last = connection.execute(_TAKE, asked).one()
    return last[0], last[1], last[2], last[3]
