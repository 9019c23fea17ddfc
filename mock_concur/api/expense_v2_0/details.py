"""The elements of the v2.0 report details, in the order of the wire.

*Documented*: SAP Concur Developer Center, "Get report details", whose XML sample gives the order.
*Observed*, in recorded JSON replies: the places of ReportKey, ReportImageURL, JournalEntriesList, BillingAmount and
TransactionCurrencyCode, and what stands for nothing. † in that page is ``administrator=True`` here.
"""

from __future__ import annotations

from typing import Any

from mock_concur.api.common.currencies import currency_name
from mock_concur.api.common.fields import EMPTY, NIL, Child, Children, Field, Form, Nothing, Row, Run, Table
from mock_concur.api.common.formats import (
    COUNT,
    DAY,
    DAY_AS_MOMENT,
    FLAG,
    MOMENT,
    MONEY,
    NO_DATE,
    NUMBER,
    PERCENT,
    RATE,
    WORD,
    signed,
)
from mock_concur.domain.model import CustomField

XMLNS = (
    ' xmlns="http://www.concursolutions.com/api/expense/expensereport/2012/07"'
    ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
)
"""*Observed*: clients match the start tag as text, so the order of the two counts."""

NEVER_SUBMITTED = Nothing(f"<{{0}}>{NO_DATE}</{{0}}>", f'"{NO_DATE}"')


def _no(_view: Any) -> bool:
    """Exceptions are not modelled, so nothing ever has any."""
    return False


def org_unit(value: CustomField) -> str:
    """An org unit as text: ``(code)name``, or the name alone where it has no code."""
    return f"({value.code}){value.value}" if value.code else value.value


VAT_DATA = Table(
    "VATData",
    (
        Field("TaxName", lambda vat: vat.name),
        Field("TaxAuthorityLabel", lambda vat: vat.authority),
        Field("TaxTransactionAmount", lambda vat: vat.tax_transaction, MONEY),
        Field("TaxPostedAmount", lambda vat: vat.tax_posted, MONEY),
        Field("Source", lambda vat: vat.source),
        Field("TaxReclaimTransactionAmount", lambda vat: vat.reclaim_transaction, MONEY),
        Field("TaxReclaimPostedAmount", lambda vat: vat.reclaim_posted, MONEY),
    ),
)

JOURNAL_ENTRY = Table(
    "JournalEntry",
    (
        Field("JournalID", lambda view: view.row.id),
        Field("PayerPaymentTypeName", lambda view: view.row.payer.name),
        Field("PayerPaymentTypeCode", lambda view: view.row.payer.code),
        Field("PayeePaymentTypeName", lambda view: view.row.payee.name),
        Field("PayeePaymentCode", lambda view: view.row.payee.code),
        # Assumed: the documented name in its place, and after it the one that a real client reads.
        Field("PayeePaymentTypeCode", lambda view: view.row.payee.code),
        Field("AccountCode", lambda view: view.row.account),
        Field("DebitOrCredit", lambda view: view.row.debit_or_credit, WORD),
        Field("Amount", lambda view: signed(view.row.amount, view.currency), WORD),
        Field("JobRunKey", lambda view: view.row.job_run_key),
    ),
)

ALLOCATION = Table(
    "Allocation",
    (
        Field("AllocationID", lambda view: view.allocation.id),
        Field("Percentage", lambda view: view.allocation.percentage, PERCENT),
        Field("AccountCode1", lambda view: view.allocation.account_code1),
        Field("AccountCode2", lambda view: view.allocation.account_code2),
        Run("Custom", 20, lambda view: view.allocation.customs),
        Children("JournalEntriesList", lambda view: view.journal(), JOURNAL_ENTRY, administrator=True),
        Children("VATDataList", lambda view: view.allocation.vat, VAT_DATA, administrator=True),
    ),
)

