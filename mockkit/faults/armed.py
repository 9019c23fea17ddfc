"""A fault that is armed: how many requests matched it, on how many it fired, and why it did not on others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

import msgspec

from mockkit.faults import registry
from mockkit.faults.base import PARTS, Fault, Part, Sighting

MAX_PATH_LENGTH = 200


class NearMiss(msgspec.Struct, frozen=True):
    """A request that differed from those that a fault is for in one part only."""

    differs: Literal["service", "path", "method"]
    service: str
    method: str
    path: str

    @property
    def nearness(self) -> int:
        """How near it came; a method is sooner mistaken than a path, and a path than a service."""
        return PARTS.index(self.differs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmedFault:
    """A fault in force: ``seen`` counts the requests that matched, ``fired`` those on which it fired.

    ``near_miss`` is the first request of those that came nearest, as long as none has matched.
    """

    id: str
    fault: Fault
    seen: int = 0
    fired: int = 0
    near_miss: NearMiss | None = None

    @property
    def is_spent(self) -> bool:
        """Whether it has fired as often as it was to."""
        return self.fault.times is not None and self.fired >= self.fault.times

    def count_match(self, request: Sighting, seed: int, *, reached: bool = True) -> tuple[ArmedFault, bool]:
        """The fault after one more request, and whether it fires on that one; ``seed`` is the company's.

        ``reached`` is false where a fault that was armed before it lets the request not go on. Gives the very same
        fault where the request changes nothing.
        """
        differences = self.fault.differences(request)
        if differences:
            return self._missed(request, differences), False
        number = self.seen + 1
        fires = reached and not self.is_spent and number >= self.fault.nth and self._is_chosen(number, seed)
        return replace(self, seen=number, fired=self.fired + fires), fires

    def _is_chosen(self, number: int, seed: int) -> bool:
        likely = self.fault.probability
        return likely >= 1 or Random(f"{seed}/{self.id}/{number}").random() < likely  # noqa: S311 - repeatable

    def _missed(self, request: Sighting, differences: list[Part]) -> ArmedFault:
        if self.seen or len(differences) != 1:
            return self
        miss = NearMiss(differences[0], request.service, request.method[:20], request.path[:MAX_PATH_LENGTH])
        if self.near_miss is not None and self.near_miss.nearness >= miss.nearness:
            return self
        return replace(self, near_miss=miss)

    @property
    def why_not(self) -> str | None:
        """Why it did not fire, or not on the last requests that matched; None where there is nothing to explain."""
        fault = self.fault
        if not self.seen:
            return f"no request matched{self._nearest()}"
        if self.seen < fault.nth:
            return f"{_requests(self.seen)} matched, and it fires from number {fault.nth} on"
        if not self.fired and fault.probability < 1:
            return f"{_requests(self.seen)} matched, and none was chosen with probability {fault.probability:g}"
        if not self.fired:
            return f"{_requests(self.seen)} matched, and a fault that was armed before it answered first"
        if self.is_spent and self.seen >= self.fired + fault.nth:
            return f"it has fired on {_requests(self.fired)}, as often as it was to, and more have matched"
        return None

    def _nearest(self) -> str:
        miss, fault = self.near_miss, self.fault
        if miss is None:
            return ""
        wanted = {"service": fault.service, "path": f"the path {fault.path}", "method": fault.method.upper()}
        return f": {miss.method} {miss.path} came to {miss.service}, and the fault is for {wanted[miss.differs]}"

    def to_json(self) -> dict[str, Any]:
        """The fault as JSON has it, the options of other kinds as they are where they are left out."""
        options: dict[str, Any] = msgspec.to_builtins(self.fault)
        counts = {"seen": self.seen, "fired": self.fired, "why_not": self.why_not}
        return {"id": self.id, **registry.kinds().options, **options, **counts}


def _requests(number: int) -> str:
    return "1 request" if number == 1 else f"{number} requests"
