"""A company with a dimension of its own: no column and no code knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from harness_input.validation import ValidationFailed
from mock_erp.application import admin, lists
from mock_erp.application.payables import BillRefused, Payables
from mock_erp.domain.bills import Content, Line
from mock_erp.domain.chart import Account, Profile
from mock_erp.domain.dimensions import STANDARD, DimensionType, DimensionValue
from mock_erp.service import ErpService
from mockkit.database.paging import Page
from tests.mock_erp.world import CHART, NOW, World
from tests.stores import erp_store

DEPARTMENT = DimensionType(name="department", title="department", plural="departments")
WITH_DEPARTMENTS = replace(
    CHART,
    accounts=(*CHART.accounts, Account(code="6600", name="Training", requires=("department",))),
    dimensions=(*STANDARD, DEPARTMENT),
    dimension_values={
        **CHART.dimension_values,
        "department": (DimensionValue(code="SALES"), DimensionValue(code="GONE", active=False)),
    },
)
PROFILE = Profile(currency="USD", settings=CHART.settings, dimensions=WITH_DEPARTMENTS.dimensions)


def content(*lines: tuple[str, dict[str, str]], account: str = "6400") -> Content:
    return Content(
        vendor_id="V-1001",
        type="bill",
        document_number="ER-1",
        bill_date=date(2026, 1, 31),
        gl_date=date(2026, 1, 31),
        currency="USD",
        liability_account="2100",
        lines=tuple(
            Line(account=account, amount=Decimal(amount), dimensions=dimensions) for amount, dimensions in lines
        ),
    )


class Company:
    """The company `sold`, whose costs are charged to departments."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.open("sold", "key-of-sold", WITH_DEPARTMENTS)

    def booked(self, said: Content) -> str:
        with self.world.store.transaction(write=True) as connection:
            payables = Payables(connection, "sold", PROFILE, NOW)
            return payables.post(payables.create(said).id).id

    def read(self, of: lists.List) -> list:
        with self.world.store.transaction(write=False) as connection:
            return of(connection, "sold", Page())[0]


@pytest.fixture
def company(erp) -> Company:
    return Company(erp)


def test_a_line_bears_it_and_the_ledger_tells_it(company):
    dimensions = {"department": "SALES", "project": "P-100"}
    company.booked(content(("10.00", dimensions)))
    (bill,) = company.read(lists.bills)
    assert bill.content.lines[0].dimensions == dimensions
    assert [row.dimensions for row in company.read(lists.ledger)] == [dimensions, {}]


def test_a_void_takes_it_back_where_it_was_booked(company):
    bill_id = company.booked(content(("10.00", {"department": "SALES"})))
    with company.world.store.transaction(write=True) as connection:
        Payables(connection, "sold", PROFILE, NOW).void(bill_id)
    rows = [(row.dimensions, row.debit - row.credit) for row in company.read(lists.ledger) if row.dimensions]
    assert rows == [({"department": "SALES"}, 10), ({"department": "SALES"}, -10)]


@pytest.mark.parametrize(
    ("account", "dimensions", "code"),
    [
        ("6400", {"department": "NONE"}, "DIMENSION_UNKNOWN"),
        ("6400", {"department": "GONE"}, "DIMENSION_INACTIVE"),
        ("6600", {}, "DIMENSION_REQUIRED"),
    ],
)
def test_a_value_that_cannot_be_booked_is_refused_with_a_general_code(company, account, dimensions, code):
    with pytest.raises(BillRefused) as refused:
        company.booked(content(("10.00", dimensions), account=account))
    assert [(error.code, error.path) for error in refused.value.errors] == [
        (code, ("lines", 0, "dimensions", "department"))
    ]
    assert company.read(lists.bills) == []


def test_its_values_are_listed_and_changed_like_those_of_any_other(company):
    world = company.world
    assert [value.code for value in company.read(lists.values_of("department"))] == ["GONE", "SALES"]
    changed = world.amend(admin.patch_record, "departments", "SALES", {"active": False}, company="sold")
    assert changed == {"code": "SALES", "name": "", "active": False}
    with pytest.raises(BillRefused):
        company.booked(content(("10.00", {"department": "SALES"})))
    with pytest.raises(admin.KindUnknown) as unknown:
        world.amend(admin.patch_record, "departments", "SALES", {"active": True})
    assert unknown.value.kinds == ("accounts", "projects", "cost-centers", "vendors", "periods")


def test_an_account_requires_what_the_company_has_and_nothing_else(company):
    changed = company.world.amend(admin.patch_account, "6400", {"requires": ["department"]}, company="sold")
    assert changed.requires == ("department",)
    with pytest.raises(ValidationFailed, match="requires: must be a list of project, cost_center"):
        company.world.amend(admin.patch_account, "6400", {"requires": ["department"]})
    assert company.world.get("/accounts?code=6400").items[0]["requires"] == []


BALANCES = {
    "sqlite": "SELECT json_extract(dimensions, '$.department'), SUM(debit - credit) FROM erp_ledger GROUP BY 1",
    "postgresql": "SELECT dimensions::json ->> 'department', SUM(debit - credit) FROM erp_ledger GROUP BY 1",
}


def test_the_ledger_is_summed_by_it_in_sql(database):
    store = erp_store(database)
    company = Company(World(store, ErpService()))
    company.booked(
        content(("10.00", {"department": "SALES"}), ("5.00", {"project": "P-100"}), ("2.50", {"department": "SALES"}))
    )
    with store.transaction(write=False) as connection:
        summed = connection.execute(text(BALANCES[connection.dialect.name])).all()
    store.close()
    assert {department: int(cents) for department, cents in summed} == {"SALES": 1250, None: 500 - 1750}
