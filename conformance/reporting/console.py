"""The run as a person reads it: progress and colour on a terminal, plain lines anywhere else."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from conformance.engine.case import Case
from conformance.engine.events import CaseFinished, CaseStarted, Event, Reader, RunFinished, RunStarted
from conformance.engine.redaction import printable
from conformance.engine.verdict import Verdict
from conformance.manifest import Manifest
from conformance.reporting.evidence import evidence_file
from conformance.reporting.failure_text import Part, failure_parts

if TYPE_CHECKING:
    from rich.progress import Progress

_WORD = {
    Verdict.PASS: "pass",
    Verdict.SKIP: "skip",
    Verdict.INCONCLUSIVE: "INCONCLUSIVE",
    Verdict.FAIL: "FAIL",
    Verdict.ERROR: "ERROR",
}
_COLOUR = {
    Verdict.PASS: "green",
    Verdict.SKIP: "yellow",
    Verdict.INCONCLUSIVE: "bold yellow",
    Verdict.FAIL: "bold red",
    Verdict.ERROR: "bold magenta",
}
_TONE = {
    "title": "bold",
    "expected": "green",
    "seen": "red",
    "source": "italic",
    "request": "cyan",
    "body": "dim",
    "command": "bold cyan",
}
_LABEL = 11
_WIDEST = 110


def console_writer(out: TextIO, out_dir: Path | None) -> Reader:
    """What suits the stream: a terminal gets colours and progress."""
    return TerminalWriter(out, out_dir) if out.isatty() else PlainWriter(out, out_dir)


def print_list(cases: Sequence[Case], manifest: Manifest, out: TextIO) -> None:
    """One case a line, its id first; what the connector would skip is said so."""
    if not out.isatty():
        for case in cases:
            print(case.id, case.says + _skipped(case, manifest), sep="\t", file=out)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    for case in cases:
        table.add_row(f"[cyan]{case.id}[/]", case.says, f"[yellow]{_skipped(case, manifest)}[/]")
    Console(file=out, highlight=False).print(table)


def _skipped(case: Case, manifest: Manifest) -> str:
    missing = sorted(case.needs - manifest.supports)
    return f" (skipped: {', '.join(missing)} not claimed)" if missing else ""


class _Writer:
    """What both forms of the console share: what is said, and when."""

    def __init__(self, out: TextIO, out_dir: Path | None) -> None:
        self.out = out
        self._out_dir = out_dir
        self._start: RunStarted | None = None
        self._grave: list[CaseFinished] = []
        self._counts: Counter[Verdict] = Counter()
        self._connector_seconds = 0.0

    def on(self, event: Event) -> None:
        """Say what the event means to a reader."""
        if isinstance(event, RunStarted):
            self._start = event
            self.begin(event)
        elif isinstance(event, CaseStarted):
            self.case_begins(event.id)
        elif isinstance(event, CaseFinished):
            self._count(event)
            self.case_ends(event)
        else:
            self.end(event)

    def begin(self, event: RunStarted) -> None:
        """The run begins."""

    def case_begins(self, case_id: str) -> None:
        """A case begins."""

    def case_ends(self, event: CaseFinished) -> None:
        """A case is over."""

    def end(self, event: RunFinished) -> None:
        """The run is over."""

    def _count(self, event: CaseFinished) -> None:
        self._counts[event.verdict] += 1
        self._connector_seconds += event.connector_seconds
        if event.verdict in (Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.ERROR):
            self._grave.append(event)

    def failures(self) -> Iterator[tuple[CaseFinished, list[Part]]]:
        """Every case that neither passed nor was skipped, with its story, in the order of the run's cases."""
        if self._start is None:
            return
        order = {case_id: index for index, case_id in enumerate(self._start.cases)}
        told: dict[str, str] = {}
        for case in sorted(self._grave, key=lambda case: order.get(case.id, 0)):
            yield case, list(failure_parts(case, self._start.rerun, self._evidence(case), told))

    def _evidence(self, case: CaseFinished) -> str | None:
        return str(evidence_file(self._out_dir, case.id)) if self._out_dir else None

    def heading(self, event: RunStarted) -> str:
        """What is run on what."""
        cases = f"{len(event.cases)} case{'s' if len(event.cases) != 1 else ''}"
        by = f", {event.workers} at a time" if event.workers > 1 else ""
        return f"{event.connector} ({event.manifest}) on {event.harness}: {cases}{by}"

    def times(self, event: RunFinished) -> str:
        """How long it took, and the connector's part."""
        return f"{event.duration:.1f} s in all; the connector ran for {self._connector_seconds:.1f} s"


def remark(event: CaseFinished) -> str:
    """What is said of a case in its line: why it was skipped or is inconclusive, or what came out first."""
    return printable(_remark(event))


