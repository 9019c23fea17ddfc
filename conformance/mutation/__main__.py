"""`python -m conformance.mutation [NAME ...]`: every mutant, or those named, on every case, or on a sample of them."""

from __future__ import annotations

import argparse
import secrets
import sys

from conformance.connectors.mutants import MUTANTS
from conformance.engine.case import all_cases
from conformance.mutation.harness_process import harness
from conformance.mutation.matrix import print_matrix
from conformance.mutation.sample import drawn, print_sample
from conformance.mutation.trials import Target


def main() -> int:
    """Print the matrix or the sample; 1 when the suite misses a defect or breaks, 0 when it does not."""
    arguments = _arguments()
    names = arguments.names or list(MUTANTS)
    token = secrets.token_urlsafe(32)
    with harness(token) as ready:
        target = Target(ready.url, token)
        if arguments.sample:
            wrong = _sample(names, arguments, target)
        else:
            wrong = print_matrix(names, target, arguments.workers, sys.stdout)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m conformance.mutation", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a mutant; all of them without")
    parser.add_argument("-n", "--workers", type=int, default=2, help="cases in parallel (default 2)")
    parser.add_argument("--sample", type=int, metavar="N", help="only N cases a mutant, of those that do not name it")
    parser.add_argument("--seed", type=int, help="what the sample is drawn by; a new one each time without")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(MUTANTS))
    if unknown:
        parser.error(f"no such mutant: {', '.join(unknown)}")
    return arguments


def _sample(names: list[str], arguments: argparse.Namespace, target: Target) -> int:
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    again = f"python -m conformance.mutation --sample {arguments.sample} --seed {seed}"
    sys.stdout.write(f"seed {seed}; the same sample again: {again}\n")
    return print_sample(drawn(names, all_cases(), seed, arguments.sample), target, arguments.workers, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
