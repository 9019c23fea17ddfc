"""Faults that an administrator mends: the report goes back to the processor, and says why."""

from __future__ import annotations

from conformance.cases.patterns import returned_case
from conformance.judge import ExpectedError, sources

CASES = (
    returned_case(
        "recall/account-unknown",
        "An account that the ERP does not know is mended by the processor, so the report is recalled.",
        sources.ROUTES,
        sources.ROLL_BACK,
        scenario="account-unknown",
        recalled={"Client meeting": [ExpectedError(code="ACCOUNT_UNKNOWN", value="6999", entry=1)]},
        names_defects=("sends-back-everything", "no-comment"),
    ),
    returned_case(
        "recall/account-inactive",
        "An account that was closed is mended by the processor, so the report is recalled.",
        sources.ROUTES,
        sources.ROLL_BACK,
        scenario="account-inactive",
        recalled={"Client meeting": [ExpectedError(code="ACCOUNT_INACTIVE", value="6430", entry=1)]},
        names_defects=("sends-back-everything",),
    ),
    returned_case(
        "recall/account-not-postable",
        "A header account takes no postings; the processor mends it, so the report is recalled.",
        sources.ROUTING,
        sources.ROLL_BACK,
        scenario="account-not-postable",
        recalled={"Client meeting": [ExpectedError(code="ACCOUNT_NOT_POSTABLE", value="6000", entry=0)]},
        names_defects=("sends-back-everything",),
    ),
    returned_case(
        "recall/periods-closed",
        "Where every period is closed the whole bill is at fault: the report is recalled, the header says why.",
        sources.ROUTING,
        sources.HEADER_COMMENT,
        scenario="periods-closed",
        recalled={"Client meeting": [ExpectedError(code="PERIOD_CLOSED")]},
        names_defects=("comments-every-entry", "sends-back-everything"),
    ),
    returned_case(
        "recall/entry-comments",
        "Comments stand on the entries at fault, and on no other.",
        sources.NOWHERE_ELSE,
        sources.ENTRY_REMARKS,
        sources.ENTRY_COMMENT,
        scenario="entry-comments",
        recalled={
            "Long week": [
                ExpectedError(code="ACCOUNT_UNKNOWN", value="6998", entry=1),
                ExpectedError(code="ACCOUNT_INACTIVE", value="6475", entry=3),
            ]
        },
        needs=["entry-comments"],
        names_defects=("comments-every-entry", "comments-wrong-entry"),
    ),
)
