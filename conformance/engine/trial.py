"""One case tried on one connector: the company made, the case run, the world taken down, the verdict given."""

from __future__ import annotations

import secrets
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.client.control import Company, HarnessClient, HarnessError, Refused
from conformance.client.driver import Driver
from conformance.client.exchange import Exchange
from conformance.client.keeping import Keeper, KeeperBroke
from conformance.engine import conduct
from conformance.engine.case import Case
from conformance.engine.discretion import Hidden
from conformance.engine.events import CaseFinished, CycleSummary, FaultSummary
from conformance.engine.stage import CaseOver, ConnectorFault, Cycle, Stage
from conformance.engine.verdict import Finding, Verdict
from conformance.manifest import Manifest

#: How many exchanges of a failed case are kept; those that findings name are kept beyond it.
MOST_EXCHANGES = 500
#: How many characters of a body are kept in the evidence.
MOST_BODY = 16 * 1024
_MOST_PRINTED = 4000
#: What a mock says of itself in the body of a 500 that no fault has ordered.
_ADMISSION = "The mock itself has failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """What every case of a run shares: the connector, the harness, a directory to work in, and the seed.

    `sole` says that nobody else uses the harness, so that a call which nobody can be told by is the connector's.
    """

    manifest: Manifest
    harness: HarnessClient
    directory: Path
    abandoned: Callable[[], bool] = lambda: False
    seed: int = 1
    sole: bool = False
    keeper: Keeper = field(default_factory=Keeper)

    def close(self) -> None:
        """End the process that keeps the connector's."""
        self.keeper.close()

    def of(self, case: Case) -> CaseFinished:
        """Try a case. Whatever breaks in the suite itself becomes the verdict *error*, never a failure."""
        missing = sorted(case.needs - self.manifest.supports)
        if missing:
            reason = f"the connector does not claim {', '.join(missing)}"
            return CaseFinished(id=case.id, says=case.says, verdict=Verdict.SKIP, duration=0.0, reason=reason)
        started = time.monotonic()
        finished = self._tried(case)
        return replace(finished, duration=time.monotonic() - started)

    def _tried(self, case: Case) -> CaseFinished:
        try:
            company = self.harness.create_company(case.scenario, self.seed)
        except HarnessError as fault:
            return _broken(case, f"the case's company could not be made: {fault}")
        try:
            with Driver(self.manifest, company, self._place(), self.abandoned, self.keeper) as driver:
                stage = Stage(case=case, manifest=self.manifest, company=company, harness=self.harness, driver=driver)
                broke = _played(stage)
                return _shown(stage, broke, self._trespasses(company))
        except OSError as fault:
            return _broken(case, f"the case's directories could not be made: {fault}")
        finally:
            # The verdict stands; a harness that has gone away is the next case's trouble.
            with suppress(HarnessError):
                self.harness.drop_company(company.id)

    def _trespasses(self, company: Company) -> list[Refused]:
        """The connector's calls of the control API; those of nobody, of every case that ran at the time."""
        with suppress(HarnessError):
            whose = {company.id, None} if self.sole else {company.id}
            return [call for call in self.harness.refused() if call.company in whose]
        return []

    def _place(self) -> Path:
        """A directory by whose name nobody can tell which case it is for."""
        return self.directory / secrets.token_hex(8)


def _played(stage: Stage) -> str:
    """Run the case's function; what broke in the suite, or nothing."""
    try:
        stage.case.run(stage)
    except ConnectorFault as fault:
        stage.fail(fault.finding)
    except CaseOver:
        pass
    except HarnessError as fault:
        return f"the harness: {fault}"
    except KeeperBroke as fault:
        return f"the process between the suite and the connector: {fault}"
    except Exception:  # noqa: BLE001 - a case that breaks must never look like a connector that fails
        return f"the case broke:\n{traceback.format_exc().strip()}"
    return ""


def _shown(stage: Stage, broke: str, trespasses: Sequence[Refused]) -> CaseFinished:
    """The verdict, with what shows it; nothing in it is secret."""
    hidden, faults, silence = _asked_in_the_end(stage)
    findings = [*stage.findings, *_printed(stage.cycles, hidden)]
    if trespasses:
        findings.append(conduct.trespass(trespasses))
    missed = [fault for fault in faults if fault.missed]
    traffic: list[Exchange] = []
    if broke or findings or missed:
        with suppress(HarnessError):
            traffic = stage.traffic()
    broke = broke or silence or _mock_broke(traffic)
    kept = _kept(traffic, findings)
    return CaseFinished(
        id=stage.case.id,
        says=stage.case.says,
        verdict=_verdict(broke, findings, missed),
        duration=0.0,
        reason=hidden.shown(broke) or ("" if findings else _never_asked(missed)),
        findings=tuple(_discreet(finding, hidden) for finding in findings),
        cycles=tuple(_summary(cycle, hidden) for cycle in stage.cycles),
        faults=tuple(faults),
        traffic=tuple(_short(exchange, hidden) for exchange in kept),
        traffic_left_out=len(traffic) - len(kept),
        defects=stage.case.names_defects,
    )


