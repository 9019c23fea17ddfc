"""How the reference connector turns a journal into payables."""

from __future__ import annotations

import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import conformance

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

import payables
from report import Allocation, Entry, Item, Report, Row, Tax
from settings import Mapping, Payee

MAPPING = Mapping(
    payees={"Amex": Payee("AMEX", "2110")},
    employee_liability_account="2100",
    dimensions={"project": "Custom1", "cost_center": "Custom2"},
    tax_accounts={"DEVAT": "1580", "CAMB": "1583", "CAGST": "1582"},
    routing={},
    today=None,
)


def allocation(*rows: tuple[str, str, str], taxes: dict[str, str] | None = None, **customs: str) -> Allocation:
    made = (Row(f"J{party}{account}{amount}", party, account, Decimal(amount)) for party, account, amount in rows)
    return Allocation(customs, tuple(made), tuple(Tax(name, Decimal(value)) for name, value in (taxes or {}).items()))


def report_of(*allocations: Allocation, currency: str = "USD", name: str = "Trip") -> Report:
    item = Item("Hotel", allocations)
    entry = Entry("E1", "LODNG", "Hotel", "2026-01-30", Decimal(1), (item,))
    return Report("R" * 20, "key", name, "2026-01-31", currency, "P_PROC", "u", "E-1001", Decimal(1), (entry,))


def booked(*allocations: Allocation, **report: str) -> list[payables.Payable]:
    return payables.payables_of(report_of(*allocations, **report), MAPPING, "2026-02-01")


def amounts(payable: payables.Payable) -> list[tuple[str, str]]:
    return [(line.account, str(line.amount)) for line in payable.lines]


def test_one_payable_a_party_with_its_vendor_and_liability():
    employee, amex = booked(
        allocation(("Employee", "6410", "12.50")),
        allocation(("Amex", "6400", "100.00")),
        allocation(("Employee", "6430", "7.50")),
    )
    assert (employee.vendor_external_id, employee.liability_account) == ("E-1001", "2100")
    assert amounts(employee) == [("6410", "12.50"), ("6430", "7.50")]
    assert (amex.vendor_external_id, amex.liability_account) == ("AMEX", "2110")
    assert amounts(amex) == [("6400", "100.00")]


def test_a_party_that_the_mapping_does_not_know_is_said_so():
    with pytest.raises(payables.Unmapped, match="Diners"):
        booked(allocation(("Diners", "6400", "1.00")))


def test_the_body_is_what_the_erp_takes():
    (payable,) = booked(allocation(("Employee", "6400", "125.00"), Custom1="P-100", Custom2=""))
    assert payable.body("V-1") == {
        "external_id": f"{'R' * 20}/Employee",
        "vendor_id": "V-1",
        "type": "bill",
        "document_number": f"ER-{'R' * 20}-E",
        "bill_date": "2026-01-31",
        "gl_date": "2026-02-01",
        "currency": "USD",
        "liability_account": "2100",
        "memo": "Trip",
        "lines": [
            {
                "account": "6400",
                "amount": "125.00",
                "project": "P-100",
                "cost_center": None,
                "tax_code": None,
                "description": "Hotel",
                "source_ref": "JEmployee6400125.00",
            }
        ],
    }


def test_the_allocations_fields_are_the_lines_dimensions():
    (payable,) = booked(
        allocation(("Employee", "6400", "33.33"), Custom1="P-100", Custom2="0021"),
        allocation(("Employee", "6400", "66.67"), Custom1="P-200"),
    )
    assert [tuple(line.dimensions.values()) for line in payable.lines] == [("P-100", "0021"), ("P-200", None)]


def test_a_negative_total_becomes_a_credit_with_every_sign_turned():
    (payable,) = booked(allocation(("Employee", "6400", "-100.00")), allocation(("Employee", "6410", "19.00")))
    assert (payable.type, amounts(payable), payable.total) == ("credit", [("6400", "100.00"), ("6410", "-19.00")], 81)


def test_a_negative_row_within_a_positive_total_stays_negative():
    (payable,) = booked(allocation(("Employee", "6410", "35.00")), allocation(("Employee", "1999", "-14.00")))
    assert (payable.type, amounts(payable)) == ("bill", [("6410", "35.00"), ("1999", "-14.00")])


def test_a_party_that_is_square_on_every_account_needs_no_payable():
    assert booked(allocation(("Employee", "6400", "5.00"), ("Employee", "6400", "-5.00"))) == []


@pytest.mark.parametrize("other", [{"account": "6410"}, {"project": "P-200"}])
def test_a_total_of_nothing_on_different_accounts_or_projects_is_booked(other: dict[str, str]):
    account, project = other.get("account", "6400"), other.get("project", "P-100")
    (payable,) = booked(
        allocation(("Employee", "6400", "5.00"), Custom1="P-100"),
        allocation(("Employee", account, "-5.00"), Custom1=project),
    )
    assert (payable.type, payable.total) == ("bill", 0)


