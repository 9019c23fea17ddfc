"""What the ERP finds wrong with a bill."""

from __future__ import annotations

from mock_erp.behaviours import pages
from mockkit.behaviours import assumed, documented, family

FAMILY = family(
    "Validation errors of a bill",
    assumed(
        "erp.validation.all-at-once",
        "A refused bill is answered 422 with every error at once, the header's first, then line by line.",
        because="A connector that learns one error at a time sends a report back as often as it has errors.",
    ),
    assumed(
        "erp.validation.accounts",
        "ACCOUNT_UNKNOWN, ACCOUNT_INACTIVE, ACCOUNT_NOT_POSTABLE: lines and the liability bear accounts that exist, "
        "are active and take postings.",
        because="After what the charts of accounts of real ERPs check.",
    ),
    assumed(
        "erp.validation.projects",
        "PROJECT_UNKNOWN, PROJECT_CLOSED, and PROJECT_EXPIRED where the project ended before today on the company's "
        "clock, whatever dates the bill bears.",
        because="The tutorial's example is a project that has expired when the transaction is made.",
    ),
    assumed(
        "erp.validation.dimensions",
        "COST_CENTER_UNKNOWN, COST_CENTER_INACTIVE, and DIMENSION_REQUIRED where the account wants a project or cost "
        "center that the line lacks.",
        because="After what real ERPs check of dimensions.",
    ),
    assumed(
        "erp.validation.other-dimensions",
        "DIMENSION_UNKNOWN, DIMENSION_INACTIVE: a value of any other dimension of a company, such as a department, "
        "exists, is active and has not ended. The native API speaks of projects and cost centers alone.",
        because="ERPs differ in their dimensions; what none of them is named for has one pair of codes.",
    ),
    assumed(
        "erp.validation.vendors",
        "VENDOR_UNKNOWN, VENDOR_INACTIVE: the vendor exists and is active.",
        because="After what real ERPs check.",
    ),
    assumed(
        "erp.validation.periods",
        "PERIOD_CLOSED where the period of gl_date is closed or missing.",
        because="After what real ERPs check.",
    ),
    documented(
        "erp.validation.currency-unknown",
        "CURRENCY_UNKNOWN: not a code of ISO 4217.",
        pages.CURRENCIES,
    ),
    assumed(
        "erp.validation.currency",
        "CURRENCY_MISMATCH: not the vendor's, where it has one; RATE_MISSING: not the company's, and no rate on "
        "gl_date.",
        because="After what real ERPs check.",
    ),
    assumed(
        "erp.validation.tax-codes",
        "TAX_CODE_UNKNOWN: a line's tax code exists.",
        because="After what real ERPs check.",
    ),
    assumed(
        "erp.validation.duplicates",
        "DOCUMENT_DUPLICATE: the vendor has another draft or posted bill of this number. A company's setting "
        "refuses, allows, or warns of it; external_id need not be unique.",
        because="Real ERPs do each of the three.",
    ),
    assumed(
        "erp.validation.amounts",
        "AMOUNT_INVALID, AMOUNT_PRECISION, SIGN_INVALID, BILL_EMPTY: a line's amount is a number other than zero "
        "with no more digits than its currency, a bill has a line, and its lines sum to zero or more.",
        because="A negative bill is a credit, and sent as one.",
    ),
    assumed(
        "erp.validation.lengths",
        "FIELD_TOO_LONG: document_number 45 characters, memo and a line's description 240, external_id 120.",
        because="Lengths that several real ERPs have.",
    ),
    concerns=("POST /api/v1/bills", "POST /api/v1/bills/<bill_id>/post"),
)
