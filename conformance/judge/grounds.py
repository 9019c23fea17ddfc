"""What a difference of the books rests on, and whether it is the one that the tutorial's wording leads to.

The journal's own facts are documented: its accounts, its amounts, its payees. How to read an entry whose payee is
the company is not: that, cash advances and personal items are told as assumed wherever they decide.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from conformance.judge import books, expected, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.citation import Reference
    from conformance.judge.books import Difference
    from conformance.judge.expected import JsonObject, Posting

COMPANY = "Company"
"""The name on v2.0 of the side of a journal entry that is no report payee."""

AS_GROUPED_LITERALLY = (
    "grouped literally by PayeePaymentTypeName, as the tutorial words its step three, entries whose payee is Company, "
    "as that of every credit is, are in no payee's group; they belong to their payer, and lower what it is owed"
)


def grounds_of(
    found: Iterable[Difference], reports: Sequence[JsonObject], mapping: JsonObject, *, vat: bool
) -> Reference:
    """What the differences rest on: the weakest fact that decides any of them.

    `reports` are those whose journals the books must hold, `mapping` the configuration of their company; `vat` says
    whether reclaimable tax is booked apart.
    """
    differing = list(found)
    deciding = [(row, report) for report in reports for row in _deciding(report, mapping, differing)]
    if vat and any(_is_taxed(row, report, mapping) for row, report in deciding):
        return sources.TAX_SPLIT
    readings = {_reading(row, report) for row, report in deciding}
    for reading in (sources.ADVANCE_ROWS, sources.PERSONAL_ROWS, sources.PARTY):
        if reading in readings:
            return reading
    return sources.PAYABLES if any(difference.dimensions for difference in differing) else sources.JOURNAL


def _deciding(report: JsonObject, mapping: JsonObject, differing: Iterable[Difference]) -> Iterator[JsonObject]:
    """The journal entries on whose vendor and account the books differ; the liability has all of a vendor's."""
    places = {(difference.vendor, difference.account) for difference in differing}
    for row in report["journal"]:
        vendor, liability = expected.payee(row["party"], report, mapping)
        if not places.isdisjoint({(vendor, row["account"]), (vendor, liability)}):
            yield row


def _is_taxed(row: JsonObject, report: JsonObject, mapping: JsonObject) -> bool:
    """Whether reclaimable tax is taken out of the entry."""
    return any(
        tax["allocation"] == row["allocation"]
        and tax["authority"] in mapping["tax_accounts"]
        and Decimal(tax["reclaim_posted"] or 0)
        for tax in report["taxes"]
    )


def _reading(row: JsonObject, report: JsonObject) -> Reference | None:
    """The assumption that an entry is read by, if any."""
    negative = Decimal(row["amount"]) < 0
    if negative and report.get("cash_advance") and row["party"] == expected.EMPLOYEE:
        return sources.ADVANCE_ROWS
    if _has_personal_items(report) and (negative or _is_off_its_allocation(row, report) or _is_set_off(row, report)):
        return sources.PERSONAL_ROWS
    return sources.PARTY if negative else None


def _has_personal_items(report: JsonObject) -> bool:
    return any(item["personal"] for entry in report["entries"] for item in entry.get("items", ()))


def _is_off_its_allocation(row: JsonObject, report: JsonObject) -> bool:
    """Whether the entry bears a clearing account, and not one of its allocation."""
    own = next((each for each in report["allocations"] if each["id"] == row["allocation"]), None)
    return own is None or row["account"] not in (own.get("AccountCode1"), own.get("AccountCode2"))


def _is_set_off(row: JsonObject, report: JsonObject) -> bool:
    """Whether the employee's cash pays an issuer: the party is neither the employee nor the entry's payment type."""
    entry = next((each for each in report["entries"] if each["id"] == row["entry"]), None)
    return entry is not None and row["party"] not in (expected.EMPLOYEE, entry.get("payment"))


def as_grouped_literally(
    reports: Iterable[JsonObject], mapping: JsonObject, booked: Iterable[Posting], *, vat: bool
) -> bool:
    """Whether the books hold just what the entries with a payee other than the company come to."""
    literal: list[Posting] = []
    for report in reports:
        owed = [row for row in report["journal"] if _payee(row) != COMPANY]
        literal += expected.postings({**report, "journal": owed}, mapping, vat=vat)
    return not books.differences(literal, booked)


def _payee(row: JsonObject) -> str:
    """The payee by its name; an amount is negative exactly when that is the company."""
    return str(row.get("payee") or (COMPANY if Decimal(row["amount"]) < 0 else row["party"]))