ATTENDEE = Table(
    "Attendee",
    (
        Field("AttendeeType", lambda attendee: attendee.type_name),
        Field("FirstName", lambda attendee: attendee.first_name),
        Field("LastName", lambda attendee: attendee.last_name),
        Field("Company", lambda attendee: attendee.company),
        Field("Title", lambda attendee: attendee.title),
        Field("ExternalID", lambda attendee: attendee.external_id),
        Run("Custom", 20, lambda attendee: attendee.customs),
        Field("HasExceptionsPrevYear", _no, FLAG),
        Field("HasExceptionsYTD", _no, FLAG),
        Field("IsDeleted", _no, FLAG),
        Field("OwnerEmpName", lambda attendee: attendee.owner_name),
        # Yearly totals and versions of attendees are not kept: the values of the documented sample.
        Field("TotalAmountPrevYear", lambda _: 0, MONEY),
        Field("TotalAmountYTD", lambda _: 0, MONEY),
        Field("VersionNumber", lambda _: 1, COUNT),
        Field("AttendeeID", lambda attendee: attendee.id),
        Field("AttendeeTypeCode", lambda attendee: attendee.type_code),
        Field("AttendeeOwnerID", lambda attendee: attendee.owner_id),
        Field("CurrencyCode", lambda attendee: attendee.currency),
    ),
)

ITEMIZATION = Table(
    "Itemization",
    (
        Field("ItemType", lambda view: view.item.type, WORD),
        Field("ItemizationID", lambda view: view.item.id),
        Field("ExpenseTypeID", lambda view: view.item.expense_type),
        Field("ExpenseTypeName", lambda view: view.expense.name),
        Field("TransactionDate", lambda view: view.item.transaction_date, DAY_AS_MOMENT),
        Field("TransactionAmount", lambda view: view.item.transaction_amount, MONEY),
        Field("PostedAmount", lambda view: view.item.posted_amount, MONEY),
        Field("ApprovedAmount", lambda view: view.item.approved_amount, MONEY),
        Field("BusinessPurpose", lambda view: view.business_purpose()),
        Run("OrgUnit", 6, lambda view: view.org_units(), org_unit),
        Run("Custom", 40, lambda view: view.customs()),
        Field("HasComments", lambda view: bool(view.comments()), FLAG),
        Field("CommentCount", lambda view: len(view.comments()), COUNT),
        Field("IsPersonal", lambda view: view.item.personal, FLAG),
        Field("LastModified", lambda view: view.item.last_modified, MOMENT),
        Children("AllocationsList", lambda view: view.allocations(), ALLOCATION),
        Children("AttendeesList", lambda view: view.item.attendees, ATTENDEE),
    ),
)

CARD_TRANSACTION = Table(
    "CardTransaction",
    (
        # "Not encrypted" by the page Reports v2, "encrypted" by a later edition: the number as it was loaded.
        Field("AccountNumber", lambda card: card.account_number),
        Field("CardDescription", lambda card: card.description),
        Field("CardTypeCode", lambda card: card.card_type_code),
        Field("TransactionReferenceNumber", lambda card: card.reference_number),
        Field("TransactionCCTType", lambda card: card.transaction_type),
        Field("TransactionID", lambda card: card.id),
        Field("TransactionAmount", lambda card: card.transaction_amount, MONEY),
        Field("TaxAmount", lambda card: card.tax_amount, MONEY),
        Field("TransactionAlphaCode", lambda card: card.transaction_currency),
        Field("PostedAmount", lambda card: card.posted_amount, MONEY),
        Field("PostedAlphaCode", lambda card: card.posted_currency),
        Field("TransactionDate", lambda card: card.transaction_date, DAY),
        Field("PostedDate", lambda card: card.posted_date, DAY),
        Field("Description", lambda card: card.merchant_name),
        Field("MasterCardCode", lambda card: card.merchant_category),
        Field("TransactionMerchantName", lambda card: card.merchant_name),
        Field("MerchantCity", lambda card: card.merchant_city),
        Field("MerchantState", lambda card: card.merchant_state),
        Field("MerchantCountryCode", lambda card: card.merchant_country),
        Field("MerchantReferenceNumber", lambda card: card.merchant_reference),
        Field("ExchangeRateFromBillingToEmployeeCurrency", lambda card: card.billing_rate, RATE),
        Field("BillingAmount", lambda card: card.billing_amount, MONEY),
        Field("AccountNumberLastSegment", lambda card: card.account_number[-4:]),
    ),
)

