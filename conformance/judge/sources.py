"""What the expectations rest on: public pages and headings, or a choice and its reason.

Each names its entry in the registry of behaviours; a test compares label and source.
"""

from __future__ import annotations

from conformance.citation import Page, Reference

_SITE = "https://preview.developer.concur.com/api-reference"
_REPORT = f"{_SITE}/expense/expense-report"
_HISTORY = "https://github.com/SAP-docs/preview.developer.concur.com/blob"


def _concur(title: str, url: str) -> Page:
    return Page(f"SAP Concur Developer Center, {title}", url)


_TUTORIAL = _concur(
    "Creating Financial Connectors for Concur Expense (tutorial, 2014)",
    f"{_HISTORY}/4fb07dd0e3607956a42f63863540b704d5ac6771/cookbooks/creating-financial-connectors-concur-expense/"
    "index.markdown",
)
_ACTION = _concur("Post an expense report workflow action", f"{_REPORT}/post-report-workflow-action.html")
_COMMIT = _concur("Integration Status", f"{_REPORT}/integration-status.html")
_LIST = _concur("Reports v2", f"{_REPORT}/v2.reports.html")
_DETAILS = _concur("Get report details", f"{_REPORT}/expense-report-get.html")
_HEADER = _concur("Expense Report Header v1.1", f"{_REPORT}/v1dot1.reports.html")
_ENTRY = _concur(
    "POST Expense Entry, version 1.1 (withdrawn 2019)",
    f"{_HISTORY}/4c5db015bda549ce5d105474c2a44345316d4361/src/api-reference-deprecated/version-one-one/expense-entry/"
    "post-expense-entry.markdown",
)
_POSTING = _concur(
    "Financial Integration Service Use Cases",
    f"{_SITE}/financial-integration/v4.financial-integration-service-use-cases.html",
)
_STATUS_CODES = _concur("HTTP Status Codes", f"{_SITE}/http-status-codes.html")

_STEP_1 = ("Step 1 - Poll for Reports Ready for Processing", "step-1--poll-for-reports-ready-for-processing")
_TRANSACTION = ("Transaction Processing", "transaction-processing")
_UNIT = ("Unit of Work - Expense Report", "unit-of-work--expense-report")
_FAILED = ("Failed Financial Integration", "failed-financial-integration")
_ROUTES = ("Transaction Problems and Who Can Fix Them", "transaction-problems-and-who-can-fix-them")

POLL = _TUTORIAL.says(_STEP_1[0], "suite.poll", _STEP_1[1])
PAYEES = _TUTORIAL.says(
    "Step Three - Organize Report into Payees", "concur.journal.payees", "step-three--organize-report-into-payees"
)
PAYABLES = _TUTORIAL.says(
    "Step Four - Create Financial Transaction by Integration Type",
    "suite.payables",
    "step-four--create-financial-transaction-by-integration-type",
)
ROUTES = _TUTORIAL.says(_ROUTES[0], "suite.routing", _ROUTES[1])
TRANSACTION = _TUTORIAL.says(_TRANSACTION[0], "suite.bills-before-commit", _TRANSACTION[1])
UNIT_OF_WORK = _TUTORIAL.says(_UNIT[0], "suite.all-or-nothing", _UNIT[1])
COMMIT_REPORT = _TUTORIAL.says("Successful Financial Integration", "suite.commit", "successful-financial-integration")
ROLL_BACK = _TUTORIAL.says(_FAILED[0], "suite.rollback", _FAILED[1])
ENTRY_REMARKS = _TUTORIAL.says(_FAILED[0], "suite.entry-comments", _FAILED[1])
REMEDY = _TUTORIAL.says("Remedial Action", "suite.remedy", "remedial-action")
REPEAT = _TUTORIAL.says("Repeat Steps Two through Five", "suite.repeat", "repeat-steps-two-through-five")

COMMIT = _COMMIT.says("Integration Status", "concur.commit.effect", "integration-status")
CHECK_BEFORE_ACTING = _ACTION.says("Workflow Actions", "suite.read-before-acting", "workflow-actions")
ACTION_COMMENT = _ACTION.says(
    "WorkflowAction Child Elements", "concur.workflow.comment-length", "workflowaction-child-elements"
)
HEADER_COMMENT = _HEADER.says("Payload", "concur.update.header-fields", "payload")
ENTRY_COMMENT = _ENTRY.says("Post Expense Entry Request", "concur.update.entry-fields")

LIST_LIMIT = _LIST.says("GET List of Reports", "concur.list.limit", "get-list-of-reports")
MODIFIED_AFTER = _LIST.says("Parameters", "concur.list.modified", "parameters")

JOURNAL = _DETAILS.says("JournalEntry", "concur.details.journal-entry", "journal-entry")
ALLOCATION = _DETAILS.says("Allocation", "concur.details.allocations", "allocation")
ITEMIZATION = _DETAILS.says("ExpenseEntry", "concur.details.itemizations", "expense-entry")

TAX = _DETAILS.says("VATData", "concur.details.vat-data", "vat-data")

