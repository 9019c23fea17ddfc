"""Request bodies, parsed at the edge: into typed values, or into errors that name every field at fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Annotated, Any, TypeVar

import msgspec
from werkzeug.wrappers import Request

from mock_erp.dialects.native import errors
from mock_erp.dialects.native.pointers import pointer_of
from mock_erp.domain import amounts
from mock_erp.domain.bills import BillType, Content, Line
from mock_erp.domain.chart import Vendor
from mockkit.wanted import malformed_json, words

# Not every database can keep the character NUL.
_NO_NUL = r"\A[^\x00]*\Z"
Text = Annotated[str, msgspec.Meta(pattern=_NO_NUL)]
Name = Annotated[str, msgspec.Meta(pattern=_NO_NUL, min_length=1)]
MAX_LINES = 5_000
MAX_ERRORS = 1_000
"""Errors of one body that are told; the others wait for the next try."""
Code = Annotated[str, msgspec.Meta(pattern=_NO_NUL, max_length=200)]


class LineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a bill as it is sent."""

    account: Code
    amount: Text
    project: Code | None = None
    cost_center: Code | None = None
    tax_code: Code | None = None
    description: Text | None = None
    source_ref: Text | None = None

    def line(self) -> Line:
        """The line as the domain has it."""
        sent = (("project", self.project), ("cost_center", self.cost_center))
        return Line(
            account=self.account,
            amount=amounts.parse(self.amount),
            dimensions={name: code for name, code in sent if code is not None},
            tax_code=self.tax_code,
            description=self.description,
            source_ref=self.source_ref,
        )


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
        return Content(
            external_id=self.external_id,
            vendor_id=self.vendor_id,
            type=self.type,
            document_number=self.document_number,
            bill_date=self.bill_date,
            gl_date=self.gl_date,
            currency=self.currency,
            liability_account=self.liability_account,
            memo=self.memo,
            lines=tuple(line.line() for line in self.lines),
        )


class VendorBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vendor as it is sent."""

    external_id: Annotated[str, msgspec.Meta(pattern=_NO_NUL, min_length=1, max_length=120)]
    name: Annotated[str, msgspec.Meta(pattern=_NO_NUL, min_length=1, max_length=240)]
    active: bool = True
    currency: Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{3}\Z", description="three capital letters")] | None = None

    def vendor(self) -> Vendor:
        """The vendor as the domain has it, not numbered yet."""
        return Vendor(external_id=self.external_id, name=self.name, active=self.active, currency=self.currency)


Body = TypeVar("Body", BillBody, VendorBody)


def read(request: Request, kind: type[Body]) -> Body:
    """The request's body.

    Raises Refusal: 415 for another content type, 400 for what is no JSON, 422 with every field that
    is missing, unknown or of a wrong type.
    """
    if request.mimetype != "application/json":
        raise errors.unsupported(request.mimetype)
    data = request.get_data()
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        # The codec stops at the first fault; whoever sent the body wants to know them all.
        found = islice(_errors(_parsed(data), kind, ""), MAX_ERRORS)
        raise errors.invalid_body(list(found)) from None


def _parsed(data: bytes) -> Any:
    """The body as parsed JSON, whatever it holds. Raises Refusal (400).

    What the typed reading never came to is read here for the first time, e.g. a name that is not UTF-8.
    """
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        raise errors.malformed("The body is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeError):
        raise errors.malformed(f"The body cannot be read: {malformed_json(data)}.") from None


def _errors(raw: Any, kind: type[msgspec.Struct], pointer: str) -> Iterator[dict[str, Any]]:
    if not isinstance(raw, dict):
        yield errors.error("FIELD_INVALID", pointer, raw, "this must be an object")
        return
    source = raw.get("source_ref")
    source_ref = source if isinstance(source, str) else None
    known = {field.name: field for field in msgspec.structs.fields(kind)}
    for name, field in known.items():
        place = f"{pointer}/{name}"
        if name in raw:
            yield from _field_errors(raw[name], field.type, place, source_ref)
        elif field.required:
            yield errors.error("FIELD_REQUIRED", place, None, f"{name} is missing", source_ref=source_ref)
    for name in raw.keys() - known.keys():
        place = f"{pointer}{pointer_of((name,))}"
        yield errors.error("FIELD_UNKNOWN", place, raw[name], "there is no such field", source_ref=source_ref)


def _field_errors(value: Any, kind: Any, pointer: str, source_ref: str | None) -> Iterator[dict[str, Any]]:
    if kind == _LINES and isinstance(value, list) and len(value) <= MAX_LINES:
        for number, item in enumerate(value):
            yield from _errors(item, LineBody, f"{pointer}/{number}")
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        has_nul = isinstance(value, str) and "\x00" in value
        message = "this must not contain the character NUL" if has_nul else f"this must be {words(kind)}"
        code = "AMOUNT_INVALID" if pointer.endswith("/amount") else "FIELD_INVALID"
        yield errors.error(code, pointer, value, message, source_ref=source_ref)
