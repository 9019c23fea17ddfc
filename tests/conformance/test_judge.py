"""The judge on hand-made companies: nothing to say about a good one, the right thing about each bad one."""

from __future__ import annotations

import copy
import json
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.citation import Reference
from conformance.client.exchange import Exchange
from conformance.engine.case_context import CaseContext
from conformance.judge import ExpectedError, judge_company, record_before

REPORT_ID = "425FE2ADB4954FCA90CD"
STEP = "n$stepOne"
CONCUR = "/api/expense/expensereport"
UNKNOWN = ExpectedError(code="ACCOUNT_UNKNOWN", value="6999", entry=0)
CLOSED = ExpectedError(code="PERIOD_CLOSED", value="2026-01-31")

CONFIG = {
    "payees": {"Amex Corporate": {"vendor_external_id": "AMEX", "liability_account": "2110"}},
    "employee_liability_account": "2100",
    "dimensions": {"project": "Custom1"},
    "tax_accounts": {"DEVAT": "1580"},
}


def event(action, before, after, comment=""):
    return {"action": action, "who": "service", "from": before, "to": after, "comment": comment}


def make_report(name="Client meeting", report_id=REPORT_ID, **more):
    return {
        "id": report_id,
        "name": name,
        "owner": {"login": "ann@example.com", "employee_id": "E-1001"},
        "currency": "USD",
        "approval_status": "A_APPR",
        "payment_status": "P_PROC",
        "step_id": STEP,
        "comments": [],
        "history": [event("final-approve", "A_ACCO P_NOTP", "A_APPR P_PROC")],
        "journal": [
            {
                "id": f"J-{report_id}-1",
                "entry": "R1",
                "allocation": "A1",
                "party": "Employee",
                "account": "6400",
                "amount": "125.00",
                "job_run_key": "",
            },
            {
                "id": f"J-{report_id}-2",
                "entry": "R2",
                "allocation": "A2",
                "party": "Amex Corporate",
                "account": "6420",
                "amount": "349.00",
                "job_run_key": "",
            },
        ],
        "allocations": [
            {"id": "A1", "AccountCode1": "6400", "AccountCode2": "", "Custom1": {}},
            {"id": "A2", "AccountCode1": "6420", "AccountCode2": "", "Custom1": {}},
        ],
        "taxes": [],
        "entries": [
            {"id": "R1", "type": "LODNG", "approved_amount": "125.00", "comments": []},
            {"id": "R2", "type": "AIRFR", "approved_amount": "349.00", "comments": []},
        ],
        "totals": {"approved": "474.00"},
        **more,
    }


def bill_of(report_id, number, *, status="posted", amount=None, bill_id=None):
    vendor, liability, account, owed = [
        ("V-1", "2100", "6400", "125.00"),
        ("V-2", "2110", "6420", "349.00"),
    ][number]
    amount = amount or owed
    return {
        "id": bill_id or f"B-{report_id}-{number}",
        "external_id": f"{report_id}/{number}",
        "document_number": None,
        "memo": None,
        "vendor_id": vendor,
        "type": "bill",
        "status": status,
        "currency": "USD",
        "liability_account": liability,
        "total": amount,
        "lines": [{"account": account, "amount": amount, "project": None, "source_ref": None}],
    }


def entries_of(bill):
    line = bill["lines"][0]
    shared = {
        "bill_id": bill["id"],
        "vendor_id": bill["vendor_id"],
        "currency": "USD",
        "project": line["project"],
    }
    return [
        {**shared, "account": line["account"], "debit": line["amount"], "credit": "0"},
        {**shared, "account": bill["liability_account"], "debit": "0", "credit": line["amount"]},
    ]


