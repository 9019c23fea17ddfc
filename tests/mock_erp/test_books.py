from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, event, select

from harness_input.validation import ValidationFailed
from mock_erp.application import admin, lists
from mock_erp.domain.chart import Chart, Rate, Settings
from mock_erp.store import dimensions, master
from mockkit import companies
from mockkit.database.paging import Page
from tests.mock_erp.world import BILL, CHART
from tests.stores import erp_store


class DimensionShelf:
    """The values of one dimension, as other records lie on a shelf."""

    def __init__(self, dimension):
        self.page = lists.values_of(dimension)
        self.find = lambda connection, company, code: dimensions.find(connection, company, dimension, code)


PROJECTS, COST_CENTERS = DimensionShelf("project"), DimensionShelf("cost_center")


def patch_value(dimension):
    return lambda connection, company, code, changes: admin.patch_dimension_value(
        connection, company, dimension, code, changes
    )


patch_project, patch_cost_center = patch_value("project"), patch_value("cost_center")


def everything(erp, shelf):
    return erp.amend(lambda connection, company: shelf.page(connection, company, Page(limit=1000))[0])


def test_a_company_holds_what_its_chart_says(erp):
    assert tuple(everything(erp, master.accounts)) == CHART.accounts
    for name, values in CHART.dimension_values.items():
        assert tuple(everything(erp, DimensionShelf(name))) == values
    assert tuple(everything(erp, master.tax_codes)) == CHART.tax_codes
    assert tuple(everything(erp, master.periods)) == CHART.periods
    assert tuple(everything(erp, master.rates)) == CHART.rates
    assert [replace(vendor, id="") for vendor in everything(erp, master.vendors)] == list(CHART.vendors)
    assert [vendor.id for vendor in everything(erp, master.vendors)] == ["V-1001", "V-1002", "V-1003"]


def test_an_empty_chart_will_do(erp):
    erp.open("bare", "key-of-bare", Chart(currency="EUR"))
    assert erp.get("/vendors", key="key-of-bare").items == []
    answer = erp.post("/vendors", {"external_id": "E", "name": "N"}, key="key-of-bare")
    assert answer.json["id"] == "V-1001"


def test_a_company_tells_its_key(erp):
    erp.open("keyed", "key-of-keyed")
    with erp.store.transaction(write=False) as connection:
        assert admin.api_key_of(connection, "keyed") == "key-of-keyed"
        assert admin.api_key_of(connection, "unknown") == ""


def test_setting_up_takes_one_statement_a_table(erp):
    seen = []
    listen = ("before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    event.listen(erp.store.engine, *listen)
    erp.open("other", "key-of-other")
    event.remove(erp.store.engine, *listen)
    assert len([statement for statement in seen if "erp_" in statement]) == 8


@pytest.mark.parametrize(
    ("patch", "code", "changes", "shelf"),
    [
        (admin.patch_account, "6400", {"active": False}, master.accounts),
        (admin.patch_account, "6400", {"requires": ["cost_center", "project"]}, master.accounts),
        (patch_project, "P-100", {"ends_on": "2026-01-31"}, PROJECTS),
        (patch_project, "P-200", {"ends_on": None, "status": "closed"}, PROJECTS),
        (patch_cost_center, "0021", {"active": False}, COST_CENTERS),
        (admin.patch_period, "2026-01", {"status": "closed"}, master.periods),
        (admin.patch_vendor, "E-1001", {"active": False}, master.vendors),
        (admin.patch_vendor, "E-1001", {"currency": "EUR"}, master.vendors),
    ],
)
def test_a_record_is_amended_and_stays_so(erp, patch, code, changes, shelf):
    before = erp.amend(lambda connection, company: shelf.find(connection, company, code))
    changed = erp.amend(patch, code, changes)
    assert changed != before
    assert erp.amend(lambda connection, company: shelf.find(connection, company, code)) == changed
    others = [record for record in everything(erp, shelf) if record != changed]
    assert len(others) == len(everything(erp, shelf)) - 1


def test_a_vendor_is_known_by_either_id(erp):
    assert erp.amend(admin.patch_vendor, "V-1002", {"active": False}).external_id == "AMEX"


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (admin.patch_account, "there is no account nine"),
        (patch_project, "there is no project nine"),
        (patch_cost_center, "there is no cost center nine"),
        (admin.patch_period, "there is no period nine"),
        (admin.patch_vendor, "there is no vendor nine"),
    ],
)
def test_an_unknown_code_is_named(erp, patch, message):
    with pytest.raises(admin.MasterDataUnknown) as caught:
        erp.amend(patch, "nine", {})
    assert (str(caught.value), caught.value.code) == (message, "nine")


