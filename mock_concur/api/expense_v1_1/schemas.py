"""What v1.1 takes, element by element in the order of the pages; what they name and we do not read is ignored.

*Documented*: "Post an expense report workflow action", "Expense Report Header v1.1" (Payload) and "POST Expense Entry,
version 1.1", which has an update name the expense type and the amount.
"""

from __future__ import annotations

from dataclasses import dataclass

from mock_concur.api.common.schemas import AMOUNT, DAY, FLAG, MOMENT, RATE, TEXT, VALUE, Element, Numbered, Schema
from mock_concur.domain.editing import EntryChanges, HeaderChanges

REQUIRED = "is required"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAction:
    """What somebody asks the workflow for: an action by its name, as it was written."""

    name: str
    comment: str = ""


WORKFLOW_ACTION = Schema(
    "WorkflowAction",
    AskedAction,
    (
        Element(name="Action", attribute="name", kind=TEXT, required="the name of the workflow action is missing"),
        # How long it may be is the workflow's to say: too long a comment is a refusal, and no bad request.
        Element(name="Comment", attribute="comment", kind=TEXT),
    ),
)

HEADER_UPDATE = Schema(
    "Report",
    HeaderChanges,
    (
        Element(name="Name", attribute="name", length="ReportName", required=REQUIRED),
        Element(name="Purpose", attribute="purpose", kind=TEXT, length="Purpose"),
        Element(name="Comment", attribute="comment", kind=TEXT, length="HeaderComment"),
        Numbered("OrgUnit", 6, "org_units"),
        Numbered("Custom", 20, "customs"),
        Element(name="UserDefinedDate", attribute="user_defined_date", kind=MOMENT),
    ),
)

ENTRY_UPDATE = Schema(
    "Expense",
    EntryChanges,
    (
        Element(name="CrnCode", attribute="currency", kind=VALUE),
        Element(name="ExpKey", attribute="expense_type", required=REQUIRED),
        Element(name="Description", attribute="description", length="BusinessPurpose"),
        Element(name="TransactionDate", attribute="transaction_date", kind=DAY),
        Element(name="TransactionAmount", attribute="transaction_amount", kind=AMOUNT, required=REQUIRED),
        Numbered("OrgUnit", 6, "org_units"),
        Numbered("Custom", 40, "customs"),
        Element(name="ExchangeRate", attribute="exchange_rate", kind=RATE),
        Element(name="Comment", attribute="comment", kind=TEXT, length="Comment"),
        Element(name="VendorDescription", attribute="vendor_description", length="VendorDescription"),
        Element(name="IsPersonal", attribute="personal", kind=FLAG),
        Element(name="PaymentTypeID", attribute="payment_type_id", kind=VALUE),
    ),
)
