"""The journal engine: report in, journal entries and tax data out.

Each rule is a module of its own: ``amounts`` (what is posted), ``charges`` (who is owed what on which account),
``offsets`` (personal items against cash), ``advances`` (cash advances) and ``taxes``. Here they are put in
their order and hung under the allocations that they come from.

A journal entry's amount alone carries the sign. It is negative exactly when its payee is the company: a credit
swaps payer and payee and keeps its sign (*documented*: published financial integration examples 1.2, 6.1.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from mock_concur.domain.advances import recover_advance
from mock_concur.domain.amounts import ZERO
from mock_concur.domain.charges import Charge, charges
from mock_concur.domain.ids import IdMaker, protected_id
from mock_concur.domain.model import COMPANY, Allocation, Entry, Item, JournalEntry, Report, VatData
from mock_concur.domain.offsets import claims, set_off
from mock_concur.domain.rebuild import each_allocation
from mock_concur.domain.setup import Setup
from mock_concur.domain.taxes import vat
from mockkit.money import split


def journal_charges(report: Report, setup: Setup) -> list[Charge]:
    """What the journal of the report comes to as it now stands, in the order of its entries."""
    lines = set_off(charges(report, setup), claims(report, setup))
    return list(recover_advance(lines, report))


def post_journal(report: Report, setup: Setup, ids: IdMaker) -> Report:
    """The report with journal entries and tax data on its allocations; any that it had are replaced."""
    lines = {under: list(group) for under, group in groupby(journal_charges(report, setup), lambda c: c.allocation)}
    taxed = {
        allocation.id: data
        for entry in report.entries
        for item in entry.items
        for allocation, data in zip(item.allocations, vat(entry, item, report.currency), strict=True)
    }

    def hang(_entry: Entry, _item: Item, allocation: Allocation) -> Allocation:
        data = taxed.get(allocation.id, ())
        rows = _rows(lines.get(allocation.id, ()), data, report.currency, ids)
        return replace(allocation, journal=rows, vat=data)

    return each_allocation(report, hang)


def drop_journal(report: Report) -> Report:
    """The report without journal entries and tax data, as before final approval (*observed*: both lists empty)."""
    return each_allocation(report, lambda _entry, _item, allocation: replace(allocation, journal=(), vat=()))


def mark_integrated(report: Report, job_run_key: str) -> Report:
    """The report with the job run's key on every journal entry."""

    def mark(_entry: Entry, _item: Item, allocation: Allocation) -> Allocation:
        return replace(allocation, journal=tuple(replace(row, job_run_key=job_run_key) for row in allocation.journal))

    return each_allocation(report, mark)


def _rows(lines: Sequence[Charge], data: Sequence[VatData], currency: str, ids: IdMaker) -> tuple[JournalEntry, ...]:
    taxes = _spread([tax.tax_posted for tax in data], lines, currency)
    reclaims = _spread([tax.reclaim_posted for tax in data], lines, currency)
    return tuple(_row(*parts, ids) for parts in zip(lines, taxes, reclaims, strict=True))


def _spread(amounts: Sequence[Decimal], lines: Sequence[Charge], currency: str) -> list[Decimal]:
    """An allocation's taxes by line: its expenses bear each one in proportion, half up, the remainder on the last.

    The rule of ``docs/money.md``, "Reclaimable tax"; advances recovered and personal items bear none.
    """
    weights = [line.amount for line in lines if line.kind == "expense"]
    by_tax = [split(amount, weights, currency) for amount in amounts]
    borne = iter([sum(shares, ZERO) for shares in zip(*by_tax, strict=True)] if by_tax else [ZERO] * len(weights))
    return [next(borne) if line.kind == "expense" else ZERO for line in lines]


def _row(line: Charge, tax: Decimal, reclaim: Decimal, ids: IdMaker) -> JournalEntry:
    owed = line.amount >= ZERO
    return JournalEntry(
        id=protected_id(ids, "n"),
        payer=COMPANY if owed else line.party,
        payee=line.party if owed else COMPANY,
        account=line.account,
        amount=line.amount,
        net_of_tax=line.amount - tax,
        net_of_reclaim=line.amount - reclaim,
        kind=line.kind,
    )
