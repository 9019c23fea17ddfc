"""What passes between a connector and the suite: what the one may claim, and what the other hands over."""

from __future__ import annotations

#: What a connector may claim in its manifest, and a case may need.
CAPABILITIES = frozenset(
    {
        "allocations",
        "card-payees",
        "cash-advance",
        "company-paid",
        "credits",
        "entry-comments",
        "foreign-currency",
        "oauth",
        "personal-items",
        "vat",
    }
)

#: What the suite hands to a connector, and `env` may name in braces.
CONNECTOR_ENV = (
    "CONCUR_BASE_URL",
    "CONCUR_TOKEN_URL",
    "CONCUR_CLIENT_ID",
    "CONCUR_CLIENT_SECRET",
    "CONCUR_REFRESH_TOKEN",
    "CONCUR_ACCESS_TOKEN",
    "ERP_BASE_URL",
    "ERP_API_KEY",
    "CONNECTOR_CONFIG",
    "CONNECTOR_STATE_DIR",
)
