"""Reports that came back, were mended by a person, and must now be booked: once."""

from __future__ import annotations

from conformance.engine.case import case
from conformance.engine.stage import Stage
from conformance.judge import Fault, judge, look, sources


@case(
    id="round-trip/recalled-and-mended",
    says="A report recalled for its account is mended and approved by the processor, and booked once.",
    rests_on=(sources.REMEDY, sources.ROLL_BACK),
    scenario="account-unknown",
    cycles=2,
)
def recalled_and_mended(stage: Stage) -> None:
    """The processor gives the entry an account that the ERP knows."""
    name = "Client meeting"
    before = look(stage)
    stage.cycle()
    judge(stage, before, recalled={name: [Fault(code="ACCOUNT_UNKNOWN", value="6999", entry=1)]})
    _require_state(stage, name, "A_ACCO")
    stage.act(name, "mend", as_="pat@example.com", replace={"account": {"6999": "6430"}})
    stage.act(name, "final-approve", as_="pat@example.com")
    mended = look(stage, before)
    stage.cycle()
    judge(stage, mended, paid=[name])


@case(
    id="round-trip/sent-back-and-mended",
    says="A report sent back for its project is mended by its owner, resubmitted, approved, and booked once.",
    rests_on=(sources.REMEDY, sources.ROLL_BACK),
    scenario="project-expired",
    needs=["allocations"],
    cycles=2,
)
def sent_back_and_mended(stage: Stage) -> None:
    """The owner names another project, and the report passes every approval again."""
    name = "Site visit"
    before = look(stage)
    stage.cycle()
    judge(stage, before, sent_back={name: [Fault(code="PROJECT_EXPIRED", value="P-200", entry=1)]})
    _require_state(stage, name, "A_RESU")
    stage.act(name, "mend", as_="ann@example.com", replace={"project": {"P-200": "P-100"}})
    stage.act(name, "submit", as_="ann@example.com")
    stage.act(name, "approve", as_="bob@example.com")
    stage.act(name, "final-approve", as_="pat@example.com")
    mended = look(stage, before)
    stage.cycle()
    judge(stage, mended, paid=[name])


@case(
    id="round-trip/period-reopened",
    says="A report recalled because its period was closed is booked once, unchanged, when the period is open.",
    rests_on=(sources.REMEDY, sources.ROLL_BACK),
    scenario="periods-closed",
    cycles=2,
)
def period_reopened(stage: Stage) -> None:
    """Nothing was wrong with the report, so it comes back as it went."""
    name = "Client meeting"
    before = look(stage)
    stage.cycle()
    judge(stage, before, recalled={name: [Fault(code="PERIOD_CLOSED")]})
    _require_state(stage, name, "A_ACCO")
    for period in stage.master_data("periods"):
        stage.patch_erp("periods", period["name"], status="open")
    stage.act(name, "final-approve", as_="pat@example.com")
    reopened = look(stage, before)
    stage.cycle()
    judge(stage, reopened, paid=[name])


def _require_state(stage: Stage, name: str, approval: str) -> None:
    """Nobody can act on a report that did not come back, so the case ends there."""
    report = stage.report(name)
    stage.require(
        report["approval_status"] == approval,
        "the report did not come back, so nobody can mend it",
        expected=f"approval status {approval}",
        seen=report["approval_status"],
        report=name,
    )
