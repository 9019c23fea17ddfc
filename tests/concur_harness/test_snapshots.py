"""Snapshots: what can be taken can be put back, and what was never taken is told where it is wrong."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from concur_harness.sections import sections
from concur_harness.snapshots import snapshot as snapshot_module
from mock_concur.store.report_index import allocations, entries
from mockkit.database.sections import Rows
from mockkit.web.service import MAX_BODY
from tests.concur_harness.test_companies import rows
from tests.concur_harness.world import Made, World, tables_of

BILL = {
    "external_id": "x/E", "vendor_id": "V-1001", "type": "bill", "document_number": "D-1", "bill_date": "2026-01-20",
    "gl_date": "2026-01-20", "currency": "USD", "liability_account": "2100", "memo": None,
    "lines": [{"account": "6400", "amount": "12.00", "project": "P-100", "cost_center": "0021"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def taken():
    """A world, and a snapshot with a row in nearly every table."""
    world = World()
    made = world.found("default")
    headers = {"Authorization": f"Bearer {made.shown['erp']['api_key']}", "Idempotency-Key": "one"}
    gl_date = made.control("GET", "/clock").json["now"][:10]
    bill = world.ask("POST", "/api/v1/bills", port="erp", json={**BILL, "gl_date": gl_date}, headers=headers)
    assert bill.status == 201, bill.text
    assert world.ask("POST", f"/api/v1/bills/{bill.json['id']}/post", port="erp", headers=headers).status == 200
    made.control("POST", "/faults", {"service": "erp", "path": "/x", "do": "answer", "status": 500, "times": None})
    yield world, made.snapshot()
    world.harness.close()


def forged(snapshot: dict, table: str = "", **changes: object) -> dict:
    """The snapshot with other values in its head, or in the first row of a table, and a digest that fits."""
    value = copy.deepcopy(snapshot)
    (tables_of(value)[table][0] if table else value).update(changes)
    return signed(value)


def signed(value: dict) -> dict:
    """The value with the digest that it should have."""
    return {**value, "digest": snapshot_module._digest(value)}


def place(table: str) -> str:
    """Where a table is in a snapshot that is handed in."""
    (section,) = (each.name for each in sections() if table in {known.name for known in each.tables})
    return f"/snapshot/sections/{section}/tables/{table}"


def refused(world: World, snapshot: object) -> list[str]:
    before = rows(world)
    answer = world.control("POST", "/companies", {"snapshot": snapshot})
    assert answer.status == 422, answer.text
    assert rows(world) == before
    return answer.places


def test_what_was_taken_is_put_back(taken) -> None:
    world, snapshot = taken
    again = Made(world, world.control("POST", "/companies", {"snapshot": snapshot}).json)
    assert again.snapshot() == snapshot
    assert again.control("POST", "/reset").status == 200
    assert again.snapshot() == snapshot


@pytest.mark.parametrize("field", ["name", "seed", "id_counter", "clock_offset", "clock_frozen_at", "sections"])
@pytest.mark.parametrize("value", ["", [], {}, True, 1.5, -1, 2**63, 2**70, "x" * 100, "1"])
def test_a_head_that_was_never_taken_is_refused_by_its_field(taken, field: str, value: Any) -> None:
    world, snapshot = taken
    if (field, value) in (("clock_offset", -1), ("name", "1"), ("sections", {})):
        pytest.skip("is as good as any, or is told by what it lacks")
    assert refused(world, forged(snapshot, **{field: value})) == [f"/snapshot/{field}"]


def test_a_head_that_lacks_a_field_or_has_one_more_is_refused(taken) -> None:
    world, snapshot = taken
    assert refused(world, forged(snapshot, colour="red")) == ["/snapshot/colour"]
    without = {name: value for name, value in snapshot.items() if name != "seed"}
    assert refused(world, {**without, "digest": snapshot_module._digest(without)}) == ["/snapshot/seed"]
    assert refused(world, {**snapshot, "format": True}) == ["/snapshot/format"]
    assert refused(world, {**snapshot, "digest": "0" * 32}) == ["/snapshot/digest"]
    assert refused(world, {**snapshot, "name": "another"}) == ["/snapshot/digest"]


def test_sections_and_tables_that_are_not_known_are_refused_by_their_place(taken) -> None:
    world, snapshot = taken
    sections = snapshot["sections"]
    for more in ("chat", "x" * 200):
        assert refused(world, forged(snapshot, sections={**sections, more: {}})) == [f"/snapshot/sections/{more[:100]}"]
    wrong: Any
    for wrong in ([], {"tables": {}}, {"version": 1, "tables": {}, "colour": "red"}):
        assert refused(world, forged(snapshot, sections={**sections, "erp": wrong})) == ["/snapshot/sections/erp"]
    erp = sections["erp"]
    for table in ("more", "concur_tokens", "erp_api_keys"):
        other = {**sections, "erp": {**erp, "tables": {**erp["tables"], table: []}}}
        assert refused(world, forged(snapshot, sections=other)) == [f"/snapshot/sections/erp/tables/{table}"]
    for wrong in ([], None, "x"):
        other = {**sections, "erp": {**erp, "tables": wrong}}
        assert refused(world, forged(snapshot, sections=other)) == ["/snapshot/sections/erp/tables"]
        other = {**sections, "erp": {**erp, "tables": {**erp["tables"], "erp_bills": wrong or {}}}}
        assert refused(world, forged(snapshot, sections=other)) == ["/snapshot/sections/erp/tables/erp_bills"]


@pytest.mark.parametrize("version", [0, -1, 99, None, "1", 1.0, True, 2**70])
def test_a_version_that_cannot_be_read_is_refused_by_its_place(taken, version: object) -> None:
    world, snapshot = taken
    erp = {**snapshot["sections"]["erp"], "version": version}
    other = forged(snapshot, sections={**snapshot["sections"], "erp": erp})
    assert refused(world, other) == ["/snapshot/sections/erp/version"]


def test_a_table_that_was_added_since_is_empty(taken) -> None:
    """As long as it may be: a company without its set-up, or the ERP's settings, would only fail later."""
    world, snapshot = taken
    without = copy.deepcopy(snapshot)
    del without["sections"]["erp"]["tables"]["erp_idempotency"]
    again = Made(world, world.control("POST", "/companies", {"snapshot": signed(without)}).json)
    assert again.rows() == {**tables_of(snapshot), "erp_idempotency": []}
    del without["sections"]["erp"]["tables"]["erp_companies"], without["sections"]["harness"]
    assert refused(world, signed(without)) == [place("harness_mappings"), place("erp_companies")]


