"""The elements of the v2.0 report details, in the order of the wire.

*Documented*: SAP Concur Developer Center, "Get report details", whose XML sample gives the order.
*Observed*, in recorded JSON replies: the places of ReportKey, ReportImageURL, JournalEntriesList, BillingAmount and
TransactionCurrencyCode, and what stands for nothing. † in that page is the audience WEB_SERVICES_ADMINISTRATORS.
"""

from __future__ import annotations

from decimal import Decimal

from mock_concur.api.common.audiences import WEB_SERVICES_ADMINISTRATORS
from mock_concur.api.common.custom_fields import CODE_AND_NAME, TYPE_VALUE_CODE, CustomFields
from mock_concur.api.common.envelopes import DECLARATION, Document, namespaces
from mock_concur.api.common.fields import Child, Children, Field, Fixed, Rendering, Table
from mock_concur.api.common.formats import (
    COUNT,
    DAY,
    DAY_AS_MOMENT,
    FLAG,
    MOMENT,
    MONEY,
    NO_DATE,
    NUMBER,
    NUMERAL,
    PERCENT,
    RATE,
    WORD,
)
from mock_concur.api.common.nulls import NIL, V2_NULLS, Nothing
from mock_concur.api.expense_v2_0.views import AllocationView, EntryView, ItemView, JournalView, ReportView
from mock_concur.domain.model import Attendee, CardTransaction, VatData
from mock_concur.domain.setup import BankAccount, Person

NEVER_SUBMITTED = Nothing(f"<{{0}}>{NO_DATE}</{{0}}>", f'"{NO_DATE}"')


def last_segment(card: CardTransaction) -> str:
    """The last four digits of the card."""
    return card.account_number[-4:]


def middle_initial(person: Person) -> str:
    """The first letter of the middle name."""
    return person.middle[:1]


VAT_DATA = Table(
    "VATData",
    VatData,
    (
        Field("TaxName", "name"),
        Field("TaxAuthorityLabel", "authority"),
        Field("TaxTransactionAmount", "tax_transaction", MONEY),
        Field("TaxPostedAmount", "tax_posted", MONEY),
        Field("Source", "source"),
        Field("TaxReclaimTransactionAmount", "reclaim_transaction", MONEY),
        Field("TaxReclaimPostedAmount", "reclaim_posted", MONEY),
    ),
)

JOURNAL_ENTRY = Table(
    "JournalEntry",
    JournalView,
    (
        Field("JournalID", "row.id"),
        Field("PayerPaymentTypeName", "row.payer.name"),
        Field("PayerPaymentTypeCode", "row.payer.code"),
        Field("PayeePaymentTypeName", "row.payee.name"),
        Field("PayeePaymentCode", "row.payee.code"),
        # Assumed: the documented name in its place, and after it the one that a real client reads.
        Field("PayeePaymentTypeCode", "row.payee.code"),
        Field("AccountCode", "row.account"),
        Field("DebitOrCredit", "row.debit_or_credit", WORD),
        Field("Amount", "signed_amount", WORD),
        Field("JobRunKey", "row.job_run_key"),
    ),
)

ALLOCATION = Table(
    "Allocation",
    AllocationView,
    (
        Field("AllocationID", "allocation.id"),
        Field("Percentage", "allocation.percentage", PERCENT),
        Field("AccountCode1", "allocation.account_code1"),
        Field("AccountCode2", "allocation.account_code2"),
        CustomFields("Custom", 20, "allocation.customs", TYPE_VALUE_CODE),
        Children("JournalEntriesList", "journal", JOURNAL_ENTRY, WEB_SERVICES_ADMINISTRATORS),
        Children("VATDataList", "allocation.vat", VAT_DATA, WEB_SERVICES_ADMINISTRATORS),
    ),
)

ATTENDEE = Table(
    "Attendee",
    Attendee,
    (
        Field("AttendeeType", "type_name"),
        Field("FirstName", "first_name"),
        Field("LastName", "last_name"),
        Field("Company", "company"),
        Field("Title", "title"),
        Field("ExternalID", "external_id"),
        CustomFields("Custom", 20, "customs", TYPE_VALUE_CODE),
        Fixed("HasExceptionsPrevYear", False, FLAG),
        Fixed("HasExceptionsYTD", False, FLAG),
        Fixed("IsDeleted", False, FLAG),
        Field("OwnerEmpName", "owner_name"),
        # Yearly totals and versions of attendees are not kept: the values of the documented sample.
        Fixed("TotalAmountPrevYear", Decimal(0), MONEY),
        Fixed("TotalAmountYTD", Decimal(0), MONEY),
        Fixed("VersionNumber", 1, COUNT),
        Field("AttendeeID", "id"),
        Field("AttendeeTypeCode", "type_code"),
        Field("AttendeeOwnerID", "owner_id"),
        Field("CurrencyCode", "currency"),
    ),
)

