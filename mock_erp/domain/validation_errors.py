"""What can be wrong with a bill: the codes, and one fault with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FieldPath = tuple[str | int, ...]
"""A place in a bill's content by names of fields and indices, e.g. ("lines", 0, "account"); a dialect translates it."""


class ErrorCode(StrEnum):
    """Every reason for which a bill is refused. Connectors route reports by these."""

    ACCOUNT_UNKNOWN = "ACCOUNT_UNKNOWN"
    ACCOUNT_INACTIVE = "ACCOUNT_INACTIVE"
    ACCOUNT_NOT_POSTABLE = "ACCOUNT_NOT_POSTABLE"
    PROJECT_UNKNOWN = "PROJECT_UNKNOWN"
    PROJECT_EXPIRED = "PROJECT_EXPIRED"
    PROJECT_CLOSED = "PROJECT_CLOSED"
    COST_CENTER_UNKNOWN = "COST_CENTER_UNKNOWN"
    COST_CENTER_INACTIVE = "COST_CENTER_INACTIVE"
    DIMENSION_REQUIRED = "DIMENSION_REQUIRED"
    DIMENSION_UNKNOWN = "DIMENSION_UNKNOWN"
    DIMENSION_INACTIVE = "DIMENSION_INACTIVE"
    TAX_CODE_UNKNOWN = "TAX_CODE_UNKNOWN"
    VENDOR_UNKNOWN = "VENDOR_UNKNOWN"
    VENDOR_INACTIVE = "VENDOR_INACTIVE"
    PERIOD_CLOSED = "PERIOD_CLOSED"
    CURRENCY_UNKNOWN = "CURRENCY_UNKNOWN"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    RATE_MISSING = "RATE_MISSING"
    DOCUMENT_DUPLICATE = "DOCUMENT_DUPLICATE"
    AMOUNT_INVALID = "AMOUNT_INVALID"
    AMOUNT_PRECISION = "AMOUNT_PRECISION"
    SIGN_INVALID = "SIGN_INVALID"
    BILL_EMPTY = "BILL_EMPTY"
    FIELD_TOO_LONG = "FIELD_TOO_LONG"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationError:
    """One thing that is wrong with a bill.

    `path` is the place in the bill's content, `value` what stands there, `source_ref` the line's own reference
    (None for a fault of the whole bill), `message` a sentence for people.
    """

    code: ErrorCode
    path: FieldPath
    value: str | None
    source_ref: str | None
    message: str