def test_a_change_that_is_wrong_in_part_changes_nothing(erp):
    with pytest.raises(ValidationFailed) as caught:
        erp.amend(admin.patch_account, "6400", {"active": False, "colour": "red"})
    assert [error.pointer for error in caught.value.errors] == ["/colour"]
    assert erp.get("/accounts?code=6400").items[0]["active"] is True


def test_settings_are_amended(erp):
    assert erp.amend(admin.settings_of) == Settings()
    changed = erp.amend(admin.patch_settings, {"posting": "automatic", "duplicates": "warn"})
    assert changed == Settings(posting="automatic", duplicates="warn")
    assert erp.amend(admin.settings_of) == changed
    with pytest.raises(ValidationFailed, match="validates"):
        erp.amend(admin.patch_settings, {"validates": "never"})


def test_an_unknown_company_has_no_settings(erp):
    with pytest.raises(admin.MasterDataUnknown, match="company nobody"):
        erp.amend(admin.settings_of, company="nobody")


def test_another_key_opens_the_same_books(erp):
    erp.amend(admin.issue_key, "second")
    erp.created(key="second")
    assert [item["id"] for item in erp.get("/bills").items] == ["B-1"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 1, 31), True), (date(2026, 2, 1), False)],
)
def test_a_rate_holds_from_its_first_day_to_its_last(erp, day, expected):
    assert erp.amend(master.has_rate, "EUR", day) is expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [(None, None, True), (None, date(2026, 1, 14), False), (date(2026, 1, 15), None, True),
     (date(2026, 1, 16), None, False)],
)  # fmt: skip
def test_a_rate_may_be_open_on_either_side(erp, starts_on, ends_on, expected):
    rate = Rate(currency="CAD", rate=Decimal("0.7"), starts_on=starts_on, ends_on=ends_on)
    erp.open("north", "key-of-north", Chart(currency="USD", rates=(rate,)))
    assert erp.amend(master.has_rate, "CAD", date(2026, 1, 15), company="north") is expected


def test_dropping_a_company_leaves_no_row_of_it_and_every_row_of_others(erp):
    erp.open("other", "key-of-other")
    for key in ("key-of-acme", "key-of-other"):
        erp.post("/bills", BILL, key=key, Idempotency_Key="k")
        erp.post("/bills/B-1/post", key=key)

    def counts(company):
        def count(connection, company_id):
            return {
                table.name: len(connection.execute(select(table).where(table.c.company_id == company_id)).all())
                for table in admin.SECTION.tables
            }

        return erp.amend(count, company=company)

    before = counts("other")
    assert all(before.values())
    erp.amend(companies.drop_company, erp.store.tables)
    assert not any(counts("acme").values())
    assert counts("other") == before
    assert erp.get("/bills").status == 401


def test_what_lists_are_sorted_by_is_compared_by_its_characters_in_postgresql(postgresql):
    """As SQLite and Python do; a database in another language than C would sort `a` before `B`."""
    engine = create_engine(postgresql)
    erp_store(postgresql).close()
    query = (
        "SELECT table_name, column_name, collation_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    with engine.connect() as connection:
        collations = {(row[0], row[1]): row[2] for row in connection.exec_driver_sql(query)}
    engine.dispose()
    sorted_by = [(table.name, column.name) for table in admin.SECTION.tables for column in table.primary_key]
    codes = [place for place in sorted_by if place[1] in ("code", "name")]
    assert len(codes) == 4
    for place in (*codes, ("erp_ledger", "account"), ("erp_ledger", "currency")):
        assert collations[place] == "C", place
