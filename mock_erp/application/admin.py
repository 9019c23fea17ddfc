"""Setting up a company's books, and changing their master data while it runs.

These are the functions of whoever runs the mock (scenarios, the control API), not of its clients.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from mock_erp.domain.amendment import amend
from mock_erp.domain.chart import Account, Chart, CostCenter, Period, Profile, Project, Settings, Vendor
from mock_erp.store import master, profiles
from mock_erp.store.numbering import FIRST_VENDOR


class RecordUnknown(KeyError):
    """There is no record of that kind and code."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code

    def __str__(self) -> str:
        return f"there is no {self.kind} {self.code}"


def create_company(connection: Connection, company_id: str, chart: Chart, api_key: str) -> None:
    """Open the books of a company with what the chart holds; `api_key` is what its clients bear."""
    profile = Profile(currency=chart.currency, settings=chart.settings)
    profiles.add(connection, company_id, profile, len(chart.vendors))
    profiles.issue_key(connection, company_id, api_key)
    master.accounts.add(connection, company_id, chart.accounts)
    master.projects.add(connection, company_id, chart.projects)
    master.cost_centers.add(connection, company_id, chart.cost_centers)
    master.tax_codes.add(connection, company_id, chart.tax_codes)
    master.periods.add(connection, company_id, chart.periods)
    master.rates.add(connection, company_id, chart.rates)
    master.vendors.add(connection, company_id, chart.vendors, first=FIRST_VENDOR)


def issue_key(connection: Connection, company_id: str, api_key: str) -> None:
    """Let another key open the company's books, e.g. those of a company that was copied."""
    profiles.issue_key(connection, company_id, api_key)


def api_key_of(connection: Connection, company_id: str) -> str:
    """The key that opens the company's books, the first of several; empty where there is none."""
    return next(iter(profiles.keys_of(connection, company_id)), "")


def company_id_of_key(connection: Connection, api_key: str) -> str | None:
    """The id of the company whose books the key opens, or None."""
    found = profiles.by_key(connection, api_key)
    return None if found is None else found[0].id


def patch_account(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Account:
    """Change an account and return it as it is now.

    Raises RecordUnknown where there is none of that code, AmendmentError naming every field that
    does not exist or cannot take its value; then nothing has changed. The same holds for all the
    functions below.
    """
    return _patch(connection, company_id, master.accounts, code, changes)


def patch_project(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Project:
    """Change a project, e.g. `{"ends_on": "2026-01-31"}` or `{"status": "closed"}`."""
    return _patch(connection, company_id, master.projects, code, changes)


def patch_cost_center(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> CostCenter:
    """Change a cost center."""
    return _patch(connection, company_id, master.cost_centers, code, changes)


def patch_period(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Period:
    """Change a period, found by its name (`2026-01`)."""
    return _patch(connection, company_id, master.periods, code, changes)


def patch_vendor(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Vendor:
    """Change a vendor, found by its external id, or else by its id (`V-1001`)."""
    vendor = master.vendors.find(connection, company_id, code) or master.vendor_by_id(connection, company_id, code)
    if vendor is None:
        raise RecordUnknown("vendor", code)
    changed = amend(vendor, changes)
    master.vendors.replace(connection, company_id, vendor.external_id, changed)
    return changed


def _patch(
    connection: Connection,
    company_id: str,
    shelf: master.Shelf[master.Record],
    code: str,
    changes: Mapping[str, object],
) -> master.Record:
    record: Any = shelf.find(connection, company_id, code)
    if record is None:
        raise RecordUnknown(shelf.kind, code)
    changed: master.Record = amend(record, changes)
    shelf.replace(connection, company_id, code, changed)
    return changed


def settings_of(connection: Connection, company_id: str) -> Settings:
    """The company's settings. Raises RecordUnknown where the ERP has no such company."""
    profile = profiles.find(connection, company_id)
    if profile is None:
        raise RecordUnknown("company", company_id)
    return profile.settings


def patch_settings(connection: Connection, company_id: str, changes: Mapping[str, object]) -> Settings:
    """Change the company's settings and return them as they are now; raises as `patch_account` does."""
    changed = amend(settings_of(connection, company_id), changes)
    profiles.set_settings(connection, company_id, changed)
    return changed