EXPENSE_ENTRY = Table(
    "ExpenseEntry",
    (
        Field("ReportEntryID", lambda view: view.entry.id),
        Field("LegacyEntryID", lambda view: str(view.entry.legacy_id), WORD),
        Field("ExpenseTypeID", lambda view: view.entry.expense_type),
        Field("ExpenseTypeName", lambda view: view.expense.name),
        Field("SpendCategory", lambda view: view.expense.spend_category),
        Field("PaymentTypeCode", lambda view: view.payment.code),
        Field("PaymentTypeName", lambda view: view.payment.name),
        Field("TransactionDate", lambda view: view.entry.transaction_date, DAY_AS_MOMENT),
        Field("TransactionCurrencyName", lambda view: currency_name(view.entry.currency)),
        Field("ExchangeRate", lambda view: view.exchange_rate(), RATE),
        Field("TransactionAmount", lambda view: view.entry.transaction_amount, MONEY),
        Field("PostedAmount", lambda view: view.entry.posted_amount, MONEY),
        # Documented sample and observed: empty on the parent of itemizations.
        Field("ApprovedAmount", lambda view: None if view.entry.itemized else view.entry.approved_amount, MONEY),
        Field("BusinessPurpose", lambda view: view.entry.business_purpose),
        Field("VendorDescription", lambda view: view.entry.vendor_description),
        Field("LocationName", lambda view: view.entry.location_name),
        Field("LocationSubdivision", lambda view: view.entry.location_subdivision),
        Field("LocationCountry", lambda view: view.entry.location_country),
        Run("OrgUnit", 6, lambda view: view.entry.org_units, org_unit),
        Run("Custom", 40, lambda view: view.entry.customs),
        Field("FormID", lambda view: view.entry.form_id),
        Field("EntryImageID", lambda view: view.entry.image_id),
        Field("HasVat", lambda view: view.has_vat(), FLAG),
        Field("HasComments", lambda view: bool(view.comments()), FLAG),
        Field("CommentCount", lambda view: len(view.comments()), COUNT),
        Field("IsItemized", lambda view: view.entry.itemized, FLAG),
        Field("HasExceptions", _no, FLAG),
        Field("IsPersonal", lambda view: view.entry.personal, FLAG),
        Field("HasAttendees", lambda view: view.has_attendees(), FLAG),
        Field("HasAllocation", lambda view: view.entry.allocation_state, WORD),
        Field("IsCreditCardCharge", lambda view: view.is_credit_card_charge(), FLAG),
        Field("IsPersonalCardCharge", lambda view: view.is_personal_card_charge(), FLAG),
        Field("ReceiptRequired", lambda view: view.entry.receipt_required, FLAG),
        Field("ImageRequired", lambda view: view.entry.image_required, FLAG),
        Field("E-ReceiptID", lambda view: view.entry.e_receipt_id),
        Field("LastModified", lambda view: view.entry.last_modified, MOMENT),
        Children("ItemizationsList", lambda view: view.items(), ITEMIZATION),
        Field("UserLoginID", lambda view: view.on.report.owner),
        Field("ReportEntryVendorName", lambda view: view.entry.vendor_name),
        Field("ReportEntryReceiptReceived", lambda view: view.entry.receipt_received, FLAG),
        Field("ReportEntryReceiptType", lambda view: view.entry.receipt_type, WORD),
        Child("CardTransaction", lambda view: view.entry.card, CARD_TRANSACTION, administrator=True),
        Field("BillingAmount", lambda view: view.entry.card.billing_amount if view.entry.card else 0, NUMBER),
        # Assumed: nothing here is paid by Expense Pay. It says so once the report has reached Processing Payment.
        Field("ExpensePay", lambda view: "No" if view.on.report.processing_payment_at else None, WORD, NIL),
        Field("TransactionCurrencyCode", lambda view: view.entry.currency),
    ),
)

REPORT_OWNER = Table(
    "ReportOwner",
    (
        Field("EmployeeID", lambda person: person.employee_id),
        Field("LastName", lambda person: person.last),
        Field("FirstName", lambda person: person.first),
        Field("MiddleInitial", lambda person: person.middle[:1]),
        Field("EmployeeCustom21", lambda person: person.group_id),
        Run("EmployeeOrgUnit", 6, lambda person: person.org_units, org_unit, stored_prefix="OrgUnit"),
        Field("ReimbursementMethodCode", lambda person: person.reimbursement_method),
    ),
)

