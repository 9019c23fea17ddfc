"""Setting up a company's books, and changing their master data while it runs.

These are the functions of whoever runs the mock (scenarios, the control API), not of its clients.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from harness_input.validation import FieldError, ValidationFailed
from mock_erp.domain.amendment import amend
from mock_erp.domain.chart import Account, Chart, Period, Profile, Settings, Vendor
from mock_erp.domain.dimensions import DimensionValue, shown_fields, shown_value
from mock_erp.store import dimensions, master, profiles, tables
from mock_erp.store.numbering import FIRST_VENDOR
from mockkit.database.sections import Section

SECTION: Section = tables.SECTION
"""The ERP's part of a database or snapshot, for whoever makes one."""


class MasterDataUnknown(KeyError):
    """There is no record of that kind and code."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code

    def __str__(self) -> str:
        return f"there is no {self.kind} {self.code}"


class KindUnknown(LookupError):
    """There are no records of that kind in the company; `kinds` are those that there are."""

    def __init__(self, kind: str, kinds: tuple[str, ...]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.kinds = kinds


def create_company(connection: Connection, company_id: str, chart: Chart) -> None:
    """Open the books of a company with what the chart holds; no client has a key to them yet."""
    profile = Profile(currency=chart.currency, settings=chart.settings, dimensions=chart.dimensions)
    profiles.add(connection, company_id, profile, len(chart.vendors))
    master.accounts.add(connection, company_id, chart.accounts)
    dimensions.add(connection, company_id, chart.dimension_values)
    master.tax_codes.add(connection, company_id, chart.tax_codes)
    master.periods.add(connection, company_id, chart.periods)
    master.rates.add(connection, company_id, chart.rates)
    master.vendors.add(connection, company_id, chart.vendors, first=FIRST_VENDOR)


def issue_key(connection: Connection, company_id: str, api_key: str) -> None:
    """Let a key, or another one, open the company's books."""
    profiles.issue_key(connection, company_id, api_key)


def api_key_of(connection: Connection, company_id: str) -> str:
    """The key that opens the company's books, the first of several; empty where there is none."""
    return next(iter(profiles.keys_of(connection, company_id)), "")


def patch_record(
    connection: Connection, company_id: str, kind: str, code: str, changes: Mapping[str, object]
) -> object:
    """Change a record of the master data and return it as it is now, as a value that can be shown as JSON.

    `kind` is accounts, vendors, periods, or the plural of one of the company's dimensions, e.g. projects. Raises
    KindUnknown, and what `patch_account` does.
    """
    profile = _profile_of(connection, company_id)
    of_dimensions = {dimension.plural: dimension for dimension in profile.dimensions}
    if kind in of_dimensions:
        dimension = of_dimensions[kind]
        value = patch_dimension_value(connection, company_id, dimension.name, code, changes)
        return shown_value(dimension, value)
    patches = {"accounts": patch_account, "vendors": patch_vendor, "periods": patch_period}
    if kind not in patches:
        raise KindUnknown(kind, ("accounts", *of_dimensions, "vendors", "periods"))
    return patches[kind](connection, company_id, code, changes)


def patch_account(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Account:
    """Change an account and return it as it is now.

    Raises MasterDataUnknown where there is none of that code, ValidationFailed naming every field that
    does not exist or cannot take its value; then nothing has changed. The same holds for all the
    functions below.
    """
    changed = amend(_found(connection, company_id, master.accounts, code), changes)
    names = [dimension.name for dimension in _profile_of(connection, company_id).dimensions]
    if not set(changed.requires) <= set(names):
        raise ValidationFailed([FieldError(("requires",), f"must be a list of {', '.join(names)}")])
    master.accounts.replace(connection, company_id, code, changed)
    return changed


def patch_dimension_value(
    connection: Connection, company_id: str, dimension: str, code: str, changes: Mapping[str, object]
) -> DimensionValue:
    """Change a value of the dimension of that name, e.g. a project: `{"ends_on": "2026-01-31"}`."""
    known = {each.name: each for each in _profile_of(connection, company_id).dimensions}
    if dimension not in known:
        raise MasterDataUnknown("dimension", dimension)
    value = dimensions.find(connection, company_id, dimension, code)
    if value is None:
        raise MasterDataUnknown(known[dimension].title, code)
    changed = amend(value, changes, shown_fields(known[dimension]))
    dimensions.replace(connection, company_id, dimension, changed)
    return changed


def patch_period(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Period:
    """Change a period, found by its name (`2026-01`)."""
    changed = amend(_found(connection, company_id, master.periods, code), changes)
    master.periods.replace(connection, company_id, code, changed)
    return changed


def patch_vendor(connection: Connection, company_id: str, code: str, changes: Mapping[str, object]) -> Vendor:
    """Change a vendor, found by its external id, or else by its id (`V-1001`)."""
    vendor = master.vendors.find(connection, company_id, code) or master.vendor_by_id(connection, company_id, code)
    if vendor is None:
        raise MasterDataUnknown("vendor", code)
    changed = amend(vendor, changes)
    master.vendors.replace(connection, company_id, vendor.external_id, changed)
    return changed


def _found(
    connection: Connection, company_id: str, shelf: master.MasterTable[master.Record], code: str
) -> master.Record:
    record = shelf.find(connection, company_id, code)
    if record is None:
        raise MasterDataUnknown(shelf.kind, code)
    return record


def _profile_of(connection: Connection, company_id: str) -> Profile:
    profile = profiles.find(connection, company_id)
    if profile is None:
        raise MasterDataUnknown("company", company_id)
    return profile


def settings_of(connection: Connection, company_id: str) -> Settings:
    """The company's settings. Raises MasterDataUnknown where the ERP has no such company."""
    return _profile_of(connection, company_id).settings


def patch_settings(connection: Connection, company_id: str, changes: Mapping[str, object]) -> Settings:
    """Change the company's settings and return them as they are now; raises as `patch_account` does."""
    changed = amend(settings_of(connection, company_id), changes)
    profiles.set_settings(connection, company_id, changed)
    return changed