class World:
    """A company that a test bends as it likes, in the shape of a stage."""

    check = CaseContext.check

    def __init__(self, supports=("vat", "entry-comments")):
        self.company = SimpleNamespace(config=CONFIG)
        self.manifest = SimpleNamespace(supports=frozenset(supports))
        self.case = SimpleNamespace(rests_on=(Reference("The vendor's page", "Its heading"),))
        self.cycles, self.findings = [], []
        self.by_name = {"Client meeting": make_report()}
        self.the_bills, self.exchanges = [], []

    def fail(self, finding):
        self.findings.append(finding)

    def reports(self):
        return copy.deepcopy(list(self.by_name.values()))

    def bills(self):
        return self.the_bills

    def ledger(self):
        return [row for bill in self.the_bills if bill["status"] == "posted" for row in entries_of(bill)]

    def master_data(self, kind):
        assert kind == "vendors"
        return [{"id": "V-1", "external_id": "E-1001"}, {"id": "V-2", "external_id": "AMEX"}]

    def traffic(self):
        return self.exchanges

    @property
    def report(self):
        return self.by_name["Client meeting"]

    def book(self, report_id=REPORT_ID, **more):
        self.the_bills += [bill_of(report_id, number, **more) for number in range(2)]

    def pay(self, name="Client meeting"):
        report = self.by_name[name]
        report["payment_status"] = "P_PAID"
        for row in report["journal"]:
            row["job_run_key"] = "API"

    def give_back(self, to="A_ACCO", comment="ACCOUNT_UNKNOWN 6999", **comments):
        self.report.update(approval_status=to, payment_status="P_NOTP", journal=[], step_id="n$stepTwo")
        self.report["history"].append(event("Recall to Processor", "A_APPR P_PROC", to, comment))
        self.remark(comment)

    def remark(self, text, entry=None):
        on = "entry" if entry else "report"
        self.report["history"].append(event("edit", "here", "here", text))
        self.report["comments"].append({"on": on, "entry": entry, "by": "s", "at": "t", "text": text})

    def request(self, method, path, *, status=200, asked=None, answered=None, at=0.0, service=None, headers=()):
        self.exchanges.append(
            Exchange(
                seq=len(self.exchanges) + 1,
                at=f"2026-01-31T12:00:{at:09.6f}+00:00",
                service=service or ("erp" if path.startswith("/api/v1/") else "concur"),
                method=method,
                path=path,
                query="",
                request_headers={},
                request_body=json.dumps(asked) if asked is not None else None,
                status=status,
                response_headers=dict(headers),
                response_body=answered,
                duration_ms=1.0,
            )
        )

    def make_bill(self, number, **more):
        bill = bill_of(REPORT_ID, number)
        self.request("POST", "/api/v1/bills", asked=bill, answered=json.dumps(bill), status=201, **more)

    def commit(self, answered="<Status>SUCCESS</Status>", **more):
        path = f"{CONCUR}/v2.0/integrationstatus/report/{REPORT_ID}"
        self.request("POST", path, answered=answered, **more)

    def read(self):
        self.request("GET", f"{CONCUR}/v2.0/report/nEnc", answered=f"<ReportID>{REPORT_ID}</ReportID>{STEP}")

    def ends_cycle(self):
        """What passed since the last cycle was one."""
        first = self.cycles[-1].last_seq + 1 if self.cycles else 1
        self.cycles.append(SimpleNamespace(first_seq=first, last_seq=len(self.exchanges)))

    def judged(self: Any, before, **wanted):
        judge_company(self, before, **wanted)
        return [finding.title for finding in self.findings]


@pytest.fixture
def world():
    return World()


NOT_PAID = "the report is not Paid"
LEDGER = "the ledger is not what the journal entries of the Paid reports say"
LITERAL = "the ledger is what literal grouping by PayeePaymentTypeName gives, not what the journal entries say"
LEFT = "bills were left behind that belong to no Paid report"
PAID = {"paid": ["Client meeting"]}


def test_a_report_that_was_booked_and_paid_is_right(world):
    before = record_before(world)
    world.book()
    world.pay()
    assert world.judged(before, **PAID) == []


def test_nothing_done_to_a_report_that_waits_is_right(world):
    before = record_before(world)
    assert world.judged(before) == []


def test_a_report_not_paid_is_told_with_the_cases_own_reference(world):
    before = record_before(world)
    world.read()
    assert world.judged(before, **PAID) == [NOT_PAID]
    finding = world.findings[0]
    assert finding.report == "Client meeting"
    assert finding.where.document == "The vendor's page"
    assert finding.requests == (1,)
    assert "P_PROC" in finding.seen


def test_a_paid_report_without_bills_is_missing_from_the_ledger(world):
    before = record_before(world)
    world.pay()
    assert world.judged(before, **PAID) == [LEDGER]


