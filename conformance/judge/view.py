"""A look at a company: what its reports say, and what its ERP holds, at one moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from conformance.judge import books, handling
from conformance.judge.reports import PAID
from conformance.judge.standing import Standing, owned, standing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from conformance.client.exchange import Exchange
    from conformance.engine.stage import Stage
    from conformance.judge.expected import Posting, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The reports before the connector's next cycle, by name.

    `known` holds every earlier state of them as well: a journal that is made anew has new JournalIDs,
    and bills may still bear the old ones. `last_seq` is where the traffic stood.
    """

    reports: Mapping[str, Record]
    known: Mapping[str, tuple[Record, ...]]
    last_seq: int = 0

    def paid_at_first(self, name: str) -> bool:
        """Whether the report was Paid already before the connector first ran."""
        return name in self.known and PAID.holds(self.known[name][0])


@dataclass(frozen=True, kw_only=True)
class After:
    """A company as it is now: its reports by name, the ERP's bills, ledger and vendors, and all that has passed."""

    reports: Mapping[str, Record]
    bills: tuple[Record, ...]
    ledger: tuple[Record, ...]
    vendors: Mapping[str, str]
    mapping: Record
    before: Before = field(repr=False)
    cycles: Sequence[Sequence[Exchange]] = field(repr=False, default=())

    @cached_property
    def standing(self) -> list[Standing]:
        """The drafts and posted bills, with the reports that they are of."""
        states = {name: (*self.before.known.get(name, ()), report) for name, report in self.reports.items()}
        return owned(standing(self.bills), states, handled=lambda: handling.made_while(self.bills, states, self.cycles))

    def bills_of(self, names: Collection[str]) -> list[Record]:
        """The standing bills that are of one of these reports, or may be."""
        found = {bill["id"]: bill for name in names for bill in self._by_owner.get(name, ())}
        return list(found.values())

    @cached_property
    def _by_owner(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for each in self.standing:
            for name in each.owners:
                found[name].append(each.bill)
        return found

    def booked_by(self, names: Collection[str]) -> list[Posting]:
        """What the standing bills of these reports book, or will book once they are posted."""
        return books.of_bills(self.bills_of(names), self.vendors, self.mapping)


def look(stage: Stage, earlier: Before | None = None) -> Before:
    """Remember the reports as they are now; `earlier` is the look before this one in the same case."""
    reports = _reports(stage)
    seen = earlier.known if earlier else {}
    known = {name: (*seen.get(name, ()), report) for name, report in reports.items()}
    last_seq = stage.cycles[-1].last_seq if stage.cycles else 0
    return Before(reports=reports, known=known, last_seq=last_seq)


def see(stage: Stage, before: Before, history: Sequence[Exchange]) -> After:
    """The company as it is now, with what was known of it before and all that has passed."""
    return After(
        reports=_reports(stage),
        bills=tuple(stage.bills()),
        ledger=tuple(stage.ledger()),
        vendors={vendor["id"]: vendor["external_id"] for vendor in stage.master_data("vendors")},
        mapping=stage.company.config,
        before=before,
        cycles=by_cycle(stage, history),
    )


def by_cycle(stage: Stage, history: Sequence[Exchange]) -> list[list[Exchange]]:
    """What has passed in each cycle, in order."""
    return [[each for each in history if cycle.first_seq <= each.seq <= cycle.last_seq] for cycle in stage.cycles]


def _reports(stage: Stage) -> dict[str, Any]:
    return {report["name"]: report for report in stage.reports()}
