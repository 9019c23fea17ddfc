"""A slow answer."""

from __future__ import annotations

import math
from typing import Annotated

from msgspec import Meta

from harness_input.validation import Check, Doc
from mockkit.answer import Answer
from mockkit.behaviours import assumed
from mockkit.faults.base import Fault, FaultedRequest, Proceed

MAX_DELAY = 600
"""Seconds of real time."""

_BOUNDS = f"a number of seconds above 0 and up to {MAX_DELAY}"


def _seconds_error(seconds: float) -> str | None:
    return None if math.isfinite(seconds) else f"must be {_BOUNDS}"


class DelayFault(Fault, tag="delay", frozen=True, kw_only=True):
    """The request waits for `seconds` of real time before its work is begun; the client sees a slow answer, or gives up
    and does not see that the work is done all the same. Other requests are served meanwhile.
    """

    behaviour = assumed(
        "harness.faults.delay",
        "A delayed request waits before its work, which is done even if the client has given up.",
        because="That is what costs a connector most: it must not take silence for failure.",
    )
    example = {"seconds": 2.5}

    seconds: Annotated[
        float,
        Meta(gt=0, le=MAX_DELAY, description=_BOUNDS),
        Check(_seconds_error),
        Doc("how long the request waits, in real time"),
    ]

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Wait, then go on."""
        run.wait(self.seconds)
        return proceed()
