"""The verdicts, and what a verdict of *fail* is made of.

*error* means that the suite itself broke, and says nothing about the connector. *inconclusive* means that what was to
go wrong never did, so that the case's question was not asked; it is never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

from conformance.citation import Reference


class Verdict(Enum):
    """What a case came to; later ones outrank earlier ones."""

    SKIP = "skip"
    PASS = "pass"  # noqa: S105 - a verdict, no password
    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Place in the order of severity."""
        return list(Verdict).index(self)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of several verdicts; of none, SKIP."""
    return max(verdicts, key=lambda verdict: verdict.rank, default=Verdict.SKIP)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the connector did wrong.

    `title` is a line; `expected` and `seen` may be several. `where` is what the expectation rests on.
    `requests` are the sequence numbers of the traffic that shows it, `report` the name of the expense
    report concerned.
    """

    title: str
    expected: str
    where: Reference
    seen: str
    requests: tuple[int, ...] = ()
    report: str | None = None
