"""What became of the ERP's rows from one version of its section to the next (:mod:`mockkit.database.sections`)."""

from __future__ import annotations

import json
from typing import Any

from mockkit.database.sections import Rows

_PROJECT = {
    "name": "project",
    "title": "project",
    "plural": "projects",
    "fields": ["status", "ends_on"],
    "unknown": "PROJECT_UNKNOWN",
    "inactive": "DIMENSION_INACTIVE",
    "closed": "PROJECT_CLOSED",
    "expired": "PROJECT_EXPIRED",
}
_COST_CENTER = {
    "name": "cost_center",
    "title": "cost center",
    "plural": "cost-centers",
    "fields": ["active"],
    "unknown": "COST_CENTER_UNKNOWN",
    "inactive": "COST_CENTER_INACTIVE",
    "closed": "DIMENSION_INACTIVE",
    "expired": "DIMENSION_INACTIVE",
}
_VALUE = {"status": "open", "ends_on": None, "active": True}


def dimensions_as_maps(rows: Rows) -> Rows:
    """To version 2: every company had projects and cost centers, in tables and columns of their own; and a warning
    told its place as a JSON pointer.

    What version 2 is stands here as it was then, and not as the domain has it now.
    """
    values = []
    for name, table in (("project", "erp_projects"), ("cost_center", "erp_cost_centers")):
        values += [{"dimension": name, **_VALUE, **row} for row in rows.pop(table, [])]
    rows["erp_dimension_values"] = values
    for row in (*rows.get("erp_lines", ()), *rows.get("erp_ledger", ())):
        codes = {name: row.pop(name) for name in ("cost_center", "project")}
        row["dimensions"] = _text({name: code for name, code in codes.items() if code is not None})
    for company in rows.get("erp_companies", ()):
        company["dimensions"] = _text([_PROJECT, _COST_CENTER])
    for bill in rows.get("erp_bills", ()):
        bill["warnings"] = _text([_with_path(warning) for warning in json.loads(bill["warnings"])])
    return rows


def _with_path(warning: dict[str, Any]) -> dict[str, Any]:
    path = [int(part) if part.isdigit() else part for part in warning["pointer"].split("/")[1:]]
    return {**{name: value for name, value in warning.items() if name != "pointer"}, "path": path}


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
