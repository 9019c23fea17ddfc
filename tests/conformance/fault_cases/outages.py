from __future__ import annotations

from conformance.citation import Reference
from conformance.engine.case import Case, case
from conformance.engine.case_context import CaseContext

WHERE = Reference("A page", "A heading")


def faulty(case_id: str, method: str, *, needed: bool = True, removed: bool = False) -> Case:
    """A case of one cycle in which the ERP fails at requests of that method."""

    @case(id=case_id, says="The ERP fails.", rests_on=(WHERE,), scenario="x")
    def run(context: CaseContext) -> None:
        fault = context.fault("erp", method, "/api/v1/bills", "answer", status=503, times=None, needed=needed)
        context.cycle(expect_exit_zero=False)
        if removed:
            fault.remove()

    return run


CASES = (
    faulty("outage/fires", "POST"),
    faulty("outage/never-fires", "DELETE"),
    faulty("outage/never-fires-and-is-removed", "DELETE", removed=True),
    faulty("outage/need-not-fire", "DELETE", needed=False),
)
