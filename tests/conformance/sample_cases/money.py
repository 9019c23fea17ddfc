from __future__ import annotations

from decimal import Decimal

from conformance.citation import Reference
from conformance.engine.case import case
from conformance.engine.stage import Stage

BILLS = Reference("The ERP's manual", "Creating a bill", "assumed", "every ERP has something like it")


@case(id="money/one-bill", says="One report becomes one bill.", rests_on=(BILLS,), scenario="one-report")
def one_bill(stage: Stage) -> None:
    cycle = stage.cycle()
    posted = [each for each in stage.traffic_of(cycle) if each.method == "POST"]
    seen = stage.bills()
    stage.check(
        [bill["amount"] for bill in seen] == ["12.50"],
        "The report was not booked once",
        expected="one bill of 12.50",
        seen=f"{len(seen)} bills: {seen}",
        requests=[each.seq for each in posted],
        report="Client meeting",
    )


@case(
    id="money/one-bill-and-credit",
    says="A credit becomes a credit note.",
    rests_on=(BILLS,),
    scenario={"name": "inline"},
    needs={"credits"},
)
def credit(stage: Stage) -> None:
    raise AssertionError("never run: nothing claims credits here")


@case(
    id="money/second-cycle-adds-nothing",
    says="What is booked is not booked again.",
    rests_on=(BILLS,),
    scenario="one-report",
    cycles=2,
    names_defects=("double-books",),
)
def twice(stage: Stage) -> None:
    stage.cycle()
    stage.cycle()
    total = sum((Decimal(bill["amount"]) for bill in stage.bills()), Decimal(0))
    stage.check(
        total == Decimal("12.50"), "The report was booked twice", expected="12.50 in all", seen=f"{total} in all"
    )
