"""Which bills stand, and whose they are.

A bill stands when the ERP holds it as draft or posted. It belongs to the reports that it names, by anything of
their own, in its external id, its document number, its memo or a line's source_ref: how a connector numbers its
bills is the connector's business. A bill that names none belongs to those reports that were being handled when it
was made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from conformance.judge.expected import JsonObject

_SHORT = 8
"""So much of a report id is enough to know it by; document numbers are often cut to it."""

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StandingBill:
    """A draft or posted bill, and the names of the reports that it is of, or may be of.

    One that was made for several reports at once has several; so has one that names none, made while several were
    being handled. Without any it is nobody's.
    """

    bill: JsonObject
    owners: frozenset[str]


def standing_bills(bills: Iterable[JsonObject]) -> list[JsonObject]:
    """The bills that are drafts or posted."""
    return [bill for bill in bills if bill["status"] in {"draft", "posted"}]


def with_owners(
    bills: Iterable[JsonObject],
    reports: Mapping[str, Sequence[JsonObject]],
    handled: Callable[[], Mapping[str, frozenset[str]]],
) -> list[StandingBill]:
    """The bills with their owners.

    `reports` gives for each name every state of the report that was seen, since a journal that is made anew has new
    JournalIDs. `handled` gives for a bill, by its id, the names of the reports that were being handled when it was
    made; it is asked only where a bill names none.
    """
    names = _Names.of(reports)
    found = [StandingBill(bill, names.in_words(_words(bill))) for bill in bills]
    if all(each.owners for each in found):
        return found
    by_traffic = handled()
    return [each if each.owners else StandingBill(each.bill, by_traffic.get(each.bill["id"], NOBODY)) for each in found]


def sharing_bills(bills: Iterable[StandingBill], names: Collection[str]) -> frozenset[str]:
    """Those reports and all others that share a bill with one of them, directly or by way of others."""
    found, more = frozenset(names), [each.owners for each in bills if len(each.owners) > 1]
    while joined := [owners for owners in more if owners & found and not owners <= found]:
        found = found.union(*joined)
    return found


class _Names:
    """Which reports a word names: for sure an id of theirs or of what is in them, loosely a shortened id or a name."""

    def __init__(self) -> None:
        self._sure: dict[str, set[str]] = defaultdict(set)
        self._loose: dict[str, set[str]] = defaultdict(set)

    @classmethod
    def of(cls, reports: Mapping[str, Sequence[JsonObject]]) -> _Names:
        """What each report goes by, in every state that was seen."""
        made = cls()
        for name, states in reports.items():
            for state in states:
                report_id = _fold(state["id"])
                for word in (report_id, *map(_fold, _parts(state))):
                    made._sure[word].add(name)
                for word in (report_id[:_SHORT], _fold(state["name"])):
                    made._loose[word].add(name)
        return made

    def in_words(self, words: Collection[str]) -> frozenset[str]:
        """The reports that are named by one of the words."""
        sure = frozenset[str]().union(*(self._sure[word] for word in words if word in self._sure))
        return sure or frozenset[str]().union(*(self._loose[word] for word in words if word in self._loose))


def _parts(report: JsonObject) -> Iterator[Any]:
    if report.get("protected_id"):
        yield report["protected_id"]
    for row in report["journal"]:
        yield row["id"]
    for entry in report["entries"]:
        yield entry["id"]
    for allocation in report["allocations"]:
        yield allocation["id"]


def _words(bill: JsonObject) -> frozenset[str]:
    texts = [bill.get(field) for field in ("external_id", "document_number", "memo")]
    texts += [line.get("source_ref") for line in bill["lines"]]
    return frozenset(word for text in texts if text for word in _split(str(text)))


def _split(text: str) -> Iterator[str]:
    """A text, and every stretch of it that could be an id or the start of one."""
    folded = _fold(text)
    yield folded
    for word in re.split(r"[^0-9a-z$_]+", folded):
        if word:
            yield word
            yield word[:_SHORT]


def _fold(value: object) -> str:
    return str(value).strip().lower()
