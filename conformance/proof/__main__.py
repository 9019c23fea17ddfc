"""`python -m conformance.proof [NAME ...]`: every mutant, or those named, on every case."""

from __future__ import annotations

import argparse
import secrets
import sys

from conformance.mutants import MUTANTS
from conformance.proof.harness_process import harness
from conformance.proof.matrix import Target, print_matrix


def main() -> int:
    """Print the matrix; 1 when the suite misses a defect, 0 when it sees them all."""
    parser = argparse.ArgumentParser(prog="python -m conformance.proof", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a mutant; all of them without")
    parser.add_argument("-n", "--workers", type=int, default=2, help="cases in parallel (default 2)")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(MUTANTS))
    if unknown:
        parser.error(f"no such mutant: {', '.join(unknown)}")
    token = secrets.token_urlsafe(32)
    with harness(token) as ready:
        names = arguments.names or list(MUTANTS)
        wrong = print_matrix(names, Target(ready.url, token), arguments.workers, sys.stdout)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
