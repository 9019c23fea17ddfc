"""A report as suites and people look at it: where it stands, what it says, its journal and what was done to it.

Names of payers, payees and parties are those of the v2.0 report details; amounts are texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from mock_concur.domain.model import (
    Allocation,
    Comment,
    CustomFieldValues,
    Entry,
    Event,
    Item,
    JournalEntry,
    Report,
    VatData,
)
from mock_concur.domain.setup import Person, Setup
from mock_concur.domain.totals import totals


def report_as_json(report: Report, owner: Person, setup: Setup) -> dict[str, Any]:
    """The report as JSON has it."""
    return {
        "id": report.id,
        "protected_id": report.protected_id,
        "name": report.name,
        "purpose": report.purpose,
        "owner": {"login": report.owner, "employee_id": owner.employee_id},
        "approver": report.approver,
        "currency": report.currency,
        "approval_status": report.approval_status,
        "payment_status": report.payment_status,
        "step_id": report.step_id,
        "ever_sent_back": report.ever_sent_back,
        "created_at": _time(report.created_at),
        "submitted_at": _time(report.submitted_at),
        "processing_payment_at": _time(report.processing_payment_at),
        "paid_at": _time(report.paid_at),
        "modified_at": _time(report.modified_at),
        "customs": _custom_fields({**report.org_units, **report.customs}),
        "entries": [_entry(entry) for entry in report.all_entries()],
        "allocations": [_allocation(*place) for place in report.allocations()],
        "journal": [_row(entry, allocation, row) for entry, _, allocation, row in report.rows()],
        "taxes": [_tax(allocation, tax) for _, _, allocation in report.allocations() for tax in allocation.vat],
        "cash_advance": _advance(report),
        "totals": _totals(report, setup),
        "comments": list(_comments(report)),
        "history": [_event(event) for event in report.history],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _money(amount: Decimal) -> str:
    return format(amount, "f")


def _custom_fields(customs: CustomFieldValues) -> dict[str, dict[str, str]]:
    return {name: {"type": each.type, "value": each.value, "code": each.code} for name, each in customs.items()}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "type": entry.expense_type,
        "payment": entry.payment_type,
        "date": entry.transaction_date.isoformat(),
        "personal": entry.personal,
        "transaction_amount": _money(entry.transaction_amount),
        "currency": entry.currency,
        "posted_amount": _money(entry.posted_amount),
        "approved_amount": _money(entry.approved_amount),
        "customs": _custom_fields({**entry.org_units, **entry.customs}),
        "items": [_item(item) for item in entry.items],
        "comments": [_comment(comment) for comment in _comments_of(entry)],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.expense_type,
        "date": item.transaction_date.isoformat(),
        "personal": item.personal,
        "transaction_amount": _money(item.transaction_amount),
        "posted_amount": _money(item.posted_amount),
        "approved_amount": _money(item.approved_amount),
    }


def _allocation(entry: Entry, item: Item, allocation: Allocation) -> dict[str, Any]:
    return {
        "id": allocation.id,
        "entry": entry.id,
        "item": item.id,
        "percentage": _money(allocation.percentage),
        "AccountCode1": allocation.account_code1,
        "AccountCode2": allocation.account_code2,
        **_custom_fields(allocation.customs),
    }


def _row(entry: Entry, allocation: Allocation, row: JournalEntry) -> dict[str, Any]:
    return {
        "id": row.id,
        "entry": entry.id,
        "allocation": allocation.id,
        "payer": row.payer.name,
        "payee": row.payee.name,
        "party": row.party.name,
        "account": row.account,
        "amount": _money(row.amount),
        "job_run_key": row.job_run_key,
    }


def _tax(allocation: Allocation, tax: VatData) -> dict[str, str]:
    return {
        "allocation": allocation.id,
        "authority": tax.authority,
        "tax_posted": _money(tax.tax_posted),
        "reclaim_posted": _money(tax.reclaim_posted),
    }


def _advance(report: Report) -> dict[str, str] | None:
    advance = report.cash_advance
    return None if advance is None else {"amount": _money(advance.amount), "returned": _money(advance.returned)}


def _totals(report: Report, setup: Setup) -> dict[str, Any]:
    found = totals(report, setup)
    return {
        "total": _money(found.report_total),
        "personal": _money(found.personal_expenses),
        "claimed": _money(found.total_claimed),
        "approved": _money(found.total_approved),
        "due_employee": _money(found.due_employee),
        "due_company_card": _money(found.due_company_card),
        "advance_recovered": _money(found.advance_recovered),
        "advance_returned": _money(found.advance_returned),
        "by_party": {party.name: _money(amount) for party, amount in found.by_party.items()},
    }


def _comments(report: Report) -> Iterator[dict[str, Any]]:
    for comment in report.comments:
        yield {"on": "report", "entry": None, **_comment(comment)}
    for entry in report.all_entries():
        for comment in _comments_of(entry):
            yield {"on": "entry", "entry": entry.id, **_comment(comment)}


def _comments_of(entry: Entry) -> Iterable[Comment]:
    return (*entry.comments, *(comment for item in entry.items for comment in item.comments))


def _comment(comment: Comment) -> dict[str, str]:
    return {"by": comment.by, "at": comment.at.isoformat(), "text": comment.text}


def _event(event: Event) -> dict[str, str]:
    return {
        "at": event.at.isoformat(),
        "who": event.who,
        "action": event.action,
        "from": event.before,
        "to": event.after,
        "comment": event.comment,
        "step": event.step_id,
    }
