"""Too many requests."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from harness_input.validation import Doc
from mockkit.answer import Answer
from mockkit.behaviours import Source, documented
from mockkit.faults.base import Fault, FaultedRequest, Proceed

MAX_WAIT = 366 * 86_400
"""Seconds that a Retry-After may ask for: a year."""


class ThrottleFault(Fault, tag="throttle", frozen=True, kw_only=True):
    """The client gets 429 Too Many Requests with `Retry-After` in seconds, in the service's own form; the work is not
    done. Requests that come before that time are answered as usual, unless `times` says otherwise: whether a client
    has waited, the traffic tells.
    """

    behaviour = documented(
        "harness.faults.throttle",
        "A throttled request is answered 429 with Retry-After.",
        Source(
            "RFC 6585, Additional HTTP Status Codes",
            "4. 429 Too Many Requests",
            "https://www.rfc-editor.org/rfc/rfc6585#section-4",
        ),
    )
    example = {"retry_after": 3}

    retry_after: Annotated[
        int,
        Meta(ge=0, le=MAX_WAIT, description=f"a whole number of seconds from 0 to {MAX_WAIT}"),
        Doc("the seconds in Retry-After"),
    ]

    @property
    def proceeds(self) -> bool:
        """It does not."""
        return False

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Answer 429."""
        return run.failure(429, "Too many requests.").with_header("Retry-After", str(self.retry_after))
