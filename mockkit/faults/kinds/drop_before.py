"""A connection that closes, and nothing is done."""

from __future__ import annotations

from mockkit.answer import Answer
from mockkit.behaviours import observed
from mockkit.faults.base import Dropped, Fault, FaultedRequest, Proceed


class DropBeforeFault(Fault, tag="drop-before", frozen=True, kw_only=True):
    """The connection closes without a byte of an answer, and the work is **not** done. To the client it looks just like
    `drop-after`.
    """

    behaviour = observed(
        "harness.faults.drop-before",
        "A connection can close without a byte of an answer although the work was not done.",
    )
    example = {"method": "POST"}

    @property
    def proceeds(self) -> bool:
        """It does not."""
        return False

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Close the connection."""
        raise Dropped