def test_a_column_that_was_added_since_has_its_default(taken) -> None:
    world, snapshot = taken
    without = copy.deepcopy(snapshot)
    for bill in tables_of(without)["erp_bills"]:
        bill["memo"] = None
    full = signed(copy.deepcopy(without))
    for bill in tables_of(without)["erp_bills"]:
        del bill["memo"]
    again = Made(world, world.control("POST", "/companies", {"snapshot": signed(without)}).json)
    assert again.snapshot() == full


def test_what_is_derived_is_not_carried_but_made_anew(taken) -> None:
    world, snapshot = taken
    assert not any(name.startswith("concur_report_") for name in tables_of(snapshot))
    copied = world.control("POST", "/companies", {"snapshot": snapshot}).json["id"]
    found: dict[str, set] = {}
    with world.harness.store.transaction(write=False) as connection:
        for table in (entries, allocations):
            for company_id, *row in connection.execute(select(table)):
                found.setdefault(company_id, set()).add((table.name, *row))
    assert found[copied]
    assert all(each == found[copied] for each in found.values())


TAKEN = Path(__file__).parent / "taken"


@pytest.mark.parametrize("file", sorted(TAKEN.glob("*.json")), ids=lambda file: file.stem)
def test_a_snapshot_that_an_earlier_version_took_is_read(world: World, file: Path) -> None:
    """One of each form that was ever handed out: a report, a bill that is posted, a fault."""
    old = json.loads(file.read_bytes())
    made = Made(world, world.control("POST", "/companies", {"snapshot": old}).json)
    before = made.snapshot()
    assert [report["payment_status"] for report in made.reports().values()] == ["P_PROC"]
    (bill,) = made.erp("GET", "/api/v1/bills").json["items"]
    assert (bill["status"], bill["document_number"]) == ("posted", "D-1")
    assert [fault["path"] for fault in made.control("GET", "/faults").json["items"]] == ["/x"]
    assert [row["debit"] for row in made.erp("GET", "/api/v1/ledger").json["items"]]
    assert len(made.concur("GET", "/api/expense/expensereport/v2.0/Reports?paymentTypeID=Cash").json) <= 1
    assert made.control("POST", "/reset").status == 200
    assert made.snapshot() == before
    made.control("DELETE")