def test_a_bill_that_was_never_posted_is_missing_and_left_over(world):
    before = record_before(world)
    world.book(status="draft")
    world.pay()
    assert world.judged(before, **PAID) == ["a draft was left behind of a report that is Paid", LEDGER]


def test_a_ledger_grouped_literally_by_payee_is_told_as_that(world):
    """Catches a connector that follows the tutorial to the letter and learns only that amounts differ."""
    credit = {"payer": "Employee", "payee": "Company", "party": "Employee", "amount": "-25.00"}
    rows = world.by_name["Client meeting"]["journal"]
    rows.append({**rows[0], **credit, "id": "J-3"})
    before = record_before(world)
    world.book()  # without the credit, whose payee is Company
    world.pay()
    assert world.judged(before, **PAID) == [LITERAL]
    finding = world.findings[0]
    assert finding.where.kind == "assumed"
    assert "expected 100.00 debit, posted 125.00 debit" in finding.seen


def test_the_route_that_the_tutorial_names_is_documented_and_any_other_assumed(world):
    before = record_before(world)
    for faults, kind in (([UNKNOWN], "documented"), ([CLOSED], "assumed"), ([UNKNOWN, CLOSED], "assumed")):
        world.findings.clear()
        world.judged(before, recalled={"Client meeting": faults})
        assert [finding.where.kind for finding in world.findings] == [kind], faults


def test_a_bill_booked_twice_shows_in_the_ledger(world):
    before = record_before(world)
    world.book()
    world.the_bills.append(bill_of(REPORT_ID, 0, bill_id="again"))
    world.pay()
    assert world.judged(before, **PAID) == [LEDGER]
    assert "expected 125.00 debit, posted 250.00 debit" in world.findings[0].seen


def test_a_cent_is_told_with_vendor_and_account(world):
    before = record_before(world)
    world.book()
    world.the_bills[0] = bill_of(REPORT_ID, 0, amount="124.99")
    world.pay()
    world.judged(before, **PAID)
    assert "vendor E-1001, account 6400: expected 125.00 debit, posted 124.99 debit USD" in world.findings[0].seen


def test_very_many_findings_of_one_kind_become_one(world):
    names = [f"Trip {number:02}" for number in range(20)]
    world.by_name |= {name: make_report(name, f"{number:020X}") for number, name in enumerate(names)}
    before = record_before(world)
    titles = world.judged(before, paid=names)
    assert titles == [NOT_PAID, NOT_PAID, NOT_PAID, f"{NOT_PAID}: 17 more"]
    assert world.findings[3].seen.startswith("the same of Trip 03, Trip 04, ")


def test_a_report_that_was_paid_before_needs_no_bills(world):
    world.pay()
    before = record_before(world)
    assert world.judged(before) == []


def test_a_bill_that_names_nobody_is_left_over_as_a_draft_only(world):
    before = record_before(world)
    world.book()
    world.pay()
    world.the_bills.append({**bill_of("9b1c", 0, status="draft"), "external_id": "9b1c"})
    assert world.judged(before, **PAID) == [LEFT]


def test_a_paid_reports_data_may_not_change(world):
    before = record_before(world)
    world.book()
    world.pay()
    world.report["entries"][0]["approved_amount"] = "1.00"
    assert world.judged(before, **PAID) == ["the report's own data were changed"]
    assert world.findings[0].seen == "entries[0].approved_amount: 125.00 -> 1.00"


def test_another_report_may_not_change(world):
    world.by_name["Trip"] = make_report("Trip", "1111111111111111111A", payment_status="P_NOTP")
    before = record_before(world)
    world.by_name["Trip"]["comments"].append({"on": "report", "entry": None, "by": "s", "at": "t", "text": "!"})
    assert world.judged(before) == ["a report changed that should be as it was"]


def test_a_recalled_report_is_right(world):
    before = record_before(world)
    world.give_back()
    world.remark("account 6999 is not known", entry="R1")
    assert world.judged(before, recalled={"Client meeting": [UNKNOWN]}) == []


def test_a_report_sent_back_is_right(world):
    before = record_before(world)
    world.give_back(to="A_RESU", comment="PROJECT_EXPIRED: P-200")
    world.remark("P-200 has expired", entry="R2")
    fault = ExpectedError(code="PROJECT_EXPIRED", value="P-200", entry=1)
    assert world.judged(before, sent_back={"Client meeting": [fault]}) == []


