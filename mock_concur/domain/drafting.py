"""From what somebody spent, in plain words, to a report: ids, posted amounts, items, allocations, card charges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import ParamSpec, TypeVar

from mock_concur.domain.advances import checked_advance, return_entry
from mock_concur.domain.allocation import accounts_of, allocate, system_allocation
from mock_concur.domain.amounts import ZERO, checked_amount, checked_posted, in_minor_units, posted_item_amounts
from mock_concur.domain.cards import MERCHANTS, OTHER_MERCHANT, Merchant, Place, card_transaction, place_of
from mock_concur.domain.custom_fields import (
    ENTRY_FIELDS,
    HEADER_FIELDS,
    ORG_UNITS,
    Path,
    merge_custom_fields,
    typed_custom_fields,
)
from mock_concur.domain.days import checked_day
from mock_concur.domain.drafts import DraftAllocation, DraftEntry, DraftItem, DraftReport
from mock_concur.domain.errors import FieldError, FieldErrors
from mock_concur.domain.ids import IdMaker, protected_id
from mock_concur.domain.lengths import checked_length
from mock_concur.domain.model import Allocation, CardTransaction, CustomFieldValues, Entry, Item, ItemType, Report
from mock_concur.domain.rates import RATE_STEP, checked_rate
from mock_concur.domain.setup import PaymentType, Person, Setup
from mock_concur.domain.statuses import Approval, Payment

__all__ = ["DraftAllocation", "DraftEntry", "DraftItem", "DraftReport", "draft_report"]


T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class _DraftContext:
    """What every part of a report in the making needs to know, and what was found wrong with it."""

    setup: Setup
    owner: Person
    ids: IdMaker
    at: datetime
    errors: dict[Path, FieldError] = field(default_factory=dict)

    def attempt(self, otherwise: T, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``make`` returns; its FieldError is noted and ``otherwise`` stands in, so that the rest is tried too."""
        try:
            return make(*args, **kwargs)
        except FieldError as error:
            self.note(*error.errors)
            return otherwise

    def note(self, *errors: FieldError) -> None:
        """Keep the errors; what is wrong with a field is told once, though its items have it from the entry."""
        for error in errors:
            self.errors.setdefault(error.path, error)


def draft_report(draft: DraftReport, setup: Setup, ids: IdMaker, at: datetime) -> Report:
    """The report as its owner has just created it (A_NOTF, P_NOTP, no journal).

    Raises ``FieldError`` with every error, each with its path within the draft, e.g. ``entries.0.payment``.
    """
    if not checked_length(draft.name, "ReportName", ("name",)).strip():
        raise FieldError(("name",), "is required")
    owner = draft.owner
    context = _DraftContext(setup, owner, ids, at)
    report = _report(draft, context)
    if context.errors:
        raise FieldErrors(tuple(context.errors.values()))
    return report


def _report(draft: DraftReport, context: _DraftContext) -> Report:
    setup, owner, ids, at = context.setup, context.owner, context.ids, context.at
    given = draft.cash_advance
    advance = None if given is None else context.attempt(None, checked_advance, given, owner, setup.currency)
    entries = (
        context.attempt(None, _entry, entry, context, ("entries", index)) for index, entry in enumerate(draft.entries)
    )
    return Report(
        id=ids.hex(20),
        key=ids.number(),
        protected_id=protected_id(ids, "n"),
        name=draft.name,
        purpose=draft.purpose,
        owner=owner.login,
        approver=owner.approver,
        currency=setup.currency,
        country=setup.country,
        country_subdivision=place_of(setup.country).subdivision,
        ledger=owner.ledger,
        policy_id=setup.policies[0].id,
        approval_status=Approval.NOT_SUBMITTED.value,
        payment_status=Payment.NOT_PAID.value,
        created_at=at,
        modified_at=at,
        report_date=at,
        entries=tuple(entry for entry in entries if entry is not None),
        cash_advance=advance,
        advance_entry=return_entry(setup, ids, at) if advance and advance.returned else None,
        comments=draft.comments,
        customs=merge_custom_fields(
            {}, context.attempt({}, typed_custom_fields, draft.customs, setup, HEADER_FIELDS, ("customs",))
        ),
        org_units=merge_custom_fields(
            {}, context.attempt({}, typed_custom_fields, draft.org_units, setup, ORG_UNITS, ("org_units",))
        ),
    )


