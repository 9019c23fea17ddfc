"""The JSON of this API's answers. Master data is answered field by field, as the domain has it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Annotated, get_type_hints

import msgspec

from mock_erp.dialects.native.pointers import pointer_of
from mock_erp.domain import amounts, ledger
from mock_erp.domain.bills import Bill, BillType, Line, Status
from mock_erp.domain.dimensions import DimensionType, DimensionValue, shown_fields
from mock_erp.domain.validation_errors import ErrorCode, ValidationError

Amount = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["125.00"])]


class LineDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a bill."""

    id: str
    account: str
    amount: Amount
    project: str | None
    cost_center: str | None
    tax_code: str | None
    description: str | None
    source_ref: str | None


class WarningDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What is odd about a bill that was accepted: like an error, it points into the bill's body."""

    code: ErrorCode
    pointer: str
    value: str | None
    source_ref: str | None
    message: str


class BillDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A bill: what it says, where it stands, its total, its lines with their ids."""

    id: str
    status: Status
    external_id: str | None
    vendor_id: str
    type: BillType
    document_number: str
    bill_date: date
    gl_date: date
    currency: str
    liability_account: str
    memo: str | None
    total: Amount
    lines: tuple[LineDocument, ...]
    warnings: tuple[WarningDocument, ...]


class LedgerRowDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger."""

    id: str
    bill_id: str
    line_id: str | None
    account: str
    vendor_id: str
    debit: Amount
    credit: Amount
    currency: str
    gl_date: date
    project: str | None
    cost_center: str | None
    reverses: str | None


class BalanceDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What an account holds in one currency; `balance` is debits less credits."""

    account: str
    currency: str
    debit: Amount
    credit: Amount
    balance: Amount


def bill(shown: Bill) -> BillDocument:
    """A bill as it is answered."""
    content = shown.content
    pairs = zip(shown.line_ids, content.lines, strict=True)
    return BillDocument(
        id=shown.id,
        status=shown.status,
        external_id=content.external_id,
        vendor_id=content.vendor_id,
        type=content.type,
        document_number=content.document_number,
        bill_date=content.bill_date,
        gl_date=content.gl_date,
        currency=content.currency,
        liability_account=content.liability_account,
        memo=content.memo,
        total=amounts.text(content.total(), content.currency),
        lines=tuple(_line(line_id, line, content.currency) for line_id, line in pairs),
        warnings=tuple(map(_warning, shown.warnings)),
    )


def _warning(warning: ValidationError) -> WarningDocument:
    return WarningDocument(
        code=warning.code,
        pointer=pointer_of(warning.path),
        value=warning.value,
        source_ref=warning.source_ref,
        message=warning.message,
    )


def _line(line_id: str, line: Line, currency: str) -> LineDocument:
    return LineDocument(
        id=line_id,
        account=line.account,
        amount=amounts.text(line.value, currency),
        project=line.dimensions.get("project"),
        cost_center=line.dimensions.get("cost_center"),
        tax_code=line.tax_code,
        description=line.description,
        source_ref=line.source_ref,
    )


def ledger_row(row: ledger.LedgerRow) -> LedgerRowDocument:
    """A row of the ledger as it is answered."""
    return LedgerRowDocument(
        id=row.id,
        bill_id=row.bill_id,
        line_id=row.line_id,
        account=row.account,
        vendor_id=row.vendor_id,
        debit=amounts.text(row.debit, row.currency),
        credit=amounts.text(row.credit, row.currency),
        currency=row.currency,
        gl_date=row.gl_date,
        project=row.dimensions.get("project"),
        cost_center=row.dimensions.get("cost_center"),
        reverses=row.reverses,
    )


def value_document(dimension: DimensionType) -> type[msgspec.Struct]:
    """What describes a value of a dimension: a struct of the fields that such values have."""
    known = {each.name: each for each in fields(DimensionValue)}
    types = get_type_hints(DimensionValue)
    code, *others = shown_fields(dimension)
    return msgspec.defstruct(
        dimension.title.title().replace(" ", ""),
        [(code, types[code]), *((name, types[name], known[name].default) for name in others)],
        kw_only=True,
        namespace={"__doc__": f"A {dimension.title} that costs are charged to."},
    )


def balance(held: ledger.Balance) -> BalanceDocument:
    """A balance as it is answered."""
    return BalanceDocument(
        account=held.account,
        currency=held.currency,
        debit=amounts.text(held.debit, held.currency),
        credit=amounts.text(held.credit, held.currency),
        balance=amounts.text(held.balance, held.currency),
    )
