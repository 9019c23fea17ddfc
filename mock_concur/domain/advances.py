"""A cash advance is used up by what the employee spent: the company owes them that much less.

*Documented* (published financial integration examples 5.2.1 and 5.2.2): expenses use the advance up in their
order, the one where it ends is split in two; each part that is covered, and cash given back, claims the same
amount from the employee on their advance account. *Assumed*: cash given back is taken off the advance first,
and what personal items took from the cash (see ``offsets``) uses up no advance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from mock_concur.domain.amounts import ZERO
from mock_concur.domain.charges import Charge
from mock_concur.domain.model import EMPLOYEE, Report


def recover(lines: Iterable[Charge], report: Report, account: str) -> Iterator[Charge]:
    """The charges with the report's advance recovered from what the employee is owed, and its return added."""
    advance = report.cash_advance
    if advance is None:
        yield from lines
        return
    left = advance.amount - advance.returned
    for line in lines:
        covered = min(line.amount, left) if _recoverable(line) else ZERO
        left -= covered
        yield from _cover(line, covered, account) if covered > ZERO else (line,)
    if report.advance_entry is not None:
        under = report.advance_entry.items[0].allocations[0].id
        yield Charge(allocation=under, party=EMPLOYEE, account=account, amount=-advance.returned, kind="return")


def _recoverable(line: Charge) -> bool:
    return line.kind == "expense" and line.party == EMPLOYEE and line.amount > ZERO


def _cover(line: Charge, covered: Decimal, account: str) -> Iterator[Charge]:
    """What stays owed, what the advance has paid already, and the claim that says so."""
    if covered < line.amount:
        yield replace(line, amount=line.amount - covered)
    yield replace(line, amount=covered)
    yield replace(line, amount=-covered, account=account, kind="recovery", cash=False)
