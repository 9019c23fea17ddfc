"""The system's clock: the only module that reads it.

What a mock does is told the time by its caller: a company's clock, or the request that is under way. A contract of
import-linter keeps domains, use cases, stores and families from asking here.
"""

from __future__ import annotations

from datetime import UTC, datetime


def system_now() -> datetime:
    """The system's time, aware UTC."""
    return datetime.now(UTC)
