"""Why a database cannot be used, in one sentence that shows no password."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from mockkit.database.schema import OtherSchema
from mockkit.database.store import UnsupportedDatabase, reason_of

UNUSABLE = (SQLAlchemyError, ImportError, UnsupportedDatabase, OtherSchema)
"""What is raised when a harness is opened on a database that it cannot use."""


def reason_against(url: str, error: Exception) -> str:
    """Why the database of that URL cannot be used; ``error`` is one of :data:`UNUSABLE`."""
    return f"cannot use the database {_without_password(url)}: {_why(error)}"


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string()
    except ArgumentError:
        return "of that URL"


def _why(error: Exception) -> str:
    if isinstance(error, ImportError):
        return "its driver is not installed (for postgresql+psycopg it comes with the extra `postgresql`)"
    if isinstance(error, (ArgumentError, NoSuchModuleError)):
        return "a URL such as sqlite:///harness.db or postgresql+psycopg://user@host/name is expected"
    if isinstance(error, DBAPIError):
        return f"it cannot be opened; its driver says: {reason_of(error)}"
    return reason_of(error)
