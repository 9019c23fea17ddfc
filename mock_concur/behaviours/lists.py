"""The v2.0 list of reports."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mockkit.behaviours import assumed, documented, family, observed

_PARAMETERS = pages.LIST.under("Parameters", "parameters")
_SAMPLE = pages.LIST.under("XML Example of Successful Response", "xml-example-of-successful-response")

FAMILY = family(
    "The list of reports (v2.0)",
    documented(
        "concur.list.limit",
        "A list has at most 1000 reports.",
        pages.LIST.under("GET List of Reports", "get-list-of-reports"),
    ),
    assumed(
        "concur.list.cut-silently",
        "Reports beyond the first thousand are left out without a sign.",
        pages.LIST.under("GET List of Reports", "get-list-of-reports"),
        because="The page has neither a page parameter nor a total; nothing in an answer could tell.",
    ),
    assumed(
        "concur.list.order",
        "Reports come ascending by the time of their last modification.",
        because="No order is documented; this one lets a client go on after the last report that it was shown.",
    ),
    documented(
        "concur.list.status",
        "Status asks for ACTIVE, UNSUBMITTED, PENDING, ACCOUNTINGREVIEW, PROCESSING, INTEGRATED, "
        "PENDINGEXTERNALVALIDATION or PAYMENTCONFIRMED reports; only a Web Services Administrator may name one, and "
        "gets ACTIVE without.",
        _PARAMETERS,
    ),
    assumed(
        "concur.list.processing",
        "PROCESSING are the reports at A_APPR with P_PROC, and no others.",
        _PARAMETERS,
        pages.COMMIT.under("JSON Example of Response with Error", "json-example-of-response-with-error"),
        because="The page says Final Approval and Unpaid, but only a report at Processing Payment can be committed; "
        '"Unpaid" is read as its name, not as P_NOTP, which no approved report has. Reports on hold (P_HOLD) are in '
        "no list.",
    ),
    assumed(
        "concur.list.active",
        "ACTIVE are the reports that are not Paid.",
        _PARAMETERS,
        because='"Unsubmitted and unpaid" can be read as either or both; the v1.1 view of this name means not paid.',
    ),
    assumed(
        "concur.list.unsubmitted",
        "UNSUBMITTED are the reports at A_NOTF and at A_RESU.",
        _PARAMETERS,
        because="A report that was sent back or recalled is with its owner again, under another code.",
    ),
    assumed(
        "concur.list.status-by-others",
        "A Company Administrator who names a Status is answered 401.",
        _PARAMETERS,
        because="The page says who may name one, not what the others get.",
    ),
    documented(
        "concur.list.other-parameters",
        "HasAttendees (true only), PaymentTypeID, ReportCurrency, ReimbursementMethod, Report Country, LoginID, "
        "BatchID and Job Key narrow the list; terms combine with and.",
        _PARAMETERS,
    ),
    documented(
        "concur.list.job-key",
        "BatchID and Job Key ask for their reports whatever their status; a Status beside them is ignored.",
        _PARAMETERS,
    ),
    observed(
        "concur.list.parameter-names",
        "Names of parameters are read in any case, with or without the blank that the page prints in two of them.",
    ),
    assumed(
        "concur.list.lenient-parameters",
        "A parameter that the page does not name is ignored, an empty value counts as left out, the first of several "
        "counts, and a value that cannot be is answered 400.",
        because="The page's own samples spell some names in three ways; nothing is said of the rest.",
    ),
    documented(
        "concur.list.modified",
        "ModifiedAfterDate and ModifiedBeforeDate are UTC, YYYY-MM-DD or with Thh:mm:ss; entries, itemizations, "
        "allocations and attendees count as the report.",
        _PARAMETERS,
    ),
    assumed(
        "concur.list.modified-to-the-microsecond",
        "Modification times are kept to the microsecond; the time given is compared strictly and not rounded, a "
        "missing fraction is .000000, and a fraction and a trailing Z are accepted.",
        _PARAMETERS,
        because="The page says after and before, not how exact. A watermark that is cut to seconds can then show a "
        "report twice, but never hide one.",
    ),
    documented(
        "concur.list.elements",
        "A row has the elements of the XML sample in its order: ReportId and Report-Full-Details-Url, which the "
        "table of elements spells ReportID and ReportDetailsURL.",
        _SAMPLE,
    ),
    assumed(
        "concur.list.details-url",
        "The address of the report details is called Report-Full-Details-Url in JSON too.",
        _SAMPLE,
        because="The page shows no JSON; the tutorial's ReportDetailsURL is the name of the table of elements.",
    ),
    documented(
        "concur.list.names",
        "EmployeeName is first name and last name; statuses are shown by name, Final Approval for A_APPR.",
        _SAMPLE,
    ),
    assumed(
        "concur.list.payment-status-name",
        "PaymentStatus at P_PROC reads Processing Payment; a company's setting gives another name, such as Unpaid.",
        _SAMPLE,
        because="The sample has Unpaid, recorded reports have Processing Payment; companies rename all of them.",
    ),
    assumed(
        "concur.list.json",
        "In JSON the list is a bare array of rows.",
        because="Recorded report details show their lists so, without the elements' names.",
    ),
    concerns=("GET /api/expense/expensereport/v2.0/reports", "GET /api/expense/expensereport/v2.0/report"),
)
