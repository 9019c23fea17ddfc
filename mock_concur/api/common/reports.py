"""Reports by the ids that callers send, for every family that takes them."""

from __future__ import annotations

import re

from mock_concur.api.common.answers import Failed
from mock_concur.domain.model import Report
from mock_concur.store import reports as stored
from mockkit.exchange import Exchange

ID = re.compile(r"[A-Za-z0-9$%_-]{1,40}", re.ASCII)
"""What any id can look like; nothing else is looked up."""


def report_of(here: Exchange, report_id: str) -> Report:
    """The report of a 20-digit or protected id; raises :class:`Failed` (404) where there is none.

    That v1.1 takes both forms too is *assumed*.
    """
    report = stored.load(here.connection, here.company.id, report_id) if ID.fullmatch(report_id) else None
    if report is None:
        raise unknown_report()
    return report


def unknown_report() -> Failed:
    """*Assumed*: 404 with the service's error; no page says what an unknown id is answered."""
    return Failed(404, "The report was not found.")
