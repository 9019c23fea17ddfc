"""What holds for every call of v1.1 and v2.0: who may call, in which form, and how an error looks."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mockkit.behaviours import assumed, documented, family, observed

FAMILY = family(
    "Every call of v1.1 and v2.0",
    documented(
        "concur.service.no-authorization",
        "A request without an Authorization header is answered 401.",
        pages.STATUS_CODES.under("HTTP Error Codes", "http-error-codes"),
    ),
    documented(
        "concur.service.bad-token",
        "A token that is unknown, expired or revoked is answered 403, not 401.",
        pages.STATUS_CODES.under("HTTP Error Codes", "http-error-codes"),
    ),
    observed(
        "concur.service.forbidden-text",
        'The message of that 403 is "Forbidden. Please check your Instance URL and OAuth token."',
    ),
    observed(
        "concur.service.token-schemes",
        "The token stands after OAuth or Bearer, in any case.",
        pages.AUTHENTICATION.under("Revoking a token", "revoke_token"),
        pages.LIST.under("XML Example Request by Status", "xml-example-request-by-status"),
    ),
    documented(
        "concur.service.scope",
        "All of v1.1 and v2.0 needs the scope EXPRPT.",
        pages.LIST.under("Scopes", "scopes"),
        pages.DETAILS.under("Scopes", "scopes"),
        pages.COMMIT.under("Scopes", "scopes"),
        pages.ACTION.under("Scopes", "scopes"),
        pages.HEADER.under("Scopes", "scopes"),
    ),
    assumed(
        "concur.service.scopes-of-v4",
        "The scopes of v4, such as expense.report.read, open neither v1.1 nor v2.0.",
        because="The pages name EXPRPT alone.",
    ),
    assumed(
        "concur.service.scope-missing",
        "A token without that scope is answered 403.",
        because="The pages name the scope, not the status; 403 is what a token gets that may not do what is asked.",
    ),
    documented(
        "concur.service.administrators",
        "List and report details are for a Company Administrator or a Web Services Administrator, the integration "
        "status for a Web Services Administrator alone.",
        pages.DETAILS.under("Authorization Header", "authorization-header"),
        pages.COMMIT.under("Authorization Header", "authorization-header"),
    ),
    documented(
        "concur.service.role-missing-details",
        "The report details answer 401 to a user without the role.",
        pages.RELEASE_2021.under(
            "Planned Change: Report Details v2 API Vulnerability Patch",
            "planned-change-report-details-v2-api-vulnerability-patch",
        ),
    ),
    assumed(
        "concur.service.role-missing",
        "The list answers 401 to a user without the role, every other call 403.",
        because="Only the report details have a documented status; the list is their neighbour on v2.0, and 403 is "
        "the status of a token that may not do what is asked.",
    ),
    documented(
        "concur.service.error",
        "An error has a Message, a Server-Time and an Id.",
        pages.STATUS_CODES.under("Error elements", "error-elements"),
    ),
    observed(
        "concur.service.error-form",
        "The element Error stands by itself, without the StatusCode and Content that the page puts around it; in "
        "JSON it is an object under Error.",
    ),
    observed(
        "concur.service.xml-unless-json",
        "An answer is XML unless the Accept header prefers a media type whose subtype is json; no Accept header "
        "and */* get XML.",
    ),
    assumed(
        "concur.service.json-by-quality",
        "Media types are weighed by their quality values, among equals the more specific and then the earlier; their "
        "other parameters are ignored, and a subtype may end in +json.",
        because="The pages name two plain media types; HTTP says how a list of them is to be read.",
    ),
    observed(
        "concur.service.content-headers",
        "Content types bear no charset, and Cache-Control is private.",
    ),
    observed(
        "concur.service.body-types",
        "A body may be sent as application/xml, text/xml or text/plain, or without a type.",
    ),
    assumed(
        "concur.service.other-body-types",
        "A body of any other type is answered 415.",
        because="It is what HTTP has for it; no page says what the service answers.",
    ),
    documented(
        "concur.service.no-chunked-bodies",
        "A body with Transfer-Encoding: chunked is answered 400.",
        pages.STATUS_CODES.under("HTTP Error Codes", "http-error-codes"),
    ),
    assumed(
        "concur.service.unparsable-body",
        "A body that cannot be parsed is answered 400 with an error in the form of v1 to v3.",
        pages.STATUS_CODES.under("HTTP Error Codes", "http-error-codes"),
        because="The page has 400 for a request that is not formatted correctly, but no sample of it.",
    ),
    observed(
        "concur.service.paths",
        "The fixed words of a path are read in any case, doubled slashes and one at the end are ignored; ids keep "
        "their case, and a $ in them may be sent raw or as %24.",
    ),
    assumed(
        "concur.service.words-of-other-calls",
        "batch, Form or Forms in the place of a report's id of v1.1 lead to a documented call that is not built: "
        "404, and the word is never taken for an id.",
        because="A call that is not there has no other status.",
    ),
    assumed(
        "concur.service.addresses",
        "Addresses in answers have the scheme and host of the request; behind a proxy that serve is told to trust, "
        "those that it forwards.",
        because="A client follows them by the way it came.",
    ),
    documented(
        "concur.service.chunked",
        "A request with Transfer-Encoding: chunked is answered 400, whatever it asks for; its body is never taken.",
        pages.STATUS_CODES.under("HTTP Error Codes", "http-error-codes"),
    ),
    assumed(
        "concur.service.body-sizes",
        "The body of a v1.1 post may have 256 KiB, 5,000 elements and 256 of them within each other; any other "
        "request's body 64 KiB. More is answered 413, what is nested or counted wrong 400.",
        because="The pages bound the fields and not the body; this is several times what all fields can hold.",
    ),
    documented(
        "concur.service.correlation-id",
        "Every answer bears a concur-correlationid; the request's own is taken over.",
        pages.CORRELATION,
    ),
    documented(
        "concur.service.money",
        "Amounts have eight decimals, exchange rates 14, percentages eight and a percent sign; dates and times are "
        "UTC without a zone.",
        pages.DETAILS.under("XML Example of Successful Response", "xml-example-of-successful-response"),
    ),
    observed(
        "concur.service.json-scalars",
        "In JSON amounts, rates and flags are texts as in XML, counts are numbers, a missing date is null and an "
        "empty custom field an empty object.",
    ),
    assumed(
        "concur.service.currency-names",
        'TransactionCurrencyName follows the one documented sample, "US, Dollar", for every currency.',
        pages.DETAILS.under("XML Example of Successful Response", "xml-example-of-successful-response"),
        because="No list of the names is public.",
    ),
    observed(
        "concur.service.id-forms",
        "A report's plain id has 20 hexadecimal digits; protected ids, of reports, entries, allocations, journal "
        "entries and steps, have 34 characters, a $ among them.",
    ),
    assumed(
        "concur.service.ids",
        "A report is found by its 20-digit id and by its protected one, on v1.1 as on v2.0.",
        pages.HEADER.under("Parameters", "parameters"),
        because="Recorded clients use either on v2.0; the pages of v1.1 take the id from the list and from the "
        "details, which show the two.",
    ),
    assumed(
        "concur.service.unknown-report",
        "The id of no report is answered 404 with an error in the form of v1 to v3, XML or JSON.",
        because="No page says what an unknown id is answered on v2.0; one recorded client expects 404.",
    ),
    assumed(
        "concur.service.unknown-entry",
        "The id of no entry of the report is answered 404 too.",
        because="As the id of no report is.",
    ),
    concerns=("every route of v1.1 and v2.0",),
)