ITEMIZATION = Table(
    "Itemization",
    ItemView,
    (
        Field("ItemType", "item.type", WORD),
        Field("ItemizationID", "item.id"),
        Field("ExpenseTypeID", "item.expense_type"),
        Field("ExpenseTypeName", "expense.name"),
        Field("TransactionDate", "item.transaction_date", DAY_AS_MOMENT),
        Field("TransactionAmount", "item.transaction_amount", MONEY),
        Field("PostedAmount", "item.posted_amount", MONEY),
        Field("ApprovedAmount", "item.approved_amount", MONEY),
        Field("BusinessPurpose", "business_purpose"),
        CustomFields("OrgUnit", 6, "org_units", CODE_AND_NAME),
        CustomFields("Custom", 40, "customs", TYPE_VALUE_CODE),
        Field("HasComments", "has_comments", FLAG),
        Field("CommentCount", "comment_count", COUNT),
        Field("IsPersonal", "item.personal", FLAG),
        Field("LastModified", "item.last_modified", MOMENT),
        Children("AllocationsList", "allocations", ALLOCATION),
        Children("AttendeesList", "item.attendees", ATTENDEE),
    ),
)

CARD_TRANSACTION = Table(
    "CardTransaction",
    CardTransaction,
    (
        # "Not encrypted" by the page Reports v2, "encrypted" by a later edition: the number as it was loaded.
        Field("AccountNumber", "account_number"),
        Field("CardDescription", "description"),
        Field("CardTypeCode", "card_type_code"),
        Field("TransactionReferenceNumber", "reference_number"),
        Field("TransactionCCTType", "transaction_type"),
        Field("TransactionID", "id"),
        Field("TransactionAmount", "transaction_amount", MONEY),
        Field("TaxAmount", "tax_amount", MONEY),
        Field("TransactionAlphaCode", "transaction_currency"),
        Field("PostedAmount", "posted_amount", MONEY),
        Field("PostedAlphaCode", "posted_currency"),
        Field("TransactionDate", "transaction_date", DAY),
        Field("PostedDate", "posted_date", DAY),
        Field("Description", "merchant_name"),
        Field("MasterCardCode", "merchant_category"),
        Field("TransactionMerchantName", "merchant_name"),
        Field("MerchantCity", "merchant_city"),
        Field("MerchantState", "merchant_state"),
        Field("MerchantCountryCode", "merchant_country"),
        Field("MerchantReferenceNumber", "merchant_reference"),
        Field("ExchangeRateFromBillingToEmployeeCurrency", "billing_rate", RATE),
        Field("BillingAmount", "billing_amount", MONEY),
        Field("AccountNumberLastSegment", last_segment),
    ),
)

EXPENSE_ENTRY = Table(
    "ExpenseEntry",
    EntryView,
    (
        Field("ReportEntryID", "entry.id"),
        Field("LegacyEntryID", "entry.legacy_id", NUMERAL),
        Field("ExpenseTypeID", "entry.expense_type"),
        Field("ExpenseTypeName", "expense.name"),
        Field("SpendCategory", "expense.spend_category"),
        Field("PaymentTypeCode", "payment.code"),
        Field("PaymentTypeName", "payment.name"),
        Field("TransactionDate", "entry.transaction_date", DAY_AS_MOMENT),
        Field("TransactionCurrencyName", "currency_name"),
        Field("ExchangeRate", "exchange_rate", RATE),
        Field("TransactionAmount", "entry.transaction_amount", MONEY),
        Field("PostedAmount", "entry.posted_amount", MONEY),
        Field("ApprovedAmount", "approved_amount", MONEY),
        Field("BusinessPurpose", "entry.business_purpose"),
        Field("VendorDescription", "entry.vendor_description"),
        Field("LocationName", "entry.location_name"),
        Field("LocationSubdivision", "entry.location_subdivision"),
        Field("LocationCountry", "entry.location_country"),
        CustomFields("OrgUnit", 6, "entry.org_units", CODE_AND_NAME),
        CustomFields("Custom", 40, "entry.customs", TYPE_VALUE_CODE),
        Field("FormID", "entry.form_id"),
        Field("EntryImageID", "entry.image_id"),
        Field("HasVat", "has_vat", FLAG),
        Field("HasComments", "has_comments", FLAG),
        Field("CommentCount", "comment_count", COUNT),
        Field("IsItemized", "entry.itemized", FLAG),
        Fixed("HasExceptions", False, FLAG),
        Field("IsPersonal", "entry.personal", FLAG),
        Field("HasAttendees", "has_attendees", FLAG),
        Field("HasAllocation", "entry.allocation_state", WORD),
        Field("IsCreditCardCharge", "is_credit_card_charge", FLAG),
        Field("IsPersonalCardCharge", "is_personal_card_charge", FLAG),
        Field("ReceiptRequired", "entry.receipt_required", FLAG),
        Field("ImageRequired", "entry.image_required", FLAG),
        Field("E-ReceiptID", "entry.e_receipt_id"),
        Field("LastModified", "entry.last_modified", MOMENT),
        Children("ItemizationsList", "items", ITEMIZATION),
        Field("UserLoginID", "on.report.owner"),
        Field("ReportEntryVendorName", "entry.vendor_name"),
        Field("ReportEntryReceiptReceived", "entry.receipt_received", FLAG),
        Field("ReportEntryReceiptType", "entry.receipt_type", WORD),
        Child("CardTransaction", "entry.card", CARD_TRANSACTION, WEB_SERVICES_ADMINISTRATORS),
        Field("BillingAmount", "billing_amount", NUMBER),
        Field("ExpensePay", "expense_pay", WORD),
        Field("TransactionCurrencyCode", "entry.currency"),
    ),
    nulls=V2_NULLS.but(ExpensePay=NIL),
)

