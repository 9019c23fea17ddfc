"""The lists of this API: where each is read, how an item is shown, what it can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mock_erp.application import lists
from mock_erp.dialects.native import query, representations
from mock_erp.dialects.native.query import Filter
from mock_erp.domain.chart import Account, Period, Rate, TaxCode, Vendor
from mock_erp.domain.dimensions import STANDARD, DimensionType, shown_value


def _as_it_is(record: Any) -> Any:
    return record


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list. `read` fetches a page of it and the key to go on after, `shown` makes a `document` of
    an item, `key` reads the parameter `after`.
    """

    read: lists.List
    document: type
    render: Callable[[Any], Any] = _as_it_is
    filters: Mapping[str, Filter] = field(default_factory=dict)
    key: Callable[[str], Any] = str


_CODE = Filter("code")
_ACTIVE = Filter("active", query.boolean)
_STATUS = Filter("status", query.open_or_closed)

_OF_VALUES: dict[str, Filter] = {"status": _STATUS, "active": _ACTIVE}


def _of_dimension(dimension: DimensionType) -> Listing:
    filters: dict[str, Filter] = {name: _OF_VALUES[name] for name in dimension.fields if name in _OF_VALUES}
    return Listing(
        read=lists.values_of(dimension.name),
        document=representations.value_document(dimension),
        render=partial(shown_value, dimension),
        filters={"code": _CODE, **filters},
    )


LISTS: dict[str, Listing] = {
    "accounts": Listing(read=lists.accounts, document=Account, filters={"code": _CODE, "active": _ACTIVE}),
    **{dimension.plural: _of_dimension(dimension) for dimension in STANDARD},
    "tax-codes": Listing(read=lists.tax_codes, document=TaxCode, filters={"code": _CODE}),
    "periods": Listing(read=lists.periods, document=Period, filters={"name": Filter("name"), "status": _STATUS}),
    "rates": Listing(read=lists.rates, document=Rate, filters={"currency": Filter("currency")}, key=query.number),
    "vendors": Listing(
        read=lists.vendors,
        document=Vendor,
        filters={"external_id": Filter("external_id"), "active": _ACTIVE},
        key=query.number,
    ),
    "bills": Listing(
        read=lists.bills,
        document=representations.BillDocument,
        render=representations.bill,
        filters={
            "external_id": Filter("external_id"),
            "status": Filter("status", query.bill_status),
            "vendor_id": Filter("vendor_id"),
            "document_number": Filter("document_number"),
        },
        key=query.number,
    ),
    "ledger": Listing(
        read=lists.ledger,
        document=representations.LedgerRowDocument,
        render=representations.ledger_row,
        filters={
            "account": Filter("account"),
            "bill_id": Filter("bill", lists.bill_number),
            "from": Filter("gl_date", query.day, ">="),
            "to": Filter("gl_date", query.day, "<="),
        },
        key=query.number,
    ),
}