POSTING_CASH = _POSTING.says("Simple Out-of-Pocket Cash Expense", "concur.journal.payees", "usopce")
POSTING_CARD = _POSTING.says(
    "Payment via Credit Card Vendor Account (Split Payment)", "concur.journal.payees", "upccva"
)
POSTING_CREDIT = _POSTING.says("Simple Out-of-Pocket Cash Credit", "concur.journal.credit-swaps", "usopcc")
POSTING_CARD_CREDIT = _POSTING.says(
    "Credit Transaction via Credit Card Vendor Account (Split Payment)", "concur.journal.credit-swaps", "uctccva"
)
POSTING_TAX = _POSTING.says("Partially Deductible VAT", "concur.journal.taxes", "updv")
POSTING_ITEMS = _POSTING.says("Itemized Expense Items", "concur.journal.itemized-parent", "uiei")
POSTING_ALLOCATIONS = _POSTING.says("Expense With Multiple Cost Allocations", "concur.journal.allocations", "uewmca")
POSTING_FOREIGN = _POSTING.says("Foreign Expense Report Without VAT", "concur.journal.posted-amount", "uferwv")
POSTING_ADVANCE = _POSTING.says("Cash Advance Is Lower Than the Payout Amount", "concur.journal.advance-used", "ucaltp")
POSTING_OFFSET = _POSTING.says(
    "IBCP with Personal Expense Where Out-of-Pocket Exceeds the Personal Expense", "concur.journal.offsets", "uiwpegt"
)
POSTING_PERSONAL = _POSTING.says(
    "CBCP Corporate Card Charge with Itemization and Personal Expense (Net Due Employee With No Offsets)",
    "concur.journal.personal-company-card",
    "ucccnoff",
)

BAD_TOKEN = _STATUS_CODES.says("HTTP Error Codes", "concur.service.bad-token", "http-error-codes")
REFRESH = Page("RFC 6749, The OAuth 2.0 Authorization Framework", "https://www.rfc-editor.org/rfc/rfc6749").says(
    "1.5. Refresh Token", "suite.refresh", "section-1.5"
)
RETRY_AFTER = Page("RFC 6585, Additional HTTP Status Codes", "https://www.rfc-editor.org/rfc/rfc6585").says(
    "4. 429 Too Many Requests", "suite.retry-after", "section-4"
)
IDEMPOTENT = Page(
    "IETF draft, The Idempotency-Key HTTP Header Field",
    "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/",
).says("2. The Idempotency-Key HTTP Request Header Field", "suite.idempotency")


def use_case(heading: str, anchor: str) -> Reference:
    """A published posting example, by the heading it stands under."""
    return _POSTING.says(heading, "concur.journal.published", anchor)


PARTY = _DETAILS.comes_near(
    "JournalEntry",
    "concur.journal.party",
    "No page says how a credit is read on v2.0. A journal entry belongs to its side that is not Company, and its "
    "signed Amount alone says how much; in all published journals an amount is negative exactly when the payee is "
    "Company.",
    "journal-entry",
)
ADVANCE_ROWS = _DETAILS.comes_near(
    "JournalEntry",
    "concur.journal.advance-rows",
    "The page says that a cash advance bears an account of its own, but shows no entry, and the tutorial leaves "
    "advances out. Here a recovered advance is a negative entry of the employee on that account.",
    "journal-entry",
)
PERSONAL_ROWS = _DETAILS.comes_near(
    "JournalEntry",
    "concur.journal.personal-rows",
    "The page says that personal use of a company-paid card bears a clearing account, but shows no entry, and the "
    "tutorial leaves such offsets out. Here the entries are those of the Financial Integration Service.",
    "journal-entry",
)
TAX_SPLIT = _POSTING.comes_near(
    "Partially Deductible VAT",
    "suite.reclaimable-tax",
    "The examples print net amounts for an allocation; that several journal entries of one allocation bear its "
    "reclaimable tax in proportion to their amounts is our choice.",
    "updv",
)
ROUTING = _TUTORIAL.comes_near(
    _ROUTES[0],
    "suite.routing-of-other-errors",
    "The tutorial has two examples, an account and an expired project. The others go to whoever can mend them, as "
    "the routing of CONNECTOR_CONFIG says; both kinds at once go to the owner, as the way back passes the processor.",
    _ROUTES[1],
)
EXPLAINS = _TUTORIAL.comes_near(
    _FAILED[0],
    "suite.comment-names-errors",
    "The tutorial asks for a comment that explains why. Naming each error, by its code, by the value that was refused "
    "or in the ERP's words, is the least that lets a person find what to mend.",
    _FAILED[1],
)
OF_SUMS = _TUTORIAL.comes_near(
    _FAILED[0],
    "suite.entry-comments-of-sums",
    "The ERP tells what is wrong with a line that sums entries, not with which of them.",
    _FAILED[1],
)
NOWHERE_ELSE = _TUTORIAL.comes_near(
    _FAILED[0],
    "suite.entry-comments-nowhere-else",
    "A comment on an entry without a problem sends its reader to what is right.",
    _FAILED[1],
)
WATERMARK = _TUTORIAL.comes_near(
    _STEP_1[0],
    "suite.watermark",
    "The sentence there, to ask for what changed since the last successful answer, loses the reports of that answer "
    "which could not be worked on. That none may be lost is our conclusion from the tutorial's aim; how a connector "
    "sees to it is its own business.",
    _STEP_1[1],
)
OUTAGE = _TUTORIAL.comes_near(
    _TRANSACTION[0],
    "suite.outage",
    "The tutorial knows faults in the data only. A system that does not answer is no fault of anybody who could mend "
    "the report, so it stays where it is until the system answers.",
    _TRANSACTION[1],
)
SETTLE = _COMMIT.comes_near(
    "Integration Status",
    "suite.settle",
    "The page does not say what to do when the answer gets lost. Only the report's own details can tell whether the "
    "commit was done.",
    "integration-status",
)
COMMIT_REFUSED = _COMMIT.comes_near(
    "ActionStatus elements",
    "suite.commit-refused",
    "The page tells FAILURE from SUCCESS, not what follows from it. Nobody can mend a report that nothing is wrong "
    "with.",
    "actionstatus-elements",
)
UNTOUCHED = _TUTORIAL.comes_near(
    _UNIT[0],
    "suite.untouched",
    "The report is the smallest unit of work, so nothing of another report may change with it, and a connector mends "
    "nothing of the report's own.",
    _UNIT[1],
)
