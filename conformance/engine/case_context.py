"""One case's world: a company of its own, the connector, and everything that can be seen.

What the connector does wrong is *collected* (`CaseContext.fail`, `CaseContext.check`): a case goes on, and fails
with all of it. `CaseContext.require` ends the case at once, where going on makes no sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from conformance.client.control import HarnessError, company_path
from conformance.engine import connector_conduct
from conformance.engine.events import FaultSummary
from conformance.engine.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance.citation import Reference
    from conformance.client.control import Company, HarnessClient
    from conformance.client.driver import Driver, ProcessEnd
    from conformance.client.exchange import Exchange
    from conformance.engine.case import Case
    from conformance.manifest import Manifest

Action = Literal["submit", "approve", "final-approve", "send-back", "recall", "mend"]
MasterData = Literal["accounts", "projects", "cost-centers", "vendors", "periods"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle of the connector, as it went.

    `exit_code` is None where it was killed for taking too long, or never started. `duration` is in
    seconds. The exchanges from `first_seq` to `last_seq`, both included, fell within
    it; where there were none, `last_seq` is less than `first_seq`.
    """

    number: int
    exit_code: int | None
    stdout: str
    stderr: str
    duration: float
    first_seq: int
    last_seq: int


class ConnectorFailure(Exception):
    """The connector hung, was killed by a signal, or could not be started: the case fails."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.title)
        self.finding = finding


class CaseStopped(Exception):
    """A finding was collected after which the case cannot go on."""


class InjectedFault:
    """A fault that was set; `id` is the harness's, which may give it again once the fault is removed."""

    def __init__(self, made: Mapping[str, Any], client: HarnessClient, company_id: str, *, needed: bool) -> None:
        self.id = str(made["id"])
        self._path = company_path(company_id, "faults", self.id)
        self._client = client
        self._needed = needed
        self._last: Mapping[str, Any] | None = None

    def fired(self) -> int:
        """How often it has fired."""
        return self.summary().fired

    def remove(self) -> None:
        """Take it away."""
        self._last = self._client.control("GET", self._path)
        self._client.control("DELETE", self._path)

    def summary(self) -> FaultSummary:
        """How often it was seen and fired, and why not; of one that is removed, until then."""
        return fault_summary(self._last or self._client.control("GET", self._path), needed=self._needed)


def fault_summary(shown: Mapping[str, Any], *, needed: bool = True) -> FaultSummary:
    """A fault as the control API shows it, summed up."""
    about = f"{shown['service']} {shown['method']} {shown['path']}"
    seen, fired, nth = int(shown["seen"]), int(shown["fired"]), int(shown["nth"])
    why_not = None
    if not fired:
        # A harness of another version may not say it.
        counted = f"{seen} such request(s) came, and it was for number {nth}" if seen else "no such request came"
        why_not = str(shown.get("why_not") or counted)
    return FaultSummary(
        id=str(shown["id"]), what=f"{shown['do']} to {about}", seen=seen, fired=fired, why_not=why_not, needed=needed
    )


