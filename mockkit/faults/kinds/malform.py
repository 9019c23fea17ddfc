"""An answer that cannot be parsed."""

from __future__ import annotations

from mockkit.answer import Answer
from mockkit.behaviours import assumed
from mockkit.faults.base import Fault, FaultedRequest, Proceed


class MalformFault(Fault, tag="malform", frozen=True, kw_only=True):
    """The work is done, and the body of its answer loses its second half: well-formed HTTP with the right
    `Content-Length`, around JSON or XML that ends in the middle of an element. Status and headers are the real ones. An
    answer without a body is left as it is.
    """

    behaviour = assumed(
        "harness.faults.malform",
        "A malformed answer is the real one, its body ended in the middle, with the length that it then has.",
        because="A gateway that cuts a body counts it anew; what the client sees is a document without its end.",
    )
    example = {"method": "GET"}

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Do the work, and answer half of it."""
        answer = proceed()
        if not answer.body:
            return answer
        half = answer.body[: len(answer.body) // 2]
        return answer._replace(body=half).with_header("Content-Length", str(len(half)))
