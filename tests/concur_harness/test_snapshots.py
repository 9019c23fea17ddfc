"""Snapshots: what can be taken can be put back, and what was never taken is told where it is wrong."""

from __future__ import annotations

import copy
import json

import pytest

from concur_harness import snapshots
from mockkit.service import MOST_BODY
from tests.concur_harness.test_companies import rows
from tests.concur_harness.world import Made, World

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
    world.house.close()


def forged(snapshot: dict, table: str = "", **changes: object) -> dict:
    """The snapshot with other values in its head, or in the first row of a table, and a digest that fits."""
    value = copy.deepcopy(snapshot)
    (value["rows"][table][0] if table else value).update(changes)
    return {**value, "digest": snapshots._digest(value)}


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


@pytest.mark.parametrize("field", ["name", "seed", "id_counter", "clock_offset", "clock_frozen_at", "rows"])
@pytest.mark.parametrize("value", ["", [], {}, True, 1.5, -1, 2**63, 2**70, "x" * 100, "1"])
def test_a_head_that_was_never_taken_is_refused_by_its_field(taken, field: str, value: object) -> None:
    world, snapshot = taken
    if (field, value) in (("clock_offset", -1), ("name", "1")):
        pytest.skip("is as good as any")
    assert refused(world, forged(snapshot, **{field: value})) == [f"/snapshot/{field}"]


def test_a_head_that_lacks_a_field_or_has_one_more_is_refused(taken) -> None:
    world, snapshot = taken
    assert refused(world, forged(snapshot, colour="red")) == ["/snapshot/colour"]
    without = {name: value for name, value in snapshot.items() if name != "seed"}
    assert refused(world, {**without, "digest": snapshots._digest(without)}) == ["/snapshot/seed"]
    assert refused(world, {**snapshot, "format": True}) == ["/snapshot/format"]
    assert refused(world, {**snapshot, "digest": "0" * 32}) == ["/snapshot/digest"]
    assert refused(world, {**snapshot, "name": "another"}) == ["/snapshot/digest"]


def test_rows_of_another_version_are_refused(taken) -> None:
    world, snapshot = taken
    tables = dict(snapshot["rows"])
    for other in ({**tables, "more": []}, {name: held for name, held in tables.items() if name != "erp_bills"}):
        assert refused(world, forged(snapshot, rows=other)) == ["/snapshot/rows"]
    assert refused(world, forged(snapshot, rows={**tables, "erp_bills": {}})) == ["/snapshot/rows/erp_bills"]


@pytest.mark.parametrize("value", [None, 2**70, [], {}, 1.5])
def test_a_value_that_a_column_cannot_have_is_refused_by_its_place(taken, value: object) -> None:
    """Each once was an error of the harness, 500, some of them long after."""
    world, snapshot = taken
    for table, held in snapshot["rows"].items():
        for name in held[0] if held else ():
            if value is None and f"{table}.{name}" in NULLABLE:
                continue
            change = forged(snapshot, table, **{name: value})
            assert refused(world, change)[0].startswith(f"/snapshot/rows/{table}/0"), (table, name, value)


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
        ("kit_mappings", "body", ["", "{}", '{"dimensions": 1}']),
        ("concur_setups", "body", ["", "{}", "[]"]),
        ("concur_reports", "body", ["", "{}", "null"]),
        ("concur_reports", "approval_status", ["A_NONE"]),
        ("concur_reports", "total", ["NaN", "1"]),
        ("concur_reports", "report_id", ["0" * 20]),
    ],
)
def test_a_text_that_no_mock_has_written_is_refused_by_its_place(taken, table, name, values) -> None:
    world, snapshot = taken
    for value in values:
        (place,) = refused(world, forged(snapshot, table, **{name: value}))
        assert place in (f"/snapshot/rows/{table}/0/{name}", f"/snapshot/rows/{table}/0")


def test_a_row_with_other_columns_or_twice_is_refused(taken) -> None:
    world, snapshot = taken
    assert refused(world, forged(snapshot, "erp_accounts", colour="red")) == ["/snapshot/rows/erp_accounts/0"]
    for table in ("erp_accounts", "erp_vendors", "concur_setups", "concur_reports"):
        value = copy.deepcopy(snapshot)
        value["rows"][table].append(dict(value["rows"][table][0]))
        last = len(value["rows"][table]) - 1
        assert set(refused(world, {**value, "digest": snapshots._digest(value)})) == {f"/snapshot/rows/{table}/{last}"}


def test_of_very_many_mistakes_the_first_are_told(taken) -> None:
    world, snapshot = taken
    value = copy.deepcopy(snapshot)
    value["rows"]["erp_accounts"] = [{} for _ in range(5000)]
    assert len(refused(world, {**value, "digest": snapshots._digest(value)})) == 100


def test_a_long_snapshot_that_can_be_taken_can_be_put_back(world: World) -> None:
    """More than 16 MiB could be taken, and not be handed in."""
    entry = {"type": "LODNG", "date": "-2d", "amount": "1.00", "comments": ["x" * 2000] * 250}
    report = {"name": "R", "owner": "ann@example.com", "at": "draft", "copies": 40, "entries": [entry]}
    made = world.found({"name": "long", "reports": [report]})
    taken = made.control("GET", "/snapshot")
    assert len(taken.text) > MOST_BODY
    again = Made(world, world.control("POST", "/companies", {"snapshot": taken.json}).json)
    assert again.snapshot() == taken.json
    for company in (made, again):
        company.control("DELETE")


def test_what_could_not_be_put_back_is_not_taken(made: Made, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "MOST_BYTES", 10_000)
    answer = made.control("GET", "/snapshot")
    assert (answer.status, "10000" in answer.text) == (409, True)


def test_only_a_snapshot_may_be_as_long_as_one(world: World) -> None:
    long = {"scenario": {"name": "x" * (MOST_BODY + 1)}}
    assert world.control("POST", "/companies", long).status == 413
    assert world.control("POST", "/companies/x/faults", long).status == 413
    made = json.dumps({"snapshot": {"format": 1, "name": "x" * (MOST_BODY + 1)}})
    answer = world.ask("POST", "/_mock/companies", data=made, content_type="application/json")
    assert answer.status == 422