class CaseContext:
    """What a case's function is handed.

    `cycles` are the cycles that ran, `findings` what was collected so far. Every call that asks the
    harness may raise HarnessError, by which the case's verdict becomes *error*. The ERP is read over its
    own API, so a fault that is set on what is read (`/api/v1/bills`, `/api/v1/ledger`) hits the suite too:
    remove an outage before looking.
    """

    def __init__(
        self, *, case: Case, manifest: Manifest, company: Company, harness: HarnessClient, driver: Driver
    ) -> None:
        self.case = case
        self.manifest = manifest
        self.company = company
        self.harness = harness
        self.cycles: list[Cycle] = []
        self._faults: list[InjectedFault] = []
        self._collected: list[Finding] = []
        self._misconduct: dict[str, Finding] = {}
        self._driver = driver
        self._exchanges: dict[int, Exchange] = {}
        self._complete_to = 0

    # -- the connector

    def cycle(self, expect_exit_zero: bool = True) -> Cycle:
        """Run one cycle of the connector.

        Raises ConnectorFailure if it hangs, is killed by a signal, or cannot be started. An exit status
        other than 0 is a finding, unless `expect_exit_zero` is false (an outage was injected, or the
        connector met its own mistake).
        """
        before = self._last_seq() if self.cycles else 0
        end = self._driver.run_cycle(self._allowed_seconds())
        cycle = Cycle(
            number=len(self.cycles) + 1,
            exit_code=end.exit_code,
            stdout=end.stdout,
            stderr=end.stderr,
            duration=end.duration,
            first_seq=before + 1,
            last_seq=self._last_seq(),
        )
        self.cycles.append(cycle)
        self._judge(cycle, end, expect_exit_zero)
        return cycle

    def _judge(self, cycle: Cycle, end: ProcessEnd, expect_exit_zero: bool) -> None:
        for misdeed in connector_conduct.check_left_over_processes(cycle.number, end):
            self._misconduct.setdefault(misdeed.title, misdeed)
        last = tuple(each.seq for each in self.traffic_of(cycle)[-3:])
        if finding := connector_conduct.check_broken_off(cycle.number, end, last):
            raise ConnectorFailure(finding)
        if expect_exit_zero and end.exit_code:
            self.fail(connector_conduct.exit_status(cycle.number, end, last))

    def _allowed_seconds(self) -> float:
        return max(self.manifest.cycle_timeout, self.case.timeout or 0)

    # -- what can be seen

    def reports(self) -> list[dict[str, Any]]:
        """The company's expense reports, as the control API's read model shows them."""
        return self.harness.control_items(company_path(self.company.id, "reports"))

    def report(self, name: str) -> dict[str, Any]:
        """The report of that name, whole; HarnessError if there is none or several."""
        found = [report["id"] for report in self.reports() if report["name"] == name]
        if len(found) != 1:
            raise HarnessError(f"{len(found)} reports are called {name!r}; the case needs exactly one")
        report: dict[str, Any] = self._control("GET", "reports", found[0])
        return report

    def bills(self) -> list[dict[str, Any]]:
        """Every bill of the ERP: drafts, posted and void ones."""
        return self.harness.erp_items(self.company, "bills")

    def ledger(self) -> list[dict[str, Any]]:
        """Every row of the ERP's ledger."""
        return self.harness.erp_items(self.company, "ledger")

    def balances(self) -> list[dict[str, Any]]:
        """The ERP's balances."""
        return self.harness.erp_items(self.company, "balances")

    def master_data(self, kind: str) -> list[dict[str, Any]]:
        """One of the ERP's lists of master data: `accounts`, `projects`, `vendors`, `periods`, ..."""
        return self.harness.erp_items(self.company, kind)

    def traffic(self, service: str | None = None, path: str | None = None, method: str | None = None) -> list[Exchange]:
        """The connector's requests so far, in order; `path` is a glob, in any case."""
        self._fetch_traffic()
        return [each for each in self._connectors() if each.matches(service, method, path)]

    def traffic_of(self, cycle: Cycle) -> list[Exchange]:
        """The connector's requests in one cycle, in order."""
        return [each for each in self._connectors() if cycle.first_seq <= each.seq <= cycle.last_seq]

    def _connectors(self) -> Iterator[Exchange]:
        in_order = (self._exchanges[seq] for seq in sorted(self._exchanges))
        return (each for each in in_order if not self.harness.sent(each))

    def _last_seq(self) -> int:
        self._fetch_traffic()
        return max(self._exchanges, default=0)

    def _fetch_traffic(self) -> None:
        """Fetch what is new; where a number is missing, what bears it may still come."""
        fresh = self.harness.traffic(self.company.id, self._complete_to)
        self._exchanges.update((each.seq, each) for each in fresh)
        while self._complete_to + 1 in self._exchanges:
            self._complete_to += 1

    # -- what can be done

    def fault(
        self, service: str, method: str, path: str, do: str, *, needed: bool = True, **options: Any
    ) -> InjectedFault:
        """Set a fault: `service` is "concur" or "erp", `path` a glob; `options` are nth, times, status, ...

        A case whose fault never fires is inconclusive, unless it is not `needed`: the case's question is asked without
        it as well, and it is there for those connectors that send such a request.
        """
        wanted = {"service": service, "method": method, "path": path, "do": do, **options}
        made = InjectedFault(self._control("POST", "faults", body=wanted), self.harness, self.company.id, needed=needed)
        self._faults.append(made)
        return made

    def faults(self) -> list[FaultSummary]:
        """Every fault that was in force: those that were set here, and those of the scenario."""
        ours = {fault.id for fault in self._faults}
        others = [each for each in self._control("GET", "faults")["items"] if str(each["id"]) not in ours]
        return [*(fault_summary(each) for each in others), *(fault.summary() for fault in self._faults)]

    def act(
        self,
        report_name: str,
        action: Action,
        as_: str | None = None,
        comment: str | None = None,
        changes: Sequence[Mapping[str, Any]] | None = None,
        replace: Mapping[str, Mapping[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Act on a report as a person does; `as_` is a login. Gives the report as it is then."""
        told = {"action": action, "as": as_, "comment": comment, "changes": changes, "replace": replace}
        body = {name: value for name, value in told.items() if value is not None}
        report_id = self.report(report_name)["id"]
        report: dict[str, Any] = self._control("POST", "reports", report_id, "actions", body=body)
        return report

    def add_report(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """Another expense report, in a scenario's own form."""
        made: dict[str, Any] = self._control("POST", "reports", body=report)
        return made

    def patch_erp(self, kind: MasterData, code: str, **fields: Any) -> dict[str, Any]:
        """Change a record of the ERP's master data, e.g. `patch_erp("projects", "P-100", status="closed")`."""
        changed: dict[str, Any] = self._control("PATCH", "erp", kind, code, body=fields)
        return changed

    def erp_settings(self, **fields: Any) -> dict[str, Any]:
        """Change how the ERP behaves: `validates`, `posting`, `duplicates`, ..."""
        changed: dict[str, Any] = self._control("PATCH", "erp", "settings", body=fields)
        return changed

    def clock(self, **change: Any) -> dict[str, Any]:
        """The company's clock; with `now=`, `advance="31d"` or `frozen=` it is set first."""
        method, body = ("PUT", change) if change else ("GET", None)
        clock: dict[str, Any] = self._control(method, "clock", body=body)
        return clock

    def _control(self, method: str, *parts: str, body: Any = None) -> Any:
        return self.harness.control(method, company_path(self.company.id, *parts), body)

    # -- judgement

    @property
    def findings(self) -> list[Finding]:
        """What was collected so far; how the process behaved comes last, and each fault of it once."""
        return [*self._collected, *self._misconduct.values()]

    def fail(self, finding: Finding) -> None:
        """Collect what the connector did wrong; the case goes on."""
        self._collected.append(finding)

    def check(
        self,
        holds: bool,
        title: str,
        *,
        expected: str,
        seen: str,
        where: Reference | None = None,
        requests: Sequence[int] = (),
        report: str | None = None,
    ) -> bool:
        """Collect a finding unless it holds; gives `holds`.

        `where` is what the expectation rests on; left out, it is the case's first reference.
        """
        if not holds:
            rests_on = where or self.case.rests_on[0]
            self.fail(Finding(title, expected, rests_on, seen, tuple(requests), report))
        return holds

    def require(
        self,
        holds: bool,
        title: str,
        *,
        expected: str,
        seen: str,
        where: Reference | None = None,
        requests: Sequence[int] = (),
        report: str | None = None,
    ) -> None:
        """As `check`, but the case ends here if it does not hold."""
        if not self.check(holds, title, expected=expected, seen=seen, where=where, requests=requests, report=report):
            raise CaseStopped(title)
