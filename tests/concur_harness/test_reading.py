"""Scenarios that are wrong: every mistake at once, with file, line and field; and those that are right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from textwrap import dedent

import pytest

from concur_harness.scenarios.company_setup import chart_of, concur_company, mapping_of
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.reading import (
    build_trial_reports,
    report_from_object,
    scenario_from_object,
    scenario_from_yaml,
)
from concur_harness.scenarios.report_history import build_reports
from harness_input.yaml_source import read_yaml
from mock_erp.domain.validation_errors import ErrorCode
from mockkit.ids import Ids

AMOUNT = 'must be a decimal text, e.g. "125.00", without a plus and with at most 3 decimals'
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def refused(text: str) -> list[str]:
    with pytest.raises(InvalidScenario) as refusal:
        build_trial_reports(dedent(text).encode(), "mine.yaml", NOW)
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
        "mine.yaml:2:24: company.curency: unknown field; did you mean currency?",
        "mine.yaml:4:5: people[0].employee_id: is required",
        f"mine.yaml:10:17: reports[0].entries[0].amount: {AMOUNT}: put 12.5 in quotes",
        f"mine.yaml:11:31: reports[0].entries[1].amount: {AMOUNT}",
        'mine.yaml:11:46: reports[0].entries[1].date: must be a day as in "2026-01-31", or "-5d" for five days ago',
        "mine.yaml:12:60: reports[0].entries[2].allocations[0].percent: must be at most 100",
        "mine.yaml:13:5: reports[1].name: is required",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("just a text", "mine.yaml:1:1: must be a scenario: an object with name, company, reports and so on"),
        ("name: x\ncompany: {country: FR}", "2:20: company.country: must be that of a base company: CA, DE, GB, US"),
        ("name: x\ncompany: {country: [US]}", "mine.yaml:2:20: company.country: must be that of a base company"),
        ("name: x\npeople: none", "mine.yaml:2:9: people: must be a list"),
        ("name: x\nerp: {periods: shut}", "mine.yaml:2:16: erp.periods: must be one of open, closed"),
        ("name: x\nerp: {periods: 5}", "mine.yaml:2:16: erp.periods: must be a list of periods, or one word for all"),
        ("name: x\nerp:\n  periods: [{name: 2026-13}]", "mine.yaml:3:20: erp.periods[0].name: must be a month"),
        ("name: x\nerp: {accounts: [{code: '1'}, {code: '1'}]}", "erp.accounts[1].code: '1' is here more than once"),
        ("name: x\npayment_types: [{name: Cash, class_: cash}]", "[0].class_: unknown field; did you mean class?"),
        ("name: x\npayment_types: [{name: Card, code: C, class: card}]", "[0].class: must be one of cash, IBIP"),
        ("name: x\npayment_types: [{name: Card, code: C, class: IBCP}]", "payment_types[0].vendor: is required where"),
        ("name: x\npeople: [{login: eve@example.com, employee_id: E-1001}]", "E-1001 is somebody else's already"),
        ("name: x\npeople: [{login: eve@example.com, approver: q}]", "approver: unknown login 'q'; there are ann@"),
        ("name: x\npeople: [{login: eve@example.com, active: 1}]", "people[0].active: must be true or false"),
        ("name: x\nfaults: [{service: erp, do: explode}]", "mine.yaml:2:29: faults[0].do"),
        ("name: x\nfaults: [{service: erp, do: answer}]", "mine.yaml:2:10: faults[0].status"),
        ("name: x\nreports: [{name: R, owner: nobody}]", "reports[0].owner: unknown login 'nobody'; there are"),
        ("name: x\nreports: [{name: R, owner: bob@example.com, entries: [{type: TAXIX, amount: '1'}]}]",
         "reports[0].owner: bob@example.com has no approver"),
        ("name: x\nreports: [{name: R, owner: ann@example.com}]", "reports[0].at: a report without entries"),
        ("name: x\nreports: [{name: R, owner: ann@example.com, copies: 0}]", "reports[0].copies"),
        ("name: x\nreports: [{name: R, owner: ann@example.com, copies: 1000000}]", "reports[0].copies"),
        ("name: x\nabout: \"a\\x00b\"", "about: must be a text without control characters"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_words(text, told):
    assert any(told in line for line in refused(text))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{type: NOPE, amount: '1'}", "reports[0].entries[0].type: unknown expense type 'NOPE'; there are "),
        (
            "{type: TAXIX, amount: '1', payment: Gold}",
            "payment: unknown payment type 'Gold'; there are Cash, ",
        ),
        ("{type: TAXIX}", "entries[0].amount: is required where there are no items"),
        ("{type: TAXIX, amount: '1.005'}", "entries[0].amount: USD has 2 decimals"),
        ("{type: TAXIX, amount: '1', currency: EUR}", "entries[0].rate"),
        (
            "{type: TAXIX, amount: '1', currency: XXZ, rate: '1.5'}",
            "currency: must be a currency code of ISO 4217",
        ),
        ("{type: TAXIX, amount: '1', currency: usd}", "currency: must be a currency code of ISO 4217"),
        ("{type: TAXIX, amount: '1', allocations: [{percent: '60'}, {percent: '60'}]}", "entries[0].allocations"),
        ("{type: LODNG, amount: '3', items: [{type: LODNG, amount: '1'}]}", "entries[0].amount"),
        ("{type: TAXIX, amount: '1', Custom1: [P-100]}", "entries[0].Custom1: must be a text, or an object"),
        ("{type: TAXIX, amount: '1', Custom41: x}", "entries[0].Custom41: unknown field; did you mean Custom"),
        (
            "{type: TAXIX, amount: '1', comments: [{text: hm, by: nobody}]}",
            "by: unknown login 'nobody'; there are",
        ),
    ],
)
def test_what_an_entry_gets_wrong_is_told(entry, told):
    (line,) = refused(f"name: x\nreports:\n  - name: R\n    owner: ann@example.com\n    entries:\n      - {entry}\n")
    assert line.startswith("mine.yaml:6:")
    assert told in line


MANY = """\
name: mine
name: again
company: {country: FR, curency: USD}
people:
  - {login: zoe@example.com, employee_id: E-1001, first: Zoe, last: Young, approver: bo@example.com}
