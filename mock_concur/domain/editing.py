"""What the header and entry posts of v1.1 may change, and when.

*Documented* ("Expense Report Header v1.1", "POST Expense Entry, version 1.1"): the fields with their lengths, that
nothing changes from Processing Payment on, that an entry's expense type stays. *Assumed*: a value that is left out
stays; expenses themselves change only where somebody may mend them, comments and headers wherever nothing is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from mock_concur.domain.amounts import in_minor_units
from mock_concur.domain.custom_fields import (
    ALLOCATION_FIELDS,
    ENTRY_FIELDS,
    HEADER_FIELDS,
    ORG_UNITS,
    merge_custom_fields,
    only_fields,
    typed_custom_fields,
)
from mock_concur.domain.days import checked_day
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.lengths import checked_length
from mock_concur.domain.model import Comment, CustomFieldValues, Entry, Item, Report
from mock_concur.domain.rates import RATE_STEP, checked_rate, shown_rate
from mock_concur.domain.rebuild import with_entry
from mock_concur.domain.revision import recalculate_entry, with_amount, with_date, with_personal
from mock_concur.domain.setup import Setup
from mock_concur.domain.statuses import FROZEN
from mock_concur.domain.workflow import Actor, Part, mender, with_history
from mockkit.money import is_currency


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChanges:
    """The fields of a v1.1 header post by their values; customs and org units as texts (of a list: the code)."""

    name: str | None = None
    purpose: str | None = None
    comment: str | None = None
    user_defined_date: datetime | None = None
    org_units: Mapping[str, str] = field(default_factory=dict)
    customs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChanges:
    """The fields of a v1.1 entry post by their values; ``currency`` is CrnCode, ``expense_type`` ExpKey."""

    currency: str | None = None
    expense_type: str | None = None
    description: str | None = None
    transaction_date: date | None = None
    transaction_amount: Decimal | None = None
    exchange_rate: Decimal | None = None
    comment: str | None = None
    vendor_description: str | None = None
    personal: bool | None = None
    payment_type_id: str | None = None
    org_units: Mapping[str, str] = field(default_factory=dict)
    customs: Mapping[str, str] = field(default_factory=dict)


def edit_header(report: Report, setup: Setup, changes: HeaderChanges, actor: Actor, at: datetime) -> Report:
    """The report with its header changed and the comment appended.

    Raises ``Refusal`` (FROZEN, WRONG_PERSON) and ``FieldError`` naming the element, e.g. ``Name``.
    """
    _check_may_edit(report, actor)
    _check_lengths(
        Name=(changes.name, "ReportName"),
        Purpose=(changes.purpose, "Purpose"),
        Comment=(changes.comment, "HeaderComment"),
    )
    if changes.name is not None and not changes.name.strip():
        raise FieldError(("Name",), "is required")
    if changes.user_defined_date is not None:
        checked_day(changes.user_defined_date.date(), ("UserDefinedDate",))
    changed = replace(
        report,
        name=_or(changes.name, report.name),
        purpose=_or(changes.purpose, report.purpose),
        report_date=_or(changes.user_defined_date, report.report_date),
        org_units=merge_custom_fields(report.org_units, typed_custom_fields(changes.org_units, setup, ORG_UNITS)),
        customs=merge_custom_fields(report.customs, typed_custom_fields(changes.customs, setup, HEADER_FIELDS)),
        comments=(*report.comments, *_new_comment(changes.comment, actor, at)),
    )
    return with_history(changed, "edit-header", actor, at, changes.comment or "")


def edit_entry(
    report: Report, setup: Setup, entry_id: str, changes: EntryChanges, actor: Actor, at: datetime
) -> Report:
    """The report with one entry changed and the comment appended to it.

    Raises ``Refusal`` (FROZEN, WRONG_PERSON), ``FieldError`` naming the element, e.g. ``TransactionAmount``, and
    ``KeyError`` for an entry that the report does not have.
    """
    entry = next((entry for entry in report.all_entries() if entry.id == entry_id), None)
    if entry is None:
        raise KeyError(entry_id)
    _check_may_edit(report, actor)
    _check_entry(entry, setup, changes)
    changed = _edited(report, entry, setup, changes, at)
    if changed != entry:
        if entry not in report.entries:
            raise FieldError(("ExpKey",), "what came back of a cash advance takes comments only")
        _check_may_change_expenses(report, actor)
    comments = (*entry.comments, *_new_comment(changes.comment, actor, at))
    changed = replace(changed, comments=comments, last_modified=at)
    return with_history(with_entry(report, changed), "edit-entry", actor, at, changes.comment or "")


def may_write(report: Report, actor: Actor) -> bool:
    """Whether this actor may write on the report, as long as nothing is frozen.

    *Documented* ("Expense Report Header v1.1", roles): the owner, and a Web Services Administrator on any report.
    """
    return bool(actor.parts(report) & {Part.OWNER, Part.SYSTEM})


def _check_may_edit(report: Report, actor: Actor) -> None:
    if not may_write(report, actor):
        raise Refusal(Reason.WRONG_PERSON)
    if report.payment_status in FROZEN:
        raise Refusal(Reason.FROZEN)


def _check_may_change_expenses(report: Report, actor: Actor) -> None:
    """The owner of an unsubmitted report may; an application may whenever somebody may mend."""
    part = mender(report)
    if part is None or not actor.parts(report) & {part, Part.SYSTEM}:
        raise Refusal(Reason.FROZEN)


def _check_lengths(**given: tuple[str | None, str]) -> None:
    for name, (value, element) in given.items():
        if value is not None:
            checked_length(value, element, (name,))


def _check_entry(entry: Entry, setup: Setup, changes: EntryChanges) -> None:
    _check_lengths(
        Description=(changes.description, "BusinessPurpose"),
        VendorDescription=(changes.vendor_description, "VendorDescription"),
        Comment=(changes.comment, "Comment"),
    )
    if changes.expense_type not in (None, entry.expense_type):
        raise FieldError(("ExpKey",), f"cannot be changed from {entry.expense_type}")
    if changes.payment_type_id not in (None, setup.payment_types[entry.payment_type].id):
        raise FieldError(("PaymentTypeID",), "cannot be changed")
    if changes.currency is not None and not is_currency(changes.currency):
        raise FieldError(("CrnCode",), "not the code of a currency (ISO 4217)")
    if changes.exchange_rate is not None:
        checked_rate(changes.exchange_rate, ("ExchangeRate",))
    if changes.transaction_date is not None:
        checked_day(changes.transaction_date, ("TransactionDate",))
    if entry.itemized:
        _check_itemized(entry, changes)


def _check_itemized(entry: Entry, changes: EntryChanges) -> None:
    if changes.transaction_amount not in (None, entry.transaction_amount):
        raise FieldError(("TransactionAmount",), "the amount of an itemized entry is that of its items")
    if changes.personal not in (None, entry.personal):
        raise FieldError(("IsPersonal",), "belongs to the items of an itemized entry")


def _new_comment(comment: str | None, actor: Actor, at: datetime) -> tuple[Comment, ...]:
    return (Comment(by=actor.login, at=at, text=comment),) if comment else ()


T = TypeVar("T")


def _or(given: T | None, had: T) -> T:
    return had if given is None else given


def _edited(report: Report, entry: Entry, setup: Setup, changes: EntryChanges, at: datetime) -> Entry:
    """The entry with the changes in it, the very same where nothing is another than it was."""
    customs = merge_custom_fields(entry.customs, typed_custom_fields(changes.customs, setup, ENTRY_FIELDS))
    edited = replace(
        _in_currency(report, entry, changes),
        vendor_description=_or(changes.vendor_description, entry.vendor_description),
        business_purpose=_or(changes.description, entry.business_purpose),
        transaction_date=_or(changes.transaction_date, entry.transaction_date),
        org_units=merge_custom_fields(entry.org_units, typed_custom_fields(changes.org_units, setup, ORG_UNITS)),
        customs=customs,
    )
    items = entry.items if entry.itemized else (_edited_item(report, edited, setup, changes),)
    if edited == entry and items == entry.items:
        return entry
    return recalculate_entry(edited, items, report.currency, at, ("TransactionAmount",))


def _in_currency(report: Report, entry: Entry, changes: EntryChanges) -> Entry:
    """The entry with the currency and rate of the changes; without a rate only the report's own will do."""
    currency, rate = _or(changes.currency, entry.currency), changes.exchange_rate
    if currency == entry.currency and _is_shown(rate, entry, report):
        return entry
    if entry.card is not None:
        field = "ExchangeRate" if currency == entry.currency else "CrnCode"
        raise FieldError((field,), "cannot be changed: the card was charged otherwise")
    if currency == report.currency:
        if rate not in (None, 1):
            raise FieldError(("ExchangeRate",), f"must be 1: {currency} is the report's currency")
        rate = Decimal(1)
    if rate is None:
        raise FieldError(("ExchangeRate",), f"required: {currency} is not the report's currency {report.currency}")
    for item in entry.items if entry.itemized and currency != entry.currency else ():
        in_minor_units(item.transaction_amount, currency, ("CrnCode",))
    return replace(entry, currency=currency, exchange_rate=rate, rate_direction="M")


