"""Every statement of a request finds its rows by an index, however many companies and bills there are."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tests.mock_erp.world import BILL, LINE


@pytest.fixture
def plans(erp):
    """Call with something to do: the query plans of the statements that it executed, by statement."""

    def explain(work):
        executed = []

        def listen(_connection, _cursor, statement, parameters, _context, many):
            executed.append((statement, parameters[0] if many else parameters))

        event.listen(erp.store.engine, "before_cursor_execute", listen)
        work()
        event.remove(erp.store.engine, "before_cursor_execute", listen)
        with erp.store.transaction(write=False) as connection:
            found = {}
            for statement, parameters in executed:
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found[statement] = [row[3] for row in rows]
        return found

    return explain


@pytest.mark.parametrize(
    "path",
    [
        "/accounts?active=true&limit=2",
        "/accounts?code=6400",
        "/projects?after=P-1",
        "/vendors?external_id=E-1001",
        "/vendors?limit=1",
        "/rates?currency=EUR",
        "/bills",
        "/bills?external_id=R1/employee",
        "/bills?status=posted&after=5",
        "/bills?vendor_id=V-1001",
        "/bills?document_number=ER-1",
        "/bills/B-1",
        "/ledger?after=100",
        "/ledger?bill_id=B-1",
        "/ledger?account=6400&after=1",
        "/balances?limit=1",
        "/balances?after=6400/USD",
    ],
)
def test_a_list_is_read_by_an_index_in_its_order(erp, plans, path):
    erp.posted()
    erp.created({**BILL, "document_number": "ER-2"})
    for statement, plan in plans(lambda: erp.get(path)).items():
        assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step], (statement, plan)


def test_the_life_of_a_bill_is_led_by_indexes(erp, plans):
    lines = [{**LINE, "tax_code": "V19"}]

    def live():
        bill_id = erp.created({**BILL, "currency": "EUR", "lines": lines}, Idempotency_Key="k")
        erp.post(f"/bills/{bill_id}/post")
        erp.post(f"/bills/{bill_id}/void")
        erp.call("DELETE", f"/bills/{erp.created()}")
        erp.post("/vendors", {"external_id": "E-9", "name": "New"})

    executed = plans(live)
    assert len(executed) > 20
    for statement, plan in executed.items():
        assert not [step for step in plan if step.startswith("SCAN")], (statement, plan)
