"""An access token that has run out."""

from __future__ import annotations

from mockkit.answer import Answer
from mockkit.behaviours import assumed
from mockkit.faults.base import Fault, FaultedRequest, Proceed

OPERATION = "expire-tokens"


class ExpireTokenFault(Fault, tag="expire-token", frozen=True, kw_only=True):
    """Every access token of the company runs out before the request's work is begun, as after an hour: the client gets
    the service's refusal of an old token, on this request already. Refresh tokens stay good.
    """

    behaviour = assumed(
        "harness.faults.expire-token",
        "expire-token lets every access token of the company run out; refresh tokens stay good.",
        because="It is what an hour of waiting does.",
    )
    needs = OPERATION
    example = {"nth": 2}

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Let the tokens run out, then go on."""
        run.perform(OPERATION)
        return proceed()
