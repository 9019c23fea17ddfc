"""Which bills stand, and whose they are.

A bill stands when the ERP holds it as draft or posted. It belongs to a report when it names the report,
or anything of the report's own, in its external id, its document number, its memo or a line's source_ref:
how a connector numbers its bills is the connector's business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from conformance.judge.expected import Record

_SHORT = 8
"""So much of a report id is enough to know it by; document numbers are often cut to it."""


def standing(bills: Iterable[Record]) -> list[Record]:
    """The bills that are drafts or posted."""
    return [bill for bill in bills if bill["status"] in {"draft", "posted"}]


def by_report(bills: Iterable[Record], reports: Mapping[str, Sequence[Record]]) -> dict[str, list[Record]]:
    """The bills of each report, by its name; those that name no report stand under an empty name.

    `reports` gives for each name every state of the report that was seen, since a journal that is made
    anew has new JournalIDs.
    """
    names = {name: _names(states) for name, states in reports.items()}
    found: dict[str, list[Record]] = {name: [] for name in (*reports, "")}
    for bill in bills:
        found[_owner(bill, names)].append(bill)
    return found


def _owner(bill: Record, names: Mapping[str, Sequence[frozenset[str]]]) -> str:
    words = _words(bill)
    for strength in range(3):
        owners = [name for name, tokens in names.items() if tokens[strength] & words]
        if len(owners) == 1:
            return owners[0]
    return ""


def _names(states: Sequence[Record]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What a report goes by, the surest first: its id, what is in it, its shortened id and its name."""
    ids = {_fold(state["id"]) for state in states}
    parts = {_fold(part) for state in states for part in _parts(state)}
    loose = {report_id[:_SHORT] for report_id in ids} | {_fold(state["name"]) for state in states}
    return frozenset(ids), frozenset(parts), frozenset(loose)


def _parts(report: Record) -> Iterator[Any]:
    for row in report["journal"]:
        yield row["id"]
    for entry in report["entries"]:
        yield entry["id"]
    for allocation in report["allocations"]:
        yield allocation["id"]


def _words(bill: Record) -> frozenset[str]:
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