def test_mistakes_in_the_first_format_are_told_by_their_place_in_it(world: World) -> None:
    old = json.loads((TAKEN / "format-1.json").read_bytes())
    old["rows"]["kit_mappings"][0]["body"] = "{}"
    assert refused(world, signed(old)) == ["/snapshot/rows/harness_mappings/0/body"]
    assert refused(world, {**old, "rows": 1}) == ["/snapshot/rows"]
    old["rows"]["more"] = []
    assert refused(world, signed(old)) == ["/snapshot/rows/more"]
    old["sections"] = {}
    assert refused(world, old) == ["/snapshot/sections", "/snapshot/rows/more"]


def _newer(rows: Rows) -> Rows:
    """As if the section had once called a fault's number `nr`."""
    for row in rows["kit_faults"]:
        row["number"] = row.pop("nr")
    return rows


@pytest.fixture
def older(taken, monkeypatch: pytest.MonkeyPatch):
    """A world whose kit is of a later version, and a snapshot from before."""
    world, snapshot = taken
    raised = [
        dataclasses.replace(each, version=each.version + 1, migrations=(_newer,)) if each.name == "mockkit" else each
        for each in sections()
    ]
    monkeypatch.setattr(snapshot_module, "sections", lambda: raised)
    value = copy.deepcopy(snapshot)
    for row in tables_of(value)["kit_faults"]:
        row["nr"] = row.pop("number")
    return world, snapshot, value


def test_a_section_of_an_older_version_is_brought_up(older) -> None:
    world, snapshot, value = older
    made = Made(world, world.control("POST", "/companies", {"snapshot": signed(value)}).json)
    assert made.rows() == tables_of(snapshot)
    assert made.snapshot()["sections"]["mockkit"]["version"] == snapshot["sections"]["mockkit"]["version"] + 1


@pytest.mark.parametrize("wrong", [{}, {"kit_faults": 1}, {"kit_faults": [1]}, {"kit_faults": [{}]}])
def test_an_older_section_that_no_mock_has_written_is_refused(older, wrong: dict) -> None:
    world, _, value = older
    value["sections"]["mockkit"]["tables"] = wrong
    assert refused(world, signed(value)) == ["/snapshot/sections/mockkit/tables"]


@pytest.mark.parametrize("value", [None, 2**70, [], {}, 1.5])
def test_a_value_that_a_column_cannot_have_is_refused_by_its_place(taken, value: object) -> None:
    """Each once was an error of the harness, 500, some of them long after."""
    world, snapshot = taken
    for table, held in tables_of(snapshot).items():
        for name in held[0] if held else ():
            if value is None and f"{table}.{name}" in NULLABLE:
                continue
            change = forged(snapshot, table, **{name: value})
            assert refused(world, change)[0].startswith(f"{place(table)}/0"), (table, name, value)


NULLABLE = {
    *(
        "erp_dimension_values.ends_on",
        "erp_vendors.currency",
        "erp_bills.external_id",
        "erp_bills.memo",
        "erp_ledger.line",
    ),
    *("erp_lines.tax_code", "erp_lines.description", "erp_lines.source_ref", "erp_ledger.reverses"),
}


