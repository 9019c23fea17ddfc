"""The books compared: what the ledger holds against what Concur's journal asks for.

Only net amounts count, by vendor, account, dimensions and currency. How many lines or bills a connector
makes, and whether a credit is a negative line or a credit note, is its own business.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from conformance.judge.expected import Dimensions, JsonObject, Posting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One net amount that is not what it should be."""

    vendor: str
    account: str
    dimensions: Dimensions | None
    currency: str
    expected: Decimal
    booked: Decimal

    @property
    def where(self) -> str:
        """The vendor, account and dimensions in words."""
        named = [f"vendor {self.vendor}", f"account {self.account}"]
        named += [f"{field.replace('_', ' ')} {code}" for field, code in self.dimensions or () if code]
        return ", ".join(named)

    def __str__(self) -> str:
        amounts = f"expected {_signed(self.expected)}, posted {_signed(self.booked)}"
        return f"{self.where}: {amounts} {self.currency}"


def _signed(amount: Decimal) -> str:
    if not amount:
        return "nothing"
    return f"{abs(amount)} {'debit' if amount > 0 else 'credit'}"


def of_ledger(rows: Iterable[JsonObject], vendors: Mapping[str, str], mapping: JsonObject) -> list[Posting]:
    """The ERP's ledger entries as postings; `vendors` gives a vendor's external id by its id.

    A void bill needs no care: its reversing entries net it out.
    """
    return [_ledger_posting(row, vendors, mapping) for row in rows]


def _ledger_posting(row: JsonObject, vendors: Mapping[str, str], mapping: JsonObject) -> Posting:
    return Posting(
        vendor=vendors.get(row["vendor_id"], str(row["vendor_id"])),
        account=row["account"],
        dimensions=_dimensions(row, mapping),
        currency=row["currency"],
        amount=Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0),
    )


def of_bills(bills: Iterable[JsonObject], vendors: Mapping[str, str], mapping: JsonObject) -> list[Posting]:
    """What bills book, or would book once they are posted: their lines, and the liability against them."""
    return [posting for bill in bills for posting in _bill_postings(bill, vendors, mapping)]


def _bill_postings(bill: JsonObject, vendors: Mapping[str, str], mapping: JsonObject) -> list[Posting]:
    sign = -1 if bill["type"] == "credit" else 1
    vendor = vendors.get(bill["vendor_id"], str(bill["vendor_id"]))
    lines = [
        Posting(
            vendor=vendor,
            account=line["account"],
            dimensions=_dimensions(line, mapping),
            currency=bill["currency"],
            amount=sign * Decimal(line["amount"]),
        )
        for line in bill["lines"]
    ]
    owed = sum((line.amount for line in lines), Decimal(0))
    liability = Posting(
        vendor=vendor,
        account=bill["liability_account"],
        dimensions=None,
        currency=bill["currency"],
        amount=-owed,
    )
    return [*lines, liability]


def _dimensions(row: JsonObject, mapping: JsonObject) -> Dimensions:
    return tuple((field, row.get(field) or None) for field in mapping["dimensions"])


def differences(expected: Iterable[Posting], booked: Iterable[Posting]) -> list[Difference]:
    """Every net amount in which the books are not what is expected, in the order of vendor and account.

    An account that is expected without dimensions is compared by its total alone.
    """
    wanted, found = list(expected), list(booked)
    free = {_account_key(posting) for posting in wanted if posting.dimensions is None}
    wanted_net, found_net = _net(wanted, free), _net(found, free)
    keys = sorted({*wanted_net, *found_net}, key=repr)
    return [
        Difference(
            vendor=vendor,
            account=account,
            currency=currency,
            dimensions=dimensions,
            expected=wanted_net[vendor, account, currency, dimensions],
            booked=found_net[vendor, account, currency, dimensions],
        )
        for vendor, account, currency, dimensions in keys
        if wanted_net[vendor, account, currency, dimensions] != found_net[vendor, account, currency, dimensions]
    ]


def _account_key(posting: Posting) -> tuple[str, str, str]:
    return posting.vendor, posting.account, posting.currency


def _net(
    postings: Iterable[Posting], free: set[tuple[str, str, str]]
) -> defaultdict[tuple[str, str, str, Dimensions | None], Decimal]:
    net: defaultdict[tuple[str, str, str, Dimensions | None], Decimal] = defaultdict(Decimal)
    for posting in postings:
        key = _account_key(posting)
        net[*key, None if key in free else posting.dimensions] += posting.amount
    return net


_ROWS = 12
"""So many differences are reported; more would hide the first."""


def describe_differences(found: Sequence[Difference]) -> str:
    """The differences, a line each."""
    lines = [str(difference) for difference in found[:_ROWS]]
    if len(found) > _ROWS:
        lines.append(f"and {len(found) - _ROWS} more")
    return "\n".join(lines)
