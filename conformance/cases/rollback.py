"""Reports that can be booked in part only, or not be committed: all of it stands, or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from conformance.cases.patterns import advance_clock, check_recovery, returned_case
from conformance.engine.case import case
from conformance.engine.case_context import CaseContext
from conformance.judge import ExpectedError, judge_company, record_before, sources

if TYPE_CHECKING:
    from conformance.client.exchange import Exchange

COMMIT = "/api/expense/expensereport/v2.0/integrationstatus/report/*"
DETAILS = "/api/expense/expensereport/v2.0/report/*"

AIRFARE = ExpectedError(code="ACCOUNT_INACTIVE", value="6420", entry=1)
AGAIN = "To use the POST Expense Journal Entry Job Key the report must be at the Processing Payment or Payment \
Confirmed Payment Status."

CASES = (
    returned_case(
        "rollback/second-payee-refused",
        "A bill refused for the second payee takes the first payee's bill back; the report is recalled.",
        sources.ROLL_BACK,
        sources.UNIT_OF_WORK,
        scenario="second-payee-refused",
        recalled={"Sales trip": [AIRFARE]},
        needs=["card-payees"],
        names_defects=("no-rollback", "posts-before-all-accepted", "commits-concur-first"),
    ),
    returned_case(
        "rollback/last-of-three-refused",
        "A bill refused for the last of three payees takes both others back.",
        sources.ROLL_BACK,
        sources.UNIT_OF_WORK,
        scenario="last-of-three-refused",
        recalled={"Sales trip": [ExpectedError(code="ACCOUNT_INACTIVE", value="6440", entry=2)]},
        needs=["card-payees"],
        names_defects=("rolls-back-only-the-last", "no-rollback"),
    ),
    returned_case(
        "rollback/refused-at-posting",
        "Where the ERP looks at a bill only when it is posted, the bills posted before a refusal become void.",
        sources.ROLL_BACK,
        sources.TRANSACTION,
        scenario="refused-at-posting",
        recalled={"Sales trip": [AIRFARE]},
        needs=["card-payees"],
        names_defects=("never-voids",),
    ),
    returned_case(
        "rollback/automatic-posting",
        "Where the ERP posts every bill at once, taking one back is to void it.",
        sources.ROLL_BACK,
        scenario="automatic-posting",
        recalled={"Sales trip": [AIRFARE]},
        needs=["card-payees"],
        names_defects=("never-voids",),
    ),
    returned_case(
        "rollback/one-bad-report",
        "A report that cannot be booked does not hold up the others.",
        sources.UNIT_OF_WORK,
        sources.REPEAT,
        scenario="one-bad-report",
        recalled={"Tuesday": [ExpectedError(code="ACCOUNT_UNKNOWN", value="6999", entry=0)]},
        paid=["Monday", "Wednesday"],
        names_defects=("stops-at-bad-report",),
    ),
)


@case(
    id="rollback/commit-fails",
    says="Concur answers the commit with FAILURE and the report is not Paid: its bills all stand or none does, "
    "nobody is told to mend it, and it is booked once when Concur commits it.",
    rests_on=(sources.COMMIT_REFUSED, sources.TRANSACTION),
    scenario="early-and-late",
    cycles=4,
    names_defects=("failure-is-success",),
)
def commit_fails(context: CaseContext) -> None:
    """The early report shows in which form Concur answers the connector; the late one meets the FAILURE.

    Time passes before that, so that a connector which then thinks that all is done polls for later reports.
    """
    first = record_before(context)
    context.cycle()
    asked = context.traffic("concur", COMMIT, "POST")
    context.act("Late report", "final-approve", as_="pat@example.com")
    advance_clock(context, timedelta(minutes=5))
    before = record_before(context, first)
    fault = context.fault("concur", "POST", COMMIT, "answer", times=None, status=200, **_failure(asked))
    context.cycle(expect_exit_zero=False)
    judge_company(context, before, unsettled=["Late report"])
    fault.remove()
    check_recovery(context, record_before(context, before), ["Late report"])


def _failure(asked: list[Exchange]) -> dict[str, Any]:
    """Concur's FAILURE in the form in which Concur has answered the connector's last commit; else in XML."""
    if asked and "json" in asked[-1].response_headers.get("content-type", ""):
        return {"body": {"Status": "FAILURE", "Message": AGAIN}}
    body = (
        '<ActionStatus xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        f"<Message>{AGAIN}</Message><Status>FAILURE</Status></ActionStatus>"
    )
    return {"body": body, "headers": {"Content-Type": "application/xml"}}


@case(
    id="rollback/commit-unreachable",
    says="The commit cannot be reached, nor the report's details after it: the bills of all payees stand or "
    "none, and the report is booked and committed once when Concur answers again.",
    rests_on=(sources.OUTAGE, sources.SETTLE),
    scenario="employee-and-card",
    needs=["card-payees"],
    cycles=3,
)
def commit_unreachable(context: CaseContext) -> None:
    """From the first commit on Concur does not answer, and nothing was done."""
    before = record_before(context)
    faults = [
        context.fault("concur", "POST", COMMIT, "drop-before", times=None),
        # For connectors that look whether the commit was done; one that leaves it to its next cycle asks nothing more.
        context.fault("concur", "GET", DETAILS, "drop-before", nth=2, times=None, needed=False),
    ]
    context.cycle(expect_exit_zero=False)
    judge_company(context, before, unsettled=["Sales trip"])
    for fault in faults:
        fault.remove()
    check_recovery(context, record_before(context, before), ["Sales trip"])
