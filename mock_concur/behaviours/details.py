"""The v2.0 report details."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mockkit.behaviours import assumed, documented, family, observed

_SAMPLE = pages.DETAILS.under("XML Example of Successful Response", "xml-example-of-successful-response")
_JOURNAL_ENTRY = pages.DETAILS.under("JournalEntry", "journal-entry")
_ENTRY = pages.DETAILS.under("ExpenseEntry", "expense-entry")
_REPORT = pages.DETAILS.under("ReportDetails", "report-details")

FAMILY = family(
    "The report details (v2.0)",
    documented(
        "concur.details.elements",
        "All elements of the page, in the order of its XML sample.",
        pages.DETAILS.under("Schema", "schema"),
        _SAMPLE,
    ),
    observed(
        "concur.details.unsampled-elements",
        "ReportKey, ReportImageURL, JournalEntriesList, BillingAmount and TransactionCurrencyCode stand where "
        "recorded JSON has them.",
    ),
    observed(
        "concur.details.start-tag",
        "The root element declares the namespace of 2012/07 first and then the prefix i, on www.concursolutions.com.",
    ),
    documented(
        "concur.details.administrators-only",
        "ReportKey, card and bank data, tax data and journal entries are shown to a Web Services Administrator only.",
        pages.DETAILS.under("Get Report Details"),
    ),
    documented(
        "concur.details.itemizations",
        "An entry that is not itemized has one itemization with its own values, an itemized one a Child for each item.",
        _ENTRY,
    ),
    observed(
        "concur.details.only-children",
        "An itemized entry shows its Child rows only, where the XML sample has a Regular row before them, and its "
        "own ApprovedAmount is empty.",
    ),
    assumed(
        "concur.details.itemizations-null",
        "ItemizationsList is null only where the payment type allows it, every row of the entry has an "
        "ApprovedAmount of zero, and no journal entry would be hidden.",
        _ENTRY,
        because="The page's sentence, read literally, would empty entries whose journals are published (6.1.5 to "
        "6.1.7).",
    ),
    documented(
        "concur.details.allocations",
        "Every itemization has at least one allocation; one of 100 % stands for an item that nobody allocated.",
        pages.DETAILS.under("Itemization", "itemization"),
        pages.DETAILS.under("Allocation", "allocation"),
    ),
    documented(
        "concur.details.vat-data",
        "VATDataList has a VATData for each tax of an allocation, with the part of it that may be reclaimed.",
        pages.DETAILS.under("VATData", "vat-data"),
    ),
    documented(
        "concur.details.lengths",
        "A report's name has at most 40 characters, the value or code of a custom field 48.",
        _REPORT,
        pages.DETAILS.under("Custom Fields", "custom-fields"),
    ),
    documented(
        "concur.details.journal-entry",
        "A journal entry has the elements of its table; AccountCode is the account to book on.",
        _JOURNAL_ENTRY,
    ),
    assumed(
        "concur.details.payee-code",
        "The payee's code stands in PayeePaymentCode, and once more in PayeePaymentTypeCode right after it.",
        _JOURNAL_ENTRY,
        because="The page has the one name, and a public client reads the other.",
    ),
    documented(
        "concur.details.journal-amount",
        "A journal amount is written with its sign, +50.00 or -50.00, and zero as 0.",
        _JOURNAL_ENTRY,
    ),
    assumed(
        "concur.details.journal-amount-digits",
        "It has the minor digits of its currency; AccountCode is always there, empty where the account is blank.",
        _JOURNAL_ENTRY,
        because="The examples of the page are in a currency of two digits, and no sample shows a journal entry.",
    ),
    observed(
        "concur.details.journal-empty-before",
        "JournalEntriesList and VATDataList are empty until the report reaches Processing Payment.",
    ),
    assumed(
        "concur.details.rows-without-allocation",
        "A journal entry that belongs to no allocation (a personal item's, a recovered advance's) stands under the "
        "100 % allocation of its item, or under the allocation that it was taken from.",
        _JOURNAL_ENTRY,
        because="The page says that such entries exist and which account they bear, but its schema has no other place.",
    ),
    observed(
        "concur.details.exchange-rate",
        "ExchangeRate multiplies TransactionAmount to PostedAmount: 75.00000000000000 from USD to INR.",
    ),
    documented(
        "concur.details.exchange-rate-of-card",
        "Where the card's posted amount wins, it is what the two amounts come to, at home too: 1.018 for 56.10 USD of "
        "55.10 USD.",
        pages.POSTING.under("Payment via Credit Card Vendor Account (Split Payment)", "upccva"),
    ),
    assumed(
        "concur.details.exchange-rate-divides",
        "A rate that divides is shown as its reciprocal; where 14 decimals of it do not give what was posted, as what "
        "the two amounts come to. Of an itemized entry it holds for each item, and the entry is their sum.",
        pages.POSTING.under("Travel Allowances - Company Specific Rate Greater Than Government Rate", "utacprg"),
        because="v2.0 has no element for the direction, which the Financial Integration Service has.",
    ),
    documented(
        "concur.details.dates",
        "SubmitDate of a report never submitted is 0001-01-01T00:00:00, PaidDate is nil until the report is Paid, "
        "ProcessingPaymentDate empty until all approvals are complete.",
        _SAMPLE,
        _REPORT,
    ),
    documented(
        "concur.details.transaction-date",
        "TransactionDate has a midnight that means nothing.",
        _SAMPLE,
    ),
    documented(
        "concur.details.employee-name",
        "EmployeeName is last name, comma, first name.",
        _SAMPLE,
    ),
    documented(
        "concur.details.workflow-action-url",
        "WorkflowActionURL is where a workflow action is posted, and empty on a report that was not submitted.",
        _REPORT,
        _SAMPLE,
    ),
    assumed(
        "concur.details.workflow-action-url-until-paid",
        "It is there from submit until the report is Paid or back with its owner.",
        because="Recorded clients read it at Processing Payment; once Paid no step waits for anybody.",
    ),
    documented(
        "concur.details.expense-pay",
        "ExpensePay has a value once the report has reached Processing Payment.",
        _ENTRY,
    ),
    assumed(
        "concur.details.no-expense-pay",
        "That value is No: nothing here is paid by Expense Pay, and a scenario cannot ask for it. Not built.",
        _ENTRY,
        because="Its payees are paid by the service and would have to be left out of the payables.",
    ),
    assumed(
        "concur.details.personal-card",
        "A charge of a card that the employee pays (IBIP) is an IsPersonalCardCharge, of any other card an "
        "IsCreditCardCharge.",
        _ENTRY,
        because="The page does not say which cards are meant.",
    ),
    assumed(
        "concur.details.card-number",
        "CardTransaction has the card's number as it was loaded.",
        pages.DETAILS.under("CardTransaction", "card-transaction"),
        because='One page calls it "not encrypted", a later one "encrypted".',
    ),
    assumed(
        "concur.details.attendee-totals",
        "Yearly totals of attendees are zero and their version is 1.",
        pages.DETAILS.under("Attendee", "attendee"),
        because="They are not kept; the sample has these values.",
    ),
    assumed(
        "concur.details.no-exceptions",
        "HasException and HasExceptions are N.",
        because="Exceptions of the service's audit rules are not modelled.",
    ),
    documented(
        "concur.details.status-codes",
        "Approval and payment status bear the codes of the page Reports v3.",
        pages.REPORTS_V3.under("Report", "report"),
    ),
    assumed(
        "concur.details.status-names",
        "A code has the name that a page or a recorded reply shows; A_FILE, A_AAFH, A_RHLD, A_PVAL, A_TEXP and "
        "P_HOLD have names of ours, and a code of the company's own is its own name.",
        because="No list of names is public, and companies rename them: a client must not go by them.",
    ),
    concerns=("GET /api/expense/expensereport/v2.0/report/<report_id>",),
)
