"""What must stand in the ERP: the books that the Paid reports ask for, and no bill besides."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from conformance.engine.verdict import Finding
from conformance.judge import books, grounds, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from conformance.judge.expected import JsonObject
    from conformance.judge.observation import Observation


def check_left_over_bills(observation: Observation, apart: Collection[str]) -> Iterator[Finding]:
    """Drafts, and bills of reports that are not Paid, but for the reports that are judged `apart`.

    A posted bill that is nobody's is judged by the books alone, and so is one that is of a Paid report among others.
    """
    found: dict[frozenset[str], list[JsonObject]] = defaultdict(list)
    for each in observation.after.standing_bills:
        by_books = not each.owners or any(map(observation.committed, each.owners))
        if each.owners.isdisjoint(apart) and (each.bill["status"] == "draft" or not by_books):
            found[each.owners].append(each.bill)
    for owners, bills in found.items():
        yield _left_over_bills(observation, owners, bills, committed=any(map(observation.committed, owners)))


def _left_over_bills(
    observation: Observation, owners: frozenset[str], bills: Sequence[JsonObject], *, committed: bool
) -> Finding:
    return Finding(
        "a draft was left behind of a report that is Paid"
        if committed
        else "bills were left behind that belong to no Paid report",
        "drafts are posted or deleted before a report is done; beside the bills of Paid reports none stands",
        sources.COMMIT_REPORT if committed else sources.ROLL_BACK,
        "; ".join(_in_words(observation, bill) for bill in bills),
        observation.bill_changes(),
        ", ".join(sorted(owners)) or None,
    )


def _in_words(observation: Observation, bill: JsonObject) -> str:
    named = bill.get("document_number") or bill.get("external_id") or bill["id"]
    vendor = observation.after.vendors.get(bill["vendor_id"], bill["vendor_id"])
    return f"{bill['status']} bill {named} of vendor {vendor}, {bill['total']} {bill['currency']}"


def check_books(observation: Observation, apart: Collection[str]) -> Iterator[Finding]:
    """The posted ledger is what the journals of the reports Paid by this connector ask for.

    Bills of a report that is not Paid are told as left over, and would be told twice here.
    """
    aside = {
        each.bill["id"]
        for each in observation.after.standing_bills
        if each.owners and (not each.owners.isdisjoint(apart) or not any(map(observation.committed, each.owners)))
    }
    rows = [row for row in observation.after.ledger if row["bill_id"] not in aside]
    booked = books.of_ledger(rows, observation.after.vendors, observation.after.mapping)
    due = [name for name in observation.after.reports if observation.committed(name) and name not in apart]
    found = books.differences([each for name in due for each in observation.postings(name)], booked)
    if found:
        reports, mapping = [observation.after.reports[name] for name in due], observation.after.mapping
        literal = grounds.as_grouped_literally(reports, mapping, booked, vat=observation.vat)
        yield Finding(
            "the ledger is what literal grouping by PayeePaymentTypeName gives, not what the journal entries say"
            if literal
            else "the ledger is not what the journal entries of the Paid reports say",
            "by vendor, account, dimension and currency, to the minor unit, what Concur's journal says",
            grounds.grounds_of(found, reports, mapping, vat=observation.vat),
            f"{grounds.AS_GROUPED_LITERALLY}:\n{books.describe_differences(found)}"
            if literal
            else books.describe_differences(found),
            observation.bill_changes(),
        )
