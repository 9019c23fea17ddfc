"""Request bodies, parsed at the edge: into typed values, or into errors that name every field at fault."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from werkzeug.wrappers import Request

from harness_input.validation import FieldError, MalformedJson, ValidationFailed, parse_json, read_json, value_at
from mock_erp.dialects.native import errors
from mock_erp.domain import amounts
from mock_erp.domain.bills import BillType, Content, Line
from mock_erp.domain.chart import Vendor

# Not every database can keep the character NUL.
_NO_NUL = msgspec.Meta(pattern=r"\A[^\x00]*\Z", description="a text without the character NUL")
Text = Annotated[str, _NO_NUL]
Name = Annotated[Text, msgspec.Meta(min_length=1)]
Code = Annotated[Text, msgspec.Meta(max_length=200)]
MAX_LINES = 5_000


class LineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a bill as it is sent."""

    account: Code
    amount: Annotated[Text, msgspec.Meta(description='a decimal text, e.g. "12.50"')]
    project: Code | None = None
    cost_center: Code | None = None
    tax_code: Code | None = None
    description: Text | None = None
    source_ref: Text | None = None

    def line(self) -> Line:
        """The line as the domain has it."""
        own = msgspec.structs.asdict(self)
        dimensions = {name: code for name in DIMENSIONS if (code := own.pop(name)) is not None}
        return Line(**{**own, "amount": amounts.parse(self.amount), "dimensions": dimensions})


DIMENSIONS = ("project", "cost_center")
"""Fields of a line that are dimensions."""
_LINES = Annotated[
    list[LineBody], msgspec.Meta(max_length=MAX_LINES, description=f"a list of at most {MAX_LINES} lines")
]


class BillBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bill as it is sent."""

    vendor_id: Code
    type: BillType
    document_number: Name
    bill_date: date
    gl_date: date
    currency: Code
    liability_account: Code
    lines: _LINES
    external_id: Text | None = None
    memo: Text | None = None

    def content(self) -> Content:
        """What the bill says, as the domain has it."""
        own = msgspec.structs.asdict(self)
        return Content(**{**own, "lines": tuple(line.line() for line in self.lines)})


class VendorBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vendor as it is sent."""

    external_id: Annotated[Name, msgspec.Meta(max_length=120)]
    name: Annotated[Name, msgspec.Meta(max_length=240)]
    active: bool = True
    currency: Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{3}\Z", description="three capital letters")] | None = None

    def vendor(self) -> Vendor:
        """The vendor as the domain has it, not numbered yet."""
        return Vendor(**msgspec.structs.asdict(self))


Body = TypeVar("Body", BillBody, VendorBody)


def read(request: Request, kind: type[Body]) -> Body:
    """The request's body.

    Raises Problem: 415 for another content type, 400 for what is not JSON, 422 with every field that
    is missing, unknown or of a wrong type.
    """
    if request.mimetype != "application/json":
        raise errors.unsupported(request.mimetype)
    data = request.get_data()
    try:
        return read_json(data, kind)
    except MalformedJson as malformed:
        raise errors.malformed(f"The body cannot be read: {malformed}.") from None
    except ValidationFailed as failed:
        sent = parse_json(data)
        raise errors.invalid_body([_error(each, sent) for each in failed.errors]) from None


_CODES = {"missing": "FIELD_REQUIRED", "unknown": "FIELD_UNKNOWN", "invalid": "FIELD_INVALID"}


def _error(wrong: FieldError, sent: Any) -> dict[str, Any]:
    """An error as this API has it, with the value that was sent and the reference of the line that it is in."""
    is_amount = wrong.reason == "invalid" and wrong.path[-1:] == ("amount",)
    source_ref = value_at(sent, (*wrong.path[:2], "source_ref")) if wrong.path[:1] == ("lines",) else None
    return errors.error(
        "AMOUNT_INVALID" if is_amount else _CODES[wrong.reason],
        wrong.pointer,
        value_at(sent, wrong.path),
        wrong.message,
        source_ref=source_ref if isinstance(source_ref, str) else None,
    )
