"""Bills in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from mock_erp.domain.bills import Bill, Content, Line, Status
from mock_erp.domain.validation_errors import ValidationError
from mock_erp.store import dimensions
from mock_erp.store.numbering import BILL, LINE, format_id, number_of, take_bill
from mock_erp.store.tables import bills, lines
from mockkit.database.paging import Key, Keyset, Page

_THIS = (bills.c.company_id == bindparam("company"), bills.c.number == bindparam("bill_number"))
_ITS_LINES = (lines.c.company_id == bindparam("company"), lines.c.bill == bindparam("bill_number"))

_ADD = insert(bills)
_LIST = Keyset(bills, "number")
_ADD_LINES = insert(lines)
_FIND = select(bills).where(*_THIS)
_LINES = select(lines).where(*_ITS_LINES).order_by(lines.c.number)
_LINES_OF_MANY = (
    select(lines)
    .where(lines.c.company_id == bindparam("company"), lines.c.bill.in_(bindparam("bills", expanding=True)))
    .order_by(lines.c.bill, lines.c.number)
)
_SET_STATUS = update(bills).where(*_THIS).values(status=bindparam("to"), warnings=bindparam("told"))
_REMOVE = delete(bills).where(*_THIS)
_REMOVE_LINES = delete(lines).where(*_ITS_LINES)
_SAME_NUMBER = (
    select(bills.c.number)
    .where(
        bills.c.company_id == bindparam("company"),
        bills.c.document_number == bindparam("document"),
        bills.c.vendor_id == bindparam("vendor"),
        bills.c.status != Status.VOID.value,
        bills.c.number != bindparam("but"),
    )
    .limit(1)
)

_warnings = msgspec.json.Decoder(tuple[ValidationError, ...])


def add(connection: Connection, company_id: str, content: Content, warnings: tuple[ValidationError, ...]) -> Bill:
    """Keep a new draft, numbered."""
    number, first_line = take_bill(connection, company_id, len(content.lines))
    header = {
        "company_id": company_id,
        "number": number,
        "status": Status.DRAFT.value,
        "external_id": content.external_id,
        "vendor_id": content.vendor_id,
        "type": content.type,
        "document_number": content.document_number,
        "bill_date": content.bill_date.isoformat(),
        "gl_date": content.gl_date.isoformat(),
        "currency": content.currency,
        "liability_account": content.liability_account,
        "memo": content.memo,
        "warnings": _warnings_as_json(warnings),
    }
    connection.execute(_ADD, header)
    if content.lines:
        rows = [
            {"company_id": company_id, "bill": number, "number": first_line + n, **_line_columns(line)}
            for n, line in enumerate(content.lines)
        ]
        connection.execute(_ADD_LINES, rows)
    return Bill(
        id=format_id(BILL, number),
        status=Status.DRAFT,
        content=content,
        line_ids=tuple(format_id(LINE, first_line + n) for n in range(len(content.lines))),
        warnings=warnings,
    )


def _line_columns(line: Line) -> dict[str, str | None]:
    return {
        "account": line.account,
        "amount": f"{line.value:f}",
        "dimensions": dimensions.to_text(line.dimensions),
        "tax_code": line.tax_code,
        "description": line.description,
        "source_ref": line.source_ref,
    }


def _warnings_as_json(warnings: tuple[ValidationError, ...]) -> str:
    return msgspec.json.encode(warnings).decode() if warnings else "[]"


def find(connection: Connection, company_id: str, bill_id: str) -> Bill | None:
    """The bill of that id, or None."""
    number = number_of(BILL, bill_id)
    if number is None:
        return None
    this = {"company": company_id, "bill_number": number}
    row = connection.execute(_FIND, this).first()
    return None if row is None else _bill(row, connection.execute(_LINES, this).all())


def page(connection: Connection, company_id: str, page: Page) -> tuple[list[Bill], Key | None]:
    """The bills of the page in the order of their creation, and the key to go on after."""
    rows, following = _LIST.read(connection, company_id, page)
    by_bill: dict[int, list[Row[Any]]] = defaultdict(list)
    if rows:
        asked = {"company": company_id, "bills": [row.number for row in rows]}
        for line in connection.execute(_LINES_OF_MANY, asked):
            by_bill[line.bill].append(line)
    return [_bill(row, by_bill[row.number]) for row in rows], following


def set_status(connection: Connection, company_id: str, bill: Bill) -> None:
    """Keep the status and the warnings that the bill has now."""
    values = {"to": bill.status.value, "told": _warnings_as_json(bill.warnings)}
    connection.execute(_SET_STATUS, {**_this(company_id, bill), **values})


def remove(connection: Connection, company_id: str, bill: Bill) -> None:
    """Forget the bill and its lines."""
    connection.execute(_REMOVE_LINES, _this(company_id, bill))
    connection.execute(_REMOVE, _this(company_id, bill))


def _this(company_id: str, bill: Bill) -> dict[str, Any]:
    return {"company": company_id, "bill_number": number_of(BILL, bill.id)}


def has_same_number(connection: Connection, company_id: str, content: Content, but: str | None) -> bool:
    """Whether the vendor has a draft or posted bill with this number, other than the one of id `but`."""
    asked = {
        "company": company_id,
        "document": content.document_number,
        "vendor": content.vendor_id,
        "but": 0 if but is None else number_of(BILL, but),
    }
    return connection.execute(_SAME_NUMBER, asked).first() is not None


def _bill(row: Row[Any], its_lines: Sequence[Row[Any]]) -> Bill:
    return Bill(
        id=format_id(BILL, row.number),
        status=Status(row.status),
        content=_content(row, its_lines),
        line_ids=tuple(format_id(LINE, line.number) for line in its_lines),
        warnings=_warnings.decode(row.warnings) if row.warnings != "[]" else (),
    )


def _content(row: Row[Any], its_lines: Sequence[Row[Any]]) -> Content:
    return Content(
        external_id=row.external_id,
        vendor_id=row.vendor_id,
        type=row.type,
        document_number=row.document_number,
        bill_date=date.fromisoformat(row.bill_date),
        gl_date=date.fromisoformat(row.gl_date),
        currency=row.currency,
        liability_account=row.liability_account,
        memo=row.memo,
        lines=tuple(_line(line) for line in its_lines),
    )


def _line(row: Row[Any]) -> Line:
    return Line(
        account=row.account,
        amount=Decimal(row.amount),
        dimensions=dimensions.from_text(row.dimensions),
        tax_code=row.tax_code,
        description=row.description,
        source_ref=row.source_ref,
    )
