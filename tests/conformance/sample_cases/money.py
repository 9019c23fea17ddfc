from __future__ import annotations

from decimal import Decimal

from conformance.citation import Reference
from conformance.engine.case import case
from conformance.engine.case_context import CaseContext

BILLS = Reference("The ERP's manual", "Creating a bill", "assumed", "every ERP has something like it")


@case(id="money/one-bill", says="One report becomes one bill.", rests_on=(BILLS,), scenario="one-report")
def one_bill(context: CaseContext) -> None:
    cycle = context.cycle()
    posted = [each for each in context.traffic_of(cycle) if each.method == "POST"]
    seen = context.bills()
    context.check(
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
def credit(context: CaseContext) -> None:
    raise AssertionError("never run: nothing claims credits here")


@case(
    id="money/second-cycle-adds-nothing",
    says="What is booked is not booked again.",
    rests_on=(BILLS,),
    scenario="one-report",
    cycles=2,
    names_defects=("double-books",),
)
def twice(context: CaseContext) -> None:
    context.cycle()
    context.cycle()
    total = sum((Decimal(bill["amount"]) for bill in context.bills()), Decimal(0))
    context.check(
        total == Decimal("12.50"), "The report was booked twice", expected="12.50 in all", seen=f"{total} in all"
    )
