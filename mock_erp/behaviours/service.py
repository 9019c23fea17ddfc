"""Keys, errors, lists and master data of the native API."""

from __future__ import annotations

from mock_erp.behaviours import pages
from mockkit.behaviours import assumed, documented, family

_LISTS = tuple(
    f"GET /api/v1/{name}"
    for name in ("accounts", "projects", "cost-centers", "tax-codes", "periods", "rates", "vendors", "bills", "ledger")
)

FAMILY = family(
    "The native API",
    documented(
        "erp.service.key",
        "Every call but the description needs Authorization: Bearer with the company's API key; without a known one "
        "it is answered 401.",
        pages.BEARER,
    ),
    documented(
        "erp.service.errors",
        "Whatever is refused is answered with problem details; each error names a code, a pointer into the body or a "
        "parameter, the value, and the line's own source_ref.",
        pages.PROBLEMS,
    ),
    assumed(
        "erp.service.amounts",
        "Amounts are decimal texts: either sign, no leading plus, no exponent, at most the currency's minor digits "
        "after trailing zeros are dropped.",
        because="A number of JSON loses digits in many languages.",
    ),
    assumed(
        "erp.service.lists",
        "A list is an object of items and next, the address of the next page or null; parameters narrow it exactly, "
        "and one that there is none of is answered 400.",
        because="Real ERPs page in many ways; this is the simplest that cannot skip a row.",
        concerns=(*_LISTS, "GET /api/v1/balances"),
    ),
    assumed(
        "erp.service.body-sizes",
        "A bill has at most 5,000 lines (422) and its body 4 MiB, any other body 64 KiB (413). Of a body that does not "
        "fit its form at most 1,000 errors are reported.",
        because="Real ERPs bound their documents, each otherwise; this is more than any expense report has.",
        concerns=("POST /api/v1/bills", "POST /api/v1/vendors"),
    ),
    assumed(
        "erp.service.chunked",
        "A request with Transfer-Encoding: chunked is answered 411 and not done.",
        because="HTTP lets a server ask for a Content-Length, and what is not taken must not be ignored silently.",
    ),
    assumed(
        "erp.service.vendors",
        "An employee is a vendor whose external_id is the EmployeeID of Concur; an external_id is used once, a "
        "second one is answered 409.",
        because="Concur's page says that the EmployeeID is often the vendor's id in Accounts Payable.",
        concerns=("GET /api/v1/vendors", "POST /api/v1/vendors"),
    ),
    assumed(
        "erp.service.balances",
        "The balance of an account in a currency is its debits less its credits.",
        because="That is what a trial balance shows.",
        concerns=("GET /api/v1/balances",),
    ),
    assumed(
        "erp.service.description",
        "The API describes itself as OpenAPI 3.1, without a key.",
        because="Tools that read it have none.",
        concerns=("GET /api/v1/openapi.json",),
    ),
    concerns=("every route of the native API",),
)
