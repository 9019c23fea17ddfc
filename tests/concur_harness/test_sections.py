"""Every table belongs to one section, and is there because a section names it, not because something was imported."""

from __future__ import annotations

import importlib
import pkgutil

import concur_harness
import mock_concur
import mock_erp
import mockkit
from concur_harness.sections import sections, tables
from mockkit.database.store import metadata


def test_every_table_that_any_module_declares_is_named_by_one_section() -> None:
    for package in (mockkit, mock_concur, mock_erp, concur_harness):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    assert sorted(table.name for table in tables()) == sorted(metadata.tables)


def test_what_is_derived_can_be_made_anew() -> None:
    derived = [each for each in sections() if any(table.info.get("derived") for table in each.tables)]
    assert derived
    assert all(section.rebuild is not None for section in derived)


def test_the_first_column_of_every_key_is_the_companys() -> None:
    """By it a company is dropped, taken and brought up."""
    assert {next(iter(table.primary_key)).name for table in tables()} == {"company_id"}
