"""What updates of headers and entries are answered, in XML alone."""

from __future__ import annotations

from dataclasses import dataclass

from mock_concur.api.common.envelopes import EXPENSE_REPORT_2011, Page, namespaces
from mock_concur.api.common.fields import Field, Fixed, Rendering, Table
from mock_concur.api.common.formats import COUNT


@dataclass(frozen=True, slots=True)
class Updated:
    """A report or an entry was changed; ``url`` is where it is."""

    url: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not, and why."""

    message: str


# The namespace stands on the child alone (documented sample).
HEADER_UPDATED = Page(
    "ReportDetails",
    Table(
        "ReportStatus",
        Updated,
        (Fixed("Status", "SUCCESS"), Field("Report-Details-Url", "url")),
    ),
    row_attributes=namespaces(EXPENSE_REPORT_2011),
)
HEADER_REFUSED = Page(
    "ReportDetails",
    Table(
        "ReportStatus",
        Refused,
        (Field("Message", "message"), Fixed("Status", "FAILURE")),
    ),
    row_attributes=namespaces(EXPENSE_REPORT_2011),
)
"""*Assumed*: a refused update is worded as the documented refusals of submit and workflow actions are."""

ENTRY_UPDATED = Page(
    "ReportEntryStatusList",
    Table(
        "ReportEntryStatus",
        Updated,
        (Fixed("Index", 1, COUNT), Fixed("Status", "SUCCESS"), Field("Report-Entry-Details-Url", "url")),
    ),
    attributes=namespaces(EXPENSE_REPORT_2011),
)
ENTRY_REFUSED = Page(
    "ReportEntryStatusList",
    Table(
        "ReportEntryStatus",
        Refused,
        (Fixed("Index", 1, COUNT), Fixed("Status", "FAILED"), Field("Message", "message")),
    ),
    attributes=namespaces(EXPENSE_REPORT_2011),
)

XML = Rendering(json=False)
