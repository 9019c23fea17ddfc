"""The suite's proof of itself: what it says of connectors with one known defect each.

`matrix` tries every mutant, or those named, on every case; what it finds is kept until what it rests on changes.
`sample` tries each on a few cases that do not name it. `manifest` writes down how a mutant is driven.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from conformance.client.harness_process import harness
from conformance.engine.case import all_cases
from conformance.engine.events import CaseFinished
from conformance.engine.verdict import Verdict
from conformance.mutants import all_mutants, manifest_text
from conformance.mutation.cache import VerdictCache
from conformance.mutation.case_runs import Pair, Target, run_pairs
from conformance.mutation.matrix import pairs_of, print_matrix
from conformance.mutation.sample import drawn, print_sample

CACHE = Path(".mutants-cache", "verdicts.jsonl")


def main() -> int:
    """Do what was asked for; 1 when the suite misses a defect or breaks, 0 when it does not."""
    arguments = _parser().parse_args()
    status: int = arguments.does(arguments)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conformance.mutation", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    matrix = commands.add_parser("matrix", help="every mutant on every case")
    matrix.add_argument("--cache", type=Path, default=CACHE, metavar="FILE", help=f"known verdicts (default {CACHE})")
    matrix.add_argument("--afresh", action="store_true", help="try everything, whatever is known")
    sample = commands.add_parser("sample", help="every mutant on a few cases that do not name it")
    sample.add_argument("--count", type=int, default=8, metavar="N", help="so many cases a mutant (default 8)")
    sample.add_argument("--seed", type=int, help="what the sample is drawn by; a new one each time without")
    for command, does in ((matrix, _matrix), (sample, _sample)):
        command.add_argument("names", nargs="*", type=_mutant, metavar="NAME", help="a mutant; all of them without")
        command.add_argument("-n", "--workers", type=int, default=2, help="cases in parallel (default 2)")
        command.set_defaults(does=does)
    manifest = commands.add_parser("manifest", help="the manifest of a mutant")
    manifest.add_argument("name", type=_mutant, metavar="NAME", help="the mutant")
    manifest.add_argument("--out", type=Path, metavar="FILE", help="where to write it; standard output without")
    manifest.set_defaults(does=_manifest)
    return parser


def _mutant(text: str) -> str:
    """A mutant by its name, or by that of its module."""
    name = Path(text).stem.replace("_", "-")
    if name not in all_mutants():
        raise argparse.ArgumentTypeError(f"no such mutant: {text}")
    return name


def _matrix(arguments: argparse.Namespace) -> int:
    names, cases = arguments.names or list(all_mutants()), all_cases()
    pairs = pairs_of(names, cases)
    with ExitStack() as stack:
        if arguments.afresh:
            arguments.cache.unlink(missing_ok=True)
        cache = stack.enter_context(VerdictCache(arguments.cache))
        missing = cache.missing(pairs)
        sys.stdout.write(f"{len(pairs) - len(missing)} verdicts are known, {len(missing)} to be found\n")
        found = _run_on_harness(missing, arguments.workers, stack) if missing else iter(())
        wrong = print_matrix(names, cases, _verdicts(pairs, cache, found), sys.stdout)
    return 1 if wrong else 0


def _verdicts(pairs: Sequence[Pair], cache: VerdictCache, found: Iterator[CaseFinished]) -> Iterator[Verdict]:
    """The verdict of each pair; what comes of those not known is kept, and where the suite broke that is told."""
    for pair in pairs:
        verdict = cache.get(pair)
        if verdict is None:
            finished = next(found)
            verdict = finished.verdict
            cache.put(pair, verdict)
            if verdict is Verdict.ERROR:
                sys.stdout.write(f"{pair.mutant or 'reference'} in {pair.case.id}: {finished.reason}\n")
        yield verdict


def _sample(arguments: argparse.Namespace) -> int:
    names = arguments.names or list(all_mutants())
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    again = f"python -m conformance.mutation sample --count {arguments.count} --seed {seed}"
    sys.stdout.write(f"seed {seed}; the same sample again: {again}\n")
    pairs = drawn(names, all_cases(), seed, arguments.count)
    with ExitStack() as stack:
        broken = print_sample(pairs, _run_on_harness(pairs, arguments.workers, stack), sys.stdout)
    return 1 if broken else 0


def _run_on_harness(pairs: Sequence[Pair], workers: int, stack: ExitStack) -> Iterator[CaseFinished]:
    """What comes of the pairs, on a harness that is up until the stack is left."""
    token = secrets.token_urlsafe(32)
    ready = stack.enter_context(harness(control_token=token))
    return run_pairs(pairs, Target(ready["concur_url"], token), workers)


def _manifest(arguments: argparse.Namespace) -> int:
    text = manifest_text(arguments.name)
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
