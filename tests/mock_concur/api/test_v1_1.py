"""v1.1 and the integration status: what moves a report, what is refused, and how either is answered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from mock_concur.domain.journal import drop_journal
from mock_concur.domain.model import Report
from mock_concur.store import report_index
from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import ADMIN, World

ROOT = "/api/expense/expensereport"
XMLNS = "http://www.concursolutions.com/api/expense/expensereport/2011/03"
NS = f"{{{XMLNS}}}"
STATUS = f'<ActionStatus xmlns="{XMLNS}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
CHANGED = (
    "The action cannot be executed because the item has recently been changed. Please refresh your list and try again."
)
COMMIT_REFUSED = (
    "To use the POST Expense Journal Entry Job Key the report must be at the Processing Payment "
    "or Payment Confirmed Payment Status."
)
COMMIT = f"{ROOT}/v2.0/integrationstatus/report/{sample.REPORT.id}"
HEADER = f"{ROOT}/v1.1/report/{sample.REPORT.protected_id}"
ENTRY = f"{HEADER}/entry/{sample.TAXI.id}"


def action_body(action: str, comment: str | None = None) -> str:
    said = "" if comment is None else f"<Comment>{comment}</Comment>"
    return f'<WorkflowAction xmlns="{XMLNS}"><Action>{action}</Action>{said}</WorkflowAction>'


def act(world: World, action: str, comment: str | None = None, step: str | None = None, **options: Any) -> TestResponse:
    step = world.report().step_id if step is None else step
    return world.post_xml(f"{ROOT}/v1.1/report/{step}/workflowaction", action_body(action, comment), **options)


def state(report: Report) -> str:
    return f"{report.approval_status}/{report.payment_status}"


# Integration status


def test_a_commit_pays_the_report_and_marks_its_journal(full: World) -> None:
    answer = full.ask("POST", COMMIT)
    assert answer.status_code == 200
    assert answer.text == f"{STATUS}<Message>SUCCESS</Message><Status>SUCCESS</Status></ActionStatus>"
    paid = full.report()
    assert state(paid) == "A_APPR/P_PAID"
    assert paid.paid_at == sample.NOW
    (key,) = {row.job_run_key for *_, row in paid.rows()}
    details = full.get(f"{ROOT}/v2.0/report/{sample.REPORT.id}").text
    assert details.count(f"<JobRunKey>{key}</JobRunKey>") == 3
    assert "<PaidDate>2026-01-31T12:00:00</PaidDate>" in details
    assert "<WorkflowActionURL />" in details


def test_a_commit_in_json_names_the_status_first(full: World) -> None:
    assert full.ask("POST", COMMIT, accept="application/json").text == '{"Status":"SUCCESS","Message":"SUCCESS"}'


def test_a_second_commit_is_a_failure_with_http_200(full: World) -> None:
    full.ask("POST", COMMIT)
    before = full.report()
    again = full.ask("POST", COMMIT)
    assert again.status_code == 200
    assert again.text == f"{STATUS}<Message>{COMMIT_REFUSED}</Message><Status>FAILURE</Status></ActionStatus>"
    in_json = full.ask("POST", COMMIT, accept="application/json")
    assert in_json.text == json.dumps({"Status": "FAILURE", "Message": COMMIT_REFUSED}, separators=(",", ":"))
    assert full.report() == before


@pytest.mark.parametrize("payment", ["P_NOTP", "P_HOLD"])
def test_a_commit_needs_processing_payment(world: World, payment: str) -> None:
    world.add(replace(sample.REPORT, payment_status=payment))
    answer = world.ask("POST", COMMIT)
    assert answer.status_code == 200
    assert "FAILURE" in answer.text
    assert world.report().payment_status == payment


def test_a_commit_needs_a_web_services_administrator(full: World) -> None:
    token = full.token_for("admin@example.com", ["company_administrator"])
    assert full.ask("POST", COMMIT, token=token).status_code == 403
    assert full.report() == sample.REPORT


def test_nothing_is_moved_after_the_commit(full: World) -> None:
    step = sample.REPORT.step_id
    full.ask("POST", COMMIT)
    before = full.report()
    for action in ("Approve", "Send Back to Employee", "Recall to Employee", "Recall to Processor"):
        assert CHANGED in act(full, action, "too late", step=step).text
    assert "FAILURE" in full.post_xml(HEADER, f'<Report xmlns="{XMLNS}"><Comment>no</Comment></Report>').text
    assert full.report() == before


# Workflow actions


def test_recall_to_processor(full: World) -> None:
    answer = act(full, "Recall to Processor", "Account 6400 is unknown")
    assert answer.status_code == 200
    assert answer.text == f"{STATUS}<Message>SUCCESS!</Message><Status>SUCCESS!</Status></ActionStatus>"
    recalled = full.report()
    assert state(recalled) == "A_ACCO/P_NOTP"
    assert not list(recalled.rows())
    assert recalled.processing_payment_at is None
    assert recalled.step_id not in ("", sample.REPORT.step_id)
    assert not recalled.ever_sent_back
    assert (recalled.comments[-1].by, recalled.comments[-1].text) == (ADMIN, "Account 6400 is unknown")


def test_send_back_to_employee(full: World) -> None:
    assert "SUCCESS!" in act(full, "Send Back to Employee", "P-100 has expired").text
    returned = full.report()
    assert state(returned) == "A_RESU/P_NOTP"
    assert returned.ever_sent_back
    assert returned.comments[-1].text == "P-100 has expired"


def test_an_answer_in_json(full: World) -> None:
    answer = act(full, "Recall to Processor", "why", accept="application/json")
    assert answer.text == '{"Status":"SUCCESS","Message":"SUCCESS"}'
    stale = act(full, "Recall to Processor", "why", step=sample.REPORT.step_id, accept="application/json")
    assert json.loads(stale.text) == {"Status": "FAILURE", "Message": CHANGED}


@pytest.mark.parametrize("action", ["RECALL TO PROCESSOR", "recall  to\nprocessor", " Recall to Processor "])
def test_actions_are_compared_without_case(full: World, action: str) -> None:
    assert "SUCCESS!" in act(full, action, "why").text


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8", "text/plain", ""])
def test_bodies_that_clients_send_as_xml(full: World, content_type: str) -> None:
    assert "SUCCESS!" in act(full, "Recall to Processor", "why", content_type=content_type).text


def test_the_namespace_may_be_left_out(full: World) -> None:
    body = "<WorkflowAction><Action>Recall to Processor</Action><Comment>a &lt;b&gt;</Comment></WorkflowAction>"
    answer = full.post_xml(f"{ROOT}/v1.1/report/{sample.REPORT.step_id}/WorkFlowAction", body)
    assert "SUCCESS!" in answer.text
    assert full.report().comments[-1].text == "a <b>"


@pytest.mark.parametrize("step", ["nStep$p0", "never-was", "425FE2ADB4954FCA90CD", "n'; DROP TABLE", "a" * 3000])
def test_a_stale_step_and_one_that_never_was_are_failures(full: World, step: str) -> None:
    answer = act(full, "Approve", step=step)
    assert answer.status_code == 200
    assert answer.text == f"{STATUS}<Message>{CHANGED}</Message><Status>FAILURE</Status></ActionStatus>"
    assert full.report() == sample.REPORT


NOTES = [
    ("over", "Approve", "why", "stale-step"),
    ("nNever$was", "Approve", "why", "unknown-step"),
    ("n'; DROP TABLE", "Approve", "why", "unknown-step"),
    ("current", "Explode", "why", "unknown-action"),
    ("current", "Approve", "why", "processor-step"),
    ("current", "Recall to Processor", "why", "wrong-status"),
]


@pytest.mark.parametrize(("step", "action", "comment", "reason"), NOTES)
def test_traffic_and_log_tell_what_one_text_means(
    recalled: World, caplog: pytest.LogCaptureFixture, step: str, action: str, comment: str, reason: str
) -> None:
    """A step that is over and one that never was are one answer on the wire; nothing told them apart."""
    steps = {"over": sample.REPORT.step_id, "current": recalled.report().step_id}
    answer = act(recalled, action, comment, step=steps.get(step, step))
    assert answer.text == f"{STATUS}<Message>{CHANGED}</Message><Status>FAILURE</Status></ActionStatus>"
    assert [record.note for record in recalled.traffic.read(recalled.company)[0]] == ["", reason]
    assert reason in caplog.text


def test_traffic_tells_why_an_update_was_refused(full: World) -> None:
    header(full, Comment="too early")
    assert [record.note for record in full.traffic.read(full.company)[0]] == ["frozen"]


def test_a_step_of_another_company_never_was(full: World) -> None:
    full.found("other")
    act(full, "Recall to Processor", "why")
    with full.store.transaction(write=False) as connection:
        over = report_index.report_of_step_that_is_over
        found = [over(connection, name, sample.REPORT.step_id) for name in ("acme", "other")]
    assert found == [sample.REPORT.id, None]


def test_the_step_of_a_round_trip_is_another(full: World) -> None:
    act(full, "Recall to Processor", "why")
    assert CHANGED in act(full, "Send Back to Employee", "why", step=sample.REPORT.step_id).text
    assert state(full.report()) == "A_ACCO/P_NOTP"


@pytest.mark.parametrize(
    ("action", "comment"),
    [
        ("Explode", "why"),
        ("Send Back to Employee", None),
        ("Send Back to Employee", "   "),
        ("Recall to Processor", None),
        ("Recall to Processor", "x" * 2001),
        ("Recall to Employee", "not the owner"),
        ("Approve", "before the extract"),
    ],
)
def test_a_refused_action_is_a_failure_and_changes_nothing(full: World, action: str, comment: str | None) -> None:
    answer = act(full, action, comment)
    assert answer.status_code == 200
    assert etree.fromstring(answer.data).findtext(f"{NS}Status") == "FAILURE"
    assert full.report() == sample.REPORT


def test_a_comment_may_have_2000_characters(full: World) -> None:
    assert "SUCCESS!" in act(full, "Recall to Processor", "é" * 2000).text


def test_the_owner_recalls_their_own_report(full: World) -> None:
    token = full.token_for("ann@example.com", ["employee"])
    assert "SUCCESS!" in act(full, "Recall to Employee", token=token).text
    assert state(full.report()) == "A_RESU/P_NOTP"


def test_the_approver_approves(world: World) -> None:
    world.add(replace(sample.REPORT, approval_status="A_PEND", payment_status="P_NOTP"))
    stranger = world.token_for("pat@example.com", ["approver"])
    assert "Review Approvers in the workflow." in act(world, "Approve", token=stranger).text
    assert "SUCCESS!" in act(world, "Approve", token=world.token_for("bob@example.com", ["approver"])).text
    assert state(world.report()) == "A_ACCO/P_NOTP"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "well-formed XML expected: line 1, column "),
        ("<WorkflowAction>", "well-formed XML expected: line 1, column "),
        ("{}", "well-formed XML expected: line 1, column "),
        ("<Other/>", "WorkflowAction"),
        ('<WorkflowAction xmlns="urn:other"><Action>Approve</Action></WorkflowAction>', "WorkflowAction"),
        ("<WorkflowAction/>", "Action"),
        ("<WorkflowAction><Action> </Action></WorkflowAction>", "Action"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><WorkflowAction><Action>&b;</Action></WorkflowAction>', "document type"),
        (
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><WorkflowAction>&b;</WorkflowAction>',
            "document type",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_a_400(full: World, body: str, told: str) -> None:
    answer = full.post_xml(f"{ROOT}/v1.1/report/{sample.REPORT.step_id}/workflowaction", body)
    assert answer.status_code == 400
    assert told in (etree.fromstring(answer.data).findtext("Message") or "")
    assert full.report() == sample.REPORT


def test_another_kind_of_body_is_a_415(full: World) -> None:
    answer = act(full, "Recall to Processor", "why", content_type="application/json")
    assert answer.status_code == 415
    assert "application/json" in answer.text
    assert full.report() == sample.REPORT


# Header and entry


def header(world: World, **fields: str) -> TestResponse:
    fields = {"Name": "Client meeting", **fields}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return world.post_xml(HEADER, f'<Report xmlns="{XMLNS}">{inner}</Report>')


def entry(world: World, path: str = ENTRY, **fields: str) -> TestResponse:
    given = {"CrnCode": "USD", "ExpKey": "TAXIX", "TransactionAmount": "-12.50", **fields}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in given.items() if value)
    return world.post_xml(path, f'<ReportEntries xmlns="{XMLNS}"><Expense>{inner}</Expense></ReportEntries>')


@pytest.fixture
def recalled(full: World) -> World:
    act(full, "Recall to Processor", "why")
    return full


def test_a_header_post_adds_a_comment_and_leaves_the_rest(recalled: World) -> None:
    before = recalled.report()
    answer = header(recalled, Name=before.name.replace("&", "&amp;"), Comment="The period is closed")
    url = f"http://localhost{HEADER}"
    assert answer.status_code == 200
    assert answer.text == (
        f'<ReportDetails><ReportStatus xmlns="{XMLNS}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        f"<Status>SUCCESS</Status><Report-Details-Url>{url}</Report-Details-Url></ReportStatus></ReportDetails>"
    )
    after = recalled.report()
    assert after.comments[-1].text == "The period is closed"
    kept = ["entries", "name", "purpose", "customs", "org_units", "approval_status", "payment_status", "step_id"]
    assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}


def test_a_header_post_replaces_what_it_sends(recalled: World) -> None:
    header(recalled, Purpose="Other", Custom2="new", UserDefinedDate="2026-01-25 15:15:07.0")
    after = recalled.report()
    assert after.purpose == "Other"
    assert after.customs["Custom2"].value == "new"
    assert after.customs["Custom1"].code == "P-100"
    assert after.report_date.isoformat() == "2026-01-25T15:15:07+00:00"


def test_the_twenty_digit_id_is_taken_too(recalled: World) -> None:
    path = f"{ROOT}/v1.1/report/{sample.REPORT.id}"
    answer = recalled.post_xml(path, "<Report><Name>Trip</Name><Comment>short id</Comment></Report>")
    assert "SUCCESS" in answer.text
    assert recalled.report().comments[-1].text == "short id"


def test_comments_can_only_follow_the_recall(full: World) -> None:
    for answer in (header(full, Comment="too early"), entry(full, Comment="too early")):
        assert answer.status_code == 200
        assert etree.fromstring(answer.data).findtext(f".//{NS}Status") in ("FAILURE", "FAILED")
        assert etree.fromstring(answer.data).findtext(f".//{NS}Message")
    assert full.report() == sample.REPORT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Comment", "x" * 501),
        ("Name", ""),
        ("Name", "x" * 41),
        ("Purpose", "x" * 501),
        ("UserDefinedDate", "2026-13-45 00:00:00.0"),
        ("Custom1", "x" * 49),
        ("UserDefinedDate", "9999-12-31 00:00:00.0"),
        ("UserDefinedDate", "0001-01-01 00:00:00.0"),
        ("UserDefinedDate", " "),
        ("Name", "two\nlines"),
        ("Custom1", "a\tb"),
        ("OrgUnit6", "x\u0085y"),
        ("Name", "x</Name><Name>y"),
        ("Comment", "x</Comment><Comment>x"),
    ],
)
def test_a_wrong_header_field_is_named_and_changes_nothing(recalled: World, field: str, value: str) -> None:
    before = recalled.report()
    answer = header(recalled, **{field: value})
    assert answer.status_code == 200
    status = etree.fromstring(answer.data)[0]
    assert [child.tag for child in status] == [f"{NS}Message", f"{NS}Status"]
    assert field in (status.findtext(f"{NS}Message") or "")
    assert status.findtext(f"{NS}Status") == "FAILURE"
    assert recalled.report() == before


@pytest.mark.parametrize("name", ["", "<Name/>", "<Name> </Name>"])
def test_a_header_post_names_the_report(recalled: World, name: str) -> None:
    before = recalled.report()
    answer = recalled.post_xml(HEADER, f"<Report>{name}<Comment>why</Comment></Report>")
    assert answer.status_code == 200
    assert (etree.fromstring(answer.data).findtext(f".//{NS}Message") or "").startswith("Name: ")
    assert recalled.report() == before


OTHERS = [
    ("eve@example.com", ["employee"]),
    ("bob@example.com", ["employee", "approver"]),
    ("pat@example.com", ["employee", "processor"]),
    ("admin@example.com", ["company_administrator"]),
]


@pytest.mark.parametrize(("login", "roles"), OTHERS)
@pytest.mark.parametrize("stage", ["recalled", "processing"])
def test_header_and_entry_of_others_are_a_web_services_administrators(
    full: World, login: str, roles: list[str], stage: str
) -> None:
    if stage == "recalled":
        act(full, "Recall to Processor", "why")
    before, token = full.report(), full.token_for(login, roles)
    for path, body in (
        (HEADER, "<Report><Name>Mine</Name></Report>"),
        (HEADER, "<Report/>"),
        (ENTRY, "<ReportEntries><Expense/></ReportEntries>"),
    ):
        answer = full.post_xml(path, body, token=token)
        assert answer.status_code == 403
        assert etree.fromstring(answer.data).tag == "Error"
    assert full.report() == before


def test_the_owner_writes_on_their_own_report(world: World) -> None:
    world.add(replace(sample.REPORT, approval_status="A_RESU", payment_status="P_NOTP"))
    token = world.token_for("ann@example.com", ["employee"])
    assert "SUCCESS" in world.post_xml(HEADER, "<Report><Name>Mine</Name></Report>", token=token).text
    assert world.report().name == "Mine"


@pytest.mark.parametrize(("login", "roles"), [*OTHERS, ("ann@example.com", ["employee"])])
def test_recall_to_processor_is_a_web_services_administrators(full: World, login: str, roles: list[str]) -> None:
    answer = act(full, "Recall to Processor", "why", token=full.token_for(login, roles))
    assert answer.status_code == 403
    assert full.report() == sample.REPORT


@pytest.mark.parametrize("action", ["Approve", "Send Back to Employee"])
@pytest.mark.parametrize("roles", [["processor"], ["web_services_administrator"], ["company_administrator"]])
def test_the_api_acts_at_no_processor_step(recalled: World, action: str, roles: list[str]) -> None:
    before = recalled.report()
    answer = act(recalled, action, "why", token=recalled.token_for("pat@example.com", roles))
    assert answer.status_code == 200
    assert answer.text == f"{STATUS}<Message>{CHANGED}</Message><Status>FAILURE</Status></ActionStatus>"
    assert recalled.report() == before


@pytest.mark.parametrize(("action", "to"), [("Approve", "A_APPR/P_PROC"), ("Send Back to Employee", "A_RESU/P_NOTP")])
def test_a_company_may_let_the_api_act_at_the_processor_step(recalled: World, action: str, to: str) -> None:
    recalled.setup(replace(sample.SETUP, api_at_processor_step=True))
    token = recalled.token_for("pat@example.com", ["processor"])
    assert "SUCCESS!" in act(recalled, action, "why", token=token).text
    assert state(recalled.report()) == to


def test_the_api_acts_for_no_processor(full: World) -> None:
    token = full.token_for("pat@example.com", ["processor"])
    assert "FAILURE" in act(full, "Send Back to Employee", "why", token=token).text
    assert full.report() == sample.REPORT


def test_a_report_without_a_journal_is_not_paid_by_approve(world: World) -> None:
    world.add(drop_journal(sample.REPORT))
    assert "FAILURE" in act(world, "Approve").text
    assert state(world.report()) == "A_APPR/P_PROC"


def test_an_entry_post_adds_a_comment_and_leaves_the_rest(recalled: World) -> None:
    before = recalled.report()
    answer = entry(recalled, Comment="Account 6410 is unknown")
    url = f"http://localhost{ENTRY}"
    assert answer.status_code == 200
    assert answer.text == (
        f'<ReportEntryStatusList xmlns="{XMLNS}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        "<ReportEntryStatus><Index>1</Index><Status>SUCCESS</Status>"
        f"<Report-Entry-Details-Url>{url}</Report-Entry-Details-Url></ReportEntryStatus></ReportEntryStatusList>"
    )
    hotel, taxi = recalled.report().entries
    assert hotel == before.entries[0]
    assert [comment.text for comment in taxi.comments] == ["why so late?", "Account 6410 is unknown"]
    assert taxi.items == before.entries[1].items
    details = recalled.get(f"{ROOT}/v2.0/report/{sample.REPORT.id}", accept="application/json")
    assert json.loads(details.text)["ExpenseEntriesList"][1]["CommentCount"] == 2


def test_a_comment_on_an_itemized_entry(recalled: World) -> None:
    path = f"{HEADER}/entry/{sample.HOTEL.id}"
    answer = entry(
        recalled, path, CrnCode="", ExpKey="LODNG", TransactionAmount="120.00000000", Comment="P-100 has expired"
    )
    assert "SUCCESS" in answer.text
    assert recalled.report().entries[0].comments[-1].text == "P-100 has expired"


def test_the_modification_time_covers_comments(recalled: World) -> None:
    before = recalled.report().modified_at
    recalled.advance(seconds=5)
    entry(recalled, Comment="later")
    assert (recalled.report().modified_at - before).total_seconds() == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ExpKey", ""),
        ("ExpKey", "LUNCH"),
        ("TransactionAmount", ""),
        ("TransactionAmount", "12.3456"),
        ("TransactionAmount", "1e9"),
        ("TransactionAmount", "NaN"),
        ("TransactionAmount", "9" * 40),
        ("TransactionAmount", "-12.505"),
        ("TransactionDate", "2026-13-45"),
        ("IsPersonal", "maybe"),
        ("ExchangeRate", "-1"),
        ("ExchangeRate", "0"),
        ("Comment", "x" * 2001),
        ("VendorDescription", "x" * 65),
        ("PaymentTypeID", "other"),
        ("Custom40", "x" * 49),
        ("TransactionAmount", "12.50</TransactionAmount><TransactionAmount>99.00"),
        ("TransactionAmount", "Infinity"),
        ("TransactionAmount", "\u0661\u0662"),
        ("TransactionDate", "9999-12-31"),
        ("TransactionDate", "0001-01-01"),
        ("TransactionDate", " "),
        ("IsPersonal", "y"),
        ("IsPersonal", "true"),
        ("IsPersonal", " "),
        ("ExchangeRate", " "),
        ("ExchangeRate", "1e3"),
        ("ExchangeRate", "5"),
        ("PaymentTypeID", " "),
        ("PaymentTypeID", "Cash"),
        ("Description", "two\nlines"),
        ("VendorDescription", "x\u007fy"),
        ("Custom1", "1</Custom1><Custom1>2"),
    ],
)
def test_a_wrong_entry_field_is_named_and_changes_nothing(recalled: World, field: str, value: str) -> None:
    before = recalled.report()
    answer = entry(recalled, **{field: value})
    assert answer.status_code == 200
    status = etree.fromstring(answer.data)[0]
    assert [child.tag for child in status] == [f"{NS}Index", f"{NS}Status", f"{NS}Message"]
    assert status.findtext(f"{NS}Status") == "FAILED"
    assert field in (status.findtext(f"{NS}Message") or "")
    assert recalled.report() == before


def test_every_wrong_element_of_an_entry_is_named_at_once_in_the_order_of_the_page(recalled: World) -> None:
    """Catches a post that has to be mended once for each of its faults."""
    before = recalled.report()
    answer = entry(recalled, IsPersonal="maybe", CrnCode=" ", Custom2="x" * 49, ExpKey="", TransactionAmount="12,50")
    told = etree.fromstring(answer.data).findtext(f".//{NS}Message") or ""
    named = [each.partition(":")[0] for each in told.split("; ")]
    assert named == ["CrnCode", "ExpKey", "TransactionAmount", "Custom2", "IsPersonal"]
    assert recalled.report() == before


def test_every_wrong_element_of_a_header_is_named_at_once(recalled: World) -> None:
    told = header(recalled, UserDefinedDate="soon", Comment="x" * 501, Name="").text
    assert "Name: is required; Comment: longer than 500 characters; UserDefinedDate: must have the form" in told


def test_a_currency_without_a_rate_is_refused(recalled: World) -> None:
    before = recalled.report()
    answer = entry(recalled, CrnCode="GBP")
    assert "FAILED" in answer.text
    assert "ExchangeRate" in answer.text
    assert recalled.report() == before


@pytest.mark.parametrize(
    "code", ["XXZ", "usd", "€€€", " ", "US", "USDX", "XXX", "XAU", "DEM", "840", "USD</CrnCode><CrnCode>EUR"]
)
@pytest.mark.parametrize("path", [ENTRY, f"{HEADER}/entry/{sample.HOTEL.id}"])
def test_what_is_no_currency_is_refused_with_a_rate_too(recalled: World, code: str, path: str) -> None:
    """With a rate any code was taken, and stood in the entry for ever after."""
    before = recalled.report()
    own = {"ExpKey": "LODNG", "TransactionAmount": "120"} if path != ENTRY else {}
    answer = entry(recalled, path, CrnCode=code, ExchangeRate="1.5", **own)
    assert answer.status_code == 200
    status = etree.fromstring(answer.data)[0]
    assert status.findtext(f"{NS}Status") == "FAILED"
    assert (status.findtext(f"{NS}Message") or "").startswith("CrnCode: ")
    assert recalled.report() == before


def test_a_currency_with_a_rate_is_taken(recalled: World) -> None:
    assert "SUCCESS" in entry(recalled, CrnCode="GBP", ExchangeRate="1.25").text
    taxi = recalled.report().entries[1]
    assert (taxi.currency, str(taxi.posted_amount)) == ("GBP", "-15.63")


def test_a_rate_does_not_make_an_amount_that_no_answer_can_show(recalled: World) -> None:
    before = recalled.report()
    answer = entry(recalled, CrnCode="GBP", TransactionAmount="999999999999.99", ExchangeRate="999999999")
    assert "FAILED" in answer.text
    assert recalled.report() == before


def test_what_is_sent_empty_clears_a_text(recalled: World) -> None:
    entry(recalled, Description=" ", VendorDescription="Cab")
    taxi = recalled.report().entries[1]
    assert (taxi.business_purpose, taxi.vendor_description) == ("", "Cab")


def test_other_elements_may_come_more_than_once(recalled: World) -> None:
    inner = "<ExpKey>TAXIX</ExpKey><TransactionAmount>-12.5</TransactionAmount><Attendee/><Attendee/>"
    answer = recalled.post_xml(ENTRY, f"<ReportEntries><Expense>{inner}</Expense></ReportEntries>")
    assert "SUCCESS" in answer.text


@pytest.mark.parametrize("twice", ["<Action>Approve</Action>", "<Comment>b</Comment>"])
def test_an_action_that_is_sent_twice_is_a_400(full: World, twice: str) -> None:
    inner = f"<Action>Recall to Processor</Action><Comment>a</Comment>{twice}"
    path = f"{ROOT}/v1.1/report/{sample.REPORT.step_id}/workflowaction"
    answer = full.post_xml(path, f"<WorkflowAction>{inner}</WorkflowAction>")
    assert answer.status_code == 400
    assert full.report() == sample.REPORT


def test_an_entry_post_holds_one_expense(recalled: World) -> None:
    for inner in ("", "<Expense/><Expense/>"):
        answer = recalled.post_xml(ENTRY, f'<ReportEntries xmlns="{XMLNS}">{inner}</ReportEntries>')
        assert answer.status_code == 400
        assert "Expense" in answer.text


@pytest.mark.parametrize("path", [f"{ROOT}/v1.1/report/nobody", f"{HEADER}/entry/nobody"])
def test_an_unknown_report_or_entry_is_a_404(full: World, path: str) -> None:
    root = "<ReportEntries><Expense/></ReportEntries>" if "entry" in path else "<Report/>"
    answer = full.post_xml(path, root)
    assert answer.status_code == 404
    assert etree.fromstring(answer.data).tag == "Error"
