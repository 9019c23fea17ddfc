"""A report as v3.0 has it, from a table like those of v2.0: the tables know of no version.

The elements, their order, types and formats are those of the public shape ("Reports v3", Report Schema, and recorded
replies): numbers, true and false, null for nothing, custom fields with the id of their list item, and a page of Items
with NextPage. XML has no namespace but that of ``i:nil``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from mock_concur.api.common.custom_fields import AsObject, CustomFields
from mock_concur.api.common.envelopes import INSTANCE, Document, Page
from mock_concur.api.common.fields import Field, Fixed, Rendering, Table
from mock_concur.api.common.formats import Format
from mock_concur.api.common.nulls import EMPTY, NIL, Nulls
from mock_concur.domain.model import CustomFieldValues, Report
from mock_concur.domain.setup import Person, Setup
from mock_concur.domain.statuses import status_name
from mock_concur.domain.totals import Totals, totals
from tests.mock_concur.api import sample

XML, JSON = Rendering(json=False), Rendering(json=True)


def milliseconds(value: datetime) -> str:
    """``2013-09-02T19:05:57.687``, zeros at the end of the fraction left out."""
    return value.replace(tzinfo=None).isoformat(timespec="milliseconds").rstrip("0").rstrip(".").ljust(19, "0")


AMOUNT = Format(lambda value: f"{value:f}", (Decimal,), bare=True)
BOOLEAN = Format(lambda value: "true" if value else "false", (bool,), bare=True)
TIME = Format(milliseconds, (datetime,))

NULLS = Nulls(value=NIL, custom_field=NIL, child=NIL)


@dataclass(frozen=True, slots=True)
class ListedField:
    """A custom field with the id of the list item that it is."""

    type: str
    value: str
    code: str
    list_item_id: str


CUSTOM = AsObject(
    Table(
        "CustomField",
        ListedField,
        (Field("Type", "type"), Field("Value", "value"), Field("Code", "code"), Field("ListItemID", "list_item_id")),
        nulls=NULLS,
    )
)


PEOPLE = {person.login: person for person in sample.PEOPLE}


@dataclass(frozen=True, slots=True)
class ReportV3:
    """A report, and the company that it is of; ``query`` is what its reader asked with."""

    report: Report
    setup: Setup
    totals: Totals
    query: str = "limit=1"

    @property
    def owner(self) -> Person:
        """Whose report it is."""
        return PEOPLE[self.report.owner]

    @property
    def customs(self) -> Mapping[str, ListedField]:
        """Its custom fields, each item of a list with an id."""
        return listed(self.report.customs)

    @property
    def org_units(self) -> Mapping[str, ListedField]:
        """Its org units likewise."""
        return listed(self.report.org_units)


def listed(customs: CustomFieldValues) -> dict[str, ListedField]:
    return {
        name: ListedField(each.type, each.value, each.code, f"gW{each.code}" if each.code else "")
        for name, each in customs.items()
    }


def owner_name(view: ReportV3) -> str:
    """``First Last``."""
    return f"{view.owner.first} {view.owner.last}"


def approver_name(view: ReportV3) -> str | None:
    """The approver's, if one is named."""
    person = PEOPLE.get(view.report.approver)
    return f"{person.first} {person.last}" if person else None


def last_comment(view: ReportV3) -> str:
    """What was written last."""
    return view.report.comments[-1].text if view.report.comments else ""


def approval_status(view: ReportV3) -> str:
    """By its name."""
    return status_name(view.report.approval_status, view.setup)


def payment_status(view: ReportV3) -> str:
    """By its name."""
    return status_name(view.report.payment_status, view.setup)


def action_url(view: ReportV3) -> str:
    """Where nobody posts: the reader's own query stands behind it."""
    step = view.report.step_id
    return f"https://c.example/api/v3.0/expense/reports/report/{step}/WorkFlowAction?{view.query}" if step else ""


def uri(view: ReportV3) -> str:
    """Where the report is."""
    return f"https://c.example/api/v3.0/expense/reports/{view.report.id}"


