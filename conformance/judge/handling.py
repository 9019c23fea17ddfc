"""Which reports a connector was at work on when it made a bill, as the traffic shows it.

A report is being handled from the reading of its details to its last commit or workflow action in that cycle, or to the
cycle's end. Several are at once where a connector works in parallel, reads all details first, or left one unfinished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from conformance.judge import evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from conformance.client.exchange import Exchange
    from conformance.judge.expected import JsonObject

_SHOWN_ALIKE = ("external_id", "document_number", "vendor_id", "memo", "currency", "liability_account")
"""Fields of a bill that are shown as they were sent."""


def made_while(
    bills: Sequence[JsonObject], reports: Mapping[str, Sequence[JsonObject]], cycles: Sequence[Sequence[Exchange]]
) -> dict[str, frozenset[str]]:
    """For each bill by its id: the names of the reports that were being handled when it was made.

    `reports` gives for each name every state of the report that was seen.
    """
    history = [each for cycle in cycles for each in cycle]
    created = creations(history, bills)
    spans = [span for cycle in cycles for span in _spans(cycle, reports, evidence.aliases(history))]
    return {
        bill_id: frozenset(name for name, first, last in spans if first < seq <= last)
        for bill_id, seq in created.items()
    }


def _spans(
    cycle: Sequence[Exchange], reports: Mapping[str, Sequence[JsonObject]], aliases: Mapping[str, str]
) -> Iterable[tuple[str, int, int]]:
    """For each report that was read in a cycle: its name, and the requests between which it was handled."""
    if not cycle:
        return
    by_id = {unquote(str(state["id"])): name for name, states in reports.items() for state in states}
    by_step = {unquote(str(state["step_id"])): name for name, states in reports.items() for state in states}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for each in evidence.details(cycle):
        named = evidence.last_segment(each)
        if name := by_id.get(aliases.get(named, named)):
            first.setdefault(name, each.seq)
    for each in evidence.commits(cycle):
        named = evidence.last_segment(each)
        if name := by_id.get(aliases.get(named, named)):
            last[name] = each.seq
    for each in evidence.actions(cycle):
        if name := by_step.get(unquote(each.path.rstrip("/").split("/")[-2])):
            last[name] = each.seq
    for name, seq in first.items():
        yield name, seq, last.get(name, cycle[-1].seq)


def creations(traffic: Iterable[Exchange], bills: Sequence[JsonObject]) -> dict[str, int]:
    """For each bill by its id: the number of the request that made it.

    A creation whose answer got lost is that of a bill which no other one made and which says what was asked for.
    """
    requests = evidence.new_bills(traffic)
    found: dict[str, int] = {}
    for each in requests:
        answer = each.response_json()
        if isinstance(answer, dict) and answer.get("id") is not None and each.succeeded:
            found.setdefault(answer["id"], each.seq)
    for each in requests:
        asked = each.request_json()
        if each.status is None and isinstance(asked, dict):
            made = next((bill for bill in bills if bill["id"] not in found and _is_as_asked(bill, asked)), None)
            if made is not None:
                found[made["id"]] = each.seq
    return found


def _is_as_asked(bill: JsonObject, asked: JsonObject) -> bool:
    return all(bill.get(field) == asked.get(field) for field in _SHOWN_ALIKE if field in asked)
