"""Tokens that are taken back."""

from __future__ import annotations

from mockkit.answer import Answer
from mockkit.behaviours import assumed
from mockkit.faults.base import Fault, FaultedRequest, Proceed

OPERATION = "revoke-tokens"


class RevokeTokenFault(Fault, tag="revoke-token", frozen=True, kw_only=True):
    """Every access and refresh token of the company is taken back before the request's work is begun, as when an
    administrator disconnects the application: the client gets the service's refusal of a revoked token, on this request
    already, and its refresh token opens nothing any more. Whatever else it may get tokens with stays good.
    """

    behaviour = assumed(
        "harness.faults.revoke-token",
        "revoke-token takes back every access and refresh token of the company; other ways to get tokens stay open.",
        because="It is what disconnecting an application does, for whoever used it.",
    )
    needs = OPERATION
    example = {"nth": 2}

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Take the tokens back, then go on."""
        run.perform(OPERATION)
        return proceed()
