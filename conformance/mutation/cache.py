"""Verdicts that are known already, kept in a file from one run to the next.

A verdict holds as long as nothing changes that it rests on (`conformance/mutation/fingerprints.py`). Each is written as
soon as it is known, so that a run which was broken off goes on where it ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from conformance.engine.verdict import Verdict
from conformance.mutation.case_runs import Pair
from conformance.mutation.fingerprints import Fingerprints

_MAX_OUTDATED = 2
"""A file with so many lines for each verdict in it is written anew."""


class VerdictCache:
    """What earlier runs came to; use it as a context manager. An error of the suite is never kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fingerprints = Fingerprints()
        self._known = {(line["mutant"], line["case"]): line for line in self._lines()}

    def __enter__(self) -> VerdictCache:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        count = sum(1 for _ in self._lines())
        if count > _MAX_OUTDATED * len(self._known):
            self._path.write_text("".join(map(_line, self._known.values())), encoding="utf-8")
        self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def get(self, pair: Pair) -> Verdict | None:
        """The verdict, if it is known and nothing has changed since."""
        # Read before the verdict is found, lest one of a file that is changed meanwhile be taken for the new one's.
        rests_on = self._fingerprints.of(pair.mutant, pair.case)
        line = self._known.get((pair.mutant, pair.case.id))
        if line is None or line["rests_on"] != rests_on:
            return None
        return Verdict(line["verdict"])

    def put(self, pair: Pair, verdict: Verdict) -> None:
        """Keep a verdict."""
        if verdict is Verdict.ERROR:
            return
        rests_on = self._fingerprints.of(pair.mutant, pair.case)
        line = {"mutant": pair.mutant, "case": pair.case.id, "verdict": verdict.value, "rests_on": rests_on}
        self._known[pair.mutant, pair.case.id] = line
        self._file.write(_line(line))
        self._file.flush()

    def missing(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Those whose verdict is not known."""
        return [pair for pair in pairs if self.get(pair) is None]

    def _lines(self) -> Iterator[dict[str, str]]:
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as file:
            for text in file:
                # A run that was killed may have left half a line, to which the next one then added.
                with suppress(ValueError):
                    yield json.loads(text)


def _line(values: dict[str, str]) -> str:
    return json.dumps(values) + "\n"
