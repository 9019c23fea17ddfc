"""``python -m tests.fuzz``: fuzz a harness of its own, and end with 1 where an answer was not as it must be."""

from __future__ import annotations

import argparse
import sys

from concur_harness.child import running_harness
from tests.fuzz.running import Run, outcome_text


def main() -> int:
    """Parse the arguments, run, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first request, to repeat one")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--db", help="the store that the harness uses; left out, in memory")
    given = parser.parse_args()
    wanted = range(given.first, given.first + given.requests)
    with running_harness(["--db", given.db] if given.db else []) as ready:
        outcome = Run(ready, given.seed, wanted, given.threads).run()
    sys.stdout.write(outcome_text(outcome, given.seed) + "\n")
    return 1 if outcome.objections else 0


if __name__ == "__main__":
    sys.exit(main())
