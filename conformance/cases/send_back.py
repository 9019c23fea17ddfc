"""Faults that only the report's owner can mend: it is sent back to the employee, and says why."""

from __future__ import annotations

from conformance.cases.patterns import returned_case
from conformance.judge import ExpectedError, sources

CASES = (
    returned_case(
        "send-back/project-expired",
        "Only the owner knows which project replaces one that has expired, so the report is sent back.",
        sources.ROUTES,
        sources.ROLL_BACK,
        scenario="project-expired",
        sent_back={"Site visit": [ExpectedError(code="PROJECT_EXPIRED", value="P-200", entry=1)]},
        needs=["allocations"],
        names_defects=("recalls-everything",),
    ),
    returned_case(
        "send-back/project-closed",
        "Only the owner knows which project replaces one that was closed, so the report is sent back.",
        sources.ROUTING,
        sources.ROLL_BACK,
        scenario="project-closed",
        sent_back={"Site visit": [ExpectedError(code="PROJECT_CLOSED", value="P-300", entry=0)]},
        needs=["allocations"],
        names_defects=("recalls-everything",),
    ),
    returned_case(
        "send-back/long-comment",
        "Of a report with very many faults the comment still says why, within 2000 characters.",
        sources.ACTION_COMMENT,
        sources.ROLL_BACK,
        scenario="long-comment",
        sent_back={
            "Long project": [ExpectedError(code="PROJECT_EXPIRED", value="P-200", entry=number) for number in range(60)]
        },
        needs=["allocations"],
        names_defects=("no-comment",),
    ),
    returned_case(
        "send-back/both-kinds",
        "Faults for the processor and for the owner in one report: it is sent back, and the comment names both.",
        sources.ROUTING,
        sources.REMEDY,
        scenario="both-kinds",
        sent_back={
            "Site visit": [
                ExpectedError(code="ACCOUNT_UNKNOWN", value="6999", entry=0),
                ExpectedError(code="PROJECT_EXPIRED", value="P-200", entry=1),
            ]
        },
        needs=["allocations"],
        names_defects=("names-first-fault-only",),
    ),
)
