"""One run of the suite: manifest read, cases chosen, harness at hand, verdicts told, exit status given."""

from __future__ import annotations

import shlex
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from conformance.client.control import HarnessClient, HarnessError
from conformance.client.process import end_marked
from conformance.engine.case import Case, CaseError, all_cases
from conformance.engine.events import CaseFinished, Reader, RunFinished, RunStarted, Stream
from conformance.engine.selection import ExpressionError, select
from conformance.engine.verdict import Verdict, worst
from conformance.manifest import Manifest, ManifestError
from conformance.mutants import connector_of

PASSED, FAILED, USAGE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130

#: Gives the address of a harness that it starts, and takes it down in the end.
Starter = Callable[[], AbstractContextManager[str]]


class _UsageError(Exception):
    """The run cannot begin as it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A run that can begin."""

    manifest: Manifest
    cases: Sequence[Case]
    package: str
    control_token: str | None
    workers: int
    out_dir: Path | None
    console: TextIO
    rerun: str
    seed: int
    sole: bool
    strict: bool


def run(
    manifest_path: str | Path,
    harness: str | Starter,
    *,
    control_token: str | None = None,
    keyword: str | None = None,
    workers: int = 1,
    out_dir: str | Path | None = None,
    list_only: bool = False,
    console: TextIO | None = None,
    rerun_with: Sequence[str] = (),
    seed: int = 1,
    strict: bool = False,
    package: str = "conformance.cases",
) -> int:
    """Run the suite on a connector and give the exit status.

    `harness` is the address of a running one, or what starts one: that is called only when the manifest is
    good and something is selected, and never with `list_only`. `control_token` opens its control API, whichever
    it is; a harness that is started for the run should ask for one, so that the connector cannot call it.
    `keyword` is an expression on case ids. `workers` above 1 run cases in parallel. `out_dir` receives
    junit.xml, results.json and the evidence. `console` is where the report goes (standard output if None).
    `rerun_with` are arguments that belong to the command by which a case is run again, e.g. ("--harness",
    "http://...").

    3 if a verdict is error, else 1 if one is fail, or inconclusive and the run `strict`, else 0; 2 for a bad
    manifest, bad arguments or nothing selected; 130 when interrupted. The last line written says which.
    """
    out = console or sys.stdout
    try:
        manifest = connector_of(manifest_path)
        plan = _Plan(
            manifest=manifest,
            cases=_select_cases(package, keyword),
            package=package,
            control_token=control_token,
            workers=_at_least_one(workers),
            out_dir=_make_out_dir(out_dir),
            console=out,
            rerun=shlex.join(["concur-harness", "conform", str(manifest_path), *rerun_with]),
            seed=seed,
            sole=not isinstance(harness, str),
            strict=strict,
        )
        return _list(plan) if list_only else _run(plan, harness)
    except ManifestError as error:
        return _end(out, USAGE, "the manifest is not usable", str(error))
    except _UsageError as error:
        return _end(out, USAGE, str(error))
    except (CaseError, HarnessError) as error:
        return _end(out, BROKEN, "the suite could not begin", str(error))
    except KeyboardInterrupt:
        return _end(out, INTERRUPTED, "interrupted")


def _select_cases(package: str, keyword: str | None) -> list[Case]:
    cases = all_cases(package)
    try:
        chosen = select(cases, keyword)
    except ExpressionError as error:
        raise _UsageError(str(error)) from error
    if not chosen:
        raise _UsageError(f"-k {keyword!r} selects none of {len(cases)} cases; --list shows them")
    return chosen


def _at_least_one(workers: int) -> int:
    if workers < 1:
        raise _UsageError(f"-n {workers}: there must be at least one worker")
    return workers


def _make_out_dir(out_dir: str | Path | None) -> Path | None:
    if out_dir is None:
        return None
    try:
        Path(out_dir).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _UsageError(f"--out {out_dir}: {error.strerror}") from error
    return Path(out_dir)


def _end(out: TextIO, code: int, outcome: str, detail: str = "") -> int:
    """Say how it ended; the exit status stands in the last line."""
    if detail:
        print(detail, file=out)
    print(f"exit {code}: {outcome}", file=out, flush=True)
    return code


