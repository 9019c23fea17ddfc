"""What a database's URL says of where the data are: in memory, in a file, or at a server."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url

MEMORY = "sqlite://"
"""SQLite in memory, gone with the process."""


def is_memory(url: str) -> bool:
    """Whether no other process can see the data; an SQLite URI (``file:...``) is taken for one that none can."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return False
    database = parsed.database or ""
    return database in ("", ":memory:") or database.startswith("file:")


def file_of(url: str) -> str | None:
    """The file that SQLite keeps the data in; None for any other database."""
    parsed = make_url(url)
    return None if parsed.get_backend_name() != "sqlite" or is_memory(url) else parsed.database


def driver_url(url: str | URL) -> URL:
    """The URL with the driver that we use of PostgreSQL, if it names none."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def beside(url: str, name: str) -> str:
    """The URL of what lies beside the data and can be lost with the machine: a file of its own beside SQLite's, and on
    PostgreSQL the same database, which is not waited for until its disk has what was written.
    """
    parsed = driver_url(url)
    file = file_of(url)
    if file is not None:
        changed = parsed.set(database=f"{file}-{name}").difference_update_query(["synchronous"])
    else:
        options = f"{parsed.query.get('options', '')} -c synchronous_commit=off".strip()
        changed = parsed.update_query_dict({"options": options})
    return changed.render_as_string(hide_password=False)
