"""Mending a report that came back: what was wrong with its expenses, put right by its owner or a processor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from mock_concur.domain.amounts import ZERO
from mock_concur.domain.custom_fields import ALLOCATION_FIELDS, Path, merge_custom_fields, typed_custom_fields
from mock_concur.domain.errors import FieldError
from mock_concur.domain.lengths import checked_length
from mock_concur.domain.model import HUNDRED, Allocation, Comment, CustomField, Entry, Item, Report
from mock_concur.domain.rebuild import each_allocation, with_entry
from mock_concur.domain.revision import recalculate_entry, with_amount, with_date, with_personal, with_type
from mock_concur.domain.setup import Setup
from mock_concur.domain.workflow import Actor, check_may_mend, with_history

Value = str | bool | CustomField

NO_DIMENSIONS: Mapping[str, str] = MappingProxyType({})
"""Where nobody says which custom field of an allocation holds which dimension of the books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendChange:
    """New values for an entry, one of its items or one allocation, each named by its id.

    ``set`` names elements of the v2.0 details: of an allocation ``Custom1`` to ``Custom20``, ``AccountCode1``,
    ``AccountCode2`` and ``Percentage``; of an item ``TransactionAmount``, ``TransactionDate``,
    ``ExpenseTypeID``, ``IsPersonal`` and ``BusinessPurpose``. What is named higher up holds for all below it.
    """

    set: Mapping[str, Value]
    entry: str | None = None
    item: str | None = None
    allocation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """Changes one by one, and values to be replaced wherever they stand: by dimension, or ``account``."""

    changes: tuple[MendChange, ...] = ()
    replace: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _MendContext:
    report: Report
    setup: Setup
    at: datetime


def mend(
    report: Report,
    setup: Setup,
    mending: Mending,
    actor: Actor,
    at: datetime,
    *,
    comment: str = "",
    dimensions: Mapping[str, str] = NO_DIMENSIONS,
) -> Report:
    """The report as mended; it stays where it is in the workflow.

    Raises ``Refusal`` (FROZEN, WRONG_PERSON) and ``FieldError``, e.g. for ``changes.0.set.TransactionAmount``.
    """
    check_may_mend(report, actor)
    checked_length(comment, "Comment", ("comment",))
    mended, context = report, _MendContext(report, setup, at)
    for index, change in enumerate(mending.changes):
        mended = _change(mended, change, context, ("changes", index))
    mended = _recalculate(mended, context)
    for name, values in mending.replace.items():
        mended = _replace_all(mended, setup, _element(name, dimensions), values, ("replace", name))
    mended = with_history(mended, "mend", actor, at, comment)
    said = (Comment(by=actor.login, at=at, text=comment),) if comment else ()
    return replace(mended, comments=(*mended.comments, *said))


def _element(name: str, dimensions: Mapping[str, str]) -> str:
    if name == "account":
        return "AccountCode1"
    if name not in dimensions:
        raise FieldError(("replace", name), f"neither account nor one of {', '.join(dimensions)}")
    return dimensions[name]


def _replace_all(report: Report, setup: Setup, element: str, values: Mapping[str, str], path: Path) -> Report:
    """Every allocation whose element has one of the values gets the other; a custom is known by its code."""
    for old, new in values.items():
        checked_length(new, "AccountCode" if element == "AccountCode1" else "CustomField", (*path, old))

    def swap(_entry: Entry, _item: Item, allocation: Allocation) -> Allocation:
        if element == "AccountCode1":
            first, second = allocation.account_code1, allocation.account_code2
            return replace(allocation, account_code1=values.get(first, first), account_code2=values.get(second, second))
        had = allocation.customs.get(element)
        new = None if had is None else values.get(had.code or had.value)
        return allocation if new is None else _with_custom(allocation, element, new, setup, path)

    return each_allocation(report, swap)


def _with_custom(allocation: Allocation, name: str, value: Value, setup: Setup, path: Path) -> Allocation:
    if isinstance(value, bool):
        raise FieldError((*path, name), "not a text")
    given = typed_custom_fields({name: value}, setup, ALLOCATION_FIELDS, path)
    return replace(allocation, customs=merge_custom_fields(allocation.customs, given))


def _change(report: Report, change: MendChange, context: _MendContext, path: Path) -> Report:
    found = False
    for entry in report.entries:
        items = [item for item in entry.items if _names(change, entry, item)]
        if items:
            found = True
            report = with_entry(report, _changed_entry(entry, items, change, context, path))
    if not found:
        raise FieldError(path, "names no entry, item or allocation of this report")
    return report


def _names(change: MendChange, entry: Entry, item: Item) -> bool:
    """Whether the change is about this item; a change that names nothing is about none."""
    allocations = {allocation.id for allocation in item.allocations}
    asked = [
        (change.entry, {entry.id}),
        (change.item, {item.id}),
        (change.allocation, allocations),
    ]
    named = [(wanted, ids) for wanted, ids in asked if wanted is not None]
    return bool(named) and all(wanted in ids for wanted, ids in named)


