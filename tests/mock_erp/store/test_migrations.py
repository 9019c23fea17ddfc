"""Rows of older versions of the ERP's section, as this one has them."""

from __future__ import annotations

import json

import msgspec

from mock_erp.domain.dimensions import STANDARD, DimensionType
from mock_erp.domain.validation_errors import ErrorCode, ValidationError
from mock_erp.store import migrations


def test_projects_and_cost_centers_become_dimensions() -> None:
    warning = {
        "code": "DOCUMENT_DUPLICATE",
        "pointer": "/lines/0/account",
        "value": "6400",
        "source_ref": None,
        "message": "m",
    }
    rows = migrations.dimensions_as_maps(
        {
            "erp_companies": [{"currency": "USD"}],
            "erp_projects": [{"code": "P-100", "name": "Harbor", "status": "closed", "ends_on": "2026-01-31"}],
            "erp_cost_centers": [{"code": "0021", "name": "Sales", "active": False}],
            "erp_lines": [{"project": "P-100", "cost_center": "0021"}, {"project": None, "cost_center": None}],
            "erp_ledger": [{"project": None, "cost_center": "0021"}],
            "erp_bills": [{"warnings": json.dumps([warning])}, {"warnings": "[]"}],
        }
    )
    assert rows["erp_dimension_values"] == [
        {
            "dimension": "project",
            "code": "P-100",
            "name": "Harbor",
            "status": "closed",
            "ends_on": "2026-01-31",
            "active": True,
        },
        {
            "dimension": "cost_center",
            "code": "0021",
            "name": "Sales",
            "status": "open",
            "ends_on": None,
            "active": False,
        },
    ]
    assert [row["dimensions"] for row in rows["erp_lines"]] == ['{"cost_center":"0021","project":"P-100"}', "{}"]
    assert rows["erp_ledger"] == [{"dimensions": '{"cost_center":"0021"}'}]
    (company,) = rows["erp_companies"]
    assert msgspec.json.decode(company["dimensions"], type=tuple[DimensionType, ...]) == STANDARD
    (fault,) = msgspec.json.decode(rows["erp_bills"][0]["warnings"], type=tuple[ValidationError, ...])
    assert (fault.code, fault.path) == (ErrorCode.DOCUMENT_DUPLICATE, ("lines", 0, "account"))