def _entry(draft: DraftEntry, context: _DraftContext, path: Path) -> Entry:
    payment = context.setup.payment_types.get(draft.payment)
    if payment is None:
        raise FieldError((*path, "payment"), f"unknown payment type {draft.payment!r}")
    if draft.type not in context.setup.expense_types:
        raise FieldError((*path, "type"), f"unknown expense type {draft.type!r}")
    home = context.setup.currency
    lines = _exact(_lines(draft, context, path), draft, context, path)
    amounts = [line.amount for line in lines]
    amount = context.attempt(sum(amounts, ZERO), _total, draft, lines, path)
    charged = context.attempt(None, _charged, draft, payment, amount, home, path)
    rate = context.attempt(Decimal(1), _rate, draft, charged, amount, home, path)
    by_rate = posted_item_amounts(amounts, rate, draft.rate_direction, home, charged)
    posted = context.attempt(by_rate, checked_posted, by_rate, (*path, "rate"))
    entry_id = protected_id(context.ids, "n")
    fields = _Fields(
        merge_custom_fields(
            {}, context.attempt({}, typed_custom_fields, draft.customs, context.setup, ENTRY_FIELDS, path)
        ),
        merge_custom_fields(
            {}, context.attempt({}, typed_custom_fields, draft.org_units, context.setup, ORG_UNITS, path)
        ),
    )
    items = tuple(
        _item(line, each, _ItemPlace(entry_id, draft, index, path), fields, context)
        for index, (line, each) in enumerate(zip(lines, posted, strict=True))
    )
    entry = Entry(
        id=entry_id,
        legacy_id=context.ids.number(),
        expense_type=draft.type,
        payment_type=payment.name,
        transaction_date=context.attempt(context.at.date(), checked_day, draft.date, (*path, "date")),
        currency=draft.currency or home,
        exchange_rate=rate,
        rate_direction=draft.rate_direction,
        transaction_amount=amount,
        posted_amount=sum(posted, ZERO),
        items=items,
        last_modified=context.at,
        business_purpose=draft.purpose,
        comments=draft.comments,
        customs=fields.customs,
        org_units=fields.org_units,
    )
    return _spent(entry, draft, payment, context)


def _lines(draft: DraftEntry, context: _DraftContext, path: Path) -> tuple[DraftItem, ...]:
    """The items; a plain expense is one item that is all of it."""
    if not draft.items:
        if draft.amount is None:
            raise FieldError((*path, "amount"), "required")
        return (
            DraftItem(
                type=draft.type,
                amount=draft.amount,
                personal=draft.personal,
                purpose=draft.purpose,
                account=draft.account,
                allowance_limit=draft.allowance_limit,
                taxes=draft.taxes,
                allocations=draft.allocations,
            ),
        )
    for name in ("personal", "account", "allowance_limit", "taxes"):
        if getattr(draft, name) not in (None, False, ()):
            context.note(FieldError((*path, name), "belongs to the items of an itemized entry"))
    return tuple(
        item if item.allocations or item.personal else replace(item, allocations=draft.allocations)
        for item in draft.items
    )


def _exact(lines: Sequence[DraftItem], draft: DraftEntry, context: _DraftContext, path: Path) -> tuple[DraftItem, ...]:
    """The lines with their amounts in minor units."""
    home = context.setup.currency
    made = []
    for index, line in enumerate(lines):
        where = (*path, "items", index) if draft.items else path
        # Nothing can be worked out from what is no amount; one with too many decimals stands in for itself.
        given = checked_amount(line.amount, (*where, "amount"))
        amount = context.attempt(given, in_minor_units, given, draft.currency or home, (*where, "amount"))
        limit = line.allowance_limit
        if limit is not None:
            limit = context.attempt(None, in_minor_units, limit, home, (*where, "allowance_limit"))
        made.append(replace(line, amount=amount, allowance_limit=limit))
    return tuple(made)


def _total(draft: DraftEntry, lines: Sequence[DraftItem], path: Path) -> Decimal:
    """The amount of the entry: the sum of its items."""
    total = sum((line.amount for line in lines), ZERO)
    if draft.amount is not None and draft.amount != total:
        raise FieldError((*path, "amount"), f"the items sum to {total}")
    return total


def _charged(draft: DraftEntry, payment: PaymentType, amount: Decimal, home: str, path: Path) -> Decimal | None:
    """What the card's issuer posted, in the report's currency, where the draft says so."""
    if draft.card_posted is None:
        return None
    if not payment.is_card:
        raise FieldError((*path, "card_posted"), f"{payment.name} is not a card")
    charged = in_minor_units(draft.card_posted, home, (*path, "card_posted"))
    if charged * amount < ZERO or bool(charged) != bool(amount):
        raise FieldError((*path, "card_posted"), f"{charged} cannot be what a charge of {amount} was posted as")
    if amount:
        checked_rate(charged / amount, (*path, "card_posted"))
    return charged


