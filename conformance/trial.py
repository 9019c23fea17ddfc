"""One case tried on one connector: the company made, the case run, the world taken down, the verdict given."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.case import Case
from conformance.conduct import masked
from conformance.driver import Driver
from conformance.events import CaseFinished, CycleSummary
from conformance.exchange import Exchange
from conformance.harness_client import HarnessClient, HarnessError
from conformance.manifest import Manifest
from conformance.stage import CaseOver, ConnectorFault, Cycle, Stage
from conformance.verdict import Finding, Verdict

#: How many exchanges of a failed case are kept; those that findings name are kept beyond it.
MOST_EXCHANGES = 500
#: How many characters of a body are kept in the evidence.
MOST_BODY = 16 * 1024
_MOST_PRINTED = 4000
#: What a mock says of itself in the body of a 500 that no fault has ordered.
_ADMISSION = "The mock itself has failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """What every case of a run shares: the connector, the harness, a directory to work in, and the seed."""

    manifest: Manifest
    harness: HarnessClient
    directory: Path
    abandoned: Callable[[], bool] = lambda: False
    seed: int = 1

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
            with Driver(self.manifest, company, self._place(case), self.abandoned) as driver:
                stage = Stage(case=case, manifest=self.manifest, company=company, harness=self.harness, driver=driver)
                return _shown(stage, _played(stage))
        except OSError as fault:
            return _broken(case, f"the case's directories could not be made: {fault}")
        finally:
            # The verdict stands; a harness that has gone away is the next case's trouble.
            with suppress(HarnessError):
                self.harness.drop_company(company.id)

    def _place(self, case: Case) -> Path:
        return self.directory / case.id.replace("/", "--")


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
    except Exception:  # noqa: BLE001 - a case that breaks must never look like a connector that fails
        return f"the case broke:\n{traceback.format_exc().strip()}"
    return ""


def _shown(stage: Stage, broke: str) -> CaseFinished:
    """The verdict, with what shows it; nothing in it is secret."""
    secrets = stage.company.secrets
    traffic: list[Exchange] = []
    if broke or stage.findings:
        with suppress(HarnessError):
            traffic = stage.traffic()
    broke = broke or _mock_broke(traffic)
    verdict = Verdict.ERROR if broke else Verdict.FAIL if stage.findings else Verdict.PASS
    kept = _kept(traffic, stage.findings)
    return CaseFinished(
        id=stage.case.id,
        says=stage.case.says,
        verdict=verdict,
        duration=0.0,
        reason=masked(broke, secrets),
        findings=tuple(replace(finding, seen=masked(finding.seen, secrets)) for finding in stage.findings),
        cycles=tuple(_summary(cycle, secrets) for cycle in stage.cycles),
        traffic=tuple(_short(exchange, secrets) for exchange in kept),
        traffic_left_out=len(traffic) - len(kept),
        defects=stage.case.names_defects,
    )


def _mock_broke(traffic: Sequence[Exchange]) -> str:
    """Which request met a mock that failed by itself: what the connector made of that is no fault of its own."""
    for exchange in traffic:
        if exchange.status == 500 and not exchange.faults and _ADMISSION in (exchange.response_body or ""):
            return f"the harness failed at #{exchange.seq} {exchange.method} {exchange.path}: {exchange.response_body}"
    return ""


def _broken(case: Case, reason: str) -> CaseFinished:
    return CaseFinished(id=case.id, says=case.says, verdict=Verdict.ERROR, duration=0.0, reason=reason)


def _summary(cycle: Cycle, secrets: Sequence[str]) -> CycleSummary:
    return CycleSummary(
        number=cycle.number,
        exit_code=cycle.exit_code,
        duration=cycle.duration,
        stdout=masked(cycle.stdout, secrets)[-_MOST_PRINTED:],
        stderr=masked(cycle.stderr, secrets)[-_MOST_PRINTED:],
    )


def _kept(traffic: Sequence[Exchange], findings: Sequence[Finding]) -> list[Exchange]:
    named = {seq for finding in findings for seq in finding.requests}
    return [each for index, each in enumerate(traffic) if index < MOST_EXCHANGES or each.seq in named]


def _short(exchange: Exchange, secrets: Sequence[str]) -> Exchange:
    """The exchange as evidence: its bodies cut, and nothing secret in it, whatever the connector put where."""
    headers = (exchange.request_headers, exchange.response_headers)
    discreet = [{name: masked(value, secrets) for name, value in each.items()} for each in headers]
    return replace(
        exchange,
        query=masked(exchange.query, secrets),
        request_headers=discreet[0],
        response_headers=discreet[1],
        request_body=_cut(exchange.request_body, secrets),
        response_body=_cut(exchange.response_body, secrets),
    )


def _cut(body: str | None, secrets: Sequence[str]) -> str | None:
    if body is None:
        return None
    left_out = len(body) - MOST_BODY
    note = f"\n[... {left_out:,} characters left out ...]" if left_out > 0 else ""
    return masked(body[:MOST_BODY], secrets) + note
