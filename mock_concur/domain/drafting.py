"""From what somebody spent, in plain words, to a report: ids, posted amounts, items, allocations, card charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from mock_concur.domain.allocating import Accounts, DraftAllocation, accounts_of, allocate, system_allocation
from mock_concur.domain.amounts import ZERO, posted_items
from mock_concur.domain.cards import MERCHANTS, OTHER_MERCHANT, Merchant, Place, card_transaction, place_of
from mock_concur.domain.customs import ENTRY_FIELDS, HEADER_FIELDS, ORG_UNITS, GivenCustoms, Path, custom_fields, merged
from mock_concur.domain.errors import FieldError
from mock_concur.domain.ids import IdMaker
from mock_concur.domain.model import (
    Allocation,
    CardTransaction,
    CashAdvance,
    Comment,
    Customs,
    Entry,
    Item,
    ItemType,
    RateDirection,
    Report,
    TaxRate,
)
from mock_concur.domain.revising import check_precision
from mock_concur.domain.setup import CASH_ADVANCE_RETURN, PaymentType, Person, Setup
from mock_concur.domain.statuses import Approval, Payment

NAME_LENGTH = 40
"""Characters of a report's name (*documented*: v2.0 details, ReportName)."""

RATE_STEP = Decimal("1e-14")
"""Exchange rates have 14 decimals (*observed*)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """One line of an itemized expense. ``amount`` is in the entry's currency; ``date`` left out is the entry's."""

    type: str
    amount: Decimal
    date: date | None = None
    personal: bool = False
    purpose: str = ""
    account: str | None = None
    allowance_limit: Decimal | None = None
    taxes: tuple[TaxRate, ...] = ()
    allocations: tuple[DraftAllocation, ...] = ()
    customs: GivenCustoms = field(default_factory=dict)
    org_units: GivenCustoms = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """One expense. ``payment`` is the payment type's name; ``currency`` left out is the report's.

    ``amount`` may be left out where ``items`` are given; ``rate`` where the currency is the report's, or where
    ``card_posted`` says what the card was charged in the report's currency. Items take over the entry's
    ``allocations`` and ``customs`` unless they have their own; taxes and the like are theirs alone.
    """

    type: str
    payment: str
    date: date
    amount: Decimal | None = None
    currency: str | None = None
    rate: Decimal | None = None
    rate_direction: RateDirection = "M"
    card_posted: Decimal | None = None
    personal: bool = False
    purpose: str = ""
    vendor: str = ""
    city: str = ""
    account: str | None = None
    allowance_limit: Decimal | None = None
    taxes: tuple[TaxRate, ...] = ()
    allocations: tuple[DraftAllocation, ...] = ()
    customs: GivenCustoms = field(default_factory=dict)
    org_units: GivenCustoms = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    items: tuple[DraftItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReport:
    """A report not yet submitted; ``owner`` is the login of one of the company's people."""

    name: str
    owner: str
    entries: tuple[DraftEntry, ...] = ()
    purpose: str = ""
    cash_advance: CashAdvance | None = None
    comments: tuple[Comment, ...] = ()
    customs: GivenCustoms = field(default_factory=dict)
    org_units: GivenCustoms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every part of a report in the making needs to know."""

    setup: Setup
    owner: Person
    ids: IdMaker
    at: datetime


def draft_report(draft: DraftReport, setup: Setup, ids: IdMaker, at: datetime) -> Report:
    """The report as its owner has just created it (A_NOTF, P_NOTP, no journal).

    Raises ``FieldError`` with the path of the field within the draft, e.g. ``entries.0.payment``.
    """
    if not 0 < len(draft.name) <= NAME_LENGTH:
        raise FieldError(("name",), f"1 to {NAME_LENGTH} characters")
    owner = setup.people.get(draft.owner)
    if owner is None:
        raise FieldError(("owner",), f"nobody has the login {draft.owner!r}")
    desk = _Desk(setup, owner, ids, at)
    return Report(
        id=ids.hex(20),
        key=ids.number(),
        protected_id=ids.protected("n"),
        name=draft.name,
        purpose=draft.purpose,
        owner=owner.login,
        approver=owner.approver,
        currency=setup.currency,
        country=setup.country,
        country_subdivision=place_of(setup.country).subdivision,
        ledger=owner.ledger,
        policy_id=setup.policy_id,
        approval_status=Approval.NOT_SUBMITTED.value,
        payment_status=Payment.NOT_PAID.value,
        created_at=at,
        modified_at=at,
        report_date=at,
        entries=tuple(_entry(entry, desk, ("entries", index)) for index, entry in enumerate(draft.entries)),
        cash_advance=draft.cash_advance,
        advance_entry=_advance_entry(draft.cash_advance, desk),
        comments=draft.comments,
        customs=custom_fields(draft.customs, setup, HEADER_FIELDS, ("customs",)),
        org_units=custom_fields(draft.org_units, setup, ORG_UNITS, ("org_units",)),
    )


def _entry(draft: DraftEntry, desk: _Desk, path: Path) -> Entry:
    payment = desk.setup.payment_types.get(draft.payment)
    if payment is None:
        raise FieldError((*path, "payment"), f"unknown payment type {draft.payment!r}")
    lines = _lines(draft, path)
    currency = draft.currency or desk.setup.currency
    amount = _amount(draft, lines, currency, path)
    rate = _rate(draft, payment, amount, desk.setup.currency, path)
    posted = posted_items(
        [line.amount for line in lines], rate, draft.rate_direction, desk.setup.currency, draft.card_posted
    )
    entry_id = desk.ids.protected("n")
    fields = _Fields(
        custom_fields(draft.customs, desk.setup, ENTRY_FIELDS, path),
        custom_fields(draft.org_units, desk.setup, ORG_UNITS, path),
    )
    items = tuple(
        _item(line, each, _ItemPlace(entry_id, draft, index, path), fields, desk)
        for index, (line, each) in enumerate(zip(lines, posted, strict=True))
    )
    entry = Entry(
        id=entry_id,
        legacy_id=desk.ids.number(),
        expense_type=draft.type,
        payment_type=payment.name,
        transaction_date=draft.date,
        currency=currency,
        exchange_rate=rate,
        rate_direction=draft.rate_direction,
        transaction_amount=amount,
        posted_amount=sum(posted, ZERO),
        items=items,
        last_modified=desk.at,
        business_purpose=draft.purpose,
        comments=draft.comments,
        customs=fields.customs,
        org_units=fields.org_units,
    )
    return _spent(entry, draft, payment, desk)


def _lines(draft: DraftEntry, path: Path) -> tuple[DraftItem, ...]:
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
            raise FieldError((*path, name), "belongs to the items of an itemized entry")
    return tuple(
        item if item.allocations or item.personal else replace(item, allocations=draft.allocations)
        for item in draft.items
    )


def _amount(draft: DraftEntry, lines: Sequence[DraftItem], currency: str, path: Path) -> Decimal:
    """The amount of the entry: the sum of its items, each in whole minor units."""
    for index, line in enumerate(lines):
        where = (*path, "items", index, "amount") if draft.items else (*path, "amount")
        check_precision(line.amount, currency, where)
    total = sum((line.amount for line in lines), ZERO)
    if draft.amount is not None and draft.amount != total:
        raise FieldError((*path, "amount"), f"the items sum to {total}")
    return total


def _rate(draft: DraftEntry, payment: PaymentType, amount: Decimal, home: str, path: Path) -> Decimal:
    """The exchange rate: one at home, else as given, else what the card's charge comes to."""
    if draft.card_posted is not None:
        if not payment.is_card:
            raise FieldError((*path, "card_posted"), f"{payment.name} is not a card")
        check_precision(draft.card_posted, home, (*path, "card_posted"))
    if draft.rate is not None:
        if draft.rate <= ZERO:
            raise FieldError((*path, "rate"), "must be positive")
        return draft.rate
    if draft.currency in (None, home):
        return Decimal(1)
    if draft.card_posted is None or not amount:
        raise FieldError((*path, "rate"), f"required: {draft.currency} is not the report's currency {home}")
    parts = (draft.card_posted, amount) if draft.rate_direction == "M" else (amount, draft.card_posted)
    return (parts[0] / parts[1]).quantize(RATE_STEP)


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

    customs: Customs
    org_units: Customs