def _remark(event: CaseFinished) -> str:
    if event.verdict is Verdict.FAIL:
        more = f" (and {len(event.findings) - 1} more)" if len(event.findings) > 1 else ""
        return event.findings[0].title + more
    return "" if event.verdict is Verdict.PASS else event.reason.partition("\n")[0]


def laid_out(part: Part, width: int) -> Iterator[tuple[str, str]]:
    """A part in lines, each a margin (with the label, in the first) and a text that is wrapped beside it."""
    label = f"{part.label:<{_LABEL}}" if part.label else " " * (_LABEL if part.tone in ("request", "body") else 0)
    lead = "  " * part.depth + label
    for paragraph in printable(part.text).split("\n"):
        for text in _wrapped(part, paragraph, width - len(lead)) or [""]:
            yield lead, text
            lead = " " * len(lead)


def _wrapped(part: Part, paragraph: str, width: int) -> list[str]:
    if part.tone == "command":  # to be copied as it stands
        return [paragraph]
    # Bodies and URLs have long words; anywhere else a line rather runs over than breaks a name.
    return textwrap.wrap(paragraph, max(30, width), break_long_words=part.tone == "body", break_on_hyphens=False)


def in_lines(parts: Iterable[Part], width: int) -> str:
    """Parts as plain text."""
    return "\n".join((lead + text).rstrip() for part in parts for lead, text in laid_out(part, width))


class PlainWriter(_Writer):
    """Lines for logs and pipes."""

    def begin(self, event: RunStarted) -> None:
        """Say what is run on what."""
        self._print(self.heading(event))

    def case_ends(self, event: CaseFinished) -> None:
        """One line a case."""
        said = remark(event)
        self._print(f"{_WORD[event.verdict]:<5} {event.id}  {event.duration:.2f} s{'  ' + said if said else ''}")

    def end(self, event: RunFinished) -> None:
        """Tell of what failed, and how it ended."""
        for case, parts in self.failures():
            self._print(f"\n{_WORD[case.verdict]}  {case.id}")
            self._print(in_lines(parts, _WIDEST))
        self._print(f"\n{self.times(event)}\nexit {event.exit_code}: {event.outcome}")

    def _print(self, text: str) -> None:
        print(text, file=self.out, flush=True)


class TerminalWriter(_Writer):
    """Colours, and a line of progress that goes away in the end."""

    def __init__(self, out: TextIO, out_dir: Path | None) -> None:
        super().__init__(out, out_dir)
        from rich.console import Console

        self._console = Console(file=out, highlight=False)
        self._progress: Progress | None = None
        self._task: Any = None
        self._running: list[str] = []

    def begin(self, event: RunStarted) -> None:
        """Say what is run on what, and begin to count."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console.print(f"{self.heading(event)}\n", style="bold", soft_wrap=True, markup=False)
        columns = (BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._task = self._progress.add_task("", total=len(event.cases))
        self._progress.start()

    def case_begins(self, case_id: str) -> None:
        """Show it among those that run."""
        self._running.append(case_id)
        self._show_running()

    def case_ends(self, event: CaseFinished) -> None:
        """One line a case, above the progress."""
        if event.id in self._running:
            self._running.remove(event.id)
        from rich.text import Text

        line = Text.assemble(
            (f"{_WORD[event.verdict]:<5} ", _COLOUR[event.verdict]),
            event.id,
            (f"  {event.duration:.2f} s", "dim"),
            (f"  {remark(event)}".rstrip(), _COLOUR[event.verdict]),
        )
        self._console.print(line)
        if self._progress is not None:
            self._progress.advance(self._task)
        self._show_running()

    def end(self, event: RunFinished) -> None:
        """Tell of what failed, and how it ended."""
        if self._progress is not None:
            self._progress.stop()
        from rich.rule import Rule

        for case, parts in self.failures():
            self._console.print()
            heading = f"[{_COLOUR[case.verdict]}]{_WORD[case.verdict]}  {case.id}[/]"
            self._console.print(Rule(heading, align="left", style="dim"))
            for part in parts:
                self._tell(part)
        self._console.print(f"\n[dim]{self.times(event)}[/]")
        colour = "green" if event.exit_code == 0 else "red"
        self._console.print(f"[bold {colour}]exit {event.exit_code}: {event.outcome}[/]")

    def _tell(self, part: Part) -> None:
        from rich.text import Text

        for lead, line in laid_out(part, min(self._console.width, _WIDEST)):
            text = Text.assemble((lead, "dim"), (line, _TONE.get(part.tone, "")), overflow="ignore", no_wrap=True)
            self._console.print(text, crop=False)

    def _show_running(self) -> None:
        if self._progress is not None:
            self._progress.update(self._task, description="[dim]" + ", ".join(self._running[-3:]))
