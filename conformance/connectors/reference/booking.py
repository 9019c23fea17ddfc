"""All payables of a report stand in the ERP, or none: the ERP has no transaction that spans two bills,
so we make one from drafts, from undoing, and from looking at what really stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from erp import Bill, BillRefused, Erp, ValidationError
from memory import Memory
from payables import Payable
from web import Outage, Rejected


class Booking:
    """Books reports, and takes them back."""

    def __init__(self, erp: Erp, memory: Memory) -> None:
        self.erp = erp
        self.memory = memory

    def book(self, report_id: str, payables: list[Payable]) -> list[ValidationError]:
        """Create and post every payable; afterwards all stand posted and the list is empty, or
        none stands and the list says what the ERP found wrong.

        Outage and Rejected come through, once what could be taken back has been.
        """
        try:
            errors = self.create_and_post(report_id, payables)
        except (Outage, Rejected):
            # Half a report must not wait for better times: somebody might pay it.
            self.roll_back(report_id)
            raise
        if errors:
            self.roll_back(report_id)
        return errors

    def create_and_post(self, report_id: str, payables: list[Payable]) -> list[ValidationError]:
        """All drafts first: while everything is a draft, changing our mind leaves no trace in the books.

        Faults are collected from all payables. Whoever mends the report should hear of everything
        at once; each further round through the approvals takes days.
        """
        adopted = self.adopt(report_id, payables)
        attempt = self.memory.begin(report_id, [payable.external_id for payable in payables])
        bills: list[tuple[Bill, Payable]] = []
        errors: list[ValidationError] = []
        for payable in payables:
            try:
                bill = adopted.get(payable.external_id) or self.erp.create(payable, attempt)
                bills.append((bill, payable))
            except BillRefused as refused:
                errors += refused.errors
        return errors or self._post(bills)

    def _post(self, bills: list[tuple[Bill, Payable]]) -> list[ValidationError]:
        errors: list[ValidationError] = []
        for bill, payable in bills:
            # Where the company posts automatically the bill was posted by being created.
            if bill["status"] == "draft":
                try:
                    self.erp.post(bill, payable)
                except BillRefused as refused:
                    errors += refused.errors
        return errors

    def adopt(self, report_id: str, payables: list[Payable]) -> dict[str, Bill]:
        """What an earlier attempt left of this report, by external id, as far as it is what we want.

        A crash, or an answer that never came, may have left bills that nobody remembers. One that
        says what we would say now is taken over. The others are of an older state of the report.
        """
        wanted = {payable.external_id: payable for payable in payables}
        adopted: dict[str, Bill] = {}
        for bill in self.standing(report_id, list(wanted)):
            external_id = bill["external_id"]
            payable = None if external_id in adopted else wanted.get(external_id)
            if payable and says_the_same(bill, self.erp.body_of(payable)):
                adopted[external_id] = bill
            else:
                self.take_back(bill)
        return adopted

    def roll_back(self, report_id: str) -> None:
        """Let nothing of the report stand.

        Half a report is the worst that we can leave behind, so an outage in the middle of it is
        given a second chance. What has been taken back by then is not found again.
        """
        try:
            self.take_all_back(report_id)
        except Outage:
            self.take_all_back(report_id)
        self.memory.end(report_id)

    def take_all_back(self, report_id: str) -> None:
        """Undo what stands. That is asked of the ERP and not of our own memory of this attempt: a
        bill whose answer we never got is not in that."""
        for bill in self.standing(report_id, []):
            self.take_back(bill)

    def take_back(self, bill: Bill) -> None:
        """Undo one bill: a draft is deleted, what is in the books is reversed."""
        if bill["status"] == "posted":
            self.erp.void(bill)
        else:
            self.erp.delete(bill)

    def standing(self, report_id: str, external_ids: list[str]) -> list[Bill]:
        """The report's bills, of the given parties and of those that an earlier attempt noted."""
        noted = self.memory.bills_under_way(report_id)
        ids = dict.fromkeys([*external_ids, *noted])
        return [bill for external_id in ids for bill in self.erp.standing(external_id)]


def says_the_same(bill: Bill, wanted: Bill) -> bool:
    """Whether a bill of an earlier attempt is the one that we would send now.

    The dates matter only while it is a draft: what is posted is in the books on the day that it
    was. Whatever else the ERP keeps with a bill is its own business.
    """
    dates = {"bill_date", "gl_date"} if bill["status"] == "posted" else set()
    names = wanted.keys() - dates - {"lines"}
    return (
        all(bill.get(name) == wanted[name] for name in names)
        and len(bill["lines"]) == len(wanted["lines"])
        and all(map(_same_line, bill["lines"], wanted["lines"]))
    )


def _same_line(line: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Amounts are compared as numbers: 50.00 may come back as 50.0."""
    same_amount = Decimal(str(line["amount"])) == Decimal(wanted["amount"])
    return same_amount and all(line.get(name) == wanted[name] for name in wanted.keys() - {"amount"})
