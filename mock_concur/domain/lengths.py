"""How long a text may be, by the element that shows it or takes it: one table for whoever writes one.

*Documented*: "Get report details" (the columns *Format*), "Expense Report Header v1.1" and "POST Expense Entry,
version 1.1"; the narrower figure where two pages have one for the same text.
"""

from __future__ import annotations

from collections.abc import Mapping

from mock_concur.domain.errors import COMMENT_LIMIT, FieldError

LENGTHS: Mapping[str, int] = {
    # A report and its owner
    "ReportName": 40,
    "Purpose": 500,
    "HeaderComment": 500,
    "LedgerName": 20,
    "UserLoginID": 128,
    "EmployeeID": 48,
    "FirstName": 32,
    "LastName": 32,
    "MiddleInitial": 1,
    "EmployeeCustom21": 48,
    # An expense
    "ExpenseTypeID": 5,
    "ExpenseTypeName": 64,
    "PaymentTypeCode": 4,
    "PaymentTypeName": 64,
    "BusinessPurpose": 64,
    "VendorDescription": 64,
    "Comment": COMMENT_LIMIT,
    "AccountCode": 48,
    "CustomField": 48,
    "TaxName": 50,
    "TaxAuthorityLabel": 5,
    # A card's charge
    "TransactionMerchantName": 50,
    "MerchantCity": 40,
    # Where an employee is reimbursed
    "BankNumber": 11,
    "BankName": 48,
    "BranchLocation": 30,
    "AccountNumber": 100,
    "PostalAddressLine1": 48,
    "PostalAddressLine2": 48,
    "PostalAddressCity": 24,
    "PostalAddressRegion": 24,
    "PostalAddressCode": 20,
    "PostalAddressCountry": 2,
}
"""Characters at most. ``HeaderComment`` is that of a v1.1 header post, ``Comment`` that of entries and actions;
``PaymentTypeName`` is as long as the journal shows it."""


def too_long(text: str, element: str) -> str | None:
    """What is wrong with a text that is longer than the element takes; None for one that is not."""
    most = LENGTHS[element]
    return f"longer than {most} characters" if len(text) > most else None


def checked_length(text: str, element: str, path: tuple[str | int, ...]) -> str:
    """The text; raises ``FieldError`` at the path where it is longer than the element takes."""
    wrong = too_long(text, element)
    if wrong is not None:
        raise FieldError(path, wrong)
    return text