@pytest.mark.parametrize(
    ("table", "name", "values"),
    [
        ("erp_bills", "status", ["", "paid"]),
        ("erp_bills", "type", ["invoice"]),
        ("erp_bills", "gl_date", ["2026-13-45", "20260131", "soon"]),
        ("erp_bills", "warnings", ["", "{}", "[1]", "[" * 5000]),
        ("erp_lines", "amount", ["x", "NaN", "1E+999999", "1" * 100]),
        ("erp_dimension_values", "status", ["shut"]),
        ("erp_periods", "ends_on", ["2026-02-30"]),
        ("erp_companies", "validates", ["never"]),
        ("erp_companies", "last_bill", [0]),
        ("erp_companies", "last_vendor", [0]),
        ("kit_faults", "spec", ["", "{}", '{"service": "erp", "do": "kill"}', "[" * 5000]),
        ("harness_mappings", "body", ["", "{}", '{"dimensions": 1}']),
        ("concur_settings", "body", ["", "{}", "[]"]),
        ("concur_payment_types", "body", ["", "{}", "[]"]),
        ("concur_expense_types", "body", ["", "{}", "[]"]),
        ("concur_people", "body", ["", "{}", "[]"]),
        ("concur_people", "approver", ["nobody@example.com"]),
        ("concur_people", "active", [False]),
        ("concur_reports", "body", ["", "{}", "null"]),
        ("concur_reports", "approval_status", ["A_NONE"]),
        ("concur_reports", "total", ["NaN", "1"]),
        ("concur_reports", "report_id", ["0" * 20]),
    ],
)
def test_a_text_that_no_mock_has_written_is_refused_by_its_place(taken, table, name, values) -> None:
    world, snapshot = taken
    for value in values:
        (found,) = refused(world, forged(snapshot, table, **{name: value}))
        assert found in (f"{place(table)}/0/{name}", f"{place(table)}/0")


def test_a_row_with_other_columns_or_twice_is_refused(taken) -> None:
    world, snapshot = taken
    assert refused(world, forged(snapshot, "erp_accounts", colour="red")) == [f"{place('erp_accounts')}/0"]
    for table in ("erp_accounts", "erp_vendors", "concur_settings", "concur_people", "concur_reports"):
        value = copy.deepcopy(snapshot)
        tables_of(value)[table].append(dict(tables_of(value)[table][0]))
        last = len(tables_of(value)[table]) - 1
        assert set(refused(world, signed(value))) == {f"{place(table)}/{last}"}


def test_of_very_many_mistakes_the_first_are_told(taken) -> None:
    world, snapshot = taken
    value = copy.deepcopy(snapshot)
    tables_of(value)["erp_accounts"][:] = [{} for _ in range(5000)]
    assert len(refused(world, signed(value))) == 100


def test_a_long_snapshot_that_can_be_taken_can_be_put_back(world: World) -> None:
    """More than 16 MiB could be taken, and not be handed in."""
    entry = {"type": "LODNG", "date": "-2d", "amount": "1.00", "comments": ["x" * 2000] * 250}
    report = {"name": "R", "owner": "ann@example.com", "at": "draft", "copies": 40, "entries": [entry]}
    made = world.found({"name": "long", "reports": [report]})
    taken = made.control("GET", "/snapshot")
    assert len(taken.text) > MAX_BODY
    again = Made(world, world.control("POST", "/companies", {"snapshot": taken.json}).json)
    assert again.snapshot() == taken.json
    for company in (made, again):
        company.control("DELETE")


def test_what_could_not_be_put_back_is_not_taken(made: Made, monkeypatch) -> None:
    monkeypatch.setattr(snapshot_module, "MAX_BYTES", 10_000)
    answer = made.control("GET", "/snapshot")
    assert (answer.status, "10000" in answer.text) == (409, True)


def test_only_a_snapshot_may_be_as_long_as_one(world: World) -> None:
    long = {"scenario": {"name": "x" * (MAX_BODY + 1)}}
    assert world.control("POST", "/companies", long).status == 413
    assert world.control("POST", "/companies/x/faults", long).status == 413
    made = json.dumps({"snapshot": {"format": 1, "name": "x" * (MAX_BODY + 1)}})
    answer = world.ask("POST", "/_mock/companies", data=made, content_type="application/json")
    assert answer.status == 422
