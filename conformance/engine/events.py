"""What happens in a run, as one stream of events; console, JUnit, JSON and evidence are its readers.

Events are values: those of a case are made where the case ran, and travel to the reader as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from conformance.client.exchange import Exchange
from conformance.engine.verdict import Finding, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A run begins.

    `cases` are the ids of those selected; `rerun` is the command but for `-k` and an id. `strict` says that what is
    inconclusive counts as failed.
    """

    connector: str
    manifest: str
    harness: str
    cases: tuple[str, ...]
    workers: int
    rerun: str
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStarted:
    """A case begins."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleSummary:
    """One cycle of a case: exit status, seconds, and what was printed, shortened and masked."""

    number: int
    exit_code: int | None
    duration: float
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSummary:
    """A fault that was in force in a case: what it was, and how often it was seen and fired.

    `seen` counts the requests that it is about, `fired` those that it was applied to. `why_not` says why it never
    fired, and is None where it did. `needed` is false where the case's question is asked without it as well.
    """

    id: str
    what: str
    seen: int
    fired: int
    why_not: str | None = None
    needed: bool = True

    @property
    def missed(self) -> bool:
        """Whether it was needed and never fired."""
        return self.needed and not self.fired


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFinished:
    """A case is over.

    `reason` says why it was skipped or is inconclusive, or how the suite broke. `faults` are those that were in
    force. `traffic` is kept unless the case passed or was skipped, `traffic_left_out` counts exchanges beyond it.
    `duration` is in seconds; the connector's part of it is that of its cycles.
    """

    id: str
    says: str
    verdict: Verdict
    duration: float
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    cycles: tuple[CycleSummary, ...] = ()
    faults: tuple[FaultSummary, ...] = ()
    traffic: tuple[Exchange, ...] = ()
    traffic_left_out: int = 0
    defects: tuple[str, ...] = ()

    @property
    def connector_seconds(self) -> float:
        """How long the connector ran."""
        return sum(cycle.duration for cycle in self.cycles)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """The run is over; `outcome` says in words what `exit_code` means."""

    exit_code: int
    outcome: str
    duration: float


Event = RunStarted | CaseStarted | CaseFinished | RunFinished


class Reader(Protocol):
    """Whoever is told what happens."""

    def on(self, event: Event) -> None:
        """Take one event."""


class Stream:
    """Hands every event to every reader, and keeps count of the verdicts."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers
        self.verdicts: dict[str, Verdict] = {}

    def send(self, event: Event) -> None:
        """Hand out an event."""
        if isinstance(event, CaseFinished):
            self.verdicts[event.id] = event.verdict
        for reader in self._readers:
            reader.on(event)


def packed(event: CaseFinished) -> str:
    """The event as text that can travel between processes."""
    return msgspec.json.encode(event).decode()


def unpacked(text: str) -> CaseFinished:
    """The event that was packed."""
    return msgspec.json.decode(text, type=CaseFinished)
