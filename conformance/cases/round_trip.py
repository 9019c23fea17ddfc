"""Reports that came back, were mended by a person, and must now be booked: once."""

from __future__ import annotations

from conformance.engine.case import case
from conformance.engine.case_context import CaseContext
from conformance.judge import ExpectedError, judge_company, record_before, sources


@case(
    id="round-trip/recalled-and-mended",
    says="A report recalled for its account is mended and approved by the processor, and booked once.",
    rests_on=(sources.REMEDY, sources.ROLL_BACK),
    scenario="account-unknown",
    cycles=2,
)
def recalled_and_mended(context: CaseContext) -> None:
    """The processor gives the entry an account that the ERP knows."""
    name = "Client meeting"
    before = record_before(context)
    context.cycle()
    judge_company(context, before, recalled={name: [ExpectedError(code="ACCOUNT_UNKNOWN", value="6999", entry=1)]})
    _require_state(context, name, "A_ACCO")
    context.act(name, "mend", as_="pat@example.com", replace={"account": {"6999": "6430"}})
    context.act(name, "final-approve", as_="pat@example.com")
    mended = record_before(context, before)
    context.cycle()
    judge_company(context, mended, paid=[name])


@case(
    id="round-trip/sent-back-and-mended",
    says="A report sent back for its project is mended by its owner, resubmitted, approved, and booked once.",
    rests_on=(sources.REMEDY, sources.ROLL_BACK),
    scenario="project-expired",
    needs=["allocations"],
    cycles=2,
)
def sent_back_and_mended(context: CaseContext) -> None:
    """The owner names another project, and the report passes every approval again."""
    name = "Site visit"
    before = record_before(context)
    context.cycle()
    judge_company(context, before, sent_back={name: [ExpectedError(code="PROJECT_EXPIRED", value="P-200", entry=1)]})
    _require_state(context, name, "A_RESU")
    context.act(name, "mend", as_="ann@example.com", replace={"project": {"P-200": "P-100"}})
    context.act(name, "submit", as_="ann@example.com")
    context.act(name, "approve", as_="bob@example.com")
    context.act(name, "final-approve", as_="pat@example.com")
    mended = record_before(context, before)
    context.cycle()
    judge_company(context, mended, paid=[name])


@case(
    id="round-trip/period-reopened",
    says="A report recalled because its period was closed is booked once, unchanged, when the period is open.",
    rests_on=(sources.REMEDY, sources.ROLL_BACK),
    scenario="periods-closed",
    cycles=2,
)
def period_reopened(context: CaseContext) -> None:
    """Nothing was wrong with the report, so it comes back as it went."""
    name = "Client meeting"
    before = record_before(context)
    context.cycle()
    judge_company(context, before, recalled={name: [ExpectedError(code="PERIOD_CLOSED")]})
    _require_state(context, name, "A_ACCO")
    for period in context.master_data("periods"):
        context.patch_erp("periods", period["name"], status="open")
    context.act(name, "final-approve", as_="pat@example.com")
    reopened = record_before(context, before)
    context.cycle()
    judge_company(context, reopened, paid=[name])


def _require_state(context: CaseContext, name: str, approval: str) -> None:
    """Nobody can act on a report that did not come back, so the case ends there."""
    report = context.report(name)
    context.require(
        report["approval_status"] == approval,
        "the report did not come back, so nobody can mend it",
        expected=f"approval status {approval}",
        seen=report["approval_status"],
        report=name,
    )
