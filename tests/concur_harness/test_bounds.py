"""What a scenario, a report or a change may not hold: texts that are too long, days that are none, names of others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.concur_harness.world import Made, World

CARD = {"type": "TAXIX", "payment": "Visa Corporate", "amount": "35.00"}
V2 = "/api/expense/expensereport/v2.0"


def refused(world: World, change: Any) -> list[str]:
    """Where the mistakes of a scenario lie, after ``change`` has had it."""
    scenario: dict[str, Any] = {
        "name": "own",
        "company": {"country": "US", "currency": "USD"},
        "people": [{"login": "ann@example.com"}],
        "payment_types": [{"name": "Cash"}],
        "expense_types": [{"code": "TAXIX"}],
        "reports": [{"name": "Taxi", "owner": "ann@example.com", "entries": [{**CARD, "taxes": [], "comments": []}]}],
    }
    change(scenario)
    answer = world.control("POST", "/companies", {"scenario": scenario})
    assert answer.status == 422, answer.text
    return [place.removeprefix("/scenario") for place in answer.places]


def at(*path: str | int, value: Any) -> Any:
    def change(scenario: dict[str, Any]) -> None:
        place: Any = scenario
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


TAX = {"authority": "DEVAT", "rate": "19", "reclaim": "100"}
TOO_LONG = [
    (("reports", 0, "name"), 41),
    (("reports", 0, "purpose"), 501),
    (("reports", 0, "Custom1"), 49),
    (("reports", 0, "OrgUnit6"), 49),
    (("reports", 0, "entries", 0, "purpose"), 65),
    (("reports", 0, "entries", 0, "vendor"), 65),
    (("reports", 0, "entries", 0, "account"), 49),
    (("reports", 0, "entries", 0, "Custom40"), 49),
    (("people", 0, "employee_id"), 49),
    (("people", 0, "first"), 33),
    (("people", 0, "last"), 33),
    (("people", 0, "middle"), 2),
    (("people", 0, "ledger"), 21),
    (("people", 0, "cash_advance_account"), 49),
    (("people", 0, "OrgUnit1"), 49),
    (("payment_types", 0, "code"), 5),
    (("payment_types", 0, "clearing_account"), 49),
    (("expense_types", 0, "name"), 65),
]


@pytest.mark.parametrize(("path", "length"), TOO_LONG)
def test_a_text_that_no_element_holds_is_named_with_its_path(
    world: World, path: tuple[str | int, ...], length: int
) -> None:
    assert refused(world, at(*path, value="x" * length)) == ["/" + "/".join(map(str, path))]


def test_every_text_that_is_too_long_is_told_at_once(world: World) -> None:
    def change(scenario: dict[str, Any]) -> None:
        at("reports", 0, "name", value="x" * 41)(scenario)
        at("reports", 0, "entries", 0, "purpose", value="x" * 65)(scenario)
        at("reports", 0, "entries", 0, "taxes", value=[{**TAX, "authority": "TOOLONG"}])(scenario)

    assert sorted(refused(world, change)) == [
        "/reports/0/entries/0/purpose",
        "/reports/0/entries/0/taxes/0/authority",
        "/reports/0/name",
    ]


def test_the_number_of_a_copy_counts(world: World) -> None:
    def change(scenario: dict[str, Any]) -> None:
        scenario["reports"][0].update(name="x" * 39, copies=2)

    assert refused(world, change) == ["/reports/0/name"]


@pytest.mark.parametrize("name", ["Employee", "Company", "EMPLOYEE", " company "])
def test_no_payment_type_bears_the_name_of_a_party(world: World, name: str) -> None:
    """The journal tells parties apart by name: such a type's rows were taken for the employee's."""

    def change(scenario: dict[str, Any]) -> None:
        scenario["payment_types"] = [{"name": name, "code": "1009", "class": "cash"}]

    assert refused(world, change) == ["/payment_types/0/name"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2300-01-01", "1899-12-31"])
@pytest.mark.parametrize("payment", ["Visa Corporate", "Cash"])
def test_an_expense_has_a_day_within_reason(world: World, day: str, payment: str) -> None:
    """A card's charge is posted on the next day; after the last of the calendar there is none."""

    def change(scenario: dict[str, Any]) -> None:
        scenario["reports"][0]["entries"][0].update(date=day, payment=payment)

    assert refused(world, change) == ["/reports/0/entries/0/date"]


