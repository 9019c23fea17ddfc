"""What the books know about one bill, read for its validation."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from mock_erp.domain.bills import Content
from mock_erp.domain.chart import Profile
from mock_erp.domain.validation import Facts
from mock_erp.store import bills, dimensions, master


def read_facts(
    connection: Connection, company_id: str, profile: Profile, content: Content, today: date, *, bill_id: str | None
) -> Facts:
    """The facts about a bill as of `today`; `bill_id` is its own id, once it has one."""
    lines = content.lines
    here = (connection, company_id)
    return Facts(
        today=today,
        company_currency=profile.currency,
        accounts=master.accounts.among(*here, {content.liability_account, *(line.account for line in lines)}),
        dimensions=profile.dimensions,
        dimension_values=dimensions.among(*here, {item for line in lines for item in line.dimensions.items()}),
        tax_codes=master.tax_codes.among(*here, {line.tax_code for line in lines if line.tax_code is not None}),
        vendor=master.vendor_by_id(*here, content.vendor_id),
        periods=master.periods_holding(*here, content.gl_date),
        has_rate=content.currency != profile.currency and master.has_rate(*here, content.currency, content.gl_date),
        is_duplicate=bills.has_same_number(*here, content, but=bill_id),
    )