RECALLED = {"recalled": {"Client meeting": [UNKNOWN]}}


def test_the_wrong_route_is_told(world):
    before = record_before(world)
    world.give_back(to="A_RESU")
    assert world.judged(before, **RECALLED) == ["the report is not back with the processor"]
    assert "A_RESU" in world.findings[0].seen


def test_bills_of_a_recalled_report_may_not_stand(world):
    before = record_before(world)
    world.give_back()
    world.remark("account 6999", entry="R1")
    world.the_bills.append(bill_of(REPORT_ID, 1, status="draft"))
    assert world.judged(before, **RECALLED) == [LEFT]


def test_void_bills_of_a_recalled_report_are_fine(world):
    before = record_before(world)
    world.give_back()
    world.remark("account 6999", entry="R1")
    world.the_bills.append(bill_of(REPORT_ID, 1, status="void"))
    assert world.judged(before, **RECALLED) == []


@pytest.mark.parametrize(
    ("comment", "title"),
    [
        ("", "the workflow action's comment is empty"),
        ("could not be booked", "the workflow action's comment does not say all that is wrong"),
        ("6999 " * 401, "the workflow action's comment is too long"),
    ],
)
def test_the_actions_comment_is_a_duty(comment, title):
    world: Any = World(supports=())
    before = record_before(world)
    world.give_back(comment=comment)
    assert world.judged(before, **RECALLED) == [title]


def test_every_fault_must_be_named(world):
    before = record_before(world)
    world.give_back(comment="ACCOUNT_UNKNOWN")
    world.remark("ACCOUNT_UNKNOWN", entry="R1")
    world.remark("P-200", entry="R2")
    both = [UNKNOWN, ExpectedError(code="PROJECT_EXPIRED", value="P-200", entry=1)]
    assert world.judged(before, recalled={"Client meeting": both}) == [
        "the workflow action's comment does not say all that is wrong"
    ]
    assert "PROJECT_EXPIRED (P-200)" in world.findings[0].expected


def test_an_entry_at_fault_needs_a_comment(world):
    before = record_before(world)
    world.give_back()
    assert world.judged(before, **RECALLED) == ["the comment on entry 1 (LODNG) is empty"]


def test_an_entry_not_at_fault_bears_none(world):
    before = record_before(world)
    world.give_back()
    world.remark("6999", entry="R1")
    world.remark("6999", entry="R2")
    assert world.judged(before, **RECALLED) == ["the comment on entry 2 (AIRFR) is out of place"]


def test_entry_comments_are_not_judged_where_they_are_not_claimed():
    world: Any = World(supports=("vat",))
    before = record_before(world)
    world.give_back()
    assert world.judged(before, **RECALLED) == []


@pytest.mark.parametrize(
    ("remark", "titles"),
    [
        ("PERIOD_CLOSED", []),
        (None, ["the comment on the report's header is empty"]),
        ("no", ["the comment on the report's header does not say all that is wrong"]),
    ],
)
def test_a_fault_of_the_whole_bill_needs_a_comment_on_the_header(world, remark, titles):
    before = record_before(world)
    world.give_back(comment="PERIOD_CLOSED")
    if remark:
        world.remark(remark)
    assert world.judged(before, recalled={"Client meeting": [CLOSED]}) == titles


def test_a_recall_may_not_change_the_report(world):
    before = record_before(world)
    world.give_back()
    world.remark("6999", entry="R1")
    world.report["allocations"][0]["AccountCode1"] = "6400X"
    assert world.judged(before, **RECALLED) == ["the report's own data were changed"]


NONE = {"processing": ["Client meeting"]}
NONE_OR_ALL = {"unsettled": ["Client meeting"]}


@pytest.mark.parametrize("status", ["draft", "posted"])
def test_none_or_all_of_the_bills_may_stand_after_an_outage(world, status):
    before = record_before(world)
    assert world.judged(before, **NONE_OR_ALL) == []
    world.book(status=status)
    assert world.judged(before, **NONE_OR_ALL) == []


