"""How an entry names the text of a refusal that it is about."""

from __future__ import annotations

from mock_concur.domain.errors import Reason


def refusal_text(reason: Reason) -> str:
    """The concern of an entry about what this reason is answered with."""
    return f"refusal {reason.value}"
