"""Changes to what was spent: amounts, dates, expense types, personal or not; posted amounts follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from mock_concur.domain.allocation import Accounts, accounts_of
from mock_concur.domain.amounts import ZERO, checked_posted, in_minor_units, posted_item_amounts
from mock_concur.domain.custom_fields import Path
from mock_concur.domain.days import checked_day
from mock_concur.domain.errors import FieldError
from mock_concur.domain.model import HUNDRED, Entry, Item, Report
from mock_concur.domain.setup import Setup


def with_amount(entry: Entry, item: Item, amount: Decimal, path: Path) -> Item:
    """The item with another amount in the entry's currency; ``recalculate_entry`` works out what is posted."""
    return replace(item, transaction_amount=in_minor_units(amount, entry.currency, path))


def with_date(item: Item, on: date, path: Path) -> Item:
    """The item with another date; raises ``FieldError`` for one that no expense bears."""
    return replace(item, transaction_date=checked_day(on, path))


def with_type(item: Item, code: str, report: Report, setup: Setup, path: Path) -> Item:
    """The item as another kind of expense, with the accounts of that kind instead of its own."""
    accounts = accounts_of(setup, code, report.ledger, personal=item.personal, path=path)
    if item.allowance_limit is not None and not accounts.second:
        raise FieldError(path, f"{code} has no secondary account for what exceeds the travel allowance")
    return _with_accounts(replace(item, expense_type=code, account=None), accounts)


def with_personal(item: Item, personal: bool, report: Report, setup: Setup, path: Path) -> Item:
    """The item as a personal one or not. A personal item has one allocation of the system's, without customs."""
    if personal == item.personal:
        return item
    changed = replace(item, personal=personal)
    if personal:
        first = replace(item.allocations[0], percentage=HUNDRED, customs={}, system=True)
        changed = replace(changed, allocations=(first,))
    own = item.account
    accounts = accounts_of(setup, item.expense_type, report.ledger, personal=personal, own=own, path=path)
    return _with_accounts(changed, accounts)


def _with_accounts(item: Item, accounts: Accounts) -> Item:
    allocations = tuple(
        replace(allocation, account_code1=accounts.first, account_code2=accounts.second)
        for allocation in item.allocations
    )
    return replace(item, allocations=allocations)


def recalculate_entry(entry: Entry, items: Sequence[Item], currency: str, at: datetime, path: Path) -> Entry:
    """The entry with these items, everything that follows from them worked out anew.

    ``currency`` is the report's. Raises ``FieldError`` where the items no longer make what the card was charged.
    """
    amount = sum((item.transaction_amount for item in items), ZERO)
    if entry.card is not None and amount != entry.card.transaction_amount:
        raise FieldError(path, f"the card was charged {entry.card.transaction_amount}, not {amount}")
    charged = None if entry.card is None else entry.card.posted_amount
    amounts = [item.transaction_amount for item in items]
    by_rate = posted_item_amounts(amounts, entry.exchange_rate, entry.rate_direction, currency, charged)
    posted = checked_posted(by_rate, path)
    changed = tuple(_posted(item, each, at) for item, each in zip(items, posted, strict=True))
    entry = replace(entry, transaction_amount=amount, posted_amount=sum(posted, ZERO), items=changed, last_modified=at)
    return entry if entry.itemized else _as_its_item(entry)


def _posted(item: Item, posted: Decimal, at: datetime) -> Item:
    return replace(item, posted_amount=posted, approved_amount=ZERO if item.personal else posted, last_modified=at)


def _as_its_item(entry: Entry) -> Entry:
    """A plain entry says of itself what its only item says."""
    item = entry.items[0]
    return replace(
        entry,
        expense_type=item.expense_type,
        transaction_date=item.transaction_date,
        business_purpose=item.business_purpose,
    )
