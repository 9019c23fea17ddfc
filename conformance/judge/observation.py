"""All that a judgement looks at: the company before and now, the traffic between, and what is claimed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.judge import evidence, expected
from conformance.judge.reports import PAID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.citation import Reference
    from conformance.client.exchange import Exchange
    from conformance.judge.company_state import StateAfter, StateBefore
    from conformance.judge.expected import JsonObject, Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One judgement's matter.

    `traffic` is what passed since `before`, cycle by cycle in `cycles`, `history` all that passed in the
    case. `vat` and `remarks` say whether the connector claims to book reclaimable tax and to comment on
    entries. `rests_on` is what reports are to be Paid by.
    """

    before: StateBefore
    after: StateAfter
    traffic: Sequence[Exchange] = field(repr=False)
    cycles: Sequence[Sequence[Exchange]] = field(repr=False)
    history: Sequence[Exchange] = field(repr=False)
    vat: bool
    remarks: bool
    rests_on: Reference

    def committed(self, name: str) -> bool:
        """Whether the report was Paid by this connector."""
        return (
            name in self.after.reports and PAID.holds(self.after.reports[name]) and not self.before.paid_at_first(name)
        )

    def postings(self, name: str) -> list[Posting]:
        """What the journal of a report asks of the books."""
        return expected.postings(self.after.reports[name], self.after.mapping, vat=self.vat)

    def states(self, name: str) -> list[JsonObject]:
        """The report before and now."""
        found = (self.before.reports.get(name), self.after.reports.get(name))
        return [state for state in found if state is not None]

    def telling(self, name: str) -> tuple[int, ...]:
        """The requests that best show what was done to a report."""
        return evidence.telling_requests(self.traffic, self.states(name))

    def bill_changes(self) -> tuple[int, ...]:
        """The last requests that made, posted or took back a bill."""
        return evidence.numbers(
            each for each in self.traffic if each.service == "erp" and each.method != "GET" and "/bills" in each.path
        )
