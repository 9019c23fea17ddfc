"""The elements of the v2.0 list of reports, in the order of the wire.

*Documented*: SAP Concur Developer Center, "Reports v2", by its XML sample: its table of
elements spells ReportId and Report-Full-Details-Url otherwise (ReportID, ReportDetailsURL).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mock_concur.api.common.envelopes import Page, namespaces
from mock_concur.api.common.fields import Field, Rendering, Table
from mock_concur.api.common.formats import MOMENT, MONEY
from mock_concur.domain.listing import Summary
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import status_name


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A report of the list; ``details`` is the address of report details without the id."""

    summary: Summary
    setup: Setup
    details: str


def details_url(view: SummaryView) -> str:
    """Where its details are."""
    return f"{view.details}{view.summary.protected_id}"


def approval_status(view: SummaryView) -> str:
    """The approval status by its name in this company."""
    return status_name(view.summary.approval_status, view.setup)


def payment_status(view: SummaryView) -> str:
    """The payment status by its name in this company."""
    return status_name(view.summary.payment_status, view.setup)


REPORT_SUMMARY = Table(
    "ReportSummary",
    SummaryView,
    (
        Field("ReportName", "summary.name"),
        Field("ReportId", "summary.report_id"),
        Field("ReportTotal", "summary.total", MONEY),
        Field("ReportCurrency", "summary.currency"),
        Field("ReportDate", "summary.report_date", MOMENT),
        Field("LastComment", "summary.last_comment"),
        Field("Report-Full-Details-Url", details_url),
        Field("ExpenseUserLoginID", "summary.owner"),
        Field("ApproverLoginID", "summary.approver"),
        # "First Last" here; the report details have "Last, First" (documented samples of either).
        Field("EmployeeName", "summary.owner_name"),
        Field("ApprovalStatus", approval_status),
        Field("PaymentStatus", payment_status),
    ),
)


REPORTS = Page(
    "ReportsList",
    REPORT_SUMMARY,
    attributes=namespaces("http://www.concursolutions.com/api/expense/expensereport/2012/06"),
)
"""In JSON a bare array (*assumed*: recorded report details show their lists so, without the elements' names)."""


def render_list(summaries: Iterable[Summary], setup: Setup, base_url: str, rendering: Rendering) -> bytes:
    """The whole body of a list of reports."""
    details = f"{base_url}/api/expense/expensereport/v2.0/report/"
    return REPORTS.render([SummaryView(summary, setup, details) for summary in summaries], rendering)
