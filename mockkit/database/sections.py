"""Sections: the tables of one part of the harness, which go by one version, in a database and in a snapshot.

Every mock names its section, and whoever makes a store says of which sections it is: no table is there by the luck of
an import. What a change of a table asks for:

- a new table that may be empty, a new column that may be null or has a ``server_default``, a new index: nothing. A
  database is brought up by itself, and a snapshot without them is read.
- anything else: raise the section's ``version`` and append a migration, a pure function from the rows that the version
  before wrote to those of this one. The same function serves databases and snapshots.

A table that only says again what others hold is *derived* (``info={"derived": True}``): it is in no snapshot,
``rebuild`` fills it, and it may change in any way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

Rows = dict[str, list[dict[str, Any]]]
"""Rows of one company by the name of their table, each without its ``company_id``. Of a snapshot: no credentials."""

Migration = Callable[[Rows], Rows]
"""From the rows of one version to those of the next. It may find any table missing, and change what it is given."""


class CannotBringUp(Exception):
    """Rows are of a version from which there is no way to this one; the text says which, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The tables of a part, its version, and the way to it.

    The last of ``migrations`` leads to ``version``, the one before to the version below, and so on. ``rebuild`` fills
    the derived tables of a company, which are empty. ``at_first`` names the tables of version 1, where databases and
    snapshots were made that did not say yet of which sections they are.
    """

    name: str
    tables: tuple[Table, ...]
    version: int = 1
    migrations: tuple[Migration, ...] = ()
    rebuild: Callable[[Connection, str], None] | None = None
    at_first: tuple[str, ...] = ()

    @property
    def oldest(self) -> int:
        """The oldest version that can be brought up."""
        return self.version - len(self.migrations)

    @property
    def carried(self) -> tuple[Table, ...]:
        """The tables whose rows a snapshot holds: not credentials, nor what is derived."""
        return tuple(each for each in self.tables if not each.info.keys() & {"credentials", "derived"})

    def check(self, version: int) -> None:
        """Raise CannotBringUp for a version that this section cannot be brought up from."""
        if version > self.version:
            raise CannotBringUp(
                f"is of version {version}, and this harness knows {self.version}: use the newer harness that wrote it"
            )
        if version < self.oldest:
            raise CannotBringUp(
                f"is of version {version}, and this harness brings up those from {self.oldest} on: use the harness that"
                " wrote it"
            )

    def brought_up(self, rows: Rows, version: int) -> Rows:
        """The rows as the current version has them. Raises CannotBringUp."""
        self.check(version)
        for migration in self.migrations[version - self.oldest :]:
            rows = migration(rows)
        return rows
