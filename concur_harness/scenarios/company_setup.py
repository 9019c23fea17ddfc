"""What a scenario says of the company itself: Concur's set-up, the ERP's chart, the connector's mapping."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from concur_harness.scenarios.conversion import Conversion, custom_fields_of
from concur_harness.scenarios.specs import ErpSpec, PersonSpec, Scenario
from mock_concur.domain.ids import protected_id
from mock_concur.domain.model import CustomField
from mock_concur.domain.setup import ExpenseType, PaymentType, Person, Setup
from mock_erp.domain.chart import Chart, Period, Vendor
from mock_erp.domain.dimensions import COST_CENTER, PROJECT, DimensionValue
from mockkit.ids import Ids

MONTHS_BEFORE, MONTHS_AFTER = 13, 12
"""The periods that every company has, counted from the month in which it was created."""

ROUTING: Mapping[str, str] = {
    **dict.fromkeys(
        ("PROJECT_UNKNOWN", "PROJECT_EXPIRED", "PROJECT_CLOSED", "COST_CENTER_UNKNOWN", "COST_CENTER_INACTIVE"),
        "employee",
    ),
    "DIMENSION_REQUIRED": "employee",
    **dict.fromkeys(
        ("ACCOUNT_UNKNOWN", "ACCOUNT_INACTIVE", "ACCOUNT_NOT_POSTABLE", "VENDOR_UNKNOWN", "VENDOR_INACTIVE"),
        "processor",
    ),
    **dict.fromkeys(
        ("TAX_CODE_UNKNOWN", "PERIOD_CLOSED", "CURRENCY_UNKNOWN", "CURRENCY_MISMATCH", "RATE_MISSING"), "processor"
    ),
    **dict.fromkeys(
        ("DOCUMENT_DUPLICATE", "AMOUNT_INVALID", "AMOUNT_PRECISION", "SIGN_INVALID", "BILL_EMPTY", "FIELD_TOO_LONG"),
        "none",
    ),
}
"""Who can mend what the ERP refuses: every code that a company of a scenario may be answered. ``none`` is the
connector's own mistake. (DIMENSION_UNKNOWN and DIMENSION_INACTIVE come of other dimensions than projects and cost
centers, which no scenario has.)"""


_ANY_DAY = date(2000, 1, 1)
"""Nothing of Concur's side of a company depends on the day."""


@dataclass(frozen=True, slots=True)
class ConcurCompany:
    """Concur's side of a company: its configuration, and its people by login.

    Of a company at work they are those who have to do with what is added, and the first who act by each role.
    """

    setup: Setup
    people: Mapping[str, Person]


def concur_company(scenario: Scenario, ids: Ids | None = None) -> ConcurCompany:
    """Concur's side of the company. ``ids`` makes the ids of payment types."""
    conversion = Conversion(_ANY_DAY)
    people = {row.login: _person(row, conversion) for row in scenario.people}
    return ConcurCompany(_setup(scenario, ids or Ids(0), conversion), people)


def _setup(scenario: Scenario, ids: Ids, conversion: Conversion) -> Setup:
    return conversion.made(
        Setup,
        scenario.company,
        payment_types={
            row.name: conversion.made(PaymentType, row, id=protected_id(ids, "g"), payment_class=row.class_)
            for row in scenario.payment_types
        },
        expense_types={row.code: conversion.made(ExpenseType, row) for row in scenario.expense_types},
    )


def _person(row: PersonSpec, conversion: Conversion) -> Person:
    units = custom_fields_of(row, "OrgUnit")
    return conversion.made(Person, row, org_units={name: _in_full(value) for name, value in units.items()})


def _in_full(value: str | CustomField) -> CustomField:
    return value if isinstance(value, CustomField) else CustomField(value=value)


def chart_of(scenario: Scenario, today: date) -> Chart:
    """The ERP's side of the company, as of its first day."""
    conversion, erp = Conversion(today), scenario.erp
    dimensions = {PROJECT.name: erp.projects, COST_CENTER.name: erp.cost_centers}
    return conversion.made(
        Chart,
        erp,
        currency=scenario.company.currency,
        dimension_values={
            name: tuple(conversion.made(DimensionValue, row) for row in rows) for name, rows in dimensions.items()
        },
        vendors=tuple(_vendors(scenario)),
        periods=tuple(_periods(erp, today)),
    )


def _vendors(scenario: Scenario) -> Iterator[Vendor]:
    """Everybody whom the company may owe money, and whoever else the scenario names."""
    names = {person.employee_id: f"{person.first} {person.last}" for person in scenario.people}
    names |= {kind.vendor: kind.name for kind in scenario.payment_types if kind.vendor}
    rows = {row.external_id: row for row in scenario.erp.vendors}
    for external_id in dict.fromkeys((*names, *rows)):
        row = rows.get(external_id)
        name = names.get(external_id, "")
        if row is None:
            yield Vendor(external_id=external_id, name=name)
        elif not row.missing:
            yield Vendor(external_id=external_id, name=row.name or name, active=row.active, currency=row.currency)


def _periods(erp: ErpSpec, today: date) -> Iterator[Period]:
    general = erp.periods if isinstance(erp.periods, str) else "open"
    special = {} if isinstance(erp.periods, str) else {row.name: row.status for row in erp.periods}
    here = today.year * 12 + today.month - 1
    regular = (_month_name(month) for month in range(here - MONTHS_BEFORE, here + MONTHS_AFTER + 1))
    for name in sorted({*regular, *special}):
        first = date.fromisoformat(f"{name}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield Period(name=name, starts_on=first, ends_on=last, status=special.get(name, general))


def _month_name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def mapping_of(scenario: Scenario) -> dict[str, Any]:
    """What the connector is told about the company, as JSON has it; only ``today`` is missing."""
    return {
        "payees": {
            kind.name: {"vendor_external_id": kind.vendor, "liability_account": kind.liability_account}
            for kind in scenario.payment_types
            if kind.vendor
        },
        "employee_liability_account": scenario.employee_liability_account,
        "dimensions": {name: custom for name, custom in scenario.dimensions.items() if custom},
        "tax_accounts": {label: account for label, account in scenario.tax_accounts.items() if account},
        "routing": dict(ROUTING),
        "currency": scenario.company.currency,
    }
