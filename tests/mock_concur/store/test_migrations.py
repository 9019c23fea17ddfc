"""Rows of earlier versions become exactly what this version would have written."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from mock_concur.application import admin
from mock_concur.domain.model import CashAdvance
from mock_concur.store.codec import encode
from mock_concur.store.section import SECTION
from mockkit import companies
from mockkit.clock import Clock
from tests.mock_concur.api import sample
from tests.stores import concur_store

ADVANCE = CashAdvance(amount=Decimal(50), account=sample.ANN.cash_advance_account)
REPORTS = [sample.REPORT, replace(sample.REPORT, id="C" * 20, protected_id="nC", cash_advance=ADVANCE)]


def rows_of_version_1(now: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What stood there when the configuration was one value, and the account of an advance was looked up."""
    setup = json.loads(encode(sample.SETUP))
    del setup["policies"]
    setup["people"] = {person.login: json.loads(encode(person)) for person in sample.PEOPLE}
    setup["policy_id"] = "n7wPolicyForBusinessExpenses$0000"
    reports = []
    for row in now["concur_reports"]:
        body = json.loads(row["body"])
        if body["cash_advance"]:
            del body["cash_advance"]["account"]
        reports.append({**row, "body": json.dumps(body)})
    return {"concur_setups": [{"body": json.dumps(setup)}], "concur_reports": reports}


def told(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows with their JSON read, and without the versions of people, which are counted anew."""
    return {
        name: [
            {key: json.loads(value) if key == "body" else value for key, value in row.items() if key != "version"}
            for row in some
        ]
        for name, some in rows.items()
        if some
    }


def test_version_1_had_the_configuration_in_one_value() -> None:
    with closing(concur_store()) as store, store.transaction(write=True) as connection:
        companies.create_company(connection, "acme", name="acme", seed=1, clock=Clock())
        admin.create_company(connection, "acme", sample.SETUP, sample.PEOPLE, REPORTS)
        now: dict[str, list[dict[str, Any]]] = {}
        for table in SECTION.carried:
            columns = [column for column in table.c if column.name != "company_id"]
            rows = connection.execute(select(*columns).order_by(*table.primary_key))
            now[table.name] = [row._asdict() for row in rows]
    made = told(SECTION.brought_up(rows_of_version_1(now), 1))
    settings = made["concur_settings"][0]["body"]
    assert settings.pop("policy_id")  # what is no field any more is not read
    assert made == told(now)
