"""Accounts Payable at work: what a request does to a company's bills, within its transaction.

Whoever calls ends the transaction, and takes everything back when one of these functions raises.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from mock_erp.domain.bills import LIFE_CYCLE, Action, Bill, Content, Outcome, Status
from mock_erp.domain.chart import Profile, Vendor
from mock_erp.domain.ledger import posting, reversal, void_date
from mock_erp.domain.validation import ValidationResult, shape_errors, validate_bill
from mock_erp.domain.validation_errors import ValidationError
from mock_erp.store import bill_facts, bills, idempotency, ledger, master
from mock_erp.store.numbering import VENDOR, format_id, take_vendor


class BillUnknown(LookupError):
    """There is no bill of that id (any more)."""


class BillRefused(Exception):
    """A bill that is not accepted, with everything that is wrong with it."""

    def __init__(self, errors: tuple[ValidationError, ...]) -> None:
        super().__init__(", ".join(error.code for error in errors))
        self.errors = errors


class ActionRefused(Exception):
    """Something that cannot be done to a bill in its status."""

    def __init__(self, action: Action, status: Status) -> None:
        super().__init__(f"{action} of a {status} bill")
        self.action = action
        self.status = status


class VendorExists(Exception):
    """Another vendor, the one of id `vendor_id`, has that external id."""

    def __init__(self, external_id: str, vendor_id: str) -> None:
        super().__init__(external_id, vendor_id)
        self.external_id = external_id
        self.vendor_id = vendor_id


@dataclass(frozen=True, slots=True)
class Payables:
    """The bills of one company, at one moment of its clock."""

    connection: Connection
    company_id: str
    profile: Profile
    now: datetime

    def find(self, bill_id: str) -> Bill:
        """The bill. Raises BillUnknown."""
        bill = bills.find(self.connection, self.company_id, bill_id)
        if bill is None:
            raise BillUnknown(bill_id)
        return bill

    def create(self, content: Content) -> Bill:
        """A new bill: a draft, or posted where the company posts by itself. Raises BillRefused."""
        automatic = self.profile.settings.posting == "automatic"
        if automatic or self.profile.settings.validates == "create":
            result = self._validate(content, None)
        else:
            result = ValidationResult(shape_errors(content))
        if result.errors:
            raise BillRefused(result.errors)
        bill = bills.add(self.connection, self.company_id, content, result.warnings)
        return self._book(bill) if automatic else bill

    def post(self, bill_id: str) -> Bill:
        """Book a draft, which is validated as of now; a posted bill stays as it is.

        Raises BillUnknown, BillRefused, and ActionRefused for a void bill.
        """
        bill = self.find(bill_id)
        if not _allowed(bill, Action.POST):
            return bill
        result = self._validate(bill.content, bill.id)
        if result.errors:
            raise BillRefused(result.errors)
        return self._book(replace(bill, warnings=result.warnings))

    def void(self, bill_id: str) -> Bill:
        """Take back what a posted bill booked; a void one stays as it is.

        Raises BillUnknown, and ActionRefused for a draft.
        """
        bill = self.find(bill_id)
        if not _allowed(bill, Action.VOID):
            return bill
        booked = ledger.of_bill(self.connection, self.company_id, bill)
        periods = master.periods_holding(self.connection, self.company_id, bill.content.gl_date)
        day = void_date(bill.content.gl_date, periods, self.now.date())
        ids = ledger.row_ids(self.connection, self.company_id, len(booked))
        ledger.add(self.connection, self.company_id, reversal(booked, day, ids))
        self._release_key(bill)
        return self._now(bill, Status.VOID)

    def delete(self, bill_id: str) -> None:
        """Remove a draft. Raises BillUnknown, and ActionRefused for a bill that was ever posted."""
        bill = self.find(bill_id)
        _allowed(bill, Action.DELETE)
        self._release_key(bill)
        bills.remove(self.connection, self.company_id, bill)

    def add_vendor(self, vendor: Vendor) -> Vendor:
        """Take on a vendor, numbered. Raises VendorExists where its external id is taken."""
        known = master.vendors.find(self.connection, self.company_id, vendor.external_id)
        if known is not None:
            raise VendorExists(vendor.external_id, known.id)
        number = take_vendor(self.connection, self.company_id)
        master.vendors.add(self.connection, self.company_id, [vendor], first=number)
        return replace(vendor, id=format_id(VENDOR, number))

    def _validate(self, content: Content, bill_id: str | None) -> ValidationResult:
        today = self.now.date()
        known = bill_facts.read_facts(self.connection, self.company_id, self.profile, content, today, bill_id=bill_id)
        return validate_bill(content, known, self.profile.settings)

    def _book(self, bill: Bill) -> Bill:
        ids = ledger.row_ids(self.connection, self.company_id, len(bill.line_ids) + 1)
        ledger.add(self.connection, self.company_id, posting(bill, ids))
        return self._now(bill, Status.POSTED)

    def _now(self, bill: Bill, status: Status) -> Bill:
        changed = replace(bill, status=status)
        bills.set_status(self.connection, self.company_id, changed)
        return changed

    def _release_key(self, bill: Bill) -> None:
        if self.profile.settings.idempotency_after_delete == "release":
            idempotency.release(self.connection, self.company_id, bill)


def _allowed(bill: Bill, action: Action) -> bool:
    """Whether there is anything to do."""
    outcome = LIFE_CYCLE[bill.status, action]
    if outcome is Outcome.REFUSED:
        raise ActionRefused(action, bill.status)
    return outcome is Outcome.DONE
