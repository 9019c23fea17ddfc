"""An answer that ends in the middle."""

from __future__ import annotations

from mockkit.answer import Answer
from mockkit.behaviours import assumed
from mockkit.faults.base import Dropped, Fault, FaultedRequest, Proceed


class CutFault(Fault, tag="cut", frozen=True, kw_only=True):
    """The work is done, and the connection closes in the middle of its answer: the client gets the real status and
    headers, `Content-Length` of the whole body among them, and the first half of the body. Of an answer without a body
    it gets nothing, as with `drop-after`.
    """

    behaviour = assumed(
        "harness.faults.cut",
        "A cut answer has the Content-Length of the whole body and half of its bytes; then the connection closes.",
        because="It is what a proxy or a network that fails in the middle leaves.",
    )
    example = {"method": "GET"}

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Do the work, and answer half of it under the length of the whole."""
        answer = proceed()
        if not answer.body:
            raise Dropped
        whole = answer.with_header("Content-Length", str(len(answer.body)))
        return whole._replace(body=answer.body[: len(answer.body) // 2])
