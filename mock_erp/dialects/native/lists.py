"""The lists of this API: where each is read, how an item is shown, what it can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from mock_erp.dialects.native import query, representations
from mock_erp.dialects.native.query import Filter
from mock_erp.domain.chart import Account, CostCenter, Period, Project, Rate, TaxCode, Vendor
from mock_erp.store import bills, ledger, master
from mock_erp.store.paging import Page


def _as_it_is(record: Any) -> Any:
    return record


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list. `read` fetches a page of it and the key to go on after, `shown` makes a `document` of
    an item, `key` reads the parameter `after`.
    """

    read: Callable[[Connection, str, Page], tuple[list[Any], str | None]]
    document: type
    shown: Callable[[Any], Any] = _as_it_is
    filters: Mapping[str, Filter] = field(default_factory=dict)
    key: Callable[[str], Any] = str


_CODE = Filter("code")
_ACTIVE = Filter("active", query.boolean)
_STATUS = Filter("status", query.open_or_closed)

LISTS: dict[str, Listing] = {
    "accounts": Listing(read=master.accounts.page, document=Account, filters={"code": _CODE, "active": _ACTIVE}),
    "projects": Listing(read=master.projects.page, document=Project, filters={"code": _CODE, "status": _STATUS}),
    "cost-centers": Listing(
        read=master.cost_centers.page, document=CostCenter, filters={"code": _CODE, "active": _ACTIVE}
    ),
    "tax-codes": Listing(read=master.tax_codes.page, document=TaxCode, filters={"code": _CODE}),
    "periods": Listing(read=master.periods.page, document=Period, filters={"name": Filter("name"), "status": _STATUS}),
    "rates": Listing(read=master.rates.page, document=Rate, filters={"currency": Filter("currency")}, key=query.number),
    "vendors": Listing(
        read=master.vendors.page,
        document=Vendor,
        filters={"external_id": Filter("external_id"), "active": _ACTIVE},
        key=query.number,
    ),
    "bills": Listing(
        read=bills.page,
        document=representations.BillDocument,
        shown=representations.bill,
        filters={
            "external_id": Filter("external_id"),
            "status": Filter("status", query.bill_status),
            "vendor_id": Filter("vendor_id"),
            "document_number": Filter("document_number"),
        },
        key=query.number,
    ),
    "ledger": Listing(
        read=ledger.page,
        document=representations.LedgerRowDocument,
        shown=representations.ledger_row,
        filters={
            "account": Filter("account"),
            "bill_id": Filter("bill", query.bill_id),
            "from": Filter("gl_date", query.day, ">="),
            "to": Filter("gl_date", query.day, "<="),
        },
        key=query.number,
    ),
}
