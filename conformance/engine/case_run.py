"""One case tried on one connector: the company made, the case run, the world taken down, the verdict given."""

from __future__ import annotations

import secrets
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.client.control import Company, DeniedCall, HarnessClient, HarnessError
from conformance.client.driver import Driver
from conformance.client.exchange import Exchange
from conformance.client.supervision import Supervisor, SupervisorBroke
from conformance.engine import connector_conduct
from conformance.engine.case import Case
from conformance.engine.case_context import CaseContext, CaseStopped, ConnectorFailure, Cycle
from conformance.engine.events import CaseFinished, CycleSummary, FaultSummary
from conformance.engine.redaction import Redactor
from conformance.engine.verdict import Finding, Verdict
from conformance.manifest import Manifest

#: How many exchanges of a failed case are kept; those that findings name are kept beyond it.
MAX_EXCHANGES = 500
#: How many characters of a body are kept in the evidence.
MAX_BODY = 16 * 1024
_MAX_PRINTED = 4000
#: What a mock says of itself in the body of a 500 that no fault has ordered.
_ADMISSION = "The mock itself has failed"


@dataclass(frozen=True, slots=True)
class CaseRunner:
    """What every case of a run shares: the connector, the harness, a directory to work in, and the seed.

    `sole` says that nobody else uses the harness, so that a call which nobody can be told by is the connector's.
    """

    manifest: Manifest
    harness: HarnessClient
    directory: Path
    abandoned: Callable[[], bool] = lambda: False
    seed: int = 1
    sole: bool = False
    supervisor: Supervisor = field(default_factory=Supervisor)

    def close(self) -> None:
        """End the process that keeps the connector's."""
        self.supervisor.close()

    def run(self, case: Case) -> CaseFinished:
        """Try a case. Whatever breaks in the suite itself becomes the verdict *error*, never a failure."""
        missing = sorted(case.needs - self.manifest.supports)
        if missing:
            reason = f"the connector does not claim {', '.join(missing)}"
            return CaseFinished(id=case.id, says=case.says, verdict=Verdict.SKIP, duration=0.0, reason=reason)
        started = time.monotonic()
        finished = self._run_case(case)
        return replace(finished, duration=time.monotonic() - started)

    def _run_case(self, case: Case) -> CaseFinished:
        try:
            company = self.harness.create_company(case.scenario, self.seed)
        except HarnessError as error:
            return _error_result(case, f"the case's company could not be made: {error}")
        try:
            with Driver(self.manifest, company, self._place(), self.abandoned, self.supervisor) as driver:
                context = CaseContext(
                    case=case, manifest=self.manifest, company=company, harness=self.harness, driver=driver
                )
                broke = _run_case_function(context)
                return _redacted_result(context, broke, self._denied_calls(company))
        except OSError as error:
            return _error_result(case, f"the case's directories could not be made: {error}")
        finally:
            # The verdict stands; a harness that has gone away is the next case's trouble.
            with suppress(HarnessError):
                self.harness.drop_company(company.id)

    def _denied_calls(self, company: Company) -> list[DeniedCall]:
        """The connector's calls of the control API; those of nobody, of every case that ran at the time."""
        with suppress(HarnessError):
            whose = {company.id, None} if self.sole else {company.id}
            return [call for call in self.harness.denied_calls() if call.company in whose]
        return []

    def _place(self) -> Path:
        """A directory by whose name nobody can tell which case it is for."""
        return self.directory / secrets.token_hex(8)


def _run_case_function(context: CaseContext) -> str:
    """Run the case's function; what broke in the suite, or nothing."""
    try:
        context.case.run(context)
    except ConnectorFailure as error:
        context.fail(error.finding)
    except CaseStopped:
        pass
    except HarnessError as error:
        return f"the harness: {error}"
    except SupervisorBroke as error:
        return f"the process between the suite and the connector: {error}"
    except Exception:  # noqa: BLE001 - a case that breaks must never look like a connector that fails
        return f"the case broke:\n{traceback.format_exc().strip()}"
    return ""


