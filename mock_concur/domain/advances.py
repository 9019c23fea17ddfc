"""A cash advance is used up by what the employee spent: the company owes them that much less.

*Documented* (published financial integration examples 5.2.1 and 5.2.2): expenses use the advance up in their
order, the one where it ends is split in two; each part that is covered, and cash given back, claims the same
amount from the employee on their advance account; what is approved is the expenses alone, without the cash that
came back (5.2.2: 315, with 85 returned), and the extract of that example has the return under the expense type
Cash Advance Return. *Assumed*: that its entry on v2.0 bears no amount, so that the entries of a report sum to its
total as they do without a return, and says what came back in its journal entry alone, as what an advance
recovers is said; that cash given back is taken off the advance first; and that what personal items took from the
cash (see ``offsets``) uses up no advance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from mock_concur.domain.allocation import Accounts, system_allocation
from mock_concur.domain.amounts import ZERO, in_minor_units
from mock_concur.domain.charges import Charge
from mock_concur.domain.errors import FieldError
from mock_concur.domain.ids import IdMaker, protected_id
from mock_concur.domain.model import EMPLOYEE, CashAdvance, Entry, Item, Report
from mock_concur.domain.setup import CASH_ADVANCE_RETURN, Person, Setup
from mockkit.money import round_half_up


def recover_advance(lines: Iterable[Charge], report: Report) -> Iterator[Charge]:
    """The charges with the report's advance recovered from what the employee is owed, and its return added."""
    advance = report.cash_advance
    if advance is None:
        yield from lines
        return
    left = advance.amount - advance.returned
    for line in lines:
        covered = min(line.amount, left) if _recoverable(line) else ZERO
        left -= covered
        yield from _cover(line, covered, advance.account) if covered > ZERO else (line,)
    if report.advance_entry is not None:
        under = report.advance_entry.items[0].allocations[0].id
        yield Charge(allocation=under, party=EMPLOYEE, account=advance.account, amount=-advance.returned, kind="return")


def _recoverable(line: Charge) -> bool:
    return line.kind == "expense" and line.party == EMPLOYEE and line.amount > ZERO


def _cover(line: Charge, covered: Decimal, account: str) -> Iterator[Charge]:
    """What stays owed, what the advance has paid already, and the claim that says so."""
    if covered < line.amount:
        yield replace(line, amount=line.amount - covered)
    yield replace(line, amount=covered)
    yield replace(line, amount=-covered, account=account, kind="recovery", cash=False)


def checked_advance(advance: CashAdvance, owner: Person, currency: str) -> CashAdvance:
    """The advance in minor units, on its owner's account; raises ``FieldError`` for one that cannot be."""
    amount = in_minor_units(advance.amount, currency, ("cash_advance", "amount"))
    returned = in_minor_units(advance.returned, currency, ("cash_advance", "returned"))
    if amount <= ZERO:
        raise FieldError(("cash_advance", "amount"), "must be positive")
    if not ZERO <= returned <= amount:
        raise FieldError(("cash_advance", "returned"), "between zero and the advance")
    if not owner.cash_advance_account:
        raise FieldError(("cash_advance",), f"{owner.login} has no cash advance account")
    return CashAdvance(amount=amount, returned=returned, account=owner.cash_advance_account)


def return_entry(setup: Setup, ids: IdMaker, at: datetime) -> Entry:
    """The entry under which the journal has the return of an advance's cash. It is no expense, so it costs nothing.

    Raises ``FieldError`` in a company where nothing can be paid in cash.
    """
    cash = next((payment for payment in setup.payment_types.values() if payment.payment_class == "cash"), None)
    if cash is None:
        raise FieldError(("cash_advance",), "the company has no payment type of class cash")
    nothing = round_half_up(ZERO, setup.currency)
    entry_id = protected_id(ids, "n")
    item = Item(
        id=entry_id,
        type="Regular",
        expense_type=CASH_ADVANCE_RETURN.code,
        transaction_date=at.date(),
        transaction_amount=nothing,
        posted_amount=nothing,
        approved_amount=nothing,
        last_modified=at,
        allocations=(system_allocation(Accounts("", ""), ids, {}),),
    )
    return Entry(
        id=entry_id,
        legacy_id=ids.number(),
        expense_type=item.expense_type,
        payment_type=cash.name,
        transaction_date=item.transaction_date,
        currency=setup.currency,
        exchange_rate=Decimal(1),
        rate_direction="M",
        transaction_amount=nothing,
        posted_amount=nothing,
        items=(item,),
        last_modified=at,
    )