EMPLOYEE_BANK_ACCOUNT = Table(
    "EmployeeBankAccount",
    (
        Field("BankNumber", lambda bank: bank.bank_number),
        Field("BankName", lambda bank: bank.bank_name),
        Field("BranchLocation", lambda bank: bank.branch_location),
        Field("AccountNumber", lambda bank: bank.account_number),
        Field("AccountName", lambda bank: bank.account_name),
        Field("PostalAddressLine1", lambda bank: bank.address_line1),
        Field("PostalAddressLine2", lambda bank: bank.address_line2),
        Field("PostalAddressCity", lambda bank: bank.city),
        Field("PostalAddressRegion", lambda bank: bank.region),
        Field("PostalAddressCode", lambda bank: bank.postal_code),
        Field("PostalAddressCountry", lambda bank: bank.country),
    ),
)

_HEADER: tuple[Row, ...] = (
    Field("UserLoginID", lambda view: view.report.owner),
    # "Last, First" here; the list of reports has "First Last" (documented samples of either).
    Field("EmployeeName", lambda view: f"{view.owner.last}, {view.owner.first}"),
    Field("ReportID", lambda view: view.report.id),
    Field("ReportKey", lambda view: str(view.report.key), WORD, administrator=True),
    Field("ReportName", lambda view: view.report.name),
    Field("Purpose", lambda view: view.report.purpose),
    Field("ReportDate", lambda view: view.report.report_date, MOMENT),
    Field("CreationDate", lambda view: view.report.created_at, MOMENT),
    Field("SubmitDate", lambda view: view.report.submitted_at, MOMENT, NEVER_SUBMITTED),
    Field("PaidDate", lambda view: view.report.paid_at, MOMENT, NIL),
    Field("CurrencyCode", lambda view: view.report.currency),
    Field("ReportTotal", lambda view: view.totals.report_total, MONEY),
    Field("PersonalExpenses", lambda view: view.totals.personal_expenses, MONEY),
    Field("AmountDueEmployee", lambda view: view.totals.due_employee, MONEY),
    Field("AmountDueCompanyCard", lambda view: view.totals.due_company_card, MONEY),
    Field("TotalClaimedAmount", lambda view: view.totals.total_claimed, MONEY),
    Field("TotalApprovedAmount", lambda view: view.totals.total_approved, MONEY),
    Field("ApprovalStatusCode", lambda view: view.report.approval_status),
    Field("ApprovalStatusName", lambda view: view.approval_status()),
    Field("PaymentStatusCode", lambda view: view.report.payment_status),
    Field("PaymentStatusName", lambda view: view.payment_status()),
    Run("OrgUnit", 6, lambda view: view.report.org_units, org_unit),
    Run("Custom", 20, lambda view: view.report.customs),
    Field("LedgerName", lambda view: view.report.ledger),
    Field("PolicyID", lambda view: view.report.policy_id),
    Field("EverSentBack", lambda view: view.report.ever_sent_back, FLAG),
    Field("ReportImageURL", lambda view: view.report.image_url),
    Field("HasException", _no, FLAG),
    Field("WorkflowActionURL", lambda view: view.workflow_action_url()),
)

REPORT_DETAILS = Table(
    "ReportDetails",
    (
        *_HEADER,
        Children("ExpenseEntriesList", lambda view: view.entries(), EXPENSE_ENTRY),
        Field("Country", lambda view: view.report.country),
        Field("CountrySubdivision", lambda view: view.report.country_subdivision),
        # Documented: the day on which all approvals were complete, empty until then.
        Field("ProcessingPaymentDate", lambda view: view.report.processing_payment_at, DAY, EMPTY),
        Field("ReceiptsReceived", lambda view: view.report.receipts_received, FLAG),
        Child("ReportOwner", lambda view: view.owner, REPORT_OWNER),
        Child("EmployeeBankAccount", lambda view: view.owner.bank_account, EMPLOYEE_BANK_ACCOUNT, administrator=True),
    ),
    attributes=XMLNS,
)

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def render_details(view: Any, form: Form) -> bytes:
    """The whole body of the report details, from a :class:`~mock_concur.api.common.views.ReportView`."""
    body = REPORT_DETAILS.renderer(form)(view)
    return (body if form.json else DECLARATION + body).encode()