def _redacted_result(context: CaseContext, broke: str, trespasses: Sequence[DeniedCall]) -> CaseFinished:
    """The verdict, with what shows it; nothing in it is secret."""
    redactor, faults, silence = _fetch_secrets_and_faults(context)
    findings = [*context.findings, *_secrets_printed(context.cycles, redactor)]
    if trespasses:
        findings.append(connector_conduct.control_api_calls(trespasses))
    missed = [fault for fault in faults if fault.missed]
    traffic: list[Exchange] = []
    if broke or findings or missed:
        with suppress(HarnessError):
            traffic = context.traffic()
    broke = broke or silence or _mock_failure(traffic)
    kept = _evidence(traffic, findings)
    return CaseFinished(
        id=context.case.id,
        says=context.case.says,
        verdict=_verdict(broke, findings, missed),
        duration=0.0,
        reason=redactor.redact(broke) or ("" if findings else _inconclusive_reason(missed)),
        findings=tuple(_redacted_finding(finding, redactor) for finding in findings),
        cycles=tuple(_summary(cycle, redactor) for cycle in context.cycles),
        faults=tuple(faults),
        traffic=tuple(_redacted_exchange(exchange, redactor) for exchange in kept),
        traffic_left_out=len(traffic) - len(kept),
        defects=context.case.names_defects,
    )


def _verdict(broke: str, findings: Sequence[Finding], missed: Sequence[FaultSummary]) -> Verdict:
    """The suite's own trouble outranks a failure, and a failure that a fault never fired."""
    if broke:
        return Verdict.ERROR
    if findings:
        return Verdict.FAIL
    return Verdict.INCONCLUSIVE if missed else Verdict.PASS


def _inconclusive_reason(missed: Sequence[FaultSummary]) -> str:
    """Why a case without findings says nothing: what was to go wrong never did."""
    return "; ".join(f"the fault {fault.id} ({fault.what}) never fired: {fault.why_not}" for fault in missed)


def _fetch_secrets_and_faults(context: CaseContext) -> tuple[Redactor, list[FaultSummary], str]:
    """What must not be shown, and the case's faults; and why that is not fully known, which no verdict may stand on."""
    try:
        return context.harness.redactor(context.company), context.faults(), ""
    except HarnessError as error:
        return context.company.redactor(), [], f"the harness: {error}"


def _secrets_printed(cycles: Sequence[Cycle], redactor: Redactor) -> Iterator[Finding]:
    """Secrets in what was printed, one finding a stream; looked for in the end, when every token is known."""
    told: set[str] = set()
    for cycle in cycles:
        for stream, text in (("stdout", cycle.stdout), ("stderr", cycle.stderr)):
            for finding in connector_conduct.printed_secrets(cycle.number, stream, text, redactor):
                if finding.title not in told:
                    told.add(finding.title)
                    yield finding


def _redacted_finding(finding: Finding, redactor: Redactor) -> Finding:
    return replace(finding, title=redactor.redact(finding.title), seen=redactor.redact(finding.seen))


def _mock_failure(traffic: Sequence[Exchange]) -> str:
    """Which request met a mock that failed by itself: what the connector made of that is no fault of its own."""
    for exchange in traffic:
        if exchange.status == 500 and not exchange.faults and _ADMISSION in (exchange.response_body or ""):
            return f"the harness failed at #{exchange.seq} {exchange.method} {exchange.path}: {exchange.response_body}"
    return ""


def _error_result(case: Case, reason: str) -> CaseFinished:
    return CaseFinished(id=case.id, says=case.says, verdict=Verdict.ERROR, duration=0.0, reason=reason)


def _summary(cycle: Cycle, redactor: Redactor) -> CycleSummary:
    return CycleSummary(
        number=cycle.number,
        exit_code=cycle.exit_code,
        duration=cycle.duration,
        stdout=redactor.redact(cycle.stdout)[-_MAX_PRINTED:],
        stderr=redactor.redact(cycle.stderr)[-_MAX_PRINTED:],
    )


def _evidence(traffic: Sequence[Exchange], findings: Sequence[Finding]) -> list[Exchange]:
    named = {seq for finding in findings for seq in finding.requests}
    return [each for index, each in enumerate(traffic) if index < MAX_EXCHANGES or each.seq in named]


def _redacted_exchange(exchange: Exchange, redactor: Redactor) -> Exchange:
    """The exchange as evidence: its bodies cut, and nothing secret in it, whatever the connector put where."""
    headers = (exchange.request_headers, exchange.response_headers)
    discreet = [{redactor.redact(name): redactor.redact(value) for name, value in each.items()} for each in headers]
    return replace(
        exchange,
        method=redactor.redact(exchange.method),
        path=redactor.redact(exchange.path),
        query=redactor.redact(exchange.query),
        request_headers=discreet[0],
        response_headers=discreet[1],
        request_body=_cut(exchange.request_body, redactor),
        response_body=_cut(exchange.response_body, redactor),
    )


def _cut(body: str | None, redactor: Redactor) -> str | None:
    if body is None:
        return None
    # Masked before it is cut: of a secret on the cut a part would stay.
    shown = redactor.redact(body)
    left_out = len(shown) - MAX_BODY
    note = f"\n[... {left_out:,} characters left out ...]" if left_out > 0 else ""
    return shown[:MAX_BODY] + note