REPORT = Table(
    "Report",
    ReportV3,
    (
        Field("Name", "report.name"),
        Field("Total", "totals.report_total", AMOUNT),
        Field("CurrencyCode", "report.currency"),
        Field("Country", "report.country"),
        Field("CountrySubdivision", "report.country_subdivision"),
        Field("CreateDate", "report.created_at", TIME),
        Field("SubmitDate", "report.submitted_at", TIME),
        Field("ProcessingPaymentDate", "report.processing_payment_at", TIME),
        Field("PaidDate", "report.paid_at", TIME),
        Field("ReceiptsReceived", "report.receipts_received", BOOLEAN),
        Field("UserDefinedDate", "report.report_date", TIME),
        Field("LastComment", last_comment),
        Field("OwnerLoginID", "report.owner"),
        Field("OwnerName", owner_name),
        Field("ApproverLoginID", "report.approver"),
        Field("ApproverName", approver_name),
        Field("ApprovalStatusName", approval_status),
        Field("ApprovalStatusCode", "report.approval_status"),
        Field("PaymentStatusName", payment_status),
        Field("PaymentStatusCode", "report.payment_status"),
        Field("LastModifiedDate", "report.modified_at", TIME),
        Field("PersonalAmount", "totals.personal_expenses", AMOUNT),
        Field("AmountDueEmployee", "totals.due_employee", AMOUNT),
        Field("AmountDueCompanyCard", "totals.due_company_card", AMOUNT),
        Field("TotalClaimedAmount", "totals.total_claimed", AMOUNT),
        Field("TotalApprovedAmount", "totals.total_approved", AMOUNT),
        Field("LedgerName", "report.ledger"),
        Field("PolicyID", "report.policy_id"),
        Field("EverSentBack", "report.ever_sent_back", BOOLEAN),
        Fixed("HasException", False, BOOLEAN),
        Field("WorkflowActionUrl", action_url),
        CustomFields("OrgUnit", 6, "org_units", CUSTOM),
        CustomFields("Custom", 20, "customs", CUSTOM),
        Field("ID", "report.id"),
        Field("URI", uri),
    ),
    nulls=NULLS.but(LastComment=EMPTY, WorkflowActionUrl=EMPTY),
)
ONE_REPORT = Document(REPORT, INSTANCE)
REPORTS = Page("Reports", REPORT, INSTANCE, items="Items", next_page="NextPage")

NULL_CUSTOMS = ",".join(f'"Custom{number}":null' for number in range(3, 21))
GOLDEN = (
    '{"Name":"Client meeting & more","Total":117.10,"CurrencyCode":"USD","Country":"US",'
    '"CountrySubdivision":"US-WA","CreateDate":"2026-01-20T08:30:15.123","SubmitDate":"2026-01-21T07:00:00",'
    '"ProcessingPaymentDate":"2026-01-30T10:00:00.5","PaidDate":null,"ReceiptsReceived":true,'
    '"UserDefinedDate":"2026-01-20T08:30:15.123","LastComment":"fine <for> me","OwnerLoginID":"ann@example.com",'
    '"OwnerName":"Ann Lee","ApproverLoginID":"bob@example.com","ApproverName":"Bob Stone",'
    '"ApprovalStatusName":"Final Approval","ApprovalStatusCode":"A_APPR","PaymentStatusName":"Processing Payment",'
    '"PaymentStatusCode":"P_PROC","LastModifiedDate":"2026-01-30T10:00:00.5","PersonalAmount":21.60,'
    '"AmountDueEmployee":-12.50,"AmountDueCompanyCard":108.00,"TotalClaimedAmount":95.50,'
    '"TotalApprovedAmount":95.50,"LedgerName":"DEFAULT","PolicyID":"ndrF8hjzl9FtFUdfaBwVvXP$sD1vDpRKNf",'
    '"EverSentBack":false,"HasException":false,'
    '"WorkflowActionUrl":"https://c.example/api/v3.0/expense/reports/report/nStep$p1/WorkFlowAction?limit=1",'
    '"OrgUnit1":{"Type":"Text","Value":"Sales","Code":null,"ListItemID":null},'
    '"OrgUnit2":{"Type":"List","Value":"West","Code":"W","ListItemID":"gWW"},'
    '"OrgUnit3":null,"OrgUnit4":null,"OrgUnit5":null,"OrgUnit6":null,'
    '"Custom1":{"Type":"List","Value":"Client Site & Co","Code":"P-100","ListItemID":"gWP-100"},'
    '"Custom2":{"Type":"Text","Value":"Seat \\"7A\\" <aisle>","Code":null,"ListItemID":null},'
    f"{NULL_CUSTOMS},"
    '"ID":"425FE2ADB4954FCA90CD","URI":"https://c.example/api/v3.0/expense/reports/425FE2ADB4954FCA90CD"}'
)
DRAFT = replace(sample.REPORT, step_id="", approver="", submitted_at=None, comments=(), org_units={}, customs={})


