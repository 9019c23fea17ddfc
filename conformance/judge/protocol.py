"""The rules that the traffic shows, whatever comes out in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

from conformance.judge import evidence, sources
from conformance.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance.exchange import Exchange
    from conformance.judge.scene import Scene
    from conformance.judge.view import After

_GRACE = timedelta(milliseconds=10)
"""How much two clocks on one machine may disagree about when a second is over."""


def breaches(scene: Scene) -> Iterator[Finding]:
    """Every breach since the company was looked at before."""
    yield from acted_unread(scene)
    yield from committed_too_early(scene)
    yield from impatient(scene.traffic)


def acted_unread(scene: Scene) -> Iterator[Finding]:
    """A workflow action on a report whose details were not read before.

    The step's id stands in the details' WorkflowActionURL and nowhere else.
    """
    for action in evidence.actions(scene.traffic):
        step = unquote(action.path.rstrip("/").split("/")[-2])
        earlier = [each for each in evidence.details(scene.history) if each.seq < action.seq]
        if not any(step in unquote(each.response_body or "") for each in earlier):
            yield Finding(
                "a workflow action was posted on a report whose details had not been read",
                "the details are read first, and the action goes to their WorkflowActionURL",
                sources.CHECK_BEFORE_ACTING,
                f"an action on step {step}, which no details named before",
                (action.seq,),
            )


def committed_too_early(scene: Scene) -> Iterator[Finding]:
    """A report committed before a bill of it that stands now had been made."""
    after = scene.after
    created = _created(scene.traffic, after)
    commits = _last_commits(scene.traffic, evidence.aliases(scene.history))
    for name, report in after.reports.items():
        commit = commits.get(report["id"])
        if commit is None:
            continue
        made = [created[bill["id"]] for bill in after.standing[name] if bill["id"] in created]
        late = sorted(seq for seq in made if seq > commit.seq)
        if late:
            yield Finding(
                "the report was committed before its bills stood",
                "every bill is accepted by the ERP before the integration status is posted",
                sources.TRANSACTION,
                f"integration status in request {commit.seq}, bills made after it",
                (commit.seq, *late),
                name,
            )


def _last_commits(traffic: Sequence[Exchange], ids: Mapping[str, str]) -> dict[str, Exchange]:
    """For each report by its id: the last integration status that was done, or may have been."""
    found = {}
    for commit in evidence.commits(traffic):
        if _may_be_done(commit) and "FAILURE" not in (commit.response_body or ""):
            named = evidence.last_segment(commit)
            found[ids.get(named, named)] = commit
    return found


def _may_be_done(commit: Exchange) -> bool:
    return commit.status is None or commit.succeeded


def _created(traffic: Sequence[Exchange], after: After) -> dict[str, int]:
    """For each bill by its id: the number of the request that made it."""
    by_external = {bill["external_id"]: bill["id"] for bill in after.bills if bill.get("external_id")}
    found: dict[str, int] = {}
    for each in evidence.new_bills(traffic):
        answer, asked = each.response_json(), each.request_json()
        bill_id = answer.get("id") if isinstance(answer, dict) else None
        if bill_id is None and each.status is None and isinstance(asked, dict):
            bill_id = by_external.get(asked.get("external_id"))
        if bill_id is not None:
            found.setdefault(bill_id, each.seq)
    return found


def impatient(traffic: Sequence[Exchange]) -> Iterator[Finding]:
    """A request to a service that had answered 429, before its Retry-After was over."""
    for refusal in traffic:
        wait = refusal.response_headers.get("retry-after", "")
        if refusal.status != 429 or not wait.isdigit():
            continue
        answered = refusal.time + timedelta(milliseconds=refusal.duration_ms)
        over = refusal.time + timedelta(seconds=int(wait)) - _GRACE
        early = [
            each
            for each in traffic
            if each.service == refusal.service and each.seq > refusal.seq and answered <= each.time < over
        ]
        if early:
            gap = (early[0].time - refusal.time).total_seconds()
            yield Finding(
                f"a 429 of {_NAMES[refusal.service]} was not honoured",
                f"no further request to it for {wait} s, as Retry-After says",
                sources.RETRY_AFTER,
                f"{len(early)} request(s) within that time, the first one after {gap:.2f} s",
                (refusal.seq, *evidence.numbers(early, 3)),
            )


_NAMES = {"concur": "Concur", "erp": "the ERP"}
