"""What a report's journal asks of the books.

A report's read model and the company's mapping go in; out come the postings that the ledger must hold
once the report is Paid. The journal is Concur's own (Get report details, JournalEntry): its account, its
signed Amount, its party. Reclaimable tax is taken out of the expense it lies in by the rule of
``docs/money.md``, "Reclaimable tax" (*assumed*: the posting examples of Financial Integration v4 print
net amounts an allocation, they do not say how a connector shares the tax among several journal entries
of one).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from conformance.judge.money import in_proportion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JsonObject: TypeAlias = "Mapping[str, Any]"
"""One object of parsed JSON, as the harness shows it."""

Dimensions: TypeAlias = tuple[tuple[str, str | None], ...]
"""The dimensions of a posting, in the mapping's order: (("project", "P-100"), ("cost_center", None))."""

EMPLOYEE = "Employee"
"""The party's name on v2.0 when the report's owner is owed the money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An amount on an account of the books, debit positive and credit negative.

    `vendor` is the vendor's external id. `dimensions` is None where the books may carry any: tax,
    clearing, advance and liability accounts.
    """

    vendor: str
    account: str
    dimensions: Dimensions | None
    currency: str
    amount: Decimal


def postings(report: JsonObject, mapping: JsonObject, *, vat: bool) -> list[Posting]:
    """The ledger that one report must leave behind, expense and liability sides both.

    `report` is the read model of the report, `mapping` the connector's configuration of its company;
    without `vat` reclaimable tax stays in the expense. Each party's postings sum to zero.
    """
    shares = _reclaims(report, mapping) if vat else {}
    found: list[Posting] = []
    for row in report["journal"]:
        found += _row_postings(row, report, mapping, shares.get(row["id"], {}))
    return found


def _row_postings(
    row: JsonObject, report: JsonObject, mapping: JsonObject, reclaims: Mapping[str, Decimal]
) -> list[Posting]:
    vendor, liability = payee(row["party"], report, mapping)
    amount = Decimal(row["amount"])
    reclaimed = sum(reclaims.values(), Decimal(0))
    currency = report["currency"]

    def posting(account: str, value: Decimal, dimensions: Dimensions | None = None) -> Posting:
        return Posting(vendor=vendor, account=account, dimensions=dimensions, currency=currency, amount=value)

    return [
        posting(row["account"], amount - reclaimed, _dimensions(row, report, mapping)),
        *(posting(account, value) for account, value in reclaims.items()),
        posting(liability, -amount),
    ]


def payee(party: str, report: JsonObject, mapping: JsonObject) -> tuple[str, str]:
    """The vendor's external id and the liability account of a party of a report.

    Get report details, ReportOwner: the EmployeeID is often the vendor's id in Accounts Payable.
    """
    if party == EMPLOYEE:
        return report["owner"]["employee_id"], mapping["employee_liability_account"]
    card = mapping["payees"][party]
    return card["vendor_external_id"], card["liability_account"]


def _dimensions(row: JsonObject, report: JsonObject, mapping: JsonObject) -> Dimensions | None:
    allocation = _allocations(report).get(row["allocation"])
    if allocation is None or row["account"] not in _expense_accounts(allocation):
        return None
    return tuple((field, _code(allocation.get(custom))) for field, custom in mapping["dimensions"].items())


def _allocations(report: JsonObject) -> dict[str, JsonObject]:
    return {allocation["id"]: allocation for allocation in report["allocations"]}


def _expense_accounts(allocation: JsonObject) -> tuple[str | None, str | None]:
    return allocation.get("AccountCode1"), allocation.get("AccountCode2")


def _code(custom: JsonObject | None) -> str | None:
    if not custom:
        return None
    return custom.get("code") or custom.get("value") or None


def _reclaims(report: JsonObject, mapping: JsonObject) -> dict[str, dict[str, Decimal]]:
    """For each journal entry, by its id: how much of it goes to which tax account."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for tax in report["taxes"]:
        account = mapping["tax_accounts"].get(tax["authority"])
        reclaim = Decimal(tax["reclaim_posted"] or 0)
        if account is None or not reclaim:
            continue
        rows = _taxed_rows(report, tax["allocation"], reclaim)
        weights = [Decimal(row["amount"]) for row in rows]
        for row, share in zip(rows, in_proportion(reclaim, weights, report["currency"]), strict=True):
            found[row["id"]][account] += share
    return found


def _taxed_rows(report: JsonObject, allocation: str, reclaim: Decimal) -> Sequence[JsonObject]:
    """An allocation's expenses: the rows with the sign of their tax.

    What a cash advance recovers hangs there too, with the other sign, and bears no tax.
    """
    rows = [row for row in report["journal"] if row["allocation"] == allocation]
    return [row for row in rows if Decimal(row["amount"]) * reclaim > 0]
