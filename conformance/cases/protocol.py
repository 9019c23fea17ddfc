"""Services that do not answer, answer late, or answer more than expected: nothing is lost, nothing doubled."""

from __future__ import annotations

import time
from datetime import timedelta

from conformance.cases.patterns import RECOVERY, advance_clock, check_recovery, company_time
from conformance.engine.case import case
from conformance.engine.case_context import CaseContext
from conformance.judge import judge_company, record_before, sources

DETAILS = "/api/expense/expensereport/v2.0/report/*"
COMMIT = "/api/expense/expensereport/v2.0/integrationstatus/report/*"
BILLS = "/api/v1/bills"

PAUSE = 1
"""Seconds for which a service that answers 429 asks to be left alone."""

SLOW = 0.5
"""Seconds for which the first details are kept waiting; threads of a connector begin their requests well within."""

WEEK = ("Monday", "Tuesday", "Wednesday")
THOUSAND = 1005


@case(
    id="protocol/token-expired",
    says="The access token expires amid a cycle: the connector gets another one and loses no report.",
    rests_on=(sources.BAD_TOKEN, sources.REFRESH),
    scenario="several-reports",
    needs=["oauth"],
    cycles=1 + RECOVERY,
    names_defects=("never-refreshes-token",),
)
def token_expired(context: CaseContext) -> None:
    """Every token of the company runs out as the second report's details are read."""
    before = record_before(context)
    context.fault("concur", "GET", DETAILS, "expire-token", nth=2)
    context.cycle(expect_exit_zero=False)
    judge_company(context, before, unsettled=WEEK)
    check_recovery(context, record_before(context, before), WEEK)


@case(
    id="protocol/too-many-requests",
    says="After a 429 no further request goes to that service until Retry-After is over, and no report is lost.",
    rests_on=(sources.OUTAGE, sources.RETRY_AFTER),
    scenario="several-reports",
    cycles=3 + RECOVERY,
    names_defects=("ignores-retry-after", "presses-on-when-throttled"),
)
def too_many_requests(context: CaseContext) -> None:
    """Concur refuses the second report's details, the ERP a bill; each asks to be left alone for a second.

    A connector that waits meets both in one cycle, one that ends its cycle at a 429 in one after the other. The first
    report's details take their time, so that whoever asks for several at once is seen to: the mocks answer too quickly
    to be met twice at a time, and in a connector that does one thing at a time nothing is on its way after a 429.
    """
    seen = record_before(context)
    slow = context.fault("concur", "GET", DETAILS, "delay", seconds=SLOW)
    faults = [
        context.fault("concur", "GET", DETAILS, "throttle", nth=2, retry_after=PAUSE),
        context.fault("erp", "POST", BILLS, "throttle", retry_after=PAUSE),
    ]
    for _ in range(1 + len(faults)):
        context.cycle(expect_exit_zero=False)
        judge_company(context, seen, unsettled=WEEK)
        seen = record_before(context, seen)
        _outlast_pauses(context)
        if all(fault.fired() for fault in faults):
            break
    for fault in (slow, *faults):
        fault.remove()
    check_recovery(context, seen, WEEK)


def _outlast_pauses(context: CaseContext) -> None:
    """Wait until the services are open again, for a connector that has ended its cycle and keeps to real time."""
    refused = [each for each in context.traffic() if each.status == 429]
    over = max((each.answered + timedelta(seconds=PAUSE) for each in refused), default=None)
    if over is not None:
        time.sleep(max(0.0, (over - company_time(context)).total_seconds()))


@case(
    id="protocol/commit-answer-lost",
    says="The commit was done but its answer got lost: the report is Paid, so its bills stay.",
    rests_on=(sources.SETTLE, sources.COMMIT),
    scenario="employee-and-card",
    needs=["card-payees"],
    cycles=1 + RECOVERY,
    names_defects=("rolls-back-after-lost-commit",),
)
def commit_answer_lost(context: CaseContext) -> None:
    """Concur closes the connection without a byte, having done the work."""
    before = record_before(context)
    context.fault("concur", "POST", COMMIT, "drop-after")
    context.cycle(expect_exit_zero=False)
    judge_company(context, before, unsettled=["Sales trip"])
    check_recovery(context, record_before(context, before), ["Sales trip"])


@case(
    id="protocol/bill-answer-lost",
    says="A bill was made but the answer got lost: it is not made a second time.",
    rests_on=(sources.OUTAGE, sources.IDEMPOTENT),
    scenario="employee-only",
    cycles=1 + RECOVERY,
    names_defects=("double-books-on-retry",),
)
def bill_answer_lost(context: CaseContext) -> None:
    """The ERP closes the connection without a byte, having made the bill."""
    before = record_before(context)
    context.fault("erp", "POST", BILLS, "drop-after")
    context.cycle(expect_exit_zero=False)
    judge_company(context, before, unsettled=["Client meeting"])
    check_recovery(context, record_before(context, before), ["Client meeting"])


@case(
    id="protocol/erp-down",
    says="The ERP answers 503 for a whole cycle: every report waits, and is booked once when it is back.",
    rests_on=(sources.WATERMARK, sources.OUTAGE),
    scenario="several-reports",
    cycles=1 + RECOVERY,
    names_defects=("recalls-on-outage", "watermark-ahead"),
)
def erp_down(context: CaseContext) -> None:
    """Nobody who could mend the reports can mend the ERP."""
    before = record_before(context)
    outage = context.fault("erp", "*", "*", "answer", times=None, status=503)
    context.cycle(expect_exit_zero=False)
    outage.remove()
    judge_company(context, before, unsettled=WEEK)
    check_recovery(context, record_before(context, before), WEEK)


@case(
    id="protocol/mended-within-the-second",
    says="A report that becomes ready within the second of the last poll is not lost.",
    rests_on=(sources.WATERMARK, sources.MODIFIED_AFTER),
    scenario="early-and-late",
    cycles=1 + RECOVERY,
    names_defects=("watermark-rounds-up",),
)
def mended_within_the_second(context: CaseContext) -> None:
    """The company's clock stands while the connector polls, and a report becomes ready 0.3 seconds later.

    The clock is ahead of real time, so that a connector that goes by its own clock is not misled.
    """
    poll = company_time(context).replace(microsecond=200_000) + timedelta(seconds=30)
    context.clock(now=poll.isoformat(), frozen=True)
    before = record_before(context)
    context.cycle()
    judge_company(context, before, paid=["Early report"])
    advance_clock(context, timedelta(milliseconds=300))
    context.act("Late report", "final-approve", as_="pat@example.com")
    ready = record_before(context, before)
    for _ in range(RECOVERY):
        advance_clock(context, timedelta(minutes=2))
        context.cycle()
    judge_company(context, ready, paid=["Late report"])


@case(
    id="protocol/more-than-a-thousand",
    says="More reports are ready than one list can show: those beyond the first thousand are booked as well.",
    rests_on=(sources.WATERMARK, sources.LIST_LIMIT),
    scenario="more-than-a-thousand",
    cycles=1 + RECOVERY,
    names_defects=("first-thousand-only",),
    timeout=300,
)
def more_than_a_thousand(context: CaseContext) -> None:
    """The list holds at most 1000 reports and does not say that there are more."""
    before = record_before(context)
    for _ in range(1 + RECOVERY):
        context.cycle()
    judge_company(context, before, paid=[f"Commute {number}" for number in range(1, THOUSAND + 1)])