def _is_shown(rate: Decimal | None, entry: Entry, report: Report) -> bool:
    """Whether nothing is asked of the entry's rate: none was sent, or the one that its details show."""
    return rate is None or rate.quantize(RATE_STEP) == shown_rate(entry, report.currency)


def _edited_item(report: Report, entry: Entry, setup: Setup, changes: EntryChanges) -> Item:
    """The only item of a plain entry, which is all of it."""
    item = with_date(entry.items[0], entry.transaction_date, ("TransactionDate",))
    item = with_amount(entry, item, _or(changes.transaction_amount, item.transaction_amount), ("TransactionAmount",))
    item = replace(item, business_purpose=entry.business_purpose, org_units=entry.org_units)
    item = with_personal(item, _or(changes.personal, item.personal), report, setup, ("IsPersonal",))
    return item if item.customs == entry.customs else _with_custom_fields(item, entry.customs)


def _with_custom_fields(item: Item, customs: CustomFieldValues) -> Item:
    """What nobody allocated has the customs of its item; a personal item's allocation has none."""
    allocations = tuple(
        replace(allocation, customs=only_fields(customs, ALLOCATION_FIELDS))
        if allocation.system and not item.personal
        else allocation
        for allocation in item.allocations
    )
    return replace(item, customs=customs, allocations=allocations)