payment_types:
  - {name: Gold, code: GOLD1, class: IBCP, vendor: GOLD, liability_account: "2110"}
erp:
  projects: [{code: P-100, ends_on: soon}]
  settings: {validates: never}
reports:
  - name: Trip
    owner: an@example.com
    entries:
      - {type: TAXIX, amount: 12.5}
      - {type: TAXI, amount: "1.00"}
      - {type: TAXIX, amount: "1.00", payment: Amex}
      - {type: TAXIX, amount: "1.005", date: 9999-12-31, currency: EUR}
      - {type: LODNG, amount: "3", account: "6400", items: [{type: LODNG, amount: "1"}, {type: LODNG, amount: "1.234"}]}
      - {type: TAXIX}
      - {type: TAXIX, amount: "1", allocations: [{percent: "60"}, {percent: "60"}]}
  - name: Empty
    owner: eve@example.com
  - name: Stuck
    owner: bob@example.com
    at: accounting
    colour: !red dark
    entries: [{type: TAXIX, amount: "1"}]
faults: [{service: erp, do: answer}]
"""


def test_a_file_full_of_mistakes_takes_one_run():
    """A file with nine of them once took four: each of field, reference, consistency and history hid the next."""
    told = [line.removeprefix("mine.yaml:").partition("; there are ")[::2] for line in refused(MANY)]
    assert [what for what, _ in told] == [
        "2:1: name: stands here more than once; the first time in line 1",
        "3:20: company.country: must be that of a base company: CA, DE, GB, US",
        "3:24: company.curency: unknown field; did you mean currency?",
        "5:43: people[0].employee_id: E-1001 is somebody else's already",
        "5:86: people[0].approver: unknown login 'bo@example.com'",
        "7:24: payment_types[0].code: must be a text of 1 to 4 characters",
        '9:37: erp.projects[0].ends_on: must be a day as in "2026-01-31", or "-5d" for five days ago',
        "10:25: erp.settings.validates: must be one of create, post",
        "13:12: reports[0].owner: unknown login 'an@example.com'",
        f"15:31: reports[0].entries[0].amount: {AMOUNT}: put 12.5 in quotes",
        "16:16: reports[0].entries[1].type: unknown expense type 'TAXI'",
        "17:48: reports[0].entries[2].payment: unknown payment type 'Amex'",
        "18:9: reports[0].entries[3].rate: required: EUR is not the report's currency USD",
        "18:31: reports[0].entries[3].amount: EUR has 2 decimals",
        "18:46: reports[0].entries[3].date: a day from 1900-01-01 to 2299-12-31 is expected",
        "19:31: reports[0].entries[4].amount: the items sum to 2.234",
        "19:45: reports[0].entries[4].account: belongs to the items of an itemized entry",
        "19:111: reports[0].entries[4].items[1].amount: USD has 2 decimals",
        "20:9: reports[0].entries[5].amount: is required where there are no items",
        "21:49: reports[0].entries[6].allocations: the shares sum to 120 percent",
        "22:5: reports[1].at: a report without entries cannot be submitted; leave it a draft",
        "25:12: reports[2].owner: bob@example.com has no approver who could bring the report to accounting",
        "27:13: reports[2].colour: unknown tag !red",
        "29:10: faults[0].status: is required by answer: a whole number of 200 to 599",
    ]
    there_are = dict(told)
    assert there_are["5:86: people[0].approver: unknown login 'bo@example.com'"].startswith("bob@example.com, zoe@")
    assert there_are["16:16: reports[0].entries[1].type: unknown expense type 'TAXI'"].startswith("TAXIX, ")
    assert there_are["16:16: reports[0].entries[1].type: unknown expense type 'TAXI'"].endswith(" more")


def test_over_the_control_api_a_scenario_gets_the_same_errors(world):
    value = read_yaml(MANY.replace("!red ", "").encode()).value
    answer = world.control("POST", "/companies", {"scenario": value})
    with pytest.raises(InvalidScenario) as refusal:
        scenario_from_object(value)
    assert answer.places == [f"/scenario{error.pointer}" for error in refusal.value.errors]
    assert len(answer.places) == 23


def test_in_json_the_field_is_named():
    with pytest.raises(InvalidScenario) as refusal:
        scenario_from_object({"name": "x", "reports": [{"name": "R", "owner": "ann@example.com", "copies": "two"}]})
    assert [error.pointer for error in refusal.value.errors] == ["/reports/0/copies", "/reports/0/at"]
    assert str(refusal.value.errors[0]) == "reports[0].copies: must be a whole number of 1 to 100000"


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
    of_other_dimensions = {ErrorCode.DIMENSION_UNKNOWN, ErrorCode.DIMENSION_INACTIVE}
    assert mapping["routing"].keys() == set(ErrorCode) - of_other_dimensions
    assert set(mapping["routing"].values()) == {"employee", "processor", "none"}
    assert mapping["tax_accounts"] == {"GBVAT": "1581", "CAGST": "1582"}
    assert mapping["payees"]["Visa Corporate"] == {"vendor_external_id": "VISA", "liability_account": "2120"}
    assert "Cash" not in mapping["payees"]


def reports(text: str):
    scenario = scenario_from_yaml(dedent(text).encode(), "mine.yaml")
    ids = Ids(1)
    return build_reports(scenario.reports, concur_company(scenario, ids), ids, NOW)


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
    company = concur_company(scenario_from_object({"name": "x"}))
    assert report_from_object({"name": "R", "owner": "ann@example.com", "at": "draft"}, company, NOW).name == "R"
    others: tuple[object, ...] = (None, [], "R", {"name": "R"}, {"name": "R", "owner": "nobody", "at": "draft"})
    for given in others:
        with pytest.raises(InvalidScenario):
            report_from_object(given, company, NOW)
