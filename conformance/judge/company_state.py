"""A look at a company: what its reports say, and what its ERP holds, at one moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from conformance.judge import books, handling
from conformance.judge.reports import PAID
from conformance.judge.standing_bills import StandingBill, standing_bills, with_owners

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from conformance.client.exchange import Exchange
    from conformance.engine.case_context import CaseContext
    from conformance.judge.expected import JsonObject, Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBefore:
    """The reports before the connector's next cycle, by name.

    `known` holds every earlier state of them as well: a journal that is made anew has new JournalIDs,
    and bills may still bear the old ones. `last_seq` is where the traffic stood.
    """

    reports: Mapping[str, JsonObject]
    known: Mapping[str, tuple[JsonObject, ...]]
    last_seq: int = 0

    def paid_at_first(self, name: str) -> bool:
        """Whether the report was Paid already before the connector first ran."""
        return name in self.known and PAID.holds(self.known[name][0])


@dataclass(frozen=True, kw_only=True)
class StateAfter:
    """A company as it is now: its reports by name, the ERP's bills, ledger and vendors, and all that has passed."""

    reports: Mapping[str, JsonObject]
    bills: tuple[JsonObject, ...]
    ledger: tuple[JsonObject, ...]
    vendors: Mapping[str, str]
    mapping: JsonObject
    before: StateBefore = field(repr=False)
    cycles: Sequence[Sequence[Exchange]] = field(repr=False, default=())

    @cached_property
    def standing_bills(self) -> list[StandingBill]:
        """The drafts and posted bills, with the reports that they are of."""
        states = {name: (*self.before.known.get(name, ()), report) for name, report in self.reports.items()}
        return with_owners(
            standing_bills(self.bills), states, handled=lambda: handling.made_while(self.bills, states, self.cycles)
        )

    def bills_of(self, names: Collection[str]) -> list[JsonObject]:
        """The standing bills that are of one of these reports, or may be."""
        found = {bill["id"]: bill for name in names for bill in self._by_owner.get(name, ())}
        return list(found.values())

    @cached_property
    def _by_owner(self) -> dict[str, list[JsonObject]]:
        found: dict[str, list[JsonObject]] = defaultdict(list)
        for each in self.standing_bills:
            for name in each.owners:
                found[name].append(each.bill)
        return found

    def booked_by(self, names: Collection[str]) -> list[Posting]:
        """What the standing bills of these reports book, or will book once they are posted."""
        return books.of_bills(self.bills_of(names), self.vendors, self.mapping)


def record_before(context: CaseContext, earlier: StateBefore | None = None) -> StateBefore:
    """Remember the reports as they are now; `earlier` is the look before this one in the same case."""
    reports = _reports(context)
    seen = earlier.known if earlier else {}
    known = {name: (*seen.get(name, ()), report) for name, report in reports.items()}
    last_seq = context.cycles[-1].last_seq if context.cycles else 0
    return StateBefore(reports=reports, known=known, last_seq=last_seq)


def record_after(context: CaseContext, before: StateBefore, history: Sequence[Exchange]) -> StateAfter:
    """The company as it is now, with what was known of it before and all that has passed."""
    return StateAfter(
        reports=_reports(context),
        bills=tuple(context.bills()),
        ledger=tuple(context.ledger()),
        vendors={vendor["id"]: vendor["external_id"] for vendor in context.master_data("vendors")},
        mapping=context.company.config,
        before=before,
        cycles=by_cycle(context, history),
    )


def by_cycle(context: CaseContext, history: Sequence[Exchange]) -> list[list[Exchange]]:
    """What has passed in each cycle, in order."""
    return [[each for each in history if cycle.first_seq <= each.seq <= cycle.last_seq] for cycle in context.cycles]


def _reports(context: CaseContext) -> dict[str, Any]:
    return {report["name"]: report for report in context.reports()}