def _item(line: DraftItem, posted: Decimal, place: _ItemPlace, fields: _Fields, desk: _Desk) -> Item:
    own = merged(fields.customs, custom_fields(line.customs, desk.setup, ENTRY_FIELDS, place.path))
    return Item(
        id=desk.ids.protected("n") if place.kind == "Child" else place.entry_id,
        type=place.kind,
        expense_type=line.type,
        transaction_date=line.date or place.draft.date,
        transaction_amount=line.amount,
        posted_amount=posted,
        approved_amount=ZERO if line.personal else posted,
        last_modified=desk.at,
        business_purpose=line.purpose,
        personal=line.personal,
        account=line.account,
        allowance_limit=line.allowance_limit,
        taxes=tuple(
            replace(tax, name=tax.name or desk.setup.tax_names.get(tax.authority, tax.authority)) for tax in line.taxes
        ),
        allocations=_allocations(line, own, place.path, desk),
        customs=own,
        org_units=merged(fields.org_units, custom_fields(line.org_units, desk.setup, ORG_UNITS, place.path)),
    )


def _allocations(line: DraftItem, customs: Customs, path: Path, desk: _Desk) -> tuple[Allocation, ...]:
    """As drafted; a personal item has the system's alone, without customs (*assumed*)."""
    accounts = accounts_of(
        desk.setup,
        line.type,
        desk.owner.ledger,
        personal=line.personal,
        own=line.account,
        path=(*path, "type"),
    )
    if line.allowance_limit is not None and not accounts.second:
        raise FieldError((*path, "allowance_limit"), f"{line.type} has no secondary account")
    if not line.personal:
        return allocate(line.allocations, accounts, customs, desk.setup, desk.ids, (*path, "allocations"))
    if line.allocations:
        raise FieldError((*path, "allocations"), "a personal expense is not allocated")
    return (system_allocation(accounts, desk.ids, {}),)


