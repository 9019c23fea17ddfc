"""Cases tried on connectors, several at a time, on one harness that stays up for all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from conformance.client.control import HarnessClient
from conformance.connectors.mutants import manifest_of
from conformance.engine.case import Case
from conformance.engine.events import CaseFinished
from conformance.engine.trial import Trial
from conformance.manifest import load

REFERENCE = Path(__file__).parent.parent / "connectors" / "reference" / "connector.yaml"


class Target(NamedTuple):
    """The harness to try connectors on, and what opens its control API."""

    url: str
    control_token: str


class Pair(NamedTuple):
    """A connector and a case to try it on: a mutant by its name, or the reference, whose name is empty."""

    mutant: str
    case: Case


def trials(pairs: Sequence[Pair], target: Target, workers: int) -> Iterator[CaseFinished]:
    """What came of each pair, in their order, each as soon as it and all before it are done."""
    with (
        tempfile.TemporaryDirectory(prefix="concur-mutants-") as directory,
        ThreadPoolExecutor(workers) as pool,
    ):
        yield from pool.map(partial(_tried, target, Path(directory)), pairs)


def _tried(target: Target, directory: Path, pair: Pair) -> CaseFinished:
    manifest = manifest_of(pair.mutant) if pair.mutant else REFERENCE
    with (
        closing(HarnessClient(target.url, target.control_token)) as client,
        closing(Trial(load(manifest), client, directory)) as trial,
    ):
        return trial.of(pair.case)
