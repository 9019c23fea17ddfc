"""Services that do not answer, answer late, or answer more than expected: nothing is lost, nothing doubled."""

from __future__ import annotations

import time
from datetime import timedelta

from conformance.cases.patterns import RECOVERY, move_on, now, recover
from conformance.engine.case import case
from conformance.engine.stage import Stage
from conformance.judge import judge, look, sources

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
def token_expired(stage: Stage) -> None:
    """Every token of the company runs out as the second report's details are read."""
    before = look(stage)
    stage.fault("concur", "GET", DETAILS, "expire-token", nth=2)
    stage.cycle(expect_exit_zero=False)
    judge(stage, before, unsettled=WEEK)
    recover(stage, look(stage, before), WEEK)


@case(
    id="protocol/too-many-requests",
    says="After a 429 no further request goes to that service until Retry-After is over, and no report is lost.",
    rests_on=(sources.OUTAGE, sources.RETRY_AFTER),
    scenario="several-reports",
    cycles=3 + RECOVERY,
    names_defects=("ignores-retry-after", "presses-on-when-throttled"),
)
def too_many_requests(stage: Stage) -> None:
    """Concur refuses the second report's details, the ERP a bill; each asks to be left alone for a second.

    A connector that waits meets both in one cycle, one that ends its cycle at a 429 in one after the other. The first
    report's details take their time, so that whoever asks for several at once is seen to: the mocks answer too quickly
    to be met twice at a time, and in a connector that does one thing at a time nothing is on its way after a 429.
    """
    seen = look(stage)
    slow = stage.fault("concur", "GET", DETAILS, "delay", seconds=SLOW)
    faults = [
        stage.fault("concur", "GET", DETAILS, "throttle", nth=2, retry_after=PAUSE),
        stage.fault("erp", "POST", BILLS, "throttle", retry_after=PAUSE),
    ]
    for _ in range(1 + len(faults)):
        stage.cycle(expect_exit_zero=False)
        judge(stage, seen, unsettled=WEEK)
        seen = look(stage, seen)
        _outlast_pauses(stage)
        if all(fault.fired() for fault in faults):
            break
    for fault in (slow, *faults):
        fault.remove()
    recover(stage, seen, WEEK)


def _outlast_pauses(stage: Stage) -> None:
    """Wait until the services are open again, for a connector that has ended its cycle and keeps to real time."""
    refused = [each for each in stage.traffic() if each.status == 429]
    over = max((each.answered + timedelta(seconds=PAUSE) for each in refused), default=None)
    if over is not None:
        time.sleep(max(0.0, (over - now(stage)).total_seconds()))


@case(
    id="protocol/commit-answer-lost",
    says="The commit was done but its answer got lost: the report is Paid, so its bills stay.",
    rests_on=(sources.SETTLE, sources.COMMIT),
    scenario="employee-and-card",
    needs=["card-payees"],
    cycles=1 + RECOVERY,
    names_defects=("rolls-back-after-lost-commit",),
)
def commit_answer_lost(stage: Stage) -> None:
    """Concur closes the connection without a byte, having done the work."""
    before = look(stage)
    stage.fault("concur", "POST", COMMIT, "drop-after")
    stage.cycle(expect_exit_zero=False)
    judge(stage, before, unsettled=["Sales trip"])
    recover(stage, look(stage, before), ["Sales trip"])


@case(
    id="protocol/bill-answer-lost",
    says="A bill was made but the answer got lost: it is not made a second time.",
    rests_on=(sources.OUTAGE, sources.IDEMPOTENT),
    scenario="employee-only",
    cycles=1 + RECOVERY,
    names_defects=("double-books-on-retry",),
)
def bill_answer_lost(stage: Stage) -> None:
    """The ERP closes the connection without a byte, having made the bill."""
    before = look(stage)
    stage.fault("erp", "POST", BILLS, "drop-after")
    stage.cycle(expect_exit_zero=False)
    judge(stage, before, unsettled=["Client meeting"])
    recover(stage, look(stage, before), ["Client meeting"])


@case(
    id="protocol/erp-down",
    says="The ERP answers 503 for a whole cycle: every report waits, and is booked once when it is back.",
    rests_on=(sources.WATERMARK, sources.OUTAGE),
    scenario="several-reports",
    cycles=1 + RECOVERY,
    names_defects=("recalls-on-outage", "watermark-ahead"),
)
def erp_down(stage: Stage) -> None:
    """Nobody who could mend the reports can mend the ERP."""
    before = look(stage)
    outage = stage.fault("erp", "*", "*", "answer", times=None, status=503)
    stage.cycle(expect_exit_zero=False)
    outage.remove()
    judge(stage, before, unsettled=WEEK)
    recover(stage, look(stage, before), WEEK)


@case(
    id="protocol/mended-within-the-second",
    says="A report that becomes ready within the second of the last poll is not lost.",
    rests_on=(sources.WATERMARK, sources.MODIFIED_AFTER),
    scenario="early-and-late",
    cycles=1 + RECOVERY,
    names_defects=("watermark-rounds-up",),
)
def mended_within_the_second(stage: Stage) -> None:
    """The company's clock stands while the connector polls, and a report becomes ready 0.3 seconds later.

    The clock is ahead of real time, so that a connector that goes by its own clock is not misled.
    """
    poll = now(stage).replace(microsecond=200_000) + timedelta(seconds=30)
    stage.clock(now=poll.isoformat(), frozen=True)
    before = look(stage)
    stage.cycle()
    judge(stage, before, paid=["Early report"])
    move_on(stage, timedelta(milliseconds=300))
    stage.act("Late report", "final-approve", as_="pat@example.com")
    ready = look(stage, before)
    for _ in range(RECOVERY):
        move_on(stage, timedelta(minutes=2))
        stage.cycle()
    judge(stage, ready, paid=["Late report"])


@case(
    id="protocol/more-than-a-thousand",
    says="More reports are ready than one list can show: those beyond the first thousand are booked as well.",
    rests_on=(sources.WATERMARK, sources.LIST_LIMIT),
    scenario="more-than-a-thousand",
    cycles=1 + RECOVERY,
    names_defects=("first-thousand-only",),
    timeout=300,
)
def more_than_a_thousand(stage: Stage) -> None:
    """The list holds at most 1000 reports and does not say that there are more."""
    before = look(stage)
    for _ in range(1 + RECOVERY):
        stage.cycle()
    judge(stage, before, paid=[f"Commute {number}" for number in range(1, THOUSAND + 1)])
