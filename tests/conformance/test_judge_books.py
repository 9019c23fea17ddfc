"""What a journal asks of the books, and how the books are compared with it."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.judge import books, expected, money
from conformance.judge.standing_bills import sharing_bills, standing_bills, with_owners

MAPPING = {
    "payees": {
        "Amex Corporate": {"vendor_external_id": "AMEX", "liability_account": "2110"},
        "Visa Corporate": {"vendor_external_id": "VISA", "liability_account": "2120"},
    },
    "employee_liability_account": "2100",
    "dimensions": {"project": "Custom1", "cost_center": "Custom2"},
    "tax_accounts": {"DEVAT": "1580"},
}

VENDORS = {"V-1": "E-1001", "V-2": "AMEX"}


def row(amount, account="6400", allocation="A1", party="Employee", row_id="J1"):
    return {"id": row_id, "allocation": allocation, "party": party, "account": account, "amount": amount}


def allocation(allocation_id="A1", project="P-100", account1="6400", account2=""):
    custom = {"type": "List", "value": f"Project {project}", "code": project} if project else {}
    return {
        "id": allocation_id,
        "entry": "R1",
        "item": "R1",
        "percentage": "100",
        "AccountCode1": account1,
        "AccountCode2": account2,
        "Custom1": custom,
    }


def report(*rows, allocations=None, taxes=(), currency="EUR", **more):
    return {
        "id": "425FE2ADB4954FCA90CD",
        "name": "Client meeting",
        "currency": currency,
        "owner": {"login": "ann@example.com", "employee_id": "E-1001"},
        "journal": list(rows),
        "allocations": allocations if allocations is not None else [allocation()],
        "taxes": list(taxes),
        "entries": [{"id": "R1"}],
        **more,
    }


def tax(reclaim, authority="DEVAT", allocation="A1"):
    return {
        "allocation": allocation,
        "authority": authority,
        "tax_posted": reclaim,
        "reclaim_posted": reclaim,
    }


def told(found):
    return [(posting.vendor, posting.account, posting.dimensions, posting.amount) for posting in found]


def net(found):
    return sum((posting.amount for posting in found), Decimal(0))


def asked(one_report, vat=True):
    return expected.postings(one_report, MAPPING, vat=vat)


P_100 = (("project", "P-100"), ("cost_center", None))


def test_a_row_debits_its_account_and_credits_the_liability_of_its_party():
    assert told(asked(report(row("125.00")))) == [
        ("E-1001", "6400", P_100, Decimal("125.00")),
        ("E-1001", "2100", None, Decimal("-125.00")),
    ]


def test_a_card_issuers_row_goes_to_its_vendor_and_liability():
    found = asked(report(row("80.00", party="Amex Corporate")))
    assert [(posting.vendor, posting.account) for posting in found] == [("AMEX", "6400"), ("AMEX", "2110")]


def test_the_sign_of_a_credit_is_kept():
    assert [posting.amount for posting in asked(report(row("-50.00")))] == [Decimal("-50.00"), Decimal("50.00")]


def test_a_dimension_is_the_code_or_else_the_value_or_else_empty():
    by_value = {**allocation(), "Custom1": {"type": "Text", "value": "North", "code": ""}, "Custom2": {}}
    dimensions = asked(report(row("1.00"), allocations=[by_value]))[0].dimensions
    assert dimensions == (("project", "North"), ("cost_center", None))


@pytest.mark.parametrize("place", [{"account": "1999"}, {"allocation": None}, {"account": "1390"}])
def test_a_row_off_the_allocations_accounts_is_compared_without_dimensions(place):
    assert asked(report(row("14.00", **place)))[0].dimensions is None


def test_the_second_account_of_an_allocation_bears_its_dimensions():
    found = asked(report(row("5.00", account="6490"), allocations=[allocation(account2="6490")]))
    assert found[0].dimensions == P_100


def test_reclaimable_tax_leaves_the_expense():
    found = asked(report(row("10.00"), taxes=[tax("1.60")]))
    assert told(found) == [
        ("E-1001", "6400", P_100, Decimal("8.40")),
        ("E-1001", "1580", None, Decimal("1.60")),
        ("E-1001", "2100", None, Decimal("-10.00")),
    ]


def test_a_connector_that_does_not_claim_vat_books_gross():
    assert asked(report(row("10.00"), taxes=[tax("1.60")]), vat=False)[0].amount == Decimal("10.00")


def test_tax_without_an_account_of_its_own_stays_in_the_expense():
    assert asked(report(row("10.00"), taxes=[tax("1.60", authority="CAPST")]))[0].amount == Decimal("10.00")


def test_tax_of_a_row_of_nothing_stays_where_it_is():
    """The reference connector cannot take it from anywhere either."""
    found = asked(report(row("0.00"), row("-5.00", row_id="J2"), taxes=[tax("0.01")]))
    assert not [posting for posting in found if posting.account == "1580"]


def test_tax_is_shared_among_the_rows_of_an_allocation_and_the_last_takes_the_rest():
    rows = [row("10.00", row_id="J1"), row("10.00", row_id="J2"), row("10.00", row_id="J3")]
    found = asked(report(*rows, taxes=[tax("1.00")]))
    assert [posting.amount for posting in found if posting.account == "1580"] == [
        Decimal("0.33"),
        Decimal("0.33"),
        Decimal("0.34"),
    ]


@pytest.mark.parametrize("advance_account", ["1390", "6400"])
def test_a_recovered_advance_bears_no_tax(advance_account):
    rows = [row("100.00", row_id="J1"), row("-60.00", account=advance_account, row_id="J2")]
    found = asked(report(*rows, taxes=[tax("19.00")]))
    assert Decimal("-60.00") in [posting.amount for posting in found if posting.account == advance_account]
    assert sum(posting.amount for posting in found if posting.account == "1580") == Decimal("19.00")


cents = st.decimals(min_value="-5000", max_value="5000", places=2)


@st.composite
def taxed_reports(draw):
    ids = count(1)
    parties = ["Employee", "Amex Corporate", "Visa Corporate"]
    rows = [
        row(
            str(draw(cents)),
            account=draw(st.sampled_from(["6400", "1999"])),
            allocation=draw(st.sampled_from(["A1", "A2"])),
            party=draw(st.sampled_from(parties)),
            row_id=f"J{next(ids)}",
        )
        for _ in range(draw(st.integers(min_value=1, max_value=8)))
    ]
    taxes = [
        tax(str(draw(cents)), allocation=draw(st.sampled_from(["A1", "A2"])))
        for _ in range(draw(st.integers(min_value=0, max_value=3)))
    ]
    return report(*rows, taxes=taxes, allocations=[allocation("A1"), allocation("A2", project="P-200")])


@given(taxed_reports())
def test_what_is_asked_of_a_party_balances_and_is_owed_to_it_whole(one_report):
    found = asked(one_report)
    for party in {row["party"] for row in one_report["journal"]}:
        vendor, liability = expected.payee(party, one_report, MAPPING)
        owed = sum(Decimal(row["amount"]) for row in one_report["journal"] if row["party"] == party)
        of_party = [posting for posting in found if posting.vendor == vendor]
        assert net(of_party) == 0
        assert net(posting for posting in of_party if posting.account == liability) == -owed


def bears(one_report, tax):
    rows = (row for row in one_report["journal"] if row["allocation"] == tax["allocation"])
    return any(Decimal(row["amount"]) * Decimal(tax["reclaim_posted"]) > 0 for row in rows)


@given(taxed_reports())
def test_no_cent_of_the_tax_is_lost_or_made(one_report):
    reclaimed = sum(Decimal(tax["reclaim_posted"]) for tax in one_report["taxes"] if bears(one_report, tax))
    assert net(posting for posting in asked(one_report) if posting.account == "1580") == reclaimed


@given(taxed_reports())
def test_books_that_hold_what_is_asked_show_no_difference(one_report):
    assert books.differences(asked(one_report), asked(one_report)) == []


@given(
    cents,
    st.lists(cents.filter(lambda weight: weight > 0), min_size=1, max_size=6),
    st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_shares_add_up_to_what_is_shared(amount, weights, currency):
    assert sum(money.in_proportion(amount, weights, currency)) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("1.945", "CAD", "1.95"), ("-1.945", "CAD", "-1.95"), ("1.5", "JPY", "2"), ("1.0005", "KWD", "1.001")],
)
def test_a_half_is_rounded_away_from_zero(amount, currency, rounded):
    assert money.round_half_up(Decimal(amount), currency) == Decimal(rounded)


def entry(account, amount, project=None, vendor_id="V-1", currency="EUR"):
    debit, credit = (amount, "0.00") if not amount.startswith("-") else ("0.00", amount[1:])
    return {
        "bill_id": "B1",
        "account": account,
        "vendor_id": vendor_id,
        "debit": debit,
        "credit": credit,
        "currency": currency,
        "project": project,
        "cost_center": None,
    }


def compared(one_report, *entries):
    booked = books.of_ledger(entries, VENDORS, MAPPING)
    return [str(difference) for difference in books.differences(asked(one_report), booked)]


def test_a_ledger_that_agrees_has_no_differences():
    entries = [
        entry("6400", "100.00", "P-100"),
        entry("6400", "25.00", "P-100"),
        entry("2100", "-125.00"),
    ]
    assert compared(report(row("125.00")), *entries) == []


def test_a_cent_too_little_is_told_with_its_place():
    found = compared(report(row("33.34")), entry("6400", "33.33", "P-100"), entry("2100", "-33.34"))
    assert found == ["vendor E-1001, account 6400, project P-100: expected 33.34 debit, posted 33.33 debit EUR"]


def test_the_wrong_project_shows_on_both():
    found = compared(report(row("10.00")), entry("6400", "10.00", "P-200"), entry("2100", "-10.00"))
    assert found == [
        "vendor E-1001, account 6400, project P-100: expected 10.00 debit, posted nothing EUR",
        "vendor E-1001, account 6400, project P-200: expected nothing, posted 10.00 debit EUR",
    ]


def test_the_wrong_vendor_shows():
    assert (
        len(
            compared(
                report(row("10.00")), entry("6400", "10.00", "P-100", "V-2"), entry("2100", "-10.00", vendor_id="V-2")
            )
        )
        == 4
    )


def test_the_wrong_currency_shows():
    found = compared(report(row("10.00")), entry("6400", "10.00", "P-100", currency="USD"), entry("2100", "-10.00"))
    assert len(found) == 2


def test_dimensions_on_tax_clearing_and_liability_accounts_are_free():
    entries = [
        entry("6400", "8.40", "P-100"),
        entry("1580", "1.60", "P-100"),
        entry("2100", "-10.00", "P-300"),
    ]
    assert compared(report(row("10.00"), taxes=[tax("1.60")]), *entries) == []


def test_a_void_bill_nets_out():
    entries = [
        entry("6400", "10.00", "P-100"),
        entry("2100", "-10.00"),
        entry("6400", "-10.00", "P-100"),
        entry("2100", "10.00"),
    ]
    assert compared(report(), *entries) == []


def test_a_second_booking_shows():
    once = [entry("6400", "10.00", "P-100"), entry("2100", "-10.00")]
    assert len(compared(report(row("10.00")), *once, *once)) == 2


def bill(bill_id="B1", amount="10.00", **more):
    line = {"account": "6400", "amount": amount, "project": "P-100", "cost_center": None, "source_ref": None}
    return {
        "id": bill_id,
        "status": "posted",
        "type": "bill",
        "vendor_id": "V-1",
        "currency": "EUR",
        "liability_account": "2100",
        "total": amount,
        "lines": [line],
        **more,
    }


def test_a_bill_books_its_lines_against_its_liability():
    assert books.differences(asked(report(row("10.00"))), books.of_bills([bill()], VENDORS, MAPPING)) == []


def test_a_credit_note_books_the_other_way_round():
    booked = books.of_bills([bill(type="credit", amount="50.00")], VENDORS, MAPPING)
    assert books.differences(asked(report(row("-50.00"))), booked) == []


def test_only_drafts_and_posted_bills_stand():
    bills = [bill(status=status) for status in ("draft", "posted", "void")]
    assert [each["status"] for each in standing_bills(bills)] == ["draft", "posted"]


OTHER = report(
    row("1.00", row_id="J9"),
    id="1111111111111111111A",
    name="Trip",
    entries=[{"id": "R9"}],
    allocations=[allocation("A9")],
)
ONE = report(row("1.00"), protected_id="nMeeting$p1")
BOTH = {"Client meeting": [ONE], "Trip": [OTHER]}


def owners(one_bill, reports=BOTH, handled=()):
    (found,) = with_owners([one_bill], reports, handled=lambda: dict(handled))
    return sorted(found.owners)


@pytest.mark.parametrize(
    "named",
    [
        {"external_id": "425FE2ADB4954FCA90CD/Employee"},
        {"external_id": "425fe2adb4954fca90cd"},
        {"external_id": "x1", "document_number": "ER-425FE2AD-E"},
        {"memo": "Client meeting"},
        {"memo": "for report 425FE2ADB4954FCA90CD"},
        {"document_number": "nMeeting$p1"},
        {"lines": [{"account": "6400", "amount": "1.00", "source_ref": "J1"}]},
    ],
)
def test_a_bill_is_known_by_whatever_it_names(named):
    assert owners(bill(**named)) == ["Client meeting"]


def test_a_bill_may_still_bear_an_earlier_journals_id():
    remade = {**ONE, "journal": [row("1.00", row_id="J2")]}
    assert owners(bill(external_id="J1"), {"Client meeting": [ONE, remade]}) == ["Client meeting"]


def test_a_report_id_outweighs_a_name():
    assert owners(bill(external_id="1111111111111111111A", memo="Client meeting")) == ["Trip"]


def test_a_bill_for_several_reports_is_of_each_of_them():
    lines = [{"account": "6400", "amount": "1.00", "source_ref": ref} for ref in ("J1", "J9")]
    assert owners(bill(external_id="week-5", lines=lines)) == ["Client meeting", "Trip"]


def test_a_bill_that_names_nothing_is_of_the_reports_that_were_handled_when_it_was_made():
    unnamed = bill(external_id="9b1c", memo="expenses")
    assert owners(unnamed) == []
    assert owners(unnamed, handled=[(unnamed["id"], frozenset({"Trip"}))]) == ["Trip"]


def test_reports_that_share_a_bill_belong_together_over_any_number_of_bills():
    lines = [{"account": "6400", "amount": "1.00", "source_ref": ref} for ref in ("J1", "J9")]
    bills = with_owners(
        [bill(lines=lines), bill(external_id="J7")], {**BOTH, "Third": [report(row("1", row_id="J7"))]}, dict
    )
    assert sharing_bills(bills, {"Trip"}) == {"Trip", "Client meeting"}
    assert sharing_bills(bills, {"Third"}) == {"Third"}


def test_dimensions_are_those_that_the_mapping_names():
    mapping = {**MAPPING, "dimensions": {"department": "Custom7"}}
    of_sales = {**allocation(project=None), "Custom7": {"type": "List", "value": "Sales", "code": "SALES"}}
    wanted = expected.postings(report(row("10.00"), allocations=[of_sales]), mapping, vat=True)
    assert wanted[0].dimensions == (("department", "SALES"),)
    entry = {"vendor_id": "V-1", "account": "6400", "currency": "EUR", "debit": "10.00", "credit": "0.00"}
    owed = {**entry, "account": "2100", "debit": "0.00", "credit": "10.00"}
    right, wrong = ([{**entry, "department": code}, owed] for code in ("SALES", "GONE"))
    assert books.differences(wanted, books.of_ledger(right, VENDORS, mapping)) == []
    assert books.differences(wanted, books.of_ledger(wrong, VENDORS, mapping)) != []