REPORT_OWNER = Table(
    "ReportOwner",
    Person,
    (
        Field("EmployeeID", "employee_id"),
        Field("LastName", "last"),
        Field("FirstName", "first"),
        Field("MiddleInitial", middle_initial),
        Field("EmployeeCustom21", "group_id"),
        CustomFields("EmployeeOrgUnit", 6, "org_units", CODE_AND_NAME, stored_prefix="OrgUnit"),
        Field("ReimbursementMethodCode", "reimbursement_method"),
    ),
)

EMPLOYEE_BANK_ACCOUNT = Table(
    "EmployeeBankAccount",
    BankAccount,
    (
        Field("BankNumber", "bank_number"),
        Field("BankName", "bank_name"),
        Field("BranchLocation", "branch_location"),
        Field("AccountNumber", "account_number"),
        Field("AccountName", "account_name"),
        Field("PostalAddressLine1", "address_line1"),
        Field("PostalAddressLine2", "address_line2"),
        Field("PostalAddressCity", "city"),
        Field("PostalAddressRegion", "region"),
        Field("PostalAddressCode", "postal_code"),
        Field("PostalAddressCountry", "country"),
    ),
)

REPORT_DETAILS = Table(
    "ReportDetails",
    ReportView,
    (
        Field("UserLoginID", "report.owner"),
        Field("EmployeeName", "employee_name"),
        Field("ReportID", "report.id"),
        Field("ReportKey", "report.key", NUMERAL, WEB_SERVICES_ADMINISTRATORS),
        Field("ReportName", "report.name"),
        Field("Purpose", "report.purpose"),
        Field("ReportDate", "report.report_date", MOMENT),
        Field("CreationDate", "report.created_at", MOMENT),
        Field("SubmitDate", "report.submitted_at", MOMENT),
        Field("PaidDate", "report.paid_at", MOMENT),
        Field("CurrencyCode", "report.currency"),
        Field("ReportTotal", "totals.report_total", MONEY),
        Field("PersonalExpenses", "totals.personal_expenses", MONEY),
        Field("AmountDueEmployee", "totals.due_employee", MONEY),
        Field("AmountDueCompanyCard", "totals.due_company_card", MONEY),
        Field("TotalClaimedAmount", "totals.total_claimed", MONEY),
        Field("TotalApprovedAmount", "totals.total_approved", MONEY),
        Field("ApprovalStatusCode", "report.approval_status"),
        Field("ApprovalStatusName", "approval_status"),
        Field("PaymentStatusCode", "report.payment_status"),
        Field("PaymentStatusName", "payment_status"),
        CustomFields("OrgUnit", 6, "report.org_units", CODE_AND_NAME),
        CustomFields("Custom", 20, "report.customs", TYPE_VALUE_CODE),
        Field("LedgerName", "report.ledger"),
        Field("PolicyID", "report.policy_id"),
        Field("EverSentBack", "report.ever_sent_back", FLAG),
        Field("ReportImageURL", "report.image_url"),
        Fixed("HasException", False, FLAG),
        Field("WorkflowActionURL", "workflow_action_url"),
        Children("ExpenseEntriesList", "entries", EXPENSE_ENTRY),
        Field("Country", "report.country"),
        Field("CountrySubdivision", "report.country_subdivision"),
        # Documented: the day on which all approvals were complete, empty until then.
        Field("ProcessingPaymentDate", "report.processing_payment_at", DAY),
        Field("ReceiptsReceived", "report.receipts_received", FLAG),
        Child("ReportOwner", "owner", REPORT_OWNER),
        Child("EmployeeBankAccount", "owner.bank_account", EMPLOYEE_BANK_ACCOUNT, WEB_SERVICES_ADMINISTRATORS),
    ),
    # Documented: both dates, by the sample of an unsubmitted report.
    nulls=V2_NULLS.but(SubmitDate=NEVER_SUBMITTED, PaidDate=NIL),
)

DETAILS = Document(
    REPORT_DETAILS, namespaces("http://www.concursolutions.com/api/expense/expensereport/2012/07"), DECLARATION
)


def render_details(view: ReportView, rendering: Rendering) -> bytes:
    """The whole body of the report details."""
    return DETAILS.render(view, rendering)
