"""Master data of an ERP company: accounts, dimensions, vendors, periods, rates and its settings.

All of it is plain values. `Chart` is everything a company starts with; scenarios build one and hand
it to `mock_erp.application.admin.create_company`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from mock_erp.domain.dimensions import STANDARD, DimensionType, DimensionValue, OpenOrClosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A general ledger account. A header account is not `postable`; `requires` names the
    dimensions that every bill line on it must bear.
    """

    code: str
    name: str = ""
    postable: bool = True
    active: bool = True
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCode:
    """A tax code that a bill line may carry. The ERP checks it and computes nothing from it."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Somebody the company owes money: an employee or a card issuer.

    `external_id` is unique within the company (an employee's is the Concur EmployeeID). With a
    `currency` the vendor takes bills in that one only. `id` is empty until the ERP has numbered it
    (V-1001, V-1002, ... in the order of the chart).
    """

    id: str = ""
    external_id: str
    name: str = ""
    active: bool = True
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An accounting period, first and last day included. `name` is unique, e.g. `2026-01`."""

    name: str
    starts_on: date
    ends_on: date
    status: OpenOrClosed = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of `currency` is worth in the company's, from `starts_on` to `ends_on`
    inclusive (None: without limit on that side).
    """

    currency: str
    rate: Decimal
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this company's ERP behaves where real ERPs differ.

    validates: `create` refuses a faulty bill at once (and looks again at posting); `post` takes any
        well-formed draft and refuses only when it is posted.
    posting: `automatic` posts a bill as it is created; a refusal then leaves nothing.
    duplicates: what a vendor's second bill with the same number meets: `refuse`, `allow`, or `warn`
        (accepted, with a warning in the answer).
    idempotency_after_delete: whether deleting or voiding a bill `release`s its Idempotency-Key, or
        the key goes on to `replay` the answer that it once produced.
    """

    validates: Literal["create", "post"] = "create"
    posting: Literal["explicit", "automatic"] = "explicit"
    duplicates: Literal["refuse", "allow", "warn"] = "refuse"
    idempotency_after_delete: Literal["release", "replay"] = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything an ERP company starts with. `currency` is its own (ISO 4217); `dimension_values` are by the name of
    their dimension.
    """

    currency: str
    accounts: tuple[Account, ...] = ()
    dimensions: tuple[DimensionType, ...] = STANDARD
    dimension_values: Mapping[str, tuple[DimensionValue, ...]] = field(default_factory=dict)
    tax_codes: tuple[TaxCode, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    periods: tuple[Period, ...] = ()
    rates: tuple[Rate, ...] = ()
    settings: Settings = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What every request needs to know of its company: the currency its books are kept in, its dimensions, and its
    settings.
    """

    currency: str
    settings: Settings
    dimensions: tuple[DimensionType, ...] = STANDARD
