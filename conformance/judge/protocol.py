"""The rules that the traffic shows, whatever comes out in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from conformance.engine.verdict import Finding
from conformance.judge import evidence, handling, sources
from conformance.judge.throttling import check_throttling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance.client.exchange import Exchange
    from conformance.judge.observation import Observation


def check_protocol(observation: Observation) -> Iterator[Finding]:
    """Every breach since the company was looked at before."""
    yield from acted_unread(observation)
    yield from committed_too_early(observation)
    yield from check_throttling(observation)


def acted_unread(observation: Observation) -> Iterator[Finding]:
    """A workflow action on a report whose details were not read before.

    The step's id stands in the details' WorkflowActionURL and nowhere else.
    """
    for action in evidence.actions(observation.traffic):
        step = unquote(action.path.rstrip("/").split("/")[-2])
        earlier = [each for each in evidence.details(observation.history) if each.seq < action.seq]
        if not any(step in unquote(each.response_body or "") for each in earlier):
            yield Finding(
                "a workflow action was posted on a report whose details had not been read",
                "the details are read first, and the action goes to their WorkflowActionURL",
                sources.CHECK_BEFORE_ACTING,
                f"an action on step {step}, which no details named before",
                (action.seq,),
            )


def committed_too_early(observation: Observation) -> Iterator[Finding]:
    """A report committed before a bill of it that stands now had been made."""
    after = observation.after
    created = handling.creations(observation.traffic, after.bills)
    commits = _last_commits(observation.traffic, evidence.aliases(observation.history))
    for name, report in after.reports.items():
        commit = commits.get(report["id"])
        if commit is None:
            continue
        made = [created[bill["id"]] for bill in after.bills_of({name}) if bill["id"] in created]
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
