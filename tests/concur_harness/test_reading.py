"""Scenarios that are wrong: every mistake at once, with file, line and field; and those that are right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from textwrap import dedent

import pytest

from concur_harness.scenarios.happenings import happened
from concur_harness.scenarios.mistakes import ScenarioRefused
from concur_harness.scenarios.reading import report_from_object, scenario_from_object, scenario_from_yaml, trial
from concur_harness.scenarios.setting import chart_of, mapping_of, setup_of
from mock_erp.domain.faults import Code
from mockkit.ids import Ids

NO_AMOUNT = 'is no amount; write it as in "125.00", without a plus and with at most 3 decimals'
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def refused(text: str) -> list[str]:
    with pytest.raises(ScenarioRefused) as refusal:
        trial(dedent(text).encode(), "mine.yaml", NOW)
    return refusal.value.lines()


def test_every_mistake_is_told_at_once_with_file_line_and_field():
    assert refused(
        """\
        name: mine
        company: {country: US, curency: USD}
        people:
          - {login: zoe@example.com, first: Zoe, last: Young}
        reports:
          - name: Trip
            owner: ann@example.com
            entries:
              - type: TAXIX
                amount: 12.5
              - {type: TAXIX, amount: "12,50", date: yesterday}
              - {type: TAXIX, amount: "1", allocations: [{percent: "120"}]}
          - {owner: ann@example.com}
        """
    ) == [
        "mine.yaml:2: company.curency: there is no such field; is currency meant?",
        "mine.yaml:4: people[0].employee_id: is missing",
        "mine.yaml:10: reports[0].entries[0].amount: is to be a text: put 12.5 in quotes, as it is meant",
        'mine.yaml:11: reports[0].entries[1].date: is no day; write it as in "2026-01-31", or "-5d" for five days ago',
        f"mine.yaml:11: reports[0].entries[1].amount: {NO_AMOUNT}",
        "mine.yaml:12: reports[0].entries[2].allocations[0].percent: is to be at most 100",
        "mine.yaml:13: reports[1].name: is missing",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("just a text", "mine.yaml:1: a scenario is an object with name, company, reports and so on"),
        ("name: x\ncompany: {country: FR}", "company.country: there is a base company for CA, DE, GB, US only"),
        ("name: x\ncompany: {country: [US]}", "mine.yaml:2: company.country: there is a base company"),
        ("name: x\npeople: none", "mine.yaml:2: people: is to be a list"),
        ("name: x\nerp: {periods: shut}", "mine.yaml:2: erp.periods: is to be one of open, closed"),
        ("name: x\nerp: {periods: 5}", "mine.yaml:2: erp.periods: is to be a list of periods, or one word for all"),
        ("name: x\nerp:\n  periods: [{name: 2026-13}]", "mine.yaml:3: erp.periods[0].name: is no month"),
        ("name: x\nerp: {accounts: [{code: '1'}, {code: '1'}]}", "erp.accounts[1].code: '1' is here more than once"),
        ("name: x\npayment_types: [{name: Cash, class_: cash}]", "payment_types[0].class_: there is no such field"),
        ("name: x\npayment_types: [{name: Card, code: C, class: card}]", "[0].class: is to be one of cash, IBIP"),
        ("name: x\npayment_types: [{name: Card, code: C, class: IBCP}]", "payment_types[0].vendor: is needed where"),
        ("name: x\npeople: [{login: eve@example.com, employee_id: E-1001}]", "E-1001 is somebody else's already"),
        ("name: x\npeople: [{login: eve@example.com, approver: q}]", "people[0].approver: nobody has the login q"),
        ("name: x\npeople: [{login: eve@example.com, active: 1}]", "people[0].active: is to be true or false"),
        ("name: x\nfaults: [{service: erp, do: explode}]", "mine.yaml:2: faults[0].do"),
        ("name: x\nfaults: [{service: erp, do: answer}]", "mine.yaml:2: faults[0].status"),
        ("name: x\nreports: [{name: R, owner: nobody}]", "reports[0].owner: nobody has the login nobody"),
        ("name: x\nreports: [{name: R, owner: bob@example.com, entries: [{type: TAXIX, amount: '1'}]}]",
         "reports[0].owner: bob@example.com has no approver"),
        ("name: x\nreports: [{name: R, owner: ann@example.com}]", "reports[0].at: a report without entries"),
        ("name: x\nreports: [{name: R, owner: ann@example.com, copies: 0}]", "reports[0].copies"),
        ("name: x\nreports: [{name: R, owner: ann@example.com, copies: 1000000}]", "reports[0].copies"),
        ("name: x\nabout: \"a\\x00b\"", "about: holds a control character"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_words(text, told):
    assert any(told in line for line in refused(text))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{type: NOPE, amount: '1'}", "reports[0].entries[0].type: there is no expense type 'NOPE'"),
        ("{type: TAXIX, amount: '1', payment: Gold}", "entries[0].payment: there is no payment type 'Gold'"),
        ("{type: TAXIX}", "entries[0].amount: is missing"),
        ("{type: TAXIX, amount: '1.005'}", "entries[0].amount: USD has 2 decimals"),
        ("{type: TAXIX, amount: '1', currency: EUR}", "entries[0].rate"),
        ("{type: TAXIX, amount: '1', currency: XXZ, rate: '1.5'}", "entries[0].currency: is no currency of ISO 4217"),
        ("{type: TAXIX, amount: '1', currency: usd}", "entries[0].currency: is no currency of ISO 4217"),
        ("{type: TAXIX, amount: '1', allocations: [{percent: '60'}, {percent: '60'}]}", "entries[0].allocations"),
        ("{type: LODNG, amount: '3', items: [{type: LODNG, amount: '1'}]}", "entries[0].amount"),
        ("{type: TAXIX, amount: '1', Custom1: [P-100]}", "entries[0].Custom1: is to be a text, or an object"),
        ("{type: TAXIX, amount: '1', Custom41: x}", "entries[0].Custom41: there is no such field"),
        ("{type: TAXIX, amount: '1', comments: [{text: hm, by: nobody}]}", "comments[0].by: nobody has the login"),
    ],
)
def test_what_an_entry_gets_wrong_is_told(entry, told):
    (line,) = refused(f"name: x\nreports:\n  - name: R\n    owner: ann@example.com\n    entries:\n      - {entry}\n")
    assert line.startswith("mine.yaml:6: ")
    assert told in line


def test_in_json_the_field_is_named():
    with pytest.raises(ScenarioRefused) as refusal:
        scenario_from_object({"name": "x", "reports": [{"name": "R", "owner": "ann@example.com", "copies": "two"}]})
    (mistake,) = refusal.value.mistakes
    assert (mistake.pointer, mistake.line) == ("/reports/0/copies", None)


def test_a_row_overrides_the_fields_that_it_names_and_no_others():
    scenario = scenario_from_yaml(
        b"name: x\n"
        b"people:\n"
        b"  - {login: ann@example.com, last: Long}\n"
        b"  - {login: zoe@example.com, employee_id: E-9, first: Z, last: Y}\n"
        b"erp: {accounts: [{code: '6400', active: false}, {code: '7000'}], settings: {validates: post}}\n",
        "mine.yaml",
    )
    people = {person.login: person for person in scenario.people}
    assert (people["ann@example.com"].first, people["ann@example.com"].last) == ("Ann", "Long")
    assert list(people)[-1] == "zoe@example.com"
    accounts = {account.code: account for account in scenario.erp.accounts}
    assert (accounts["6400"].name, accounts["6400"].active) == ("Lodging", False)
    assert accounts["7000"].active
    assert (scenario.erp.settings.validates, scenario.erp.settings.posting) == ("post", "explicit")


def chart(text: str):
    return chart_of(scenario_from_yaml(text.encode(), "mine.yaml"), date(2026, 3, 31))


def test_periods_run_from_thirteen_months_before_to_twelve_after():
    periods = chart("name: x").periods
    assert (periods[0].name, periods[-1].name, len(periods)) == ("2025-02", "2027-03", 26)
    february = next(period for period in periods if period.name == "2026-02")
    assert (february.starts_on, february.ends_on) == (date(2026, 2, 1), date(2026, 2, 28))
    assert {period.status for period in periods} == {"open"}


def test_one_word_closes_all_periods_and_a_row_closes_one():
    assert {period.status for period in chart("name: x\nerp: {periods: closed}").periods} == {"closed"}
    special = chart("name: x\nerp: {periods: [{name: 2026-02, status: closed}]}").periods
    assert [period.name for period in special if period.status == "closed"] == ["2026-02"]


def test_days_are_relative_to_the_first_day():
    projects = chart(
        "name: x\nerp: {projects: [{code: P-100, ends_on: -1d}, {code: P-200, ends_on: 2026-12-31}]}"
    ).dimension_values["project"]
    assert [project.ends_on for project in projects] == [date(2026, 3, 30), date(2026, 12, 31), None]


def test_everybody_who_may_be_paid_is_a_vendor_unless_missing():
    vendors = chart(
        "name: x\nerp: {vendors: [{external_id: AMEX, missing: true}, {external_id: E-1001, active: false}]}"
    ).vendors
    found = {vendor.external_id: vendor for vendor in vendors}
    assert set(found) == {"E-1001", "E-1002", "E-1003", "E-1004", "AMEX-GO", "VISA", "TRAVELCO"}
    assert not found["E-1001"].active
    assert found["E-1001"].name == "Ann Lee"


def test_the_mapping_names_every_code_once():
    mapping = mapping_of(scenario_from_yaml(b"name: x\ntax_accounts: {DEVAT: null}\n", "mine.yaml"))
    assert mapping["routing"].keys() == set(Code)
    assert set(mapping["routing"].values()) == {"employee", "processor", "none"}
    assert mapping["tax_accounts"] == {"GBVAT": "1581", "CAGST": "1582"}
    assert mapping["payees"]["Visa Corporate"] == {"vendor_external_id": "VISA", "liability_account": "2120"}
    assert "Cash" not in mapping["payees"]


def reports(text: str):
    scenario = scenario_from_yaml(dedent(text).encode(), "mine.yaml")
    ids = Ids(1)
    return happened(scenario.reports, setup_of(scenario, ids), ids, NOW)


@pytest.mark.parametrize(
    ("at", "state", "steps"),
    [
        ("draft", ("A_NOTF", "P_NOTP"), []),
        ("pending", ("A_PEND", "P_NOTP"), ["submit"]),
        ("accounting", ("A_ACCO", "P_NOTP"), ["submit", "approve"]),
        ("processing", ("A_APPR", "P_PROC"), ["submit", "approve", "final-approve"]),
        ("paid", ("A_APPR", "P_PAID"), ["submit", "approve", "final-approve", "integrate"]),
    ],
)
def test_a_report_comes_to_where_the_scenario_has_it_before_the_first_day(at, state, steps):
    (report,) = reports(
        f"""\
        name: x
        reports: [{{name: R, owner: ann@example.com, at: {at}, entries: [{{type: TAXIX, amount: "1"}}]}}]
        """
    )
    assert (report.approval_status, report.payment_status) == state
    assert [event.action for event in report.history] == steps
    times = [report.created_at, *(event.at for event in report.history)]
    assert times == sorted(times)
    assert times[-1] < NOW


def test_copies_are_numbered_and_follow_each_other():
    found = reports(
        """\
        name: x
        reports: [{name: Commute, owner: ann@example.com, copies: 3, entries: [{type: TAXIX, amount: "1"}]}]
        """
    )
    assert [report.name for report in found] == ["Commute 1", "Commute 2", "Commute 3"]
    assert len({report.modified_at for report in found}) == 3
    assert len({report.id for report in found}) == 3


def test_comments_org_units_and_customs_come_along():
    (report,) = reports(
        """\
        name: x
        reports:
          - name: R
            owner: ann@example.com
            Custom3: {type: List, value: North, code: "N"}
            OrgUnit1: Sales
            comments: [please check, {text: done, by: pat@example.com}]
            entries:
              - {type: TAXIX, amount: "1", OrgUnit2: East, Custom40: deep, comments: [lost receipt]}
        """
    )
    assert [(comment.by, comment.text) for comment in report.comments] == [
        ("ann@example.com", "please check"),
        ("pat@example.com", "done"),
    ]
    assert (report.customs["Custom3"].code, report.org_units["OrgUnit1"].value) == ("N", "Sales")
    (entry,) = report.entries
    assert (entry.customs["Custom40"].value, entry.org_units["OrgUnit2"].value) == ("deep", "East")
    assert entry.comments[0].text == "lost receipt"


def test_one_more_report_is_checked_against_the_company():
    setup = setup_of(scenario_from_object({"name": "x"}))
    assert report_from_object({"name": "R", "owner": "ann@example.com", "at": "draft"}, setup).name == "R"
    for given in (None, [], "R", {"name": "R"}, {"name": "R", "owner": "nobody", "at": "draft"}):
        with pytest.raises(ScenarioRefused):
            report_from_object(given, setup)
