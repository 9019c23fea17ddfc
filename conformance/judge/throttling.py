"""Whether a 429 was honoured: no request to that service begun after it was received and before Retry-After.

The traffic shows when an answer was made, not when it was received. A connector that works in parallel may have sent
another request by then, or be about to; that is no disregard. A request was begun after the answer was received, for
sure, where it repeats the refused one, where the connector does one thing at a time, or where it came much later.
Whoever ends the cycle honours it, so that the next cycle is not looked at.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from conformance.engine.verdict import Finding
from conformance.judge import evidence, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from conformance.client.exchange import Exchange
    from conformance.judge.observation import Observation

GRACE = timedelta(milliseconds=10)
"""How much two clocks on one machine may disagree about when a second is over."""

ON_ITS_WAY = timedelta(milliseconds=500)
"""*Assumed*: how long after an answer was made another thread of a connector may begin a request without knowing it, on
a machine that has much to do."""

_NAMES = {"concur": "Concur", "erp": "the ERP"}


def check_throttling(observation: Observation) -> Iterator[Finding]:
    """Every 429 with Retry-After in seconds that was not honoured in its cycle."""
    parallel = in_parallel(observation.history)
    for cycle in observation.cycles:
        for refusal in cycle:
            wait = refusal.response_headers.get("retry-after", "")
            if refusal.status == 429 and wait.isdigit():
                yield from _disregard(refusal, int(wait), cycle, parallel=parallel)


def _disregard(refusal: Exchange, wait: int, cycle: Iterable[Exchange], *, parallel: bool) -> Iterator[Finding]:
    over = refusal.answered + timedelta(seconds=wait) - GRACE
    early = [
        each
        for each in cycle
        if each.service == refusal.service
        and refusal.answered < each.time < over
        and (not parallel or _repeats(each, refusal) or each.time - refusal.answered >= ON_ITS_WAY)
    ]
    if early:
        gap = (early[0].time - refusal.answered).total_seconds()
        yield Finding(
            f"a 429 of {_NAMES[refusal.service]} was not honoured",
            f"no further request to it for {wait} s, as Retry-After says",
            sources.RETRY_AFTER,
            f"{len(early)} request(s) within that time, the first one after {gap:.2f} s",
            (refusal.seq, *evidence.numbers(early, 3)),
        )


def _repeats(request: Exchange, refused: Exchange) -> bool:
    return (request.method, request.path, request.query, request.request_body) == (
        refused.method,
        refused.path,
        refused.query,
        refused.request_body,
    )


def in_parallel(traffic: Sequence[Exchange]) -> bool:
    """Whether a connector has more than one request on its way at a time: one came before another was answered."""
    spans: list[tuple[datetime, datetime]] = sorted((each.time, each.answered) for each in traffic)
    return any(later[0] < earlier[1] for earlier, later in pairwise(spans))
