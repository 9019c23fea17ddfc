"""The standards on which the mock ERP rests."""

from __future__ import annotations

from mockkit.behaviours import Source

PROBLEMS = Source(
    "RFC 9457, Problem Details for HTTP APIs",
    "3. The Problem Details JSON Object",
    "https://www.rfc-editor.org/rfc/rfc9457#section-3",
)
BEARER = Source(
    "RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage",
    "2.1. Authorization Request Header Field",
    "https://www.rfc-editor.org/rfc/rfc6750#section-2.1",
)
IDEMPOTENCY = Source(
    "IETF draft, The Idempotency-Key HTTP Header Field",
    "2. The Idempotency-Key HTTP Request Header Field",
    "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/",
)
CURRENCIES = Source(
    "ISO 4217, Codes for the representation of currencies", "", "https://www.iso.org/iso-4217-currency-codes.html"
)
