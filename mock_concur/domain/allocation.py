"""Allocations: who bears an expense, on which accounts, with which dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mock_concur.domain.amounts import ZERO
from mock_concur.domain.custom_fields import (
    ALLOCATION_FIELDS,
    Path,
    merge_custom_fields,
    only_fields,
    typed_custom_fields,
)
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.errors import FieldError
from mock_concur.domain.ids import IdMaker, protected_id
from mock_concur.domain.model import HUNDRED, Allocation, CustomFieldValues
from mock_concur.domain.setup import Setup


@dataclass(frozen=True, slots=True)
class Accounts:
    """The account codes of an allocation: the second takes what exceeds a travel allowance."""

    first: str
    second: str


def accounts_of(
    setup: Setup, expense_type: str, ledger: str, *, personal: bool = False, own: str | None = None, path: Path = ()
) -> Accounts:
    """The accounts of an expense type in a ledger; ``own`` is the item's own account, which wins.

    A personal item needs none. Raises ``FieldError`` for an unknown type and for one without an account there.
    """
    kind = setup.expense_types.get(expense_type)
    if kind is None:
        raise FieldError(path, f"unknown expense type {expense_type!r}")
    first = own if own is not None else kind.accounts.get(ledger)
    if first is None and not personal:
        raise FieldError(path, f"{expense_type} has no account in ledger {ledger}")
    return Accounts(first or "", kind.secondary.get(ledger, ""))


def system_allocation(
    accounts: Accounts, ids: IdMaker, customs: CustomFieldValues, percent: Decimal = HUNDRED
) -> Allocation:
    """What nobody allocated: it has the customs of its item."""
    return Allocation(
        id=protected_id(ids, "n"),
        percentage=percent,
        account_code1=accounts.first,
        account_code2=accounts.second,
        customs=only_fields(customs, ALLOCATION_FIELDS),
    )


def allocate(
    drafts: Sequence[DraftAllocation],
    accounts: Accounts,
    customs: CustomFieldValues,
    setup: Setup,
    ids: IdMaker,
    path: Path,
) -> tuple[Allocation, ...]:
    """The allocations as given, and one of the system for what is left of 100 percent.

    Raises ``FieldError`` for a share that is not positive and for shares that exceed the whole.
    """
    made = tuple(_allocation(draft, accounts, setup, ids, (*path, index)) for index, draft in enumerate(drafts))
    left = HUNDRED - sum((allocation.percentage for allocation in made), ZERO)
    if left < ZERO:
        raise FieldError(path, f"the shares sum to {HUNDRED - left} percent")
    return (*made, system_allocation(accounts, ids, customs, left)) if left else made


def _allocation(draft: DraftAllocation, accounts: Accounts, setup: Setup, ids: IdMaker, path: Path) -> Allocation:
    if not draft.percent.is_finite() or not ZERO < draft.percent <= HUNDRED:
        raise FieldError((*path, "percent"), "not a share of 100 percent")
    return Allocation(
        id=protected_id(ids, "n"),
        percentage=draft.percent,
        account_code1=accounts.first,
        account_code2=accounts.second,
        customs=merge_custom_fields({}, typed_custom_fields(draft.customs, setup, ALLOCATION_FIELDS, path)),
        system=False,
    )
