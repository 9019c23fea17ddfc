"""What holds for the journal of a report holds after it came back and was mended."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mock_concur.domain.errors import FieldError
from mock_concur.domain.journal import drop_journal, post_journal
from mock_concur.domain.mending import MendChange, Mending, mend
from mock_concur.domain.model import Report
from mock_concur.domain.statuses import Approval
from mock_concur.domain.totals import totals
from mockkit.money import round_half_up

from . import worlds
from .test_journal_properties import CURRENCIES, amounts, reports
from .worlds import COMPANY, NOW, PROPERTY


@st.composite
def mended(draw: st.DrawFn) -> Report:
    """A report whose items were given other amounts, or made personal or not; what cannot be is left as it was."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    setup = replace(COMPANY, currency=currency)
    report = replace(
        drop_journal(draw(reports(currency))), approval_status=Approval.NOT_SUBMITTED.value, payment_status="P_NOTP"
    )
    owner = worlds.ACTORS[report.owner]
    for entry in report.entries:
        for item in entry.items:
            fields: dict[str, str | bool] = {}
            if draw(st.booleans()):
                fields["TransactionAmount"] = format(draw(amounts(entry.currency)), "f")
            if draw(st.booleans()):
                fields["IsPersonal"] = not item.personal
            if not fields:
                continue
            try:
                report = mend(report, setup, Mending(changes=(MendChange(item=item.id, set=fields),)), owner, NOW)
            except FieldError:
                continue
    return post_journal(report, setup, worlds.ids())


@given(mended())
@PROPERTY
def test_a_mended_report_adds_up(report: Report) -> None:
    sums = totals(report, COMPANY)
    company_paid = sum(due for party, due in sums.by_party.items() if party.code == "COPD")
    applied = sums.advance_recovered + sums.advance_returned
    assert sums.due_employee + sums.due_company_card + company_paid + applied == sums.total_approved
    assert sums.report_total == sum(entry.posted_amount for entry in report.all_entries())
    assert sums.total_claimed == sums.report_total - sums.personal_expenses == sums.total_approved
    for entry in report.entries:
        assert entry.posted_amount == sum(item.posted_amount for item in entry.items)
        for item in entry.items:
            rows = [row for allocation in item.allocations for row in allocation.journal]
            expenses = [row.amount for row in rows if row.kind == "expense"]
            assert sum(expenses) == item.approved_amount
            assert all(amount * item.approved_amount >= 0 for amount in expenses)
            assert all(row.amount == round_half_up(row.amount, report.currency) for row in rows)


@given(mended())
@PROPERTY
def test_no_tax_of_a_mended_report_exceeds_its_allocation(report: Report) -> None:
    for entry in report.entries:
        for item in entry.items:
            for allocation in item.allocations:
                gross = sum((row.amount for row in allocation.journal if row.kind == "expense"), Decimal(0))
                assert abs(sum((vat.tax_posted for vat in allocation.vat), Decimal(0))) <= abs(gross)
                assert all(abs(vat.reclaim_posted) <= abs(vat.tax_posted) for vat in allocation.vat)
