"""What happens in the demonstration, printed as it happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

ReportJson = Mapping[str, Any]


class Narrator:
    """Prints what happens, line by line, on a console. ``people`` are names by login."""

    def __init__(self, console: Console, people: Mapping[str, str]) -> None:
        self._console = console
        self._people = people

    def welcome(self, concur: str, erp: str, control: str) -> None:
        """Say where everything is, before it begins."""
        self._console.print("[bold]Concur[/]", concur, " [bold]ERP[/]", erp, " [bold]control API[/]", control)
        self._console.print("Reports come in, the connector books them, people mend what comes back. Ctrl-C ends it.\n")

    def round(self, number: int) -> None:
        """A round begins."""
        self._console.rule(f"round {number}", style="dim")

    def filed(self, report: ReportJson) -> None:
        """A report is ready to pay."""
        total = f"{report['totals']['total']} {report['currency']}"
        count = len(report["entries"])
        entries = "1 entry" if count == 1 else f"{count} entries"
        self._line("blue", "filed", report, f"by {self._name(report['owner']['login'])}: {entries}, {total}")

    def paid(self, report: ReportJson) -> None:
        """The connector has booked and committed a report."""
        parties = report["totals"]["by_party"].items()
        dues = ", ".join(f"{party} {amount}" for party, amount in parties if Decimal(amount))
        self._line("green", "paid", report, dues or "nothing is owed to anybody")

    def sent_back(self, report: ReportJson) -> None:
        """The connector has sent a report back to its owner."""
        self._line("yellow", "sent back", report, self._why(report))

    def recalled(self, report: ReportJson) -> None:
        """The connector has returned a report to the processor."""
        self._line("magenta", "recalled", report, self._why(report))

    def mended(self, report: ReportJson, after: ReportJson, changes: Sequence[tuple[str, str]]) -> None:
        """Somebody has put right what was wrong, and the approvals are through."""
        who = self._name(after["history"][-1]["who"])
        what = ", ".join(f"{old} becomes {new}" for old, new in changes)
        self._line("cyan", "mended", report, f"by {who}: {what}")

    def failed(self, exit_code: int | None, said: str) -> None:
        """The connector's cycle did not go well."""
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        self._console.print(f"[red]the connector ended with status {exit_code}: {escape(last[0])}[/]")

    def farewell(self, counts: Counter[str], balances: Sequence[ReportJson]) -> None:
        """Say how it ended: the reports, and the ERP's books."""
        told = ", ".join(f"{counts[what]} {what}" for what in ("filed", "paid", "sent back", "recalled", "mended"))
        self._console.print(f"\n[bold]Reports:[/] {told}")
        table = Table("account", "currency", "debit", "credit", title="The ERP's balances", title_justify="left")
        for column in table.columns[2:]:
            column.justify = "right"
        for row in balances:
            table.add_row(row["account"], row["currency"], str(row["debit"]), str(row["credit"]))
        self._console.print(table)

    def _line(self, colour: str, what: str, report: ReportJson, more: str) -> None:
        self._console.print(f"[{colour}]{what:<9}[/] [bold]{escape(report['name'])}[/] {escape(more)}", soft_wrap=True)

    def _why(self, report: ReportJson) -> str:
        comments = [event["comment"] for event in report["history"] if event["from"] != event["to"]]
        to = self._name(report["owner"]["login"]) if report["approval_status"] == "A_RESU" else "the processor"
        return f"to {to}: {comments[-1] if comments else 'without a word'}"

    def _name(self, login: str) -> str:
        return self._people.get(login, login)