def test_a_part_of_the_bills_may_not_stand(world):
    before = record_before(world)
    world.the_bills.append(bill_of(REPORT_ID, 0))
    assert world.judged(before, **NONE_OR_ALL) == ["the report is booked by half"]
    assert "vendor AMEX, account 6420" in world.findings[0].seen


@pytest.mark.parametrize(
    ("status", "titles"), [("draft", []), (None, ["the bills of a Paid report do not stand as they should"])]
)
def test_after_an_outage_a_paid_report_has_its_bills_posted_or_to_be_posted(world, status, titles):
    before = record_before(world)
    world.pay()
    if status:
        world.book(status=status)
    assert world.judged(before, **NONE_OR_ALL) == titles


def test_no_bill_stands_of_a_report_that_concur_would_not_commit(world):
    before = record_before(world)
    world.book()
    assert world.judged(before, **NONE) == [LEFT]


def test_a_waiting_report_is_not_acted_upon(world):
    before = record_before(world)
    world.read()
    world.request("POST", f"{CONCUR}/v1.1/report/{STEP}/workflowaction", asked="Recall")
    assert world.judged(before, **NONE) == ["a report was acted upon although nothing was wrong with it"]
    assert world.findings[0].requests == (2,)


def test_a_waiting_report_that_was_recalled_has_changed(world):
    before = record_before(world)
    world.give_back()
    assert "a report changed that should be as it was" in world.judged(before, **NONE)


def test_committing_after_the_bills_is_right(world):
    before = record_before(world)
    world.book()
    world.pay()
    world.read()
    world.make_bill(0)
    world.make_bill(1)
    world.commit()
    assert world.judged(before, **PAID) == []


def test_committing_before_the_bills_is_told(world):
    before = record_before(world)
    world.book()
    world.pay()
    world.read()
    world.make_bill(0)
    world.commit()
    world.make_bill(1)
    assert world.judged(before, **PAID) == ["the report was committed before its bills stood"]
    assert world.findings[0].requests == (3, 4)


def test_a_commit_that_failed_first_does_not_count(world):
    before = record_before(world)
    world.book()
    world.pay()
    world.commit(answered="<Status>FAILURE</Status>")
    world.make_bill(0)
    world.make_bill(1)
    world.commit()
    assert world.judged(before, **PAID) == []


def test_a_bill_whose_answer_got_lost_is_found_by_its_external_id(world):
    before = record_before(world)
    world.book()
    world.pay()
    world.commit()
    world.request("POST", "/api/v1/bills", asked=bill_of(REPORT_ID, 0), status=None)
    assert world.judged(before, **PAID) == ["the report was committed before its bills stood"]


def test_an_action_on_details_that_were_read_is_right(world):
    before = record_before(world)
    world.read()
    world.request("POST", f"{CONCUR}/v1.1/report/n%24stepOne/WorkFlowAction")
    assert world.judged(before) == []


def test_an_action_on_an_unread_report_is_told(world):
    before = record_before(world)
    world.request("POST", f"{CONCUR}/v1.1/report/{STEP}/workflowaction")
    world.read()
    assert world.judged(before) == ["a workflow action was posted on a report whose details had not been read"]


ERP_429 = ["a 429 of the ERP was not honoured"]


@pytest.mark.parametrize(
    ("second", "path", "titles"),
    [
        (0.4, "/api/v1/bills", ERP_429),
        (1.05, "/api/v1/bills", []),
        (0.4, f"{CONCUR}/v2.0/reports", []),
    ],
)
def test_retry_after_is_honoured_by_service(world, second, path, titles):
    before = record_before(world)
    world.request("POST", "/api/v1/bills", status=429, headers={"retry-after": "1"}, at=0.0)
    world.request("GET", path, at=second)
    world.ends_cycle()
    assert world.judged(before) == titles


@pytest.mark.parametrize(
    ("method", "path", "second", "titles"),
    [
        ("GET", "/api/v1/vendors", 0.0005, []),
        ("GET", "/api/v1/vendors", 0.2, []),
        ("GET", "/api/v1/vendors", 0.7, ERP_429),
        ("POST", "/api/v1/bills", 0.2, ERP_429),
    ],
    ids=["under way when it was answered", "begun unawares", "much later", "the same again"],
)
def test_a_connector_that_works_in_parallel_may_have_more_on_its_way(world, method, path, second, titles):
    before = record_before(world)
    for _ in range(2):
        world.request("GET", f"{CONCUR}/v2.0/reports", at=0.0)
    world.request("POST", "/api/v1/bills", status=429, headers={"retry-after": "1"}, at=0.0)
    world.request(method, path, at=second)
    world.ends_cycle()
    assert world.judged(before) == titles


