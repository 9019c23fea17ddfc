"""The JSON of this API's answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from mock_erp.domain import amounts
from mock_erp.domain.bills import Bill, Line
from mock_erp.domain.chart import Account, CostCenter, Period, Project, Rate, TaxCode, Vendor
from mock_erp.domain.ledger import Balance, LedgerRow
from mock_erp.wire.failures import shown_fault


def bill(shown: Bill) -> dict[str, Any]:
    """A bill with its total, its lines and their ids."""
    content = shown.content
    return {
        "id": shown.id,
        "status": shown.status.value,
        "external_id": content.external_id,
        "vendor_id": content.vendor_id,
        "type": content.type,
        "document_number": content.document_number,
        "bill_date": content.bill_date.isoformat(),
        "gl_date": content.gl_date.isoformat(),
        "currency": content.currency,
        "liability_account": content.liability_account,
        "memo": content.memo,
        "total": amounts.text(content.total(), content.currency),
        "lines": [
            _line(line_id, line, content.currency) for line_id, line in zip(shown.line_ids, content.lines, strict=True)
        ],
        "warnings": [shown_fault(warning) for warning in shown.warnings],
    }


def _line(line_id: str, line: Line, currency: str) -> dict[str, Any]:
    return {
        "id": line_id,
        "account": line.account,
        "amount": amounts.text(amounts.parse(line.amount), currency),
        "project": line.project,
        "cost_center": line.cost_center,
        "tax_code": line.tax_code,
        "description": line.description,
        "source_ref": line.source_ref,
    }


def ledger_row(row: LedgerRow) -> dict[str, Any]:
    """One row of the ledger."""
    return {
        "id": row.id,
        "bill_id": row.bill_id,
        "line_id": row.line_id,
        "account": row.account,
        "vendor_id": row.vendor_id,
        "debit": amounts.text(row.debit, row.currency),
        "credit": amounts.text(row.credit, row.currency),
        "currency": row.currency,
        "gl_date": row.gl_date.isoformat(),
        "project": row.project,
        "cost_center": row.cost_center,
        "reverses": row.reverses,
    }


def balance(held: Balance) -> dict[str, Any]:
    """What an account holds in one currency; `balance` is debits less credits."""

    def text(amount: Decimal) -> str:
        return amounts.text(amount, held.currency)

    return {
        "account": held.account,
        "currency": held.currency,
        "debit": text(held.debit),
        "credit": text(held.credit),
        "balance": text(held.balance),
    }


def record(master: Account | Project | CostCenter | TaxCode | Vendor | Period | Rate) -> dict[str, Any]:
    """A record of the master data, field by field."""
    shown: dict[str, Any] = msgspec.to_builtins(master)
    return shown
