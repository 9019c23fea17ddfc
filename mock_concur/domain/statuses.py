"""The codes of approval and payment status, and their names.

Codes are *documented* ("Reports v3", ApprovalStatusCode and PaymentStatusCode); a company may add
codes of its own, so a report holds any text. Names are for people: companies rename them and every language
has its own, so clients must not test them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_concur.domain.setup import Setup


class Approval(StrEnum):
    """How far the approvals have come."""

    NOT_SUBMITTED = "A_NOTF"
    SUBMITTED = "A_FILE"
    FRAUD_CHECK = "A_AAFH"
    RECEIPTS_AWAITED = "A_RHLD"
    PREPAYMENT_VALIDATION = "A_PVAL"
    PENDING = "A_PEND"
    BUDGET_APPROVAL = "A_PBDG"
    COST_OBJECT_APPROVAL = "A_PECO"
    EXTERNAL_VALIDATION = "A_EXTV"
    ACCOUNTING = "A_ACCO"
    APPROVED = "A_APPR"
    SENT_BACK = "A_RESU"
    EXPIRED = "A_TEXP"


class Payment(StrEnum):
    """How far the payment has come."""

    NOT_PAID = "P_NOTP"
    HOLD = "P_HOLD"
    PROCESSING = "P_PROC"
    PAID = "P_PAID"
    CONFIRMED = "P_PAYC"


UNSUBMITTED = frozenset({Approval.NOT_SUBMITTED, Approval.SENT_BACK})
"""The report lies with its owner, who may change it and submit it."""

FROZEN = frozenset({Payment.PROCESSING, Payment.PAID, Payment.CONFIRMED})
"""Header and entries cannot be changed (*documented*: "Expense Report Header v1.1", update)."""

DEFAULT_NAMES: Mapping[str, str] = {
    # Documented or observed names; A_APPR is called "Final Approval" in the sample of the v2.0 list and
    # "Approved" elsewhere. The names of A_FILE, A_AAFH, A_RHLD, A_PVAL, A_TEXP and P_HOLD are assumed.
    Approval.NOT_SUBMITTED: "Not Submitted",
    Approval.SUBMITTED: "Submitted",
    Approval.FRAUD_CHECK: "Pending Fraud Check",
    Approval.RECEIPTS_AWAITED: "Pending Receipt Images",
    Approval.PREPAYMENT_VALIDATION: "Pending Prepayment Validation",
    Approval.PENDING: "Submitted & Pending Approval",
    Approval.BUDGET_APPROVAL: "Pending Budget Approval",
    Approval.COST_OBJECT_APPROVAL: "Pending Cost Object Approval",
    Approval.EXTERNAL_VALIDATION: "Pending External Validation",
    Approval.ACCOUNTING: "Approved & In Accounting Review",
    Approval.APPROVED: "Final Approval",
    Approval.SENT_BACK: "Sent Back to Employee",
    Approval.EXPIRED: "Approval Time Expired",
    Payment.NOT_PAID: "Not Paid",
    Payment.HOLD: "Payment on Hold",
    Payment.PROCESSING: "Processing Payment",
    Payment.PAID: "Paid",
    Payment.CONFIRMED: "Payment Confirmed",
}


def status_name(code: str, setup: Setup) -> str:
    """The name of an approval or payment status in this company; a code nobody named is its own name."""
    return setup.status_names.get(code) or DEFAULT_NAMES.get(code, code)
