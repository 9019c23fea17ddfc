"""What the reference connector reads out of Concur's XML."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

import conformance

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

import report

JOURNAL = """
<JournalEntry><JournalID>J1</JournalID><PayerPaymentTypeName>Company</PayerPaymentTypeName>
<PayeePaymentTypeName>Amex</PayeePaymentTypeName><AccountCode>6400</AccountCode>
<DebitOrCredit>DR</DebitOrCredit><Amount>+50.00</Amount></JournalEntry>
<JournalEntry><JournalID>J2</JournalID><PayerPaymentTypeName>Employee</PayerPaymentTypeName>
<PayeePaymentTypeName>Company</PayeePaymentTypeName><AccountCode>1999</AccountCode>
<DebitOrCredit>CR</DebitOrCredit><Amount>-8.00</Amount></JournalEntry>
"""
DETAILS = f"""<?xml version="1.0" encoding="utf-8"?>
<ReportDetails xmlns="http://www.concursolutions.com/api/expense/expensereport/2012/07"
 xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
<ReportID>425FE2ADB4954FCA90CD</ReportID><ReportName>Trip</ReportName><ReportDate>2026-01-31T09:00:00</ReportDate>
<PaidDate i:nil="true" /><CurrencyCode>USD</CurrencyCode>
<AmountDueEmployee>-8.00000000</AmountDueEmployee><AmountDueCompanyCard>50.00000000</AmountDueCompanyCard>
<PaymentStatusCode>P_PROC</PaymentStatusCode><WorkflowActionURL>http://c/v1.1/report/n$s/WorkFlowAction</WorkflowActionURL>
<ExpenseEntriesList><ExpenseEntry><ReportEntryID>E1</ReportEntryID><ExpenseTypeID>LODNG</ExpenseTypeID>
<ExpenseTypeName>Hotel</ExpenseTypeName><TransactionDate>2026-01-30T00:00:00</TransactionDate>
<TransactionAmount>50.00000000</TransactionAmount><ItemizationsList><Itemization>
<ExpenseTypeName>Room Tax</ExpenseTypeName><AllocationsList><Allocation><Percentage>100.00000000%</Percentage>
<Custom1><Type>List</Type><Value>Project one</Value><Code>P-100</Code></Custom1>
<Custom2><Type>Text</Type><Value>0021</Value></Custom2><Custom3 />
<JournalEntriesList>{JOURNAL}</JournalEntriesList><VATDataList><VATData><TaxAuthorityLabel>DEVAT</TaxAuthorityLabel>
<TaxReclaimPostedAmount>7.98000000</TaxReclaimPostedAmount></VATData></VATDataList>
</Allocation></AllocationsList></Itemization></ItemizationsList></ExpenseEntry></ExpenseEntriesList>
<ReportOwner><EmployeeID>E-1001</EmployeeID></ReportOwner></ReportDetails>"""


def read(text: str = DETAILS) -> report.Report:
    return report.read_report(report.parse(text.encode()), key="n$k")


def test_the_header_and_the_owner():
    got = read()
    assert (got.id, got.key, got.name, got.date, got.currency) == (
        "425FE2ADB4954FCA90CD",
        "n$k",
        "Trip",
        "2026-01-31",
        "USD",
    )
    assert (got.employee_id, got.amount_due, got.ready, got.paid) == ("E-1001", Decimal(42), True, False)


def test_a_row_belongs_to_the_side_that_is_not_the_company_and_keeps_its_sign():
    rows = [owed.row for owed in report.journal(read())]
    assert rows == [
        report.Row("J1", "Amex", "6400", Decimal("50.00")),
        report.Row("J2", "Employee", "1999", Decimal("-8.00")),
    ]


def test_rows_know_what_they_hang_under():
    owed = next(report.journal(read()))
    assert (owed.entry.id, owed.entry.type_code, owed.item.name) == ("E1", "LODNG", "Room Tax")
    assert owed.allocation.taxes == (report.Tax("DEVAT", Decimal("7.98")),)


def test_a_custom_field_is_its_code_or_else_its_text():
    assert next(report.journal(read())).allocation.customs == {"Custom1": "P-100", "Custom2": "0021", "Custom3": ""}


@pytest.mark.parametrize("host", ["www.concursolutions.com", "us.api.concursolutions.com"])
def test_the_namespace_does_not_matter(host: str):
    assert read(DETAILS.replace("www.concursolutions.com", host)).id == "425FE2ADB4954FCA90CD"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</ReportDetails>", ""),
        ("ReportDetails", "Error"),
        ("<CurrencyCode>USD</CurrencyCode>", "<CurrencyCode />"),
        ("+50.00", "fifty"),
        ("+50.00", "NaN"),
        ("<JournalID>J1</JournalID>", ""),
    ],
)
def test_what_concur_never_sends_is_not_booked(old: str, new: str):
    with pytest.raises(report.Unreadable):
        read(DETAILS.replace(old, new))


@pytest.mark.parametrize("code", ["P_PAID", "P_PAYC"])
def test_paid_is_told_by_code(code: str):
    got = read(DETAILS.replace("P_PROC", code))
    assert got.paid
    assert not got.ready
