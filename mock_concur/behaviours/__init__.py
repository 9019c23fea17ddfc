"""What the mock Concur does and what that rests on; a behaviour is added in the module of its family."""

from __future__ import annotations

from mock_concur.behaviours import authentication, details, journal, lists, service, updates, workflow
from mockkit.behaviours import Family

FAMILIES: tuple[Family, ...] = (
    service.FAMILY,
    authentication.FAMILY,
    lists.FAMILY,
    details.FAMILY,
    workflow.FAMILY,
    workflow.COMMIT_FAMILY,
    updates.FAMILY,
    journal.FAMILY,
    journal.TOTALS_FAMILY,
)
"""In the order in which the documentation shows them."""
