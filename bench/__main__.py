"""Measure, and print what was reached beside what is wanted: `python -m bench [--against REVISION] [NAME ...]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bench import against, beside, cold, companies, lookups, people, reading, servers, suite


class Measure(NamedTuple):
    """A row of the table: what was measured, what came out, what is wanted."""

    what: str
    reached: str
    wanted: str


SECTIONS: dict[str, Callable[[], Iterable[tuple[str, str, str]]]] = {
    "cold": cold.measure,
    "reading": reading.measure,
    "companies": companies.measure,
    "lookups": lookups.measure,
    "people": people.measure,
    "beside": beside.measure,
    "suite": suite.measure,
}
ON_REQUEST = {"servers": servers.measure}
"""Sections that are only measured when they are named: they need more than is installed."""


def main(arguments: Sequence[str]) -> int:
    """Run the named sections, or all of them; ``--against`` runs an older version's by turns with this one's."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(SECTIONS)}; left out, all of them")
    parser.add_argument("--against", metavar="REVISION", help="a tag or commit to compare with")
    parser.add_argument("--turns", type=int, default=against.TURNS, help="with --against (default: %(default)s)")
    given = parser.parse_args(arguments)
    sections = {**SECTIONS, **ON_REQUEST}
    unknown = set(given.names) - set(sections)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(sections)}")
    if given.against:
        return _compare(given.against, given.names, given.turns)
    print(f"{'what':<64} {'reached':>16}  wanted")
    for name in given.names or list(SECTIONS):
        for row in map(Measure._make, sections[name]()):
            print(f"{row.what:<64} {row.reached:>16}  {row.wanted}", flush=True)
    return 0


def _compare(revision: str, names: Sequence[str], turns: int) -> int:
    print(f"{'what':<64} {revision[:12]:>12} {'now':>12} {'now/then':>9}")
    for what, older, now in against.compare(revision, names, turns):
        ratio = f"{now / older:.2f}" if older else "-"
        print(f"{what:<64} {older:>12g} {now:>12g} {ratio:>9}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
