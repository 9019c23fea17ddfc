"""Runs the connector: one cycle, one process group, and nothing of it left behind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEnd:
    """How one run of the connector ended.

    `exit_code` is None where it was killed at the time-out or never started (`cannot_start` says why); it
    is negative where a signal killed it. `left_over` are the processes that outlived it, as text.
    """

    exit_code: int | None
    stdout: str
    stderr: str
    duration: float
    hung: bool = False
    cannot_start: str | None = None
    left_over: tuple[str, ...] = ()