def test_an_item_has_a_day_within_reason(world: World) -> None:
    def change(scenario: dict[str, Any]) -> None:
        items = [{"type": "TAXIX", "amount": "1.00"}, {"type": "TAXIX", "amount": "2.00", "date": "9999-12-31"}]
        scenario["reports"][0]["entries"] = [{"type": "TAXIX", "payment": "Visa Corporate", "items": items}]

    assert refused(world, change) == ["/reports/0/entries/0/items/1/date"]


def test_a_period_is_a_month_of_the_calendar(world: World) -> None:
    assert refused(world, at("erp", value={"periods": [{"name": "0000-01"}]})) == ["/erp/periods/0/name"]


def test_a_report_that_is_added_has_a_day_within_reason(made: Made) -> None:
    report = {"name": "Late", "owner": "ann@example.com", "entries": [{**CARD, "date": "9999-12-31"}]}
    answer = made.control("POST", "/reports", report)
    assert (answer.status, answer.places) == (422, ["/entries/0/date"])


MENDS = [
    ({"TransactionDate": "9999-12-31"}, "/changes/0/set/TransactionDate"),
    ({"TransactionDate": "0001-01-01"}, "/changes/0/set/TransactionDate"),
    ({"BusinessPurpose": "x" * 65}, "/changes/0/set/BusinessPurpose"),
    ({"AccountCode1": "6" * 49}, "/changes/0/set/AccountCode1"),
    ({"Custom1": "x" * 49}, "/changes/0/set/Custom1"),
]


@pytest.mark.parametrize(("change", "place"), MENDS)
def test_what_is_mended_is_within_bounds(made: Made, change: dict[str, str], place: str) -> None:
    entry = made.reports()["Phone bill"]["entries"][0]["id"]
    answer = made.act("Phone bill", "mend", changes=[{"entry": entry, "set": change}])
    assert (answer.status, answer.places) == (422, [place])


def test_what_is_replaced_and_said_is_within_bounds(made: Made) -> None:
    answer = made.act("Phone bill", "mend", replace={"project": {"P-100": "x" * 49}})
    assert (answer.status, answer.places) == (422, ["/replace/project/P-100"])
    answer = made.act("Phone bill", "mend", replace={"project": {"P-100": "P-300"}}, comment="x" * 2001)
    assert (answer.status, answer.places) == (422, ["/comment"])


@pytest.mark.parametrize("name", ["modifiedafterdate", "modifiedbeforedate"])
@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59.9999999", "9999-12-31", "0001-01-01", "0000-01-01", "1969-01-01"]
)
def test_the_list_takes_any_day_of_the_calendar(made: Made, name: str, moment: str) -> None:
    answer = made.concur("GET", f"{V2}/Reports/", query_string={name: moment})
    assert answer.status == (400 if moment.startswith("0000") else 200)


@pytest.mark.parametrize("change", [{"now": "9999-12-31T23:59:59Z"}, {"now": "0001-01-01"}, {"advance": "999999999d"}])
def test_the_clock_stays_within_reason(made: Made, change: dict[str, str]) -> None:
    answer = made.control("PUT", "/clock", change)
    assert (answer.status, answer.places) == (422, [f"/{next(iter(change))}"])


@pytest.mark.parametrize("ends_on", ["9999-12-31", "0001-01-01"])
def test_a_project_may_end_on_any_day(made: Made, ends_on: str) -> None:
    assert made.control("PATCH", "/erp/projects/P-100", {"ends_on": ends_on}).json["ends_on"] == ends_on