def _spent(entry: Entry, draft: DraftEntry, payment: PaymentType, desk: _Desk) -> Entry:
    """The entry with where and with whom the money was spent, and the card's charge if a card paid."""
    usual = MERCHANTS.get(entry.expense_type, OTHER_MERCHANT)
    merchant = Merchant(draft.vendor or usual.name, usual.category)
    home = place_of(desk.setup.country)
    place = Place(draft.city, "", "") if draft.city else home
    return replace(
        entry,
        vendor_description=merchant.name,
        location_name=place.city,
        location_subdivision=place.subdivision,
        location_country=place.country,
        card=_card(entry, merchant, place, payment, desk) if payment.is_card else None,
    )


def _card(entry: Entry, merchant: Merchant, place: Place, payment: PaymentType, desk: _Desk) -> CardTransaction:
    return card_transaction(
        payment=payment,
        login=desk.owner.login,
        merchant=merchant,
        place=place,
        on=entry.transaction_date,
        amount=entry.transaction_amount,
        currency=entry.currency,
        posted=entry.posted_amount,
        posted_currency=desk.setup.currency,
        ids=desk.ids,
    )


def _advance_entry(advance: CashAdvance | None, desk: _Desk) -> Entry | None:
    """The entry that gives cash of an advance back, if any was: negative, on the person's advance account."""
    if advance is None:
        return None
    _check_advance(advance, desk)
    cash = next((payment for payment in desk.setup.payment_types.values() if payment.payment_class == "cash"), None)
    if cash is None:
        raise FieldError(("cash_advance",), "the company has no payment type of class cash")
    if not advance.returned:
        return None
    entry_id = desk.ids.protected("n")
    accounts = Accounts(desk.owner.cash_advance_account, "")
    item = Item(
        id=entry_id,
        type="Regular",
        expense_type=CASH_ADVANCE_RETURN.code,
        transaction_date=desk.at.date(),
        transaction_amount=-advance.returned,
        posted_amount=-advance.returned,
        approved_amount=-advance.returned,
        last_modified=desk.at,
        allocations=(system_allocation(accounts, desk.ids, {}),),
    )
    return Entry(
        id=entry_id,
        legacy_id=desk.ids.number(),
        expense_type=item.expense_type,
        payment_type=cash.name,
        transaction_date=item.transaction_date,
        currency=desk.setup.currency,
        exchange_rate=Decimal(1),
        rate_direction="M",
        transaction_amount=item.transaction_amount,
        posted_amount=item.posted_amount,
        items=(item,),
        last_modified=desk.at,
    )


def _check_advance(advance: CashAdvance, desk: _Desk) -> None:
    check_precision(advance.amount, desk.setup.currency, ("cash_advance", "amount"))
    check_precision(advance.returned, desk.setup.currency, ("cash_advance", "returned"))
    if advance.amount <= ZERO:
        raise FieldError(("cash_advance", "amount"), "must be positive")
    if not ZERO <= advance.returned <= advance.amount:
        raise FieldError(("cash_advance", "returned"), "between zero and the advance")
    if not desk.owner.cash_advance_account:
        raise FieldError(("cash_advance",), f"{desk.owner.login} has no cash advance account")
