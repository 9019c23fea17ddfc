"""Header and entry posts of v1.1."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mock_concur.behaviours.refusals import refusal_text
from mock_concur.domain.errors import Reason
from mockkit.behaviours import assumed, documented, family

_HEADER_ROUTE = ("POST /api/expense/expensereport/v1.1/report/<report_id>",)
_ENTRY_ROUTE = ("POST /api/expense/expensereport/v1.1/report/<report_id>/entry/<entry_id>",)
_HEADER = pages.HEADER.under("Post an expense report header", "post-an-expense-report-header")
_PAYLOAD = pages.HEADER.under("Payload", "payload")
_ENTRY = pages.ENTRY.under("Post Expense Entry Request")

FAMILY = family(
    "Updates of headers and entries (v1.1)",
    documented(
        "concur.update.frozen",
        "A report at Processing Payment, Paid or Payment Confirmed cannot be changed, so that comments can only "
        "follow the recall or the return of a report.",
        _HEADER,
    ),
    assumed(
        "concur.update.entry-frozen",
        "That holds for its entries too.",
        _HEADER,
        because="The page of the entry does not repeat it; a frozen report with changing amounts would be none.",
    ),
    documented(
        "concur.update.who",
        "Owners change their own reports; those of others are changed by a Web Services Administrator (Can "
        "Administer in the Standard edition) only.",
        pages.HEADER.under("Headers", "headers"),
        _ENTRY,
    ),
    assumed(
        "concur.update.others-refused",
        "Anybody else is answered 403.",
        because="The pages name the roles, not the status.",
    ),
    assumed(
        "concur.update.by-state",
        "Expenses change only where somebody may mend them (with the owner, or in accounting); comments and header "
        "fields wherever the report is not frozen.",
        because="The page forbids frozen reports alone; approvers approve what they have seen.",
    ),
    documented(
        "concur.update.header-fields",
        "Name is required; Purpose and Comment have at most 500 characters.",
        _PAYLOAD,
        concerns=_HEADER_ROUTE,
    ),
    documented(
        "concur.update.entry-fields",
        "ExpKey and TransactionAmount are required, the amount has up to three decimals, Comment at most 2000 "
        "characters, and the expense type cannot be changed.",
        _ENTRY,
        concerns=_ENTRY_ROUTE,
    ),
    documented(
        "concur.update.currency",
        "CrnCode is an ISO 4217 code.",
        _ENTRY,
        concerns=_ENTRY_ROUTE,
    ),
    assumed(
        "concur.update.currency-refused",
        "Any other CrnCode is FAILED, with an ExchangeRate too; so is an ExchangeRate other than 1 in the report's "
        "own currency, and another currency or rate than the one in which a card was charged.",
        _ENTRY,
        because="The page names the rule, not the answer; the amount of a card's charge is the issuer's.",
        concerns=_ENTRY_ROUTE,
    ),
    documented(
        "concur.update.lengths",
        "ReportName has at most 40 characters, Description and VendorDescription 64, a custom field 48.",
        pages.DETAILS.under("ReportDetails", "report-details"),
        _ENTRY,
    ),
    assumed(
        "concur.update.days",
        "A day lies between 1900-01-01 and 2299-12-31.",
        because="No page has bounds; at the ends of the calendar the day after is none.",
    ),
    assumed(
        "concur.update.empty",
        "An element that is sent empty clears a text; CrnCode, ExchangeRate, TransactionDate, IsPersonal, "
        "PaymentTypeID and UserDefinedDate, which cannot be empty, are refused.",
        _ENTRY,
        because="The page has left-out elements stay as they were, and says nothing of empty ones.",
    ),
    assumed(
        "concur.update.twice",
        "An element that is read and sent more than once is refused, as is a line break or another control character "
        "in a text of one line; other elements are ignored.",
        because="Nobody can tell which of two values is meant.",
    ),
    assumed(
        "concur.update.all-at-once",
        "Every element that cannot be read, is missing or is too long is named in one Message, in the order of the "
        "page, before what the report's state or the company forbids.",
        because="No page says how many are named; whoever mends a post mends them at once.",
    ),
    documented(
        "concur.update.partial",
        "An entry post is an update: what is sent replaces, what is left out stays.",
        _ENTRY,
        concerns=_ENTRY_ROUTE,
    ),
    assumed(
        "concur.update.partial-header",
        "A header post is an update too, but for Name, which must be sent.",
        _PAYLOAD,
        because="The page says so of entries only.",
        concerns=_HEADER_ROUTE,
    ),
    assumed(
        "concur.update.decimals-that-mean-nothing",
        "Zeros may follow the three decimals of an amount.",
        _ENTRY,
        because="A client that sends back what the details said sends eight.",
        concerns=_ENTRY_ROUTE,
    ),
    assumed(
        "concur.update.rate-missing",
        "A currency for which no exchange rate can be told is FAILED, where the page has HTTP 500.",
        _ENTRY,
        because="A 500 would look like a fault of the mock.",
        concerns=_ENTRY_ROUTE,
    ),
    assumed(
        "concur.update.exchange-rate",
        "ExchangeRate multiplies, and one that is posted back as the details show it changes nothing.",
        _ENTRY,
        because="The page does not say; the details show a rate that multiplies, and a client sends back what it read.",
        concerns=_ENTRY_ROUTE,
    ),
    assumed(
        "concur.update.returned-advance",
        "The entry Cash Advance Return takes comments; any other change of it is FAILED.",
        _ENTRY,
        because="The details show it like any other, and what came back is said by the report's advance.",
        concerns=_ENTRY_ROUTE,
    ),
    assumed(
        "concur.update.one-entry",
        "A post to an entry has exactly one Expense; any other number is answered 400.",
        _ENTRY,
        because="The page recommends one for each request and announces that it will be required.",
        concerns=_ENTRY_ROUTE,
    ),
    documented(
        "concur.update.header-answer",
        "A header post answers ReportDetails with a ReportStatus, whose namespace stands on the child alone.",
        pages.HEADER.under("XML example of successful response", "xml-example-of-successful-response"),
        concerns=_HEADER_ROUTE,
    ),
    assumed(
        "concur.update.refusal",
        "A refused header post is HTTP 200 with FAILURE and a Message, a refused entry post with FAILED; nothing is "
        "changed.",
        pages.SUBMIT.under("Report Status Elements", "report-status-elements"),
        because="No page shows the refusal of an update; it is worded as that of a submission.",
        concerns=(*_HEADER_ROUTE, *_ENTRY_ROUTE, refusal_text(Reason.FROZEN)),
    ),
    concerns=(*_HEADER_ROUTE, *_ENTRY_ROUTE),
)