def test_to_end_the_cycle_honours_a_429(world):
    before = record_before(world)
    world.request("POST", "/api/v1/bills", status=429, headers={"retry-after": "1"}, at=0.0)
    world.ends_cycle()
    world.request("POST", "/api/v1/bills", status=201, at=0.2)
    world.ends_cycle()
    assert world.judged(before) == []


OTHER_ID = "1111111111111111111A"
WEEK = {"unsettled": ["Client meeting", "Trip"]}


@pytest.fixture
def week(world):
    """Two reports of the same amounts, with bills that name neither."""
    world.by_name["Trip"] = make_report("Trip", OTHER_ID)
    return world


def unnamed(number, bill_id, factor=1, **more):
    bill = {**bill_of(REPORT_ID, number, bill_id=bill_id, **more), "external_id": bill_id}
    amount = f"{float(bill['total']) * factor:.2f}"
    return {**bill, "total": amount, "lines": [{**line, "amount": amount} for line in bill["lines"]]}


def read_both(world):
    for report_id in (REPORT_ID, OTHER_ID):
        path = f"{CONCUR}/v2.0/report/n{report_id}"
        world.request("GET", path, answered=f"<ReportID>{report_id}</ReportID>")


def make(world, *bills):
    world.the_bills += bills
    for bill in bills:
        world.request("POST", "/api/v1/bills", asked=bill, answered=json.dumps(bill), status=201)


@pytest.mark.parametrize(
    ("bills", "titles"),
    [
        ([(0, "a", 2), (1, "b", 2)], []),
        ([(0, "a", 1), (1, "b", 1)], []),
        ([(0, "a", 2)], ["the report is booked by half"]),
        ([(0, "a", 2), (1, "b", 1)], ["the report is booked by half"]),
    ],
    ids=["both", "one of them", "one payee of both", "one payee of both and the other of one"],
)
def test_bills_for_several_reports_are_judged_by_their_sum(week, bills, titles):
    before = record_before(week)
    read_both(week)
    make(week, *(unnamed(number, bill_id, factor) for number, bill_id, factor in bills))
    week.ends_cycle()
    assert week.judged(before, **WEEK) == titles


def test_bills_that_name_no_report_are_told_apart_by_when_they_were_made(week):
    """The second report is read after the first was committed."""
    before = record_before(week)
    for number, report_id in enumerate((REPORT_ID, OTHER_ID)):
        week.request("GET", f"{CONCUR}/v2.0/report/n{number}", answered=f"<ReportID>{report_id}</ReportID>")
        make(week, unnamed(0, f"x{number}"))
        if number == 0:
            make(week, unnamed(1, "b"))
            week.request("POST", f"{CONCUR}/v2.0/integrationstatus/report/{report_id}", answered="SUCCESS")
    week.ends_cycle()
    week.pay()
    assert week.judged(before, **WEEK) == ["the report is booked by half"]
    assert week.findings[0].report == "Trip"


def test_a_bill_that_names_no_report_is_left_over_of_the_one_that_was_handled(world):
    before = record_before(world)
    world.read()
    make(world, unnamed(0, "a"), unnamed(1, "b"))
    world.ends_cycle()
    assert world.judged(before, **NONE) == [LEFT]
    assert world.findings[0].report == "Client meeting"


def test_details_may_have_been_read_before_the_look(world):
    world.read()
    world.cycles.append(SimpleNamespace(first_seq=1, last_seq=1))
    before = record_before(world)
    world.request("POST", f"{CONCUR}/v1.1/report/{STEP}/workflowaction")
    assert world.judged(before) == []


def test_traffic_before_the_look_is_not_judged_again(world):
    world.request("POST", f"{CONCUR}/v1.1/report/{STEP}/workflowaction")
    world.cycles.append(SimpleNamespace(first_seq=1, last_seq=1))
    assert world.judged(record_before(world)) == []