def _verdict(broke: str, findings: Sequence[Finding], missed: Sequence[FaultSummary]) -> Verdict:
    """The suite's own trouble outranks a failure, and a failure that a fault never fired."""
    if broke:
        return Verdict.ERROR
    if findings:
        return Verdict.FAIL
    return Verdict.INCONCLUSIVE if missed else Verdict.PASS


def _never_asked(missed: Sequence[FaultSummary]) -> str:
    """Why a case without findings says nothing: what was to go wrong never did."""
    return "; ".join(f"the fault {fault.id} ({fault.what}) never fired: {fault.why_not}" for fault in missed)


def _asked_in_the_end(stage: Stage) -> tuple[Hidden, list[FaultSummary], str]:
    """What must not be shown, and the case's faults; and why that is not fully known, which no verdict may stand on."""
    try:
        return stage.harness.hidden(stage.company), stage.faults(), ""
    except HarnessError as fault:
        return stage.company.hidden(), [], f"the harness: {fault}"


def _printed(cycles: Sequence[Cycle], hidden: Hidden) -> Iterator[Finding]:
    """Secrets in what was printed, one finding a stream; looked for in the end, when every token is known."""
    told: set[str] = set()
    for cycle in cycles:
        for stream, text in (("stdout", cycle.stdout), ("stderr", cycle.stderr)):
            for finding in conduct.indiscretions(cycle.number, stream, text, hidden):
                if finding.title not in told:
                    told.add(finding.title)
                    yield finding


def _discreet(finding: Finding, hidden: Hidden) -> Finding:
    return replace(finding, title=hidden.shown(finding.title), seen=hidden.shown(finding.seen))


def _mock_broke(traffic: Sequence[Exchange]) -> str:
    """Which request met a mock that failed by itself: what the connector made of that is no fault of its own."""
    for exchange in traffic:
        if exchange.status == 500 and not exchange.faults and _ADMISSION in (exchange.response_body or ""):
            return f"the harness failed at #{exchange.seq} {exchange.method} {exchange.path}: {exchange.response_body}"
    return ""


def _broken(case: Case, reason: str) -> CaseFinished:
    return CaseFinished(id=case.id, says=case.says, verdict=Verdict.ERROR, duration=0.0, reason=reason)


def _summary(cycle: Cycle, hidden: Hidden) -> CycleSummary:
    return CycleSummary(
        number=cycle.number,
        exit_code=cycle.exit_code,
        duration=cycle.duration,
        stdout=hidden.shown(cycle.stdout)[-_MOST_PRINTED:],
        stderr=hidden.shown(cycle.stderr)[-_MOST_PRINTED:],
    )


def _kept(traffic: Sequence[Exchange], findings: Sequence[Finding]) -> list[Exchange]:
    named = {seq for finding in findings for seq in finding.requests}
    return [each for index, each in enumerate(traffic) if index < MOST_EXCHANGES or each.seq in named]


def _short(exchange: Exchange, hidden: Hidden) -> Exchange:
    """The exchange as evidence: its bodies cut, and nothing secret in it, whatever the connector put where."""
    headers = (exchange.request_headers, exchange.response_headers)
    discreet = [{hidden.shown(name): hidden.shown(value) for name, value in each.items()} for each in headers]
    return replace(
        exchange,
        method=hidden.shown(exchange.method),
        path=hidden.shown(exchange.path),
        query=hidden.shown(exchange.query),
        request_headers=discreet[0],
        response_headers=discreet[1],
        request_body=_cut(exchange.request_body, hidden),
        response_body=_cut(exchange.response_body, hidden),
    )


def _cut(body: str | None, hidden: Hidden) -> str | None:
    if body is None:
        return None
    # Masked before it is cut: of a secret on the cut a part would stay.
    shown = hidden.shown(body)
    left_out = len(shown) - MOST_BODY
    note = f"\n[... {left_out:,} characters left out ...]" if left_out > 0 else ""
    return shown[:MOST_BODY] + note
