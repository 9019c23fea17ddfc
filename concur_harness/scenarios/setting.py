"""What a scenario says of the company itself: Concur's set-up, the ERP's chart, the connector's mapping."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec.structs import asdict

from concur_harness.scenarios.customs import CustomValue
from concur_harness.scenarios.form import ErpForm, PaymentTypeForm, PersonForm, RateForm, Scenario
from concur_harness.scenarios.marks import Form
from concur_harness.scenarios.values import day_of
from mock_concur.domain.ids import protected_id
from mock_concur.domain.model import CustomField
from mock_concur.domain.setup import BankAccount, ExpenseType, PaymentType, Person, Setup
from mock_erp.domain.chart import (
    Account,
    Chart,
    Period,
    Rate,
    Settings,
    TaxCode,
    Vendor,
)
from mock_erp.domain.dimensions import COST_CENTER, PROJECT, DimensionValue
from mockkit.ids import Ids

MONTHS_BEFORE, MONTHS_AFTER = 13, 12
"""The periods that every company has, counted from the month of its founding."""

ROUTING: Mapping[str, str] = {
    **dict.fromkeys(
        ("PROJECT_UNKNOWN", "PROJECT_EXPIRED", "PROJECT_CLOSED", "COST_CENTER_UNKNOWN", "COST_CENTER_INACTIVE"),
        "employee",
    ),
    **dict.fromkeys(("DIMENSION_REQUIRED", "DIMENSION_UNKNOWN", "DIMENSION_INACTIVE"), "employee"),
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
"""Who can mend what the ERP refuses: every one of its codes. ``none`` is the connector's own mistake."""


def custom_fields(row: Form, prefix: str) -> dict[str, str | CustomField]:
    """The custom fields (prefix ``Custom``) or org units (``OrgUnit``) that a row of a scenario sets."""
    given = ((name, getattr(row, name)) for name in _names(type(row), prefix))
    return {name: _custom(value) for name, value in given if value is not None}


@cache
def _names(kind: type[Form], prefix: str) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name.startswith(prefix))


def _custom(value: str | CustomValue) -> str | CustomField:
    return CustomField(type=value.type, value=value.value, code=value.code) if isinstance(value, CustomValue) else value


def setup_of(scenario: Scenario, ids: Ids | None = None) -> Setup:
    """Concur's side of the company. ``ids`` makes the ids of payment types."""
    ids = ids or Ids(0)
    company = scenario.company
    return Setup(
        name=company.name,
        country=company.country,
        currency=company.currency,
        people={row.login: _person(row) for row in scenario.people},
        payment_types={row.name: _payment_type(row, ids) for row in scenario.payment_types},
        expense_types={row.code: ExpenseType(**asdict(row)) for row in scenario.expense_types},
        custom_types=company.custom_types,
        tax_names=company.tax_names,
        status_names=company.status_names,
        recall_by_employee=company.recall_by_employee,
        api_at_processor_step=company.api_at_processor_step,
    )


def _person(row: PersonForm) -> Person:
    units = custom_fields(row, "OrgUnit")
    return Person(
        login=row.login,
        employee_id=row.employee_id,
        first=row.first,
        last=row.last,
        middle=row.middle,
        roles=row.roles,
        approver=row.approver,
        ledger=row.ledger,
        cash_advance_account=row.cash_advance_account,
        reimbursement_method=row.reimbursement_method,
        group_id=row.group_id,
        org_units={name: _in_full(value) for name, value in units.items()},
        bank_account=BankAccount(**asdict(row.bank_account)),
        active=row.active,
    )


def _in_full(value: str | CustomField) -> CustomField:
    return value if isinstance(value, CustomField) else CustomField(value=value)


def _payment_type(row: PaymentTypeForm, ids: Ids) -> PaymentType:
    return PaymentType(
        id=protected_id(ids, "g"),
        name=row.name,
        code=row.code,
        payment_class=row.class_,
        offset=row.offset,
        clearing_account=row.clearing_account,
        vendor=row.vendor,
        liability_account=row.liability_account,
    )


def chart_of(scenario: Scenario, today: date) -> Chart:
    """The ERP's side of the company, as of its first day."""
    erp = scenario.erp
    return Chart(
        currency=scenario.company.currency,
        accounts=tuple(Account(**asdict(row)) for row in erp.accounts),
        dimension_values={
            PROJECT.name: tuple(
                DimensionValue(code=row.code, name=row.name, status=row.status, ends_on=_day(row.ends_on, today))
                for row in erp.projects
            ),
            COST_CENTER.name: tuple(DimensionValue(**asdict(row)) for row in erp.cost_centers),
        },
        tax_codes=tuple(TaxCode(**asdict(row)) for row in erp.tax_codes),
        vendors=tuple(_vendors(scenario)),
        periods=tuple(_periods(erp, today)),
        rates=tuple(_rate(row, today) for row in erp.rates),
        settings=Settings(**asdict(erp.settings)),
    )


def _day(given: str | None, today: date) -> date | None:
    return None if given is None else day_of(given, today)


def _rate(row: RateForm, today: date) -> Rate:
    starts_on, ends_on = _day(row.starts_on, today), _day(row.ends_on, today)
    return Rate(currency=row.currency, rate=Decimal(row.rate), starts_on=starts_on, ends_on=ends_on)


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


def _periods(erp: ErpForm, today: date) -> Iterator[Period]:
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
