"""The demonstration: employees file reports, the connector runs, people mend; round after round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from concur_harness.demo.narration import Narrator
from concur_harness.demo.report_stream import WRONG, ReportStream
from conformance.client.control import Company, HarnessClient, company_path
from conformance.client.driver import Driver

PROCESSOR = "pat@example.com"

ReportJson = Mapping[str, Any]
"""A report as the control API shows it."""


class Simulation:
    """One company's working days. ``driver`` runs the connector for one cycle at a time."""

    def __init__(
        self, client: HarnessClient, company: Company, driver: Driver, stream: ReportStream, narrator: Narrator
    ) -> None:
        self._client = client
        self._company = company
        self._driver = driver
        self._reports = stream.reports()
        self._sizes = stream.sizes()
        self._tell = narrator
        self._open: dict[str, ReportJson] = {}
        self.counts: Counter[str] = Counter()

    def round(self) -> None:
        """New reports come in, the connector does one cycle, and people mend what came back."""
        for _ in range(next(self._sizes)):
            self._file()
        self._connect()
        for report in [each for each in self._open.values() if each["payment_status"] == "P_NOTP"]:
            self._mend(report)

    def balances(self) -> list[dict[str, Any]]:
        """The ERP's balances, as its own API gives them."""
        return self._client.erp_items(self._company, "balances")

    def _file(self) -> None:
        report = self._control("POST", "reports", body=next(self._reports))
        self._open[report["id"]] = report
        self.counts["filed"] += 1
        self._tell.filed(report)

    def _connect(self) -> None:
        end = self._driver.run_cycle(30.0)
        if end.exit_code != 0:
            self._tell.failed(end.exit_code, end.stderr)
        for report_id in list(self._open):
            self._follow(self._control("GET", "reports", report_id))

    def _follow(self, report: ReportJson) -> None:
        """What became of a report in the connector's cycle."""
        if report["payment_status"] == "P_PAID":
            del self._open[report["id"]]
            self.counts["paid"] += 1
            self._tell.paid(report)
            return
        self._open[report["id"]] = report
        if report["approval_status"] == "A_RESU":
            self.counts["sent back"] += 1
            self._tell.sent_back(report)
        elif report["approval_status"] == "A_ACCO":
            self.counts["recalled"] += 1
            self._tell.recalled(report)

    def _mend(self, report: ReportJson) -> None:
        """Whoever has the report puts right what was wrong, and it goes the way that is left to go."""
        owner = report["owner"]["login"]
        sent_back = report["approval_status"] == "A_RESU"
        mended = self._act(report, "mend", owner if sent_back else PROCESSOR, replace=WRONG)
        if sent_back:
            self._act(report, "submit", owner)
            self._act(report, "approve", report["approver"])
        self._open[report["id"]] = self._act(report, "final-approve", PROCESSOR)
        self.counts["mended"] += 1
        self._tell.mended(report, mended, list(_differences(report, mended)))

    def _act(self, report: ReportJson, action: str, login: str, **told: Any) -> ReportJson:
        shown: ReportJson = self._control(
            "POST", "reports", report["id"], "actions", body={"action": action, "as": login, **told}
        )
        return shown

    def _control(self, method: str, *parts: str, body: Any = None) -> Any:
        return self._client.control(method, company_path(self._company.id, *parts), body)


def _differences(before: ReportJson, after: ReportJson) -> Iterator[tuple[str, str]]:
    """What was mended: the wrong values with the right ones, each once."""
    found = []
    for old, new in zip(before["allocations"], after["allocations"], strict=True):
        for name in ("AccountCode1", "Custom1"):
            pair = (_code_of(old.get(name)), _code_of(new.get(name)))
            if pair[0] != pair[1] and pair not in found:
                found.append(pair)
    yield from found


def _code_of(value: Any) -> str:
    return (value.get("code") or value.get("value") or "") if isinstance(value, Mapping) else str(value or "")