def _list(plan: _Plan) -> int:
    from conformance.reporting.console import print_list

    print_list(plan.cases, plan.manifest, plan.console)
    return PASSED


def _run(plan: _Plan, harness: str | Starter) -> int:
    with nullcontext(harness) if isinstance(harness, str) else harness() as url:
        with closing(HarnessClient(url, plan.control_token)) as client:
            client.health()
        return _run_cases(plan, url)


def _run_cases(plan: _Plan, url: str) -> int:
    """Run the cases with everything they need, and tell the readers from the beginning to the end."""
    from conformance.engine import plugin

    started = time.monotonic()
    stream = Stream(_readers(plan))
    workers = min(plan.workers, len(plan.cases))
    stream.send(_opening(plan, url, workers))
    with tempfile.TemporaryDirectory(prefix="concur-conform-", ignore_cleanup_errors=True) as directory:
        settings = plugin.Settings(
            manifest=plan.manifest,
            harness=url,
            control_token=plan.control_token,
            # The longest first, so that no worker begins one when the others have nothing left to do.
            cases=tuple(case.id for case in sorted(plan.cases, key=lambda case: -(case.timeout or 0))),
            package=plan.package,
            directory=Path(directory),
            stop=Path(directory, "stop"),
            seed=plan.seed,
            sole=plan.sole,
        )
        try:
            with plugin.ending_on_sigterm():
                collector = plugin.run(settings, stream, workers)
        finally:
            end_marked(f"CONNECTOR_STATE_DIR={directory}")
    if not collector.interrupted:
        _account_for_all(plan, stream, collector.broke)
    code, outcome = _outcome(plan, stream, collector.interrupted)
    stream.send(RunFinished(exit_code=code, outcome=outcome, duration=time.monotonic() - started))
    return code


def _readers(plan: _Plan) -> list[Reader]:
    from conformance.reporting.console import console_writer
    from conformance.reporting.evidence import EvidenceWriter
    from conformance.reporting.json_report import JsonWriter
    from conformance.reporting.junit_report import JUnitWriter

    out_dir = plan.out_dir
    files: list[Reader] = [EvidenceWriter(out_dir), JUnitWriter(out_dir), JsonWriter(out_dir)] if out_dir else []
    return [*files, console_writer(plan.console, plan.out_dir)]


def _opening(plan: _Plan, url: str, workers: int) -> RunStarted:
    return RunStarted(
        connector=plan.manifest.name,
        manifest=plan.manifest.file,
        harness=url,
        cases=tuple(case.id for case in plan.cases),
        workers=workers,
        rerun=plan.rerun,
        strict=plan.strict,
    )


def _account_for_all(plan: _Plan, stream: Stream, broke: Sequence[str]) -> None:
    """A case of which nothing was heard is an error: silence must never look like success."""
    reason = "\n".join(["the case was not run", *broke])
    for case in plan.cases:
        if case.id not in stream.verdicts:
            lost = CaseFinished(id=case.id, says=case.says, verdict=Verdict.ERROR, duration=0.0, reason=reason)
            stream.send(lost)


def _outcome(plan: _Plan, stream: Stream, interrupted: bool) -> tuple[int, str]:
    counts, selected = Counter(stream.verdicts.values()), len(plan.cases)
    if interrupted:
        return INTERRUPTED, f"interrupted after {len(stream.verdicts)} of {selected} cases"
    words = (
        (Verdict.ERROR, "error of the suite" if counts[Verdict.ERROR] == 1 else "errors of the suite"),
        (Verdict.FAIL, "failed"),
        (Verdict.INCONCLUSIVE, "inconclusive"),
        (Verdict.PASS, "passed"),
        (Verdict.SKIP, "skipped"),
    )
    told = ", ".join(f"{counts[verdict]} {word}" for verdict, word in words if counts[verdict])
    codes = {Verdict.ERROR: BROKEN, Verdict.FAIL: FAILED, Verdict.INCONCLUSIVE: FAILED if plan.strict else PASSED}
    code = codes.get(worst(stream.verdicts.values()), PASSED)
    return code, f"{selected} case{'s' if selected > 1 else ''}: {told}"
