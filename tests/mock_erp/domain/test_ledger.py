from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mock_erp.domain.bills import LIFE_CYCLE, Action, Outcome, Status
from mock_erp.domain.ledger import Balance, posting, reversal, void_date
from tests.mock_erp.domain.bill_making import JANUARY, TODAY, bill, content


def ids():
    return (f"GL-{n}" for n in count(1))


def booked(rows):
    return [(row.account, f"{row.debit.normalize():f}", f"{row.credit.normalize():f}", row.line_id) for row in rows]


def test_a_bill_debits_its_lines_and_credits_the_liability():
    assert booked(posting(bill(content("35.00", "-14.00")), ids())) == [
        ("6400", "35", "0", "L-1"),
        ("6400", "0", "14", "L-2"),
        ("2100", "0", "21", None),
    ]


def test_a_credit_is_the_same_with_every_sign_turned():
    assert booked(posting(bill(content("81.00", type="credit")), ids())) == [
        ("6400", "0", "81", "L-1"),
        ("2100", "81", "0", None),
    ]


def test_a_bill_that_sums_to_zero_owes_nothing():
    assert booked(posting(bill(content("14.00", "-14.00")), ids())) == [
        ("6400", "14", "0", "L-1"),
        ("6400", "0", "14", "L-2"),
    ]


def test_dimensions_stand_on_the_lines_and_not_on_the_liability():
    line, liability = posting(bill(content("1.00")), ids())
    assert (line.dimensions, line.gl_date) == ({"project": "P-100", "cost_center": "0021"}, date(2026, 1, 31))
    assert (liability.dimensions, liability.vendor_id) == ({}, "V-1001")


def test_a_void_exchanges_the_sides_and_names_what_it_reverses():
    rows = posting(bill(content("35.00", "-14.00")), ids())
    back = reversal(rows, TODAY, (f"GL-{n}" for n in count(10)))
    assert [(row.id, row.reverses, row.gl_date) for row in back] == [
        ("GL-10", "GL-1", TODAY),
        ("GL-11", "GL-2", TODAY),
        ("GL-12", "GL-3", TODAY),
    ]
    assert [(row.debit, row.credit) for row in back] == [(row.credit, row.debit) for row in rows]


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        ((JANUARY,), date(2026, 1, 31)),
        ((replace(JANUARY, status="closed"),), TODAY),
        ((), TODAY),
    ],
)
def test_a_void_books_on_the_bill_s_day_while_its_period_is_open(periods, day):
    assert void_date(date(2026, 1, 31), periods, TODAY) == day


def test_a_balance_is_debits_less_credits():
    assert Balance(account="6400", currency="USD", debit=Decimal(3), credit=Decimal(5)).balance == -2


def test_what_is_booked_is_never_removed():
    assert {key for key, outcome in LIFE_CYCLE.items() if outcome is Outcome.REFUSED} == {
        (Status.DRAFT, Action.VOID),
        (Status.POSTED, Action.DELETE),
        (Status.VOID, Action.DELETE),
        (Status.VOID, Action.POST),
    }
    assert set(LIFE_CYCLE) == {(status, action) for status in Status for action in Action}


AMOUNTS = st.decimals("-99999", "99999", places=2).filter(bool).map(str)


def balances(rows):
    held: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        held[row.account, row.currency] += row.debit - row.credit
    return {key: value for key, value in held.items() if value}


class Books(RuleBasedStateMachine):
    """Any life that bills may lead."""

    def __init__(self):
        super().__init__()
        self.rows = []
        self.bills = {}
        self.row_ids = ids()
        self.bill_ids = (f"B-{n}" for n in count(1))

    @rule(amounts=st.lists(AMOUNTS, min_size=1, max_size=5), kind=st.sampled_from(["bill", "credit"]),
          currency=st.sampled_from(["USD", "EUR"]))  # fmt: skip
    def create(self, amounts, kind, currency):
        made = bill(content(*amounts, type=kind, currency=currency), next(self.bill_ids))
        if made.content.total() < 0:
            opposite = [str(-Decimal(amount)) for amount in amounts]
            made = bill(content(*opposite, type=kind, currency=currency), made.id)
        self.bills[made.id] = made

    @rule(data=st.data(), action=st.sampled_from(list(Action)))
    def act(self, data, action):
        if not self.bills:
            return
        subject = self.bills[data.draw(st.sampled_from(sorted(self.bills)))]
        if LIFE_CYCLE[subject.status, action] is not Outcome.DONE:
            return
        if action is Action.DELETE:
            del self.bills[subject.id]
        elif action is Action.POST:
            self.rows += posting(subject, self.row_ids)
            self.bills[subject.id] = replace(subject, status=Status.POSTED)
        else:
            self.void(subject)

    def void(self, subject):
        mine = [row for row in self.rows if row.bill_id == subject.id]
        without = balances(row for row in self.rows if row.bill_id != subject.id)
        self.rows += reversal(mine, TODAY, self.row_ids)
        self.bills[subject.id] = replace(subject, status=Status.VOID)
        assert balances(self.rows) == without

    @invariant()
    def debits_equal_credits_per_currency(self):
        for currency in ("USD", "EUR"):
            mine = [row for row in self.rows if row.currency == currency]
            assert sum(row.debit for row in mine) == sum(row.credit for row in mine)

    @invariant()
    def only_posted_bills_weigh(self):
        posted = {found.id for found in self.bills.values() if found.status is Status.POSTED}
        assert balances(self.rows) == balances(row for row in self.rows if row.bill_id in posted)

    @invariant()
    def a_row_has_one_side_and_an_id_of_its_own(self):
        assert len({row.id for row in self.rows}) == len(self.rows)
        for row in self.rows:
            assert min(row.debit, row.credit) == 0
            assert max(row.debit, row.credit) > 0


Books.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestBooks = Books.TestCase
