"""A connection that closes when the work is done."""

from __future__ import annotations

from mockkit.answer import Answer
from mockkit.behaviours import observed
from mockkit.faults.base import Dropped, Fault, FaultedRequest, Proceed


class DropAfterFault(Fault, tag="drop-after", frozen=True, kw_only=True):
    """The work is **done**, and the connection closes without a byte of an answer. To the client it looks just like
    `drop-before`.
    """

    behaviour = observed(
        "harness.faults.drop-after",
        "An answer can be lost although the work was done: the connection closes without a byte.",
    )
    example = {"method": "POST", "nth": 2}

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Do the work, then close the connection."""
        proceed()
        raise Dropped
