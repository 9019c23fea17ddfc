"""Report details: every element in its place, with its format, what stands for nothing, and who sees it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from mock_concur.api.common.audiences import AUDIENCES
from mock_concur.api.common.fields import Rendering
from mock_concur.api.expense_v2_0.details import render_details
from mock_concur.api.expense_v2_0.views import report_view
from mock_concur.domain.model import Report
from mock_concur.domain.setup import PaymentClass
from tests.mock_concur.api import sample

GOLDEN = Path(__file__).parent / "golden"
NS = "{http://www.concursolutions.com/api/expense/expensereport/2012/07}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def runs(name: str, count: int) -> list[str]:
    return [f"{name}{number}" for number in range(1, count + 1)]


# The elements of the vendor's page and samples, in their order, written down apart from the code; those marked with a
# dagger are for a Web Services Administrator alone.
ELEMENTS = {
    "ReportDetails": [
        *["UserLoginID", "EmployeeName", "ReportID", "†ReportKey", "ReportName", "Purpose", "ReportDate"],
        *["CreationDate", "SubmitDate", "PaidDate", "CurrencyCode", "ReportTotal", "PersonalExpenses"],
        *["AmountDueEmployee", "AmountDueCompanyCard", "TotalClaimedAmount", "TotalApprovedAmount"],
        *["ApprovalStatusCode", "ApprovalStatusName", "PaymentStatusCode", "PaymentStatusName"],
        *runs("OrgUnit", 6),
        *runs("Custom", 20),
        *["LedgerName", "PolicyID", "EverSentBack", "ReportImageURL", "HasException", "WorkflowActionURL"],
        *["ExpenseEntriesList", "Country", "CountrySubdivision", "ProcessingPaymentDate", "ReceiptsReceived"],
        *["ReportOwner", "†EmployeeBankAccount"],
    ],
    "ExpenseEntry": [
        *["ReportEntryID", "LegacyEntryID", "ExpenseTypeID", "ExpenseTypeName", "SpendCategory", "PaymentTypeCode"],
        *["PaymentTypeName", "TransactionDate", "TransactionCurrencyName", "ExchangeRate", "TransactionAmount"],
        *["PostedAmount", "ApprovedAmount", "BusinessPurpose", "VendorDescription", "LocationName"],
        *["LocationSubdivision", "LocationCountry"],
        *runs("OrgUnit", 6),
        *runs("Custom", 40),
        *["FormID", "EntryImageID", "HasVat", "HasComments", "CommentCount", "IsItemized", "HasExceptions"],
        *["IsPersonal", "HasAttendees", "HasAllocation", "IsCreditCardCharge", "IsPersonalCardCharge"],
        *["ReceiptRequired", "ImageRequired", "E-ReceiptID", "LastModified", "ItemizationsList", "UserLoginID"],
        *["ReportEntryVendorName", "ReportEntryReceiptReceived", "ReportEntryReceiptType", "†CardTransaction"],
        *["BillingAmount", "ExpensePay", "TransactionCurrencyCode"],
    ],
    "Itemization": [
        *["ItemType", "ItemizationID", "ExpenseTypeID", "ExpenseTypeName", "TransactionDate", "TransactionAmount"],
        *["PostedAmount", "ApprovedAmount", "BusinessPurpose"],
        *runs("OrgUnit", 6),
        *runs("Custom", 40),
        *["HasComments", "CommentCount", "IsPersonal", "LastModified", "AllocationsList", "AttendeesList"],
    ],
    "Allocation": [
        *["AllocationID", "Percentage", "AccountCode1", "AccountCode2"],
        *runs("Custom", 20),
        *["†JournalEntriesList", "†VATDataList"],
    ],
    "JournalEntry": [
        *["JournalID", "PayerPaymentTypeName", "PayerPaymentTypeCode", "PayeePaymentTypeName", "PayeePaymentCode"],
        *["PayeePaymentTypeCode", "AccountCode", "DebitOrCredit", "Amount", "JobRunKey"],
    ],
    "VATData": [
        *["TaxName", "TaxAuthorityLabel", "TaxTransactionAmount", "TaxPostedAmount", "Source"],
        *["TaxReclaimTransactionAmount", "TaxReclaimPostedAmount"],
    ],
    "CardTransaction": [
        *["AccountNumber", "CardDescription", "CardTypeCode", "TransactionReferenceNumber", "TransactionCCTType"],
        *["TransactionID", "TransactionAmount", "TaxAmount", "TransactionAlphaCode", "PostedAmount"],
        *["PostedAlphaCode", "TransactionDate", "PostedDate", "Description", "MasterCardCode"],
        *["TransactionMerchantName", "MerchantCity", "MerchantState", "MerchantCountryCode"],
        *["MerchantReferenceNumber", "ExchangeRateFromBillingToEmployeeCurrency", "BillingAmount"],
        "AccountNumberLastSegment",
    ],
    "Attendee": [
        *["AttendeeType", "FirstName", "LastName", "Company", "Title", "ExternalID"],
        *runs("Custom", 20),
        *["HasExceptionsPrevYear", "HasExceptionsYTD", "IsDeleted", "OwnerEmpName", "TotalAmountPrevYear"],
        *["TotalAmountYTD", "VersionNumber", "AttendeeID", "AttendeeTypeCode", "AttendeeOwnerID", "CurrencyCode"],
    ],
    "ReportOwner": [
        *["EmployeeID", "LastName", "FirstName", "MiddleInitial", "EmployeeCustom21"],
        *runs("EmployeeOrgUnit", 6),
        "ReimbursementMethodCode",
    ],
    "EmployeeBankAccount": [
        *["BankNumber", "BankName", "BranchLocation", "AccountNumber", "AccountName", "PostalAddressLine1"],
        *["PostalAddressLine2", "PostalAddressCity", "PostalAddressRegion", "PostalAddressCode"],
        "PostalAddressCountry",
    ],
}
LISTS = {
    "ExpenseEntriesList": "ExpenseEntry",
    "ItemizationsList": "Itemization",
    "AllocationsList": "Allocation",
    "JournalEntriesList": "JournalEntry",
    "VATDataList": "VATData",
    "AttendeesList": "Attendee",
}
ADMINISTRATORS_ALONE = {"JournalEntry", "VATData", "CardTransaction", "EmployeeBankAccount"}


def rendered(report: Report = sample.REPORT, *, as_json: bool = False, administrator: bool = True) -> str:
    view = report_view(report, sample.ANN, sample.SETUP, "https://concur.example")
    return render_details(view, Rendering(as_json, frozenset(AUDIENCES if administrator else ()))).decode()


def as_tree(report: Report = sample.REPORT, *, administrator: bool = True) -> Any:
    return etree.fromstring(rendered(report, administrator=administrator).encode())


def as_json(report: Report = sample.REPORT) -> dict[str, Any]:
    return json.loads(rendered(report, as_json=True))


def expected(element: str, *, administrator: bool) -> list[str]:
    names = ELEMENTS[element]
    return [name.strip("†") for name in names if administrator or not name.startswith("†")]


def names_in_json(value: Any, element: str, seen: dict[str, list[str]]) -> None:
    """The keys of every object in turn, under the element that it stands for."""
    names = list(value)
    assert seen.setdefault(element, names) == names
    for name, inner in value.items():
        if name in LISTS:
            for each in inner:
                names_in_json(each, LISTS[name], seen)
        elif name in ELEMENTS and inner:
            names_in_json(inner, name, seen)


@pytest.mark.parametrize("administrator", [True, False])
@pytest.mark.parametrize("element", ELEMENTS)
def test_every_xml_element_stands_in_its_place(element: str, administrator: bool) -> None:
    tree = as_tree(administrator=administrator)
    found = [tree] if element == "ReportDetails" else [each for each in tree.iter(NS + element) if len(each)]
    if element in ADMINISTRATORS_ALONE and not administrator:
        assert not found
        return
    assert found
    for each in found:
        assert [child.tag.removeprefix(NS) for child in each] == expected(element, administrator=administrator)


@pytest.mark.parametrize("administrator", [True, False])
def test_json_has_the_same_elements_in_the_same_order(administrator: bool) -> None:
    seen: dict[str, list[str]] = {}
    names_in_json(json.loads(rendered(as_json=True, administrator=administrator)), "ReportDetails", seen)
    shown = {name for name in ELEMENTS if administrator or name not in ADMINISTRATORS_ALONE}
    assert seen == {name: expected(name, administrator=administrator) for name in shown}


def test_the_whole_report_in_xml_is_the_golden_one() -> None:
    golden = (GOLDEN / "details.xml").read_text(encoding="utf-8")
    assert rendered() == "".join(line.strip() for line in golden.splitlines())


def test_the_whole_report_in_json_is_the_golden_one() -> None:
    golden = json.loads((GOLDEN / "details.json").read_text(encoding="utf-8"))
    assert rendered(as_json=True) == json.dumps(golden, ensure_ascii=False, separators=(",", ":"))


def texts(element: Any, name: str) -> list[str | None]:
    return [found.text for found in element.iter(NS + name)]


def test_xml_begins_as_clients_match_it() -> None:
    assert rendered().startswith(
        '<?xml version="1.0" encoding="utf-8"?>'
        '<ReportDetails xmlns="http://www.concursolutions.com/api/expense/expensereport/2012/07"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><UserLoginID>'
    )


def test_scalars_in_xml() -> None:
    tree = as_tree()
    entry = tree.find(f"{NS}ExpenseEntriesList/{NS}ExpenseEntry")
    values = {child.tag.removeprefix(NS): child.text for child in entry}
    assert values["TransactionAmount"] == "120.00000000"
    assert values["ExchangeRate"] == "1.08000000000000"
    assert values["TransactionDate"] == "2026-01-18T00:00:00"
    assert values["LastModified"] == "2026-01-20T09:01:00"
    assert values["TransactionCurrencyName"] == "Euro"
    assert values["OrgUnit1"] == "(NA)North America"
    assert values["VendorDescription"] == "Hôtel <Nord>"
    assert values["BillingAmount"] == "129.6"
    assert values["HasAllocation"] == "P"
    flags = ["HasVat", "HasComments", "IsItemized", "HasAttendees", "IsCreditCardCharge", "ReceiptRequired"]
    assert {values[name] for name in flags} == {"Y"}
    assert {values[name] for name in ["HasExceptions", "IsPersonal", "IsPersonalCardCharge", "ImageRequired"]} == {"N"}
    assert texts(tree, "Percentage") == ["33.33000000%", "66.67000000%", "100.00000000%", "100.00000000%"]
    assert texts(tree, "ProcessingPaymentDate") == ["2026-01-30"]
    assert texts(tree, "EmployeeName") == ["Lee, Ann"]
    assert texts(tree, "AccountNumberLastSegment") == ["6789"]
    assert texts(tree, "PostedDate") == ["2026-01-19"]
    custom = tree.find(f"{NS}Custom1")
    assert [(part.tag.removeprefix(NS), part.text) for part in custom] == [
        ("Type", "List"),
        ("Value", "Client Site & Co"),
        ("Code", "P-100"),
    ]


def test_the_journal_names_both_sides_and_signs_its_amounts() -> None:
    rows = [[child.text for child in row] for row in as_tree().iter(NS + "JournalEntry")]
    company, amex, employee = ("Company", "COMP"), ("Amex Corporate", "IBCP"), ("Employee", "EMPL")
    assert rows == [
        ["gWjour1", *company, *amex, "IBCP", "6400", "DR", "+36.00", None],
        ["gWjour2", *company, *amex, "IBCP", "6400", "DR", "+72.00", None],
        ["gWjour3", *employee, *company, "COMP", "6410", "CR", "-12.50", None],
    ]


@pytest.mark.parametrize(
    ("currency", "amount", "text"),
    [
        ("USD", "50", "+50.00"),
        ("USD", "0", "0"),
        ("USD", "-0.00", "0"),
        ("JPY", "-500", "-500"),
        ("KWD", "1.5", "+1.500"),
    ],
)
def test_journal_amounts_have_the_minor_digits_of_their_currency(currency: str, amount: str, text: str) -> None:
    row = replace(sample.HOTEL.items[0].allocations[0].journal[0], amount=Decimal(amount))
    allocation = replace(sample.HOTEL.items[0].allocations[0], journal=(row,))
    entry = replace(sample.HOTEL, items=(replace(sample.ROOM, allocations=(allocation,)),))
    tree = as_tree(replace(sample.REPORT, currency=currency, entries=(entry,)))
    journal = next(tree.iter(NS + "JournalEntry"))
    assert journal.find(f"{NS}Amount").text == text
    assert journal.find(f"{NS}DebitOrCredit").text == ("CR" if text.startswith("-") else "DR")


def test_account_codes_are_present_when_blank() -> None:
    row = replace(sample.HOTEL.items[0].allocations[0].journal[0], account="")
    allocation = replace(sample.HOTEL.items[0].allocations[0], journal=(row,))
    entry = replace(sample.HOTEL, items=(replace(sample.ROOM, allocations=(allocation,)),))
    report = replace(sample.REPORT, entries=(entry,))
    assert "<AccountCode />" in rendered(report)
    assert '"AccountCode":""' in rendered(report, as_json=True)


DRAFT = replace(
    sample.REPORT,
    approval_status="A_NOTF",
    payment_status="P_NOTP",
    step_id="",
    submitted_at=None,
    processing_payment_at=None,
    entries=(
        replace(
            sample.TAXI,
            items=tuple(
                replace(item, allocations=tuple(replace(each, journal=()) for each in item.allocations))
                for item in sample.TAXI.items
            ),
        ),
    ),
)


def test_what_stands_for_nothing_in_xml() -> None:
    text = rendered(DRAFT)
    for written in (
        "<SubmitDate>0001-01-01T00:00:00</SubmitDate>",
        '<PaidDate i:nil="true" />',
        "<ProcessingPaymentDate />",
        "<WorkflowActionURL />",
        "<Custom1><Type>List</Type>",
        "<Custom3 />",
        '<CardTransaction i:nil="true" />',
        '<ExpensePay i:nil="true" />',
        "<JournalEntriesList />",
        "<VATDataList />",
        "<AttendeesList />",
        "<BillingAmount>0</BillingAmount>",
        "<ReportImageURL />",
    ):
        assert written in text


def test_what_stands_for_nothing_in_json() -> None:
    report = as_json(DRAFT)
    assert report["SubmitDate"] == "0001-01-01T00:00:00"
    assert report["PaidDate"] is None
    assert report["ProcessingPaymentDate"] == ""
    assert report["ReportImageURL"] == ""
    assert report["WorkflowActionURL"] == ""
    assert report["Custom3"] == {}
    assert report["OrgUnit3"] == ""
    assert report["Custom1"] == {"Type": "List", "Value": "Client Site & Co", "Code": "P-100"}
    assert report["Custom2"] == {"Type": "Text", "Value": 'Seat "7A" <aisle>'}
    (entry,) = report["ExpenseEntriesList"]
    assert entry["CardTransaction"] == {}
    assert entry["ExpensePay"] is None
    assert entry["BillingAmount"] == "0"
    assert entry["CommentCount"] == 1
    (item,) = entry["ItemizationsList"]
    assert item["AttendeesList"] == []
    (allocation,) = item["AllocationsList"]
    assert allocation["JournalEntriesList"] == []
    assert allocation["VATDataList"] == []


def test_amounts_flags_and_rates_are_strings_in_json() -> None:
    report = as_json()
    hotel, taxi = report["ExpenseEntriesList"]
    assert report["ReportTotal"] == "117.10000000"
    assert report["EverSentBack"] == "N"
    assert report["ReportKey"] == "100007"
    assert hotel["ExchangeRate"] == "1.08000000000000"
    assert hotel["ApprovedAmount"] == ""
    assert taxi["ApprovedAmount"] == "-12.50000000"
    assert hotel["ItemizationsList"][0]["AllocationsList"][0]["Percentage"] == "33.33000000%"
    assert hotel["ExpensePay"] == "No"
    assert hotel["LegacyEntryID"] == "1001"
    bank = report["EmployeeBankAccount"]
    assert bank["BankName"] == ""
    assert bank["BankNumber"] == "021000021"


def test_an_itemized_entry_has_children_alone_and_a_plain_one_itself() -> None:
    hotel, taxi = as_json()["ExpenseEntriesList"]
    assert [item["ItemType"] for item in hotel["ItemizationsList"]] == ["Child", "Child"]
    (row,) = taxi["ItemizationsList"]
    assert row["ItemType"] == "Regular"
    assert row["ItemizationID"] == taxi["ReportEntryID"]
    repeated = [
        "ExpenseTypeID",
        "TransactionAmount",
        "ApprovedAmount",
        "BusinessPurpose",
        "HasComments",
        "CommentCount",
    ]
    assert {name: row[name] for name in repeated} == {name: taxi[name] for name in repeated}


def test_the_workflow_action_url_stands_at_the_host_that_was_asked() -> None:
    url = as_json()["WorkflowActionURL"]
    assert url == "https://concur.example/api/expense/expensereport/v1.1/report/nStep$p1/WorkFlowAction"


def personal(payment: str, *, offset: bool = False, kind: PaymentClass = "cash") -> Any:
    """The entry of a report whose every row is personal, paid by a type of that class."""
    setup = replace(
        sample.SETUP,
        payment_types={
            payment: replace(sample.SETUP.payment_types["Cash"], name=payment, payment_class=kind, offset=offset)
        },
    )
    item = replace(sample.BREAKFAST, type="Regular", id="n1")
    report = replace(sample.REPORT, entries=(replace(sample.TAXI, payment_type=payment, items=(item,)),))
    view = report_view(report, sample.ANN, setup, "https://concur.example")
    return json.loads(render_details(view, Rendering(True, frozenset(AUDIENCES))))["ExpenseEntriesList"][0]


@pytest.mark.parametrize(("kind", "offset"), [("cash", False), ("IBIP", False), ("IBCP", False)])
def test_the_list_of_itemizations_is_null_where_nothing_is_approved(kind: PaymentClass, offset: bool) -> None:
    assert personal("Some Card", kind=kind, offset=offset)["ItemizationsList"] is None


@pytest.mark.parametrize(("kind", "offset"), [("IBCP", True), ("CBCP", False), ("COPD", False)])
def test_the_list_of_itemizations_stays_where_personal_items_are_booked(kind: PaymentClass, offset: bool) -> None:
    assert len(personal("Some Card", kind=kind, offset=offset)["ItemizationsList"]) == 1


def test_one_approved_row_keeps_the_list_of_itemizations() -> None:
    assert len(as_json()["ExpenseEntriesList"][0]["ItemizationsList"]) == 2


def test_a_null_list_is_nil_in_xml() -> None:
    item = replace(sample.BREAKFAST, type="Regular", id="n1")
    report = replace(sample.REPORT, entries=(replace(sample.TAXI, items=(item,)),))
    (found,) = as_tree(report).iter(NS + "ItemizationsList")
    assert found.get(NIL) == "true"
    assert len(found) == 0


def test_names_of_statuses_are_the_companys() -> None:
    setup = replace(sample.SETUP, status_names={"P_PROC": "Unpaid", "A_APPR": "Fertig & gut"})
    view = report_view(sample.REPORT, sample.ANN, setup, "https://concur.example")
    text = render_details(view, Rendering(False, frozenset(AUDIENCES))).decode()
    assert "<PaymentStatusName>Unpaid</PaymentStatusName>" in text
    assert "<ApprovalStatusName>Fertig &amp; gut</ApprovalStatusName>" in text


def test_control_characters_leave_the_xml_well_formed() -> None:
    nasty = replace(sample.REPORT, name="a\x00b\x1fc\ufffe & <d> ]]>", purpose="tab\tline\n")
    tree = as_tree(nasty)
    assert tree.find(f"{NS}ReportName").text == "abc & <d> ]]>"
    assert as_json(nasty)["ReportName"] == nasty.name