def view_of(report: Report = sample.REPORT) -> ReportV3:
    return ReportV3(report, sample.SETUP, totals(report, sample.SETUP))


def test_a_report_in_json_is_the_golden_one() -> None:
    assert ONE_REPORT.render(view_of(), JSON).decode() == GOLDEN


def test_types_are_those_of_the_shape() -> None:
    report = json.loads(ONE_REPORT.render(view_of(), JSON))
    by_type: dict[type, list[str]] = {}
    for name, value in report.items():
        by_type.setdefault(type(value), []).append(name)
    assert by_type[bool] == ["ReceiptsReceived", "EverSentBack", "HasException"]
    amounts = ["PersonalAmount", "AmountDueEmployee", "AmountDueCompanyCard", "TotalClaimedAmount"]
    assert by_type[float] == ["Total", *amounts, "TotalApprovedAmount"]
    assert by_type[dict] == ["OrgUnit1", "OrgUnit2", "Custom1", "Custom2"]


def test_null_stands_for_nothing_but_where_readers_know_an_empty_text() -> None:
    report = json.loads(ONE_REPORT.render(view_of(DRAFT), JSON))
    assert {name for name, value in report.items() if value is None} == {
        *["SubmitDate", "PaidDate", "ApproverLoginID", "ApproverName"],
        *(f"OrgUnit{number}" for number in range(1, 7)),
        *(f"Custom{number}" for number in range(1, 21)),
    }
    assert (report["LastComment"], report["WorkflowActionUrl"]) == ("", "")


@pytest.mark.parametrize("report", [sample.REPORT, DRAFT])
def test_xml_says_the_same_in_the_same_order(report: Report) -> None:
    in_json = json.loads(ONE_REPORT.render(view_of(report), JSON), parse_float=str)
    tree = etree.fromstring(ONE_REPORT.render(view_of(report), XML))
    assert tree.tag == "Report"
    assert [(child.tag, plain(child)) for child in tree] == [(name, as_text(value)) for name, value in in_json.items()]


def plain(element: Any) -> Any:
    """An element as JSON has it: text, object or null."""
    if element.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true":
        return None
    return {child.tag: plain(child) for child in element} if len(element) else element.text or ""


def as_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def test_a_page_has_items_and_the_next_page_which_is_null_on_the_last() -> None:
    following = "https://c.example/api/v3.0/expense/reports?limit=1&offset=b2Zmc2V0"
    first, last = (REPORTS.render([view_of()], JSON, next_page=each).decode() for each in (following, None))
    assert first == f'{{"Items":[{GOLDEN}],"NextPage":"{following}"}}'
    assert last == f'{{"Items":[{GOLDEN}],"NextPage":null}}'
    assert REPORTS.render([], JSON) == b'{"Items":[],"NextPage":null}'
    for next_page in (following, None):
        tree = etree.fromstring(REPORTS.render([view_of(), view_of()], XML, next_page=next_page))
        items, address = tree
        assert (tree.tag, items.tag, address.tag) == ("Reports", "Items", "NextPage")
        assert [(each.tag, len(each.attrib)) for each in items] == [("Report", 0)] * 2
        assert plain(address) == next_page