def _rate(draft: DraftEntry, charged: Decimal | None, amount: Decimal, home: str, path: Path) -> Decimal:
    """The exchange rate: as given, else one at home, else what the card's charge comes to."""
    at_home = draft.currency in (None, home)
    if draft.rate is not None:
        return checked_rate(draft.rate, (*path, "rate"), at_home=at_home)
    if at_home:
        return Decimal(1)
    if charged is None and draft.card_posted is not None:
        return Decimal(1)  # what is wrong with what the card posted has been told
    if not charged or not amount:
        raise FieldError((*path, "rate"), f"required: {draft.currency} is not the report's currency {home}")
    rate = charged / amount if draft.rate_direction == "M" else amount / charged
    return checked_rate(rate, (*path, "card_posted")).quantize(RATE_STEP)


@dataclass(frozen=True, slots=True)
class _ItemPlace:
    """Where an item stands: in which entry, as which of its lines."""

    entry_id: str
    draft: DraftEntry
    index: int
    entry_path: Path

    @property
    def kind(self) -> ItemType:
        return "Child" if self.draft.items else "Regular"

    @property
    def path(self) -> Path:
        return (*self.entry_path, "items", self.index) if self.draft.items else self.entry_path


@dataclass(frozen=True, slots=True)
class _Fields:
    """What an entry's items have too, unless they have their own."""

    customs: CustomFieldValues
    org_units: CustomFieldValues


def _item(line: DraftItem, posted: Decimal, place: _ItemPlace, fields: _Fields, context: _DraftContext) -> Item:
    customs = context.attempt({}, typed_custom_fields, line.customs, context.setup, ENTRY_FIELDS, place.path)
    org_units = context.attempt({}, typed_custom_fields, line.org_units, context.setup, ORG_UNITS, place.path)
    day = line.date or place.draft.date
    own = merge_custom_fields(fields.customs, customs)
    return Item(
        id=protected_id(context.ids, "n") if place.kind == "Child" else place.entry_id,
        type=place.kind,
        expense_type=line.type,
        transaction_date=context.attempt(context.at.date(), checked_day, day, (*place.path, "date")),
        transaction_amount=line.amount,
        posted_amount=posted,
        approved_amount=ZERO if line.personal else posted,
        last_modified=context.at,
        business_purpose=line.purpose,
        personal=line.personal,
        account=line.account,
        allowance_limit=line.allowance_limit,
        taxes=tuple(
            replace(tax, name=tax.name or context.setup.tax_names.get(tax.authority, tax.authority))
            for tax in line.taxes
        ),
        allocations=context.attempt((), _allocations, line, own, place.path, context),
        customs=own,
        org_units=merge_custom_fields(fields.org_units, org_units),
    )


def _allocations(
    line: DraftItem, customs: CustomFieldValues, path: Path, context: _DraftContext
) -> tuple[Allocation, ...]:
    """As drafted; a personal item has the system's alone, without customs (*assumed*)."""
    accounts = accounts_of(
        context.setup,
        line.type,
        context.owner.ledger,
        personal=line.personal,
        own=line.account,
        path=(*path, "type"),
    )
    if line.allowance_limit is not None and not accounts.second:
        context.note(FieldError((*path, "allowance_limit"), f"{line.type} has no secondary account"))
    if not line.personal:
        return allocate(line.allocations, accounts, customs, context.setup, context.ids, (*path, "allocations"))
    if line.allocations:
        raise FieldError((*path, "allocations"), "a personal expense is not allocated")
    return (system_allocation(accounts, context.ids, {}),)


def _spent(entry: Entry, draft: DraftEntry, payment: PaymentType, context: _DraftContext) -> Entry:
    """The entry with where and with whom the money was spent, and the card's charge if a card paid."""
    usual = MERCHANTS.get(entry.expense_type, OTHER_MERCHANT)
    merchant = Merchant(draft.vendor or usual.name, usual.category)
    home = place_of(context.setup.country)
    place = Place(draft.city, "", "") if draft.city else home
    return replace(
        entry,
        vendor_description=merchant.name,
        location_name=place.city,
        location_subdivision=place.subdivision,
        location_country=place.country,
        card=_card(entry, merchant, place, payment, context) if payment.is_card else None,
    )


def _card(
    entry: Entry, merchant: Merchant, place: Place, payment: PaymentType, context: _DraftContext
) -> CardTransaction:
    return card_transaction(
        payment=payment,
        login=context.owner.login,
        merchant=merchant,
        place=place,
        on=entry.transaction_date,
        amount=entry.transaction_amount,
        currency=entry.currency,
        posted=entry.posted_amount,
        posted_currency=context.setup.currency,
        ids=context.ids,
    )
