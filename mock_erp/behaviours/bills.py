"""Bills: their life, what they book, and keys against making them twice."""

from __future__ import annotations

from mock_erp.behaviours import pages
from mockkit.behaviours import assumed, documented, family

_CREATE = ("POST /api/v1/bills",)
_POST = ("POST /api/v1/bills/<bill_id>/post",)
_VOID = ("POST /api/v1/bills/<bill_id>/void",)
_DELETE = ("DELETE /api/v1/bills/<bill_id>",)

FAMILY = family(
    "Bills and the ledger",
    assumed(
        "erp.bills.life",
        "A bill is a draft, then posted, then void: a draft may be deleted, a posted bill only voided, and to post a "
        "posted or void a void bill changes nothing and is answered 200. What the status forbids is answered 409.",
        because="After the usual life of a payable: what has been booked is never removed, only reversed.",
        concerns=(*_CREATE, "GET /api/v1/bills/<bill_id>", *_POST, *_VOID, *_DELETE),
    ),
    assumed(
        "erp.bills.unknown",
        "The id of no bill, or of one that was deleted, is answered 404.",
        because="There is nothing to show.",
        concerns=("GET /api/v1/bills/<bill_id>", *_POST, *_VOID, *_DELETE),
    ),
    assumed(
        "erp.bills.entries",
        "A bill debits its lines and credits the vendor's liability with their sum, a credit the other way round; a "
        "negative amount changes sides, and a sum of zero leaves no liability entry.",
        because="Double entry: debits equal credits at all times.",
        concerns=(*_POST, "GET /api/v1/ledger"),
    ),
    assumed(
        "erp.bills.void-date",
        "A void is booked on the bill's gl_date, or today where that period is closed; it is never refused for a "
        "period.",
        because="Undoing must always be possible.",
        concerns=_VOID,
    ),
    assumed(
        "erp.bills.when-validated",
        "A company's setting says whether a bill is validated when it is created (and again when it is posted) or "
        "only when it is posted.",
        because="Real ERPs do either.",
        concerns=(*_CREATE, *_POST),
    ),
    assumed(
        "erp.bills.automatic-posting",
        "A company's setting posts every bill as it is created; a refusal then leaves nothing.",
        because="Real ERPs do either.",
        concerns=_CREATE,
    ),
    assumed(
        "erp.bills.tax",
        "The ERP computes no tax; a tax_code is checked and carried.",
        because="What may be reclaimed was computed by Concur.",
        concerns=_CREATE,
    ),
    concerns=("bills",),
)

KEYS_FAMILY = family(
    "Idempotency keys",
    documented(
        "erp.keys.same-body",
        "The creation of a bill with an Idempotency-Key that has produced one from the same body is answered as the "
        "first was, and makes no second bill; with another body, or while the first request runs, it is answered 409.",
        pages.IDEMPOTENCY,
    ),
    assumed(
        "erp.keys.kept",
        "A key keeps the 201 that it produced for 24 hours of the company's clock; refusals are not kept, and bodies "
        "are compared as parsed values.",
        pages.IDEMPOTENCY,
        because="The draft leaves time and comparison to the service; what was refused may be mended and sent again.",
    ),
    assumed(
        "erp.keys.released",
        "Deleting or voiding the bill releases its key; a company's setting replays the answer instead.",
        because="A bill that was rolled back may be made anew; one real ERP replays.",
        concerns=(*_CREATE, *_DELETE, *_VOID),
    ),
    assumed(
        "erp.keys.form",
        "A key has 1 to 255 printable ASCII characters.",
        pages.IDEMPOTENCY,
        because="The draft sets no length.",
    ),
    concerns=_CREATE,
)