def _changed_entry(entry: Entry, items: Sequence[Item], change: MendChange, context: _MendContext, path: Path) -> Entry:
    if len(items) > 1 and "TransactionAmount" in change.set:
        raise FieldError((*path, "item"), "required: the amount of an itemized entry is that of its items")
    changed = {item.id: _changed_item(entry, item, change, context, path) for item in items}
    return replace(entry, items=tuple(changed.get(item.id, item) for item in entry.items))


def _recalculate(report: Report, context: _MendContext) -> Report:
    """What follows from all changes together: two items may change that only jointly make the card's charge."""
    for entry, had in zip(report.entries, context.report.entries, strict=True):
        if entry != had:
            for item in entry.items:
                _check_shares(item)
            report = with_entry(
                report, recalculate_entry(entry, entry.items, report.currency, context.at, ("changes",))
            )
    return report


def _check_shares(item: Item) -> None:
    shares = [allocation.percentage for allocation in item.allocations]
    if min(shares) <= ZERO or sum(shares) != HUNDRED:
        raise FieldError(("changes",), f"the shares of item {item.id} no longer sum to 100 percent")


def _changed_item(entry: Entry, item: Item, change: MendChange, context: _MendContext, path: Path) -> Item:
    """Item fields first: an account that is named wins over that of a new expense type."""
    for name, value in change.set.items():
        if name in _ITEM_FIELDS:
            if change.allocation is not None:
                raise FieldError((*path, "set", name), "belongs to the item, not to an allocation")
            item = _ITEM_FIELDS[name](_Spot(entry, item, context, (*path, "set", name)), value)
    for name, value in change.set.items():
        if name not in _ITEM_FIELDS:
            item = _changed_allocations(item, change.allocation, name, value, context.setup, (*path, "set", name))
    return item


@dataclass(frozen=True, slots=True)
class _Spot:
    """The item that a value is for, and the path by which it was given."""

    entry: Entry
    item: Item
    context: _MendContext
    path: Path


def _set_amount(spot: _Spot, value: Value) -> Item:
    return with_amount(spot.entry, spot.item, _number(value, spot.path), spot.path)


def _set_date(spot: _Spot, value: Value) -> Item:
    text = _text(value, spot.path)
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise FieldError(spot.path, "not a date like 2026-01-31") from None
    return with_date(spot.item, on, spot.path)


def _set_type(spot: _Spot, value: Value) -> Item:
    return with_type(spot.item, _text(value, spot.path), spot.context.report, spot.context.setup, spot.path)


def _set_personal(spot: _Spot, value: Value) -> Item:
    flag = {"Y": True, "N": False, "true": True, "false": False}.get(value) if isinstance(value, str) else value
    if not isinstance(flag, bool):
        raise FieldError(spot.path, "neither Y nor N")
    return with_personal(spot.item, flag, spot.context.report, spot.context.setup, spot.path)


def _set_purpose(spot: _Spot, value: Value) -> Item:
    return replace(spot.item, business_purpose=checked_length(_text(value, spot.path), "BusinessPurpose", spot.path))


_ITEM_FIELDS: Mapping[str, Callable[[_Spot, Value], Item]] = {
    "TransactionAmount": _set_amount,
    "TransactionDate": _set_date,
    "ExpenseTypeID": _set_type,
    "IsPersonal": _set_personal,
    "BusinessPurpose": _set_purpose,
}


def _changed_allocations(item: Item, only: str | None, name: str, value: Value, setup: Setup, path: Path) -> Item:
    allocations = tuple(
        _changed_allocation(allocation, name, value, setup, path) if only in (None, allocation.id) else allocation
        for allocation in item.allocations
    )
    return replace(item, allocations=allocations)


def _changed_allocation(allocation: Allocation, name: str, value: Value, setup: Setup, path: Path) -> Allocation:
    if name == "AccountCode1":
        return replace(allocation, account_code1=checked_length(_text(value, path), "AccountCode", path))
    if name == "AccountCode2":
        return replace(allocation, account_code2=checked_length(_text(value, path), "AccountCode", path))
    if name == "Percentage":
        return replace(allocation, percentage=_number(value, path))
    if name not in ALLOCATION_FIELDS:
        known = ", ".join([*_ITEM_FIELDS, "AccountCode1", "AccountCode2", "Percentage"])
        raise FieldError(path, f"not one of {known} and Custom1 to Custom20")
    return _with_custom(allocation, name, value, setup, path[:-1])


def _text(value: Value, path: Path) -> str:
    if not isinstance(value, str):
        raise FieldError(path, "not a text")
    return value


def _number(value: Value, path: Path) -> Decimal:
    try:
        number = Decimal(_text(value, path))
    except InvalidOperation:
        raise FieldError(path, "not a number") from None
    if not number.is_finite():
        raise FieldError(path, "not a number")
    return number
