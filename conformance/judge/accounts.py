"""What must stand in the ERP: the books that the Paid reports ask for, and no bill besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.judge import books, grounds, sources
from conformance.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from conformance.judge.expected import Record
    from conformance.judge.scene import Scene


def left_over(scene: Scene, apart: Collection[str]) -> Iterator[Finding]:
    """Drafts, and bills of reports that are not Paid, but for the reports that are judged `apart`.

    A posted bill that names no report is judged by the books alone.
    """
    for name, bills in scene.after.standing.items():
        if name in apart:
            continue
        committed = scene.committed(name)
        by_books = committed or not name
        found = [bill for bill in bills if bill["status"] == "draft" or not by_books]
        if found:
            yield _left_over(scene, name, found, committed=committed)


def _left_over(scene: Scene, name: str, bills: Sequence[Record], *, committed: bool) -> Finding:
    return Finding(
        "a draft was left behind of a report that is Paid"
        if committed
        else "bills were left behind that belong to no Paid report",
        "drafts are posted or deleted before a report is done; beside the bills of Paid reports none stands",
        sources.COMMIT_REPORT if committed else sources.ROLL_BACK,
        "; ".join(_in_words(scene, bill) for bill in bills),
        scene.bill_changes(),
        name or None,
    )


def _in_words(scene: Scene, bill: Record) -> str:
    named = bill.get("document_number") or bill.get("external_id") or bill["id"]
    vendor = scene.after.vendors.get(bill["vendor_id"], bill["vendor_id"])
    return f"{bill['status']} bill {named} of vendor {vendor}, {bill['total']} {bill['currency']}"


def books_agree(scene: Scene, apart: Collection[str]) -> Iterator[Finding]:
    """The posted ledger is what the journals of the reports Paid by this connector ask for.

    Bills of a report that is not Paid are told as left over, and would be told twice here.
    """
    aside = {
        bill["id"]
        for name, bills in scene.after.standing.items()
        if name in apart or (name and not scene.committed(name))
        for bill in bills
    }
    rows = [row for row in scene.after.ledger if row["bill_id"] not in aside]
    booked = books.of_ledger(rows, scene.after.vendors, scene.after.mapping)
    due = [name for name in scene.after.reports if scene.committed(name) and name not in apart]
    found = books.differences([each for name in due for each in scene.postings(name)], booked)
    if found:
        reports, mapping = [scene.after.reports[name] for name in due], scene.after.mapping
        literal = grounds.as_grouped_literally(reports, mapping, booked, vat=scene.vat)
        yield Finding(
            "the ledger is what literal grouping by PayeePaymentTypeName gives, not what the journal entries say"
            if literal
            else "the ledger is not what the journal entries of the Paid reports say",
            "by vendor, account, dimension and currency, to the minor unit, what Concur's journal says",
            grounds.of(found, reports, mapping, vat=scene.vat),
            f"{grounds.AS_GROUPED_LITERALLY}:\n{books.told(found)}" if literal else books.told(found),
            scene.bill_changes(),
        )