def test_rows_of_nothing_make_no_line():
    assert booked(allocation(("Employee", "6400", "0"))) == []


# The published examples 2.1 to 2.4 of SAP Concur's posting guide.
@pytest.mark.parametrize(
    ("gross", "taxes", "expected"),
    [
        ("10.00", {"DEVAT": "1.60000000"}, [("6400", "8.40"), ("1580", "1.60")]),
        ("100.00", {"DEVAT": "0.00000000"}, [("6400", "100.00")]),
        ("100.00", {"CAGST": "0", "CAMB": "3.54"}, [("6400", "96.46"), ("1583", "3.54")]),
        ("55.00", {"CAGST": "1.22", "CAMB": "1.95"}, [("6400", "51.83"), ("1582", "1.22"), ("1583", "1.95")]),
        ("55.00", {"NOBODY": "5.00"}, [("6400", "55.00")]),
    ],
)
def test_reclaimable_tax_is_split_out(gross: str, taxes: dict[str, str], expected: list[tuple[str, str]]):
    (payable,) = booked(allocation(("Employee", "6400", gross), taxes=taxes, Custom1="P-100"))
    assert amounts(payable) == expected
    assert payable.lines[0].dimensions["project"] == "P-100"
    assert all(line.dimensions["project"] is None for line in payable.lines[1:])


def test_tax_is_shared_among_the_parties_of_an_allocation():
    employee, amex = booked(
        allocation(("Employee", "6410", "21.00"), ("Amex", "6410", "14.00"), taxes={"DEVAT": "5.59"})
    )
    assert amounts(employee) == [("6410", "17.65"), ("1580", "3.35")]  # 3.354
    assert amounts(amex) == [("6410", "11.76"), ("1580", "2.24")]


def test_what_an_advance_recovers_bears_no_tax():
    rows = [("Employee", "6430", "55.00"), ("Employee", "1390", "-55.00"), ("Employee", "6430", "5.00")]
    (payable,) = booked(allocation(*rows, taxes={"DEVAT": "6.00"}))
    assert amounts(payable) == [
        ("6430", "49.50"),
        ("1580", "5.50"),
        ("1390", "-55.00"),
        ("6430", "4.50"),
        ("1580", "0.50"),
    ]


def test_tax_on_a_refund_is_given_back():
    (payable,) = booked(allocation(("Employee", "6400", "-119.00"), taxes={"DEVAT": "-19.00"}))
    assert (payable.type, amounts(payable)) == ("credit", [("6400", "100.00"), ("1580", "19.00")])


@pytest.mark.parametrize(
    ("currency", "shares"), [("JPY", ["3", "4"]), ("KWD", ["3.333", "3.667"]), ("USD", ["3.33", "3.67"])]
)
def test_shares_are_rounded_to_the_currencys_minor_unit(currency: str, shares: list[str]):
    rows = allocation(("Employee", "1", "10"), ("Amex", "1", "11")).rows
    got = payables.tax_shares(Allocation({}, rows, (Tax("DEVAT", Decimal(7)),)), MAPPING, currency)
    assert [str(share) for ((_, share),) in got.values()] == shares


cents = st.integers(-100_000, 100_000).map(lambda value: str(Decimal(value).scaleb(-2)))
row = st.tuples(st.sampled_from(["Employee", "Amex"]), st.sampled_from(["6400", "6410"]), cents)


@given(st.lists(st.tuples(st.lists(row, max_size=4), cents), max_size=5))
def test_nothing_is_gained_or_lost(drawn: list[tuple[list[tuple[str, str, str]], str]]):
    """By party, what is booked is what the journal owes; tax only moves between accounts."""
    allocations = [allocation(*rows, taxes={"DEVAT": tax}) for rows, tax in drawn]
    # A row is known by its id; the same row drawn twice needs two.
    allocations = [
        share._replace(rows=tuple(row._replace(id=f"{n}.{m}") for m, row in enumerate(share.rows)))
        for n, share in enumerate(allocations)
    ]
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for share in allocations:
        for entry in share.rows:
            owed[entry.party] += entry.amount
    for payable in booked(*allocations):
        party = payable.external_id.partition("/")[2]
        assert payable.total >= 0
        assert all(line.amount for line in payable.lines)
        assert (payable.total if payable.type == "bill" else -payable.total) == owed.pop(party)
    assert not any(owed.values())


def test_numbers_are_stable_short_and_differ():
    parties = ["Employee", "Amex Corporate", "Amex Corporate Card of the Company", "x" * 80]
    numbers = {payables.document_number("4" * 32, party) for party in parties}
    assert len(numbers) == len(parties)
    assert max(map(len, numbers)) <= 45
    assert payables.document_number("4" * 20, "Amex") == payables.document_number("4" * 20, "Amex")


def test_long_texts_are_cut():
    (payable,) = booked(allocation(("Employee", "6400", "1.00")), name="n" * 300)
    assert len(payable.memo) == 240
