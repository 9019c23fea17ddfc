"""What the use cases raise, as the service answers it, for every family alike."""

from __future__ import annotations

from collections.abc import Mapping

from mock_concur.api.common.answers import ApiError
from mock_concur.api.common.callers import ROLE_MISSING
from mock_concur.application.reports import EntryUnknown, MayNotAct, MayNotWrite, ReportUnknown

FAILURES: Mapping[type[Exception], ApiError] = {
    # Assumed: 404 with the service's error; no page says what an unknown id is answered.
    ReportUnknown: ApiError(404, "The report was not found."),
    EntryUnknown: ApiError(404, "The expense entry was not found."),
    MayNotWrite: ApiError(403, ROLE_MISSING),
    MayNotAct: ApiError(403, ROLE_MISSING),
}
"""Status and message by what was raised. That v1.1 takes either id of a report, as v2.0 does, is *assumed*."""
