"""What the expectations rest on: the vendor's pages and headings, or a choice and its reason."""

from __future__ import annotations

from conformance.citation import Reference

_TUTORIAL = "SAP Concur Developer Center, Creating Financial Connectors for Concur Expense (tutorial, 2014)"
_ACTION = "SAP Concur Developer Center, Post an expense report workflow action (v1.1)"
_COMMIT = "SAP Concur Developer Center, Integration Status (v2.0)"
_LIST = "SAP Concur Developer Center, Reports v2"
_DETAILS = "SAP Concur Developer Center, Get report details (v2.0)"
_HEADER = "SAP Concur Developer Center, Post an expense report header (v1.1)"
_ENTRY = "SAP Concur Developer Center, Expense Entry v1.1"
_POSTING = "SAP Concur Developer Center, Financial Integration Service Use Cases"

POLL = Reference(_TUTORIAL, "Step 1 - Poll for Reports Ready for Processing")
PAYEES = Reference(_TUTORIAL, "Step Three - Organize Report into Payees")
PAYABLES = Reference(_TUTORIAL, "Step Four - Create Financial Transaction by Integration Type")
ROUTES = Reference(_TUTORIAL, "Transaction Problems and Who Can Fix Them")
TRANSACTION = Reference(_TUTORIAL, "Transaction Processing")
UNIT_OF_WORK = Reference(_TUTORIAL, "Unit of Work - Expense Report")
COMMIT_REPORT = Reference(_TUTORIAL, "Successful Financial Integration")
ROLL_BACK = Reference(_TUTORIAL, "Failed Financial Integration")
REMEDY = Reference(_TUTORIAL, "Remedial Action")
REPEAT = Reference(_TUTORIAL, "Repeat Steps Two through Five")

COMMIT = Reference(_COMMIT, "Integration Status")
COMMIT_ANSWER = Reference(_COMMIT, "ActionStatus elements")
CHECK_BEFORE_ACTING = Reference(_ACTION, "Workflow Actions")
ACTION_COMMENT = Reference(_ACTION, "WorkflowAction Child Elements")
HEADER_COMMENT = Reference(_HEADER, "Post Expense Report Header")
ENTRY_COMMENT = Reference(_ENTRY, "Post Expense Entry Request")

LIST_LIMIT = Reference(_LIST, "GET List of Reports, Request")
MODIFIED_AFTER = Reference(_LIST, "GET List of Reports, Parameters: ModifiedAfterDate")

JOURNAL = Reference(_DETAILS, "JournalEntry")
ALLOCATION = Reference(_DETAILS, "Allocation")
ITEMIZATION = Reference(_DETAILS, "Itemization")
TAX = Reference(_DETAILS, "VATData")

POSTING_CASH = Reference(_POSTING, "Simple Out-of-Pocket Cash Expense")
POSTING_CREDIT = Reference(_POSTING, "Simple Out-of-Pocket Cash Credit")
POSTING_CARD_CREDIT = Reference(_POSTING, "Credit Transaction via Credit Card Vendor Account (Split Payment)")
POSTING_TAX = Reference(_POSTING, "Partially Deductible VAT")
POSTING_ITEMS = Reference(_POSTING, "Itemized Expense Items")
POSTING_ALLOCATIONS = Reference(_POSTING, "Expense With Multiple Cost Allocations")
POSTING_FOREIGN = Reference(_POSTING, "Foreign Expense Report Without VAT")
POSTING_ADVANCE = Reference(_POSTING, "Cash Advance Is Lower Than the Payout Amount")
POSTING_CARD = Reference(_POSTING, "Payment via Credit Card Vendor Account (Split Payment)")
POSTING_OFFSET = Reference(
    _POSTING, "IBCP with Personal Expense Where Out-of-Pocket Exceeds the Personal Expense: With Offsetting"
)
POSTING_PERSONAL = Reference(
    _POSTING, "CBCP Corporate Card Charge with Itemization and Personal Expense (Net Due Employee With No Offsets)"
)

REFRESH = Reference("RFC 6749, The OAuth 2.0 Authorization Framework", "1.5 Refresh Token")
BAD_TOKEN = Reference("SAP Concur Developer Center, HTTP Status Codes", "403 Forbidden")
RETRY_AFTER = Reference("RFC 6585, Additional HTTP Status Codes", "4. 429 Too Many Requests")
IDEMPOTENT = Reference(
    "IETF draft, The Idempotency-Key HTTP Header Field",
    "2. The Idempotency-Key HTTP Request Header Field",
)


def use_case(heading: str) -> Reference:
    """A published posting example, by the heading it stands under."""
    return Reference(_POSTING, heading)


TAX_SPLIT = Reference(
    _POSTING,
    "Partially Deductible VAT",
    "assumed",
    "The examples print net amounts for an allocation; that several journal entries of one allocation "
    "bear its reclaimable tax in proportion to their amounts is our choice.",
)
ENTRY_REMARKS = Reference(
    _TUTORIAL,
    "Failed Financial Integration",
    "documented",
    "A comment on every expense entry with the problem, or on the header where it is the whole report's.",
)
WATERMARK = Reference(
    _TUTORIAL,
    "Step 1 - Poll for Reports Ready for Processing",
    "assumed",
    "The sentence there, to ask for what changed since the last successful answer, loses the reports of "
    "that answer which could not be worked on. That none may be lost is our conclusion from the tutorial's "
    "aim; how a connector sees to it is its own business.",
)
OUTAGE = Reference(
    _TUTORIAL,
    "Transaction Processing",
    "assumed",
    "The tutorial knows faults in the data only. A system that does not answer is no fault of anybody who "
    "could mend the report, so it stays where it is until the system answers.",
)
SETTLE = Reference(
    _COMMIT,
    "Integration Status",
    "assumed",
    "The page does not say what to do when the answer gets lost. Only the report's own details can tell "
    "whether the commit was done.",
)
UNTOUCHED = Reference(
    _TUTORIAL,
    "Unit of Work - Expense Report",
    "assumed",
    "The report is the smallest unit of work, so nothing of another report may change with it.",
)
