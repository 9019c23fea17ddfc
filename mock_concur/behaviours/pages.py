"""The public pages on which the mock Concur rests.

Current pages are at the SAP Concur Developer Center; two that were withdrawn are in the public history of its sources.
"""

from __future__ import annotations

from mockkit.behaviours import Source

_SITE = "https://preview.developer.concur.com"
_HISTORY = "https://github.com/SAP-docs/preview.developer.concur.com/blob"
_REPORT = f"{_SITE}/api-reference/expense/expense-report"
_FINANCIAL = f"{_SITE}/api-reference/financial-integration"


def _page(title: str, url: str) -> Source:
    return Source(f"SAP Concur Developer Center, {title}", "", url)


LIST = _page("Reports v2", f"{_REPORT}/v2.reports.html")
DETAILS = _page("Get report details", f"{_REPORT}/expense-report-get.html")
COMMIT = _page("Integration Status", f"{_REPORT}/integration-status.html")
ACTION = _page("Post an expense report workflow action", f"{_REPORT}/post-report-workflow-action.html")
SUBMIT = _page("Submit an expense report", f"{_REPORT}/post-report-submission.html")
HEADER = _page("Expense Report Header v1.1", f"{_REPORT}/v1dot1.reports.html")
ENTRY = _page(
    "POST Expense Entry, version 1.1 (withdrawn 2019)",
    f"{_HISTORY}/4c5db015bda549ce5d105474c2a44345316d4361/src/api-reference-deprecated/version-one-one/expense-entry/"
    "post-expense-entry.markdown",
)
REPORTS_V3 = _page("Reports v3", f"{_REPORT}/v3.reports.html")
AUTHENTICATION = _page("Authentication", f"{_SITE}/api-reference/authentication/apidoc.html")
COMPANY = _page("Company Level Authentication", f"{_SITE}/api-reference/authentication/company-auth.html")
STATUS_CODES = _page("HTTP Status Codes", f"{_SITE}/api-reference/http-status-codes.html")
CORRELATION = _page(
    "User App Certification Flow", f"{_SITE}/api-guides/e-receipts-certification.html#certification-check-list"
)
RELEASE_2021 = _page(
    "API Release Notes, October 2021", f"{_SITE}/tools-support/release-notes/api/archive/2021-10-15.html"
)
EVENTS = _page("Concur Expense Event", f"{_SITE}/event-topics/expense/v4.expense-events.html")
POSTING = _page(
    "Financial Integration Service Use Cases", f"{_FINANCIAL}/v4.financial-integration-service-use-cases.html"
)
EXTRACT = _page(
    "Financial Integration Use Cases Extract Information",
    f"{_FINANCIAL}/v4.financial-integration-use-cases-extract-information.html",
)
POSTING_GUIDE = _page(
    "Financial Posting via Financial Integration Service",
    f"{_SITE}/api-guides/ERP-integration/posting-via-financial-integration-service.html",
)
TUTORIAL = _page(
    "Creating Financial Connectors for Concur Expense (tutorial, 2014)",
    f"{_HISTORY}/4fb07dd0e3607956a42f63863540b704d5ac6771/cookbooks/creating-financial-connectors-concur-expense/"
    "index.markdown",
)
