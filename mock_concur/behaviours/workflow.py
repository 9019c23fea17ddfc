"""Workflow actions, and the integration status that commits a report."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mock_concur.behaviours.refusals import refusal_text
from mock_concur.domain.errors import Reason
from mockkit.behaviours import assumed, documented, family, observed

_ACTIONS = pages.ACTION.under("Workflow Actions", "workflow-actions")
_ROLES = pages.ACTION.under("Workflow Roles", "workflow-roles")
_CHILDREN = pages.ACTION.under("WorkflowAction Child Elements", "workflowaction-child-elements")
_ERROR = pages.ACTION.under("XML Example of Response with Error", "xml-example-of-response-with-error")
_FAILED = pages.TUTORIAL.under("Failed Financial Integration", "failed-financial-integration")
_COMMIT = pages.COMMIT.under("Integration Status", "integration-status")
_NOT_PROCESSING = pages.COMMIT.under("JSON Example of Response with Error", "json-example-of-response-with-error")

_ROUTE = ("POST /api/expense/expensereport/v1.1/report/<step_id>/workflowaction",)
_COMMIT_ROUTE = ("POST /api/expense/expensereport/v2.0/integrationstatus/report/<report_id>",)


def _refused(*reasons: Reason) -> tuple[str, ...]:
    """The concerns of an entry about the texts that these reasons are answered with."""
    return (*_ROUTE, *(refusal_text(reason) for reason in reasons))


FAMILY = family(
    "The workflow",
    documented(
        "concur.workflow.submit",
        "A report is submitted from A_NOTF or A_RESU.",
        pages.EVENTS.under("Report Status Changed Event", "status-changed-event"),
        concerns=("workflow",),
    ),
    assumed(
        "concur.workflow.two-steps",
        "A submitted report waits for its owner's approver (A_PEND), then for a processor (A_ACCO).",
        because="Every company builds its own workflow; this is the shortest that has both.",
        concerns=("workflow",),
    ),
    assumed(
        "concur.workflow.approver",
        "The approver of a report is the one that its owner's profile names. Approvers by cost object and delegates "
        "are not built.",
        because="A default approver is what every company has; the others are configuration.",
        concerns=("workflow",),
    ),
    assumed(
        "concur.workflow.who-mends",
        "Expenses are mended by the owner of a report that is not submitted, and by a processor while it waits in "
        "accounting.",
        _FAILED,
        because="The tutorial recalls a report to the processor for what an administrator can mend.",
        concerns=("workflow",),
    ),
    documented(
        "concur.workflow.final-approval",
        "The processor's approval takes the report to Processing Payment.",
        pages.POSTING_GUIDE.under("FI Sequence Flow Matrix - Expense", "expense-matrix"),
        concerns=("workflow",),
    ),
    documented(
        "concur.workflow.approve",
        "Approve completes the current step.",
        _ACTIONS,
    ),
    documented(
        "concur.workflow.approve-at-processing",
        "Approve at Processing Payment takes the report to Paid only where all of its entries are extracted or "
        "manually paid.",
        _ACTIONS,
    ),
    assumed(
        "concur.workflow.not-extracted",
        "Before that it is FAILURE.",
        _ACTIONS,
        because="The page says that it cannot be done, not what is answered.",
        concerns=_refused(Reason.NOT_EXTRACTED),
    ),
    assumed(
        "concur.workflow.nothing-extracted",
        "That goes for a report without journal entries too; the integration status pays it.",
        _ACTIONS,
        because="Where nothing is extracted nothing has been paid; that all of no entries are would pay such a "
        "report by accident.",
    ),
    documented(
        "concur.workflow.send-back",
        "Send Back to Employee takes a submitted report to A_RESU, marks it as sent back, and it goes through the "
        "whole workflow when it is submitted again. It needs a comment.",
        _ACTIONS,
        _CHILDREN,
    ),
    documented(
        "concur.workflow.recall-to-employee",
        "Recall to Employee is the owner's, once the report is submitted; a company may not allow it.",
        _ACTIONS,
    ),
    documented(
        "concur.workflow.recall-to-processor",
        "There is an action Recall to Processor, for what an administrator can mend.",
        _FAILED,
    ),
    assumed(
        "concur.workflow.recall-to-processor-effect",
        "Recall to Processor is possible at A_APPR/P_PROC alone, by a Web Services Administrator, with a comment; "
        "the report goes to A_ACCO/P_NOTP with a new step, is modified now, and does not count as sent back.",
        _FAILED,
        because="Only the tutorial names the action, and no page describes it; it follows Send Back to Employee, and "
        "the word says where to.",
    ),
    assumed(
        "concur.workflow.recall-elsewhere",
        "Recall to Processor in any other state is FAILURE, with the text of a stale step.",
        _ERROR,
        because="The caller's view of the report is out of date.",
    ),
    assumed(
        "concur.workflow.journal-dropped",
        "A report that is recalled or sent back from Processing Payment loses its journal and its "
        "ProcessingPaymentDate; final approval makes a new journal with new JournalIDs, while the ids of entries and "
        "allocations stay.",
        because="Journal entries exist from Processing Payment on; what was mended needs others.",
    ),
    documented(
        "concur.workflow.no-processor-step",
        "Approve and Send Back to Employee of a report that waits at the Processor step are refused over the API, "
        "whoever asks; people act in the portal and over the control API.",
        _ACTIONS,
    ),
    assumed(
        "concur.workflow.processor-step-refusal",
        "That refusal is FAILURE; a company's setting allows these actions.",
        _ACTIONS,
        because="The page says that it is not supported, not what is answered; connectors of 2017 were built on it.",
        concerns=_refused(Reason.PROCESSOR_STEP),
    ),
    documented(
        "concur.workflow.system-role",
        "The system's part in Approve and Send Back to Employee falls to a Company Administrator and to a Web "
        "Services Administrator.",
        _ROLES,
    ),
    assumed(
        "concur.workflow.no-processor-role",
        "Over the API nobody plays the processor's part, at whatever step; the same setting of the company lets them.",
        _ACTIONS,
        because="The page's note says that the Processor role is not supported, its table of roles still names it.",
    ),
    assumed(
        "concur.workflow.recall-to-processor-who",
        "Recall to Processor by anybody but a Web Services Administrator is answered 403; over the control API a "
        "processor recalls too.",
        _FAILED,
        because="The tutorial has an application do it; what a person does at a page is the page's.",
    ),
    observed(
        "concur.workflow.wrong-person",
        'An action of somebody whom the step does not name is FAILURE, "Review Approvers in the workflow."',
        concerns=_refused(Reason.WRONG_PERSON),
    ),
    observed(
        "concur.workflow.action-names",
        "Names of actions are read in any case.",
    ),
    assumed(
        "concur.workflow.unknown-action",
        "Any other name is FAILURE with the text of a stale step.",
        _CHILDREN,
        because="The page has the actions of the step as the only possible values, and this text as the only sample.",
        concerns=_refused(Reason.UNKNOWN_ACTION),
    ),
    documented(
        "concur.workflow.comment-length",
        "A comment has at most 2000 characters.",
        _CHILDREN,
    ),
    assumed(
        "concur.workflow.comment-refused",
        "A comment that is missing or too long is FAILURE in words of ours, and nothing is changed.",
        _CHILDREN,
        because="The conditions are documented, the words are not.",
        concerns=_refused(Reason.COMMENT_MISSING, Reason.COMMENT_TOO_LONG),
    ),
    documented(
        "concur.workflow.failure",
        "A refused action is HTTP 200 with the Status FAILURE, and nothing is changed.",
        _ERROR,
    ),
    assumed(
        "concur.workflow.stale-step",
        'A step that is over and one that never was answer alike: FAILURE, "The action cannot be executed because '
        'the item has recently been changed. Please refresh your list and try again."',
        _ERROR,
        because="It is the page's one sample of a failure; traffic and log of the harness tell the two apart.",
        concerns=_refused(Reason.STALE_STEP, Reason.UNKNOWN_STEP),
    ),
    assumed(
        "concur.workflow.not-offered",
        "An action that the step does not offer is FAILURE with that text too.",
        _CHILDREN,
        because="The page wants one of the actions of the step; the caller's view of the report is out of date.",
        concerns=_refused(Reason.WRONG_STATUS),
    ),
    assumed(
        "concur.workflow.recall-disabled",
        "Recall to Employee where the company does not allow it is FAILURE in words of ours.",
        _ACTIONS,
        because="The page says that it may not be available, not what is answered.",
        concerns=_refused(Reason.RECALL_DISABLED),
    ),
    assumed(
        "concur.workflow.no-entries",
        "A report without expenses cannot be submitted.",
        pages.SUBMIT.under("Submit an Expense Report"),
        because="There is nothing to approve; version 4 has an error for it.",
        concerns=("workflow", refusal_text(Reason.NO_ENTRIES)),
    ),
    documented(
        "concur.workflow.success-xml",
        "Success reads SUCCESS! in XML.",
        pages.ACTION.under("XML Example of Successful Response", "xml-example-of-successful-response"),
    ),
    observed(
        "concur.workflow.success-json",
        "Success reads SUCCESS in JSON, without the exclamation mark.",
    ),
    assumed(
        "concur.workflow.action-missing",
        "A body without an Action, or with two, is answered 400.",
        pages.STATUS_CODES.under("HTTP Error Codes", "http-error-codes"),
        because="The page has 400 for a request that misses a required field.",
    ),
    concerns=_ROUTE,
)

COMMIT_FAMILY = family(
    "The integration status: the commit",
    documented(
        "concur.commit.effect",
        "The report moves to Paid and is locked: its data cannot be changed and it cannot go back.",
        _COMMIT,
    ),
    documented(
        "concur.commit.marks-journal",
        "Every journal entry of the report is marked as handled by the API.",
        pages.TUTORIAL.under("Successful Financial Integration", "successful-financial-integration"),
    ),
    assumed(
        "concur.commit.job-run-key",
        "The mark is one opaque JobRunKey for each commit, the same on every journal entry of the report.",
        pages.DETAILS.under("JournalEntry", "journal-entry"),
        because="The page has either the key of a job run or a static value, and shows neither.",
    ),
    documented(
        "concur.commit.precondition",
        "At any other payment status than Processing Payment or Payment Confirmed the answer is HTTP 200 with "
        "FAILURE and the page's message.",
        _NOT_PROCESSING,
        concerns=(*_COMMIT_ROUTE, refusal_text(Reason.NOT_PROCESSING)),
    ),
    assumed(
        "concur.commit.twice",
        "A second commit of a report is FAILURE.",
        _NOT_PROCESSING,
        because="By that precondition; no page tells what a repeated one gets.",
    ),
    documented(
        "concur.commit.success",
        "Success reads SUCCESS, Message first in XML and Status first in JSON.",
        pages.COMMIT.under("XML Example of Successful Response", "xml-example-of-successful-response"),
        pages.COMMIT.under("JSON Example of Successful Response", "json-example-of-successful-response"),
    ),
    concerns=_COMMIT_ROUTE,
)
