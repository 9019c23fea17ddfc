"""The lists of a company's books. Each is paged by its key over an index.

A list is a function of the connection, the company's id and the page that is asked for, which returns the page's
items and the key that the next page goes on after (None at the end).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from mock_erp.store import bills as stored_bills
from mock_erp.store import dimensions, master
from mock_erp.store import ledger as stored_ledger
from mock_erp.store.numbering import BILL, number_of
from mockkit.database.paging import Key, Page

List = Callable[[Connection, str, Page], tuple[list[Any], Key | None]]

accounts: List = master.accounts.page
tax_codes: List = master.tax_codes.page
periods: List = master.periods.page
rates: List = master.rates.page
vendors: List = master.vendors.page
bills: List = stored_bills.page
ledger: List = stored_ledger.page


def values_of(dimension: str) -> List:
    """The list of the values of the dimension of that name."""
    return lambda connection, company_id, page: dimensions.page(connection, company_id, dimension, page)


balances = stored_ledger.balances
"""What every account holds in every currency; paged by account and currency."""


def bill_number(bill_id: str) -> int:
    """The number by which the ledger knows a bill; 0, which no bill has, for a text that is no bill's id."""
    return number_of(BILL, bill_id) or 0
