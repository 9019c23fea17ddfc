"""One HTTP request under way: its transaction, its company, its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy import Connection

from mockkit.companies import Company
from mockkit.ids import Ids

ENVIRON_KEY = "mockkit.exchange"


@dataclass(slots=True)
class Exchange:
    """What a handler works with. The gate ends the transaction; a handler never does."""

    connection: Connection
    found: Company | None
    caller: Any
    now: datetime
    base_url: str
    keep: bool = False
    """Set by the handler of a GET whose answer shows nothing but what the company's version covers."""
    _ids: Ids | None = field(default=None)

    @property
    def company(self) -> Company:
        """The company whose credentials the request bears; a route that needs it checks the credentials first."""
        if self.found is None:
            raise LookupError("the request bears no credentials of a company")
        return self.found

    @property
    def ids(self) -> Ids:
        """The company's id maker; the gate stores where it stands if it was used."""
        if self._ids is None:
            self._ids = self.company.ids()
        return self._ids

    @property
    def used_ids(self) -> Ids | None:
        """The id maker, if anybody asked for it."""
        return self._ids


def exchange() -> Exchange:
    """The exchange of the Flask request that is being handled."""
    found: Exchange = request.environ[ENVIRON_KEY]
    return found
