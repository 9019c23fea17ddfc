"""An ERP behind its real gate, on a store in memory, and a client that bears a company's key."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from werkzeug.test import Client

from mock_erp.application import admin
from mock_erp.domain.chart import Account, Chart, Period, Rate, TaxCode, Vendor
from mock_erp.domain.dimensions import DimensionValue
from mockkit import companies
from mockkit.clock import Clock
from mockkit.traffic.journal import MemoryTraffic
from mockkit.web.pipeline import Pipeline

NOW = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)

CHART = Chart(
    currency="USD",
    accounts=(
        Account(code="2100", name="Employee payable"),
        Account(code="6000", name="Travel", postable=False),
        Account(code="6400", name="Lodging"),
        Account(code="6410", name="Ground transport"),
        Account(code="6420", name="Old airfare", active=False),
        Account(code="6500", name="Project cost", requires=("project",)),
    ),
    dimension_values={
        "project": (
            DimensionValue(code="P-100"),
            DimensionValue(code="P-200", ends_on=date(2026, 2, 9)),
            DimensionValue(code="P-300"),
        ),
        "cost_center": (DimensionValue(code="0021"), DimensionValue(code="0022", active=False)),
    },
    tax_codes=(TaxCode(code="V19", name="19 %"),),
    vendors=(
        Vendor(external_id="E-1001", name="Ann Lee"),
        Vendor(external_id="AMEX", name="American Express", currency="USD"),
        Vendor(external_id="GONE", name="Left", active=False),
    ),
    periods=(
        Period(name="2025-12", starts_on=date(2025, 12, 1), ends_on=date(2025, 12, 31), status="closed"),
        Period(name="2026-01", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31)),
        Period(name="2026-02", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28)),
    ),
    rates=(
        Rate(currency="EUR", rate=Decimal("1.08"), starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31)),
        Rate(currency="JPY", rate=Decimal("0.0068")),
    ),
)

LINE = {
    "account": "6400",
    "amount": "125.00",
    "project": "P-100",
    "cost_center": "0021",
    "tax_code": None,
    "description": "Hotel",
    "source_ref": "J-1",
}
BILL = {
    "external_id": "R1/employee",
    "vendor_id": "V-1001",
    "type": "bill",
    "document_number": "ER-1",
    "bill_date": "2026-01-31",
    "gl_date": "2026-01-31",
    "currency": "USD",
    "liability_account": "2100",
    "memo": "Client meeting",
    "lines": [LINE],
}


def bill(*amounts, **changes):
    """The bill with these amounts as its lines, and these header fields."""
    lines = [{**LINE, "amount": amount, "source_ref": f"J-{n}"} for n, amount in enumerate(amounts)]
    return {**BILL, **({"lines": lines} if amounts else {}), **changes}


def line(**changes):
    """The bill with one line that differs in these fields."""
    return {**BILL, "lines": [{**LINE, **changes}]}


class Answer:
    """A response, its JSON read."""

    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.get_data(as_text=True)
        self.json: Any = json.loads(self.text, parse_float=Decimal) if self.text else None

    @property
    def codes(self):
        return [(error["code"], error["pointer"]) for error in self.json["errors"]]

    @property
    def items(self):
        assert self.status == 200, self.text
        return self.json["items"]


class World:
    """A store, the service behind its pipeline, and one company `acme` at NOW. Closing drops the companies."""

    def __init__(self, store, service):
        self.store = store
        self.pipeline = Pipeline(service, store, MemoryTraffic())
        self.client = Client(self.pipeline)
        self.companies = set()
        self.open("acme", "key-of-acme")

    def close(self):
        with self.store.transaction(write=True) as connection:
            for company_id in self.companies:
                companies.drop_company(connection, company_id, self.store.tables)

    def open(self, company_id, api_key, chart=CHART):
        self.companies.add(company_id)
        with self.store.transaction(write=True) as connection:
            clock = Clock(frozen_at=NOW)
            companies.create_company(connection, company_id, name=company_id, seed=1, clock=clock)
            admin.create_company(connection, company_id, chart)
            admin.issue_key(connection, company_id, api_key)

    def call(self, method, path, body=None, *, key="key-of-acme", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            named["Authorization"] = f"Bearer {key}"
        options = {"json": body} if body is not None else {}
        return Answer(self.client.open(f"/api/v1{path}", method=method, headers=named, **options))

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.call("POST", path, body, **options)

    def created(self, body=BILL, **options):
        """The id of a new bill."""
        answer = self.post("/bills", body, **options)
        assert answer.status == 201, answer.text
        return answer.json["id"]

    def posted(self, body=BILL):
        """The id of a new bill that is posted."""
        bill_id = self.created(body)
        assert self.post(f"/bills/{bill_id}/post").status == 200
        return bill_id

    def amend(self, function, *arguments, company="acme"):
        with self.store.transaction(write=True) as connection:
            return function(connection, company, *arguments)

    def settings(self, **changes):
        self.amend(admin.patch_settings, changes)

    def advance(self, **by):
        with self.store.transaction(write=True) as connection:
            company = companies.find_company(connection, "acme")
            assert company is not None
            companies.set_clock(connection, "acme", company.clock.advance(timedelta(**by)))

    def balances(self):
        return {(row["account"], row["currency"]): row["balance"] for row in self.get("/balances").items}
