"""The elements of the v2.0 list of reports, in the order of the wire.

*Documented*: SAP Concur Developer Center, "Reports v2", by its XML sample: its table of
elements spells ReportId and Report-Full-Details-Url otherwise (ReportID, ReportDetailsURL).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mock_concur.api.common.fields import Field, Form, Table
from mock_concur.api.common.formats import MOMENT, MONEY
from mock_concur.domain.listing import Summary
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import status_name

XMLNS = (
    ' xmlns="http://www.concursolutions.com/api/expense/expensereport/2012/06"'
    ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
)


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A report of the list; ``details`` is the address of report details without the id."""

    summary: Summary
    setup: Setup
    details: str

    def employee_name(self) -> str:
        """The owner's name."""
        person = self.setup.people[self.summary.owner]
        return f"{person.first} {person.last}"


REPORT_SUMMARY = Table(
    "ReportSummary",
    (
        Field("ReportName", lambda view: view.summary.name),
        Field("ReportId", lambda view: view.summary.report_id),
        Field("ReportTotal", lambda view: view.summary.total, MONEY),
        Field("ReportCurrency", lambda view: view.summary.currency),
        Field("ReportDate", lambda view: view.summary.report_date, MOMENT),
        Field("LastComment", lambda view: view.summary.last_comment),
        Field("Report-Full-Details-Url", lambda view: f"{view.details}{view.summary.protected_id}"),
        Field("ExpenseUserLoginID", lambda view: view.summary.owner),
        Field("ApproverLoginID", lambda view: view.summary.approver),
        # "First Last" here; the report details have "Last, First" (documented samples of either).
        Field("EmployeeName", lambda view: view.employee_name()),
        Field("ApprovalStatus", lambda view: status_name(view.summary.approval_status, view.setup)),
        Field("PaymentStatus", lambda view: status_name(view.summary.payment_status, view.setup)),
    ),
)


def render_list(summaries: Iterable[Summary], setup: Setup, base_url: str, form: Form) -> bytes:
    """The whole body of a list of reports.

    In JSON it is a bare array (*assumed*: recorded report details show their lists so, without the elements' names).
    """
    details = f"{base_url}/api/expense/expensereport/v2.0/report/"
    row = REPORT_SUMMARY.renderer(form)
    rows = [row(SummaryView(summary, setup, details)) for summary in summaries]
    if form.json:
        return f"[{','.join(rows)}]".encode()
    return f"<ReportsList{XMLNS}>{''.join(rows)}</ReportsList>".encode()
