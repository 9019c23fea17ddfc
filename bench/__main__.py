"""Measure, and print what was reached beside what is wanted: `python -m bench [NAME ...]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bench import cold, companies, reading, suite


class Measure(NamedTuple):
    """A row of the table: what was measured, what came out, what is wanted."""

    what: str
    reached: str
    wanted: str


SECTIONS: dict[str, Callable[[], Iterable[tuple[str, str, str]]]] = {
    "cold": cold.measure,
    "reading": reading.measure,
    "companies": companies.measure,
    "suite": suite.measure,
}


def main(names: list[str]) -> int:
    """Run the named sections, or all of them."""
    unknown = set(names) - set(SECTIONS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    print(f"{'what':<64} {'reached':>16}  wanted")
    for name in names or list(SECTIONS):
        for row in map(Measure._make, SECTIONS[name]()):
            print(f"{row.what:<64} {row.reached:>16}  {row.wanted}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
