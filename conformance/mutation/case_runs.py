"""Cases run on connectors, several at a time, on one harness that stays up for all of them.

The connectors are programs of ours on one set of modules: each cycle's process is a fork of one that has imported them
(`conformance/client/supervisor.py`), which is judged as any other process of a connector is.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from conformance.client.control import HarnessClient
from conformance.client.supervision import Supervisor
from conformance.engine.case import Case
from conformance.engine.case_run import CaseRunner
from conformance.engine.events import CaseFinished
from conformance.manifest import Manifest, load
from conformance.mutants import REFERENCE, manifest_of


class Target(NamedTuple):
    """The harness to try connectors on, and what opens its control API."""

    url: str
    control_token: str


class Pair(NamedTuple):
    """A connector and a case to try it on: a mutant by its name, or the reference, whose name is empty."""

    mutant: str
    case: Case


def warm_manifest(mutant: str) -> Manifest:
    """The manifest by which a connector's processes start with the reference's modules in them."""
    return replace(manifest_of(mutant) if mutant else load(REFERENCE), warm=REFERENCE.parent)


class Prover:
    """Runs cases on connectors one after the other, with one client of the harness and one supervisor."""

    def __init__(self, target: Target, directory: Path) -> None:
        self._directory = directory
        self._client = HarnessClient(*target)
        self._supervisor = Supervisor()

    def close(self) -> None:
        """End the processes, and let go of the harness."""
        self._supervisor.close()
        self._client.close()

    def run(self, pair: Pair) -> CaseFinished:
        """What came of it."""
        manifest = warm_manifest(pair.mutant)
        return CaseRunner(manifest, self._client, self._directory, supervisor=self._supervisor).run(pair.case)


def run_pairs(pairs: Sequence[Pair], target: Target, workers: int) -> Iterator[CaseFinished]:
    """What came of each pair, in their order, each as soon as it and all before it are done."""
    own = threading.local()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="concur-mutants-")))

        def begin() -> None:
            own.prover = stack.enter_context(closing(Prover(target, directory)))

        def run(pair: Pair) -> CaseFinished:
            finished: CaseFinished = own.prover.run(pair)
            return finished

        with ThreadPoolExecutor(workers, initializer=begin) as pool:
            yield from pool.map(run, pairs)
