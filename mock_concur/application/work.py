"""What a use case works with: the open transaction of one company, its time, and its ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from mockkit.companies import Company
from mockkit.ids import Ids


class Work(Protocol):
    """One transaction of one company. Whoever opens it commits it, and then stores where its id maker stands.

    A :class:`mockkit.web.request_context.RequestContext` is one while its transaction is open.
    """

    @property
    def connection(self) -> Connection:
        """The connection of the open transaction."""

    @property
    def company(self) -> Company:
        """The company, as it stands in this transaction."""

    @property
    def now(self) -> datetime:
        """The time on the company's clock, aware UTC."""

    @property
    def ids(self) -> Ids:
        """The company's id maker."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """Work outside of a request to the mock itself, e.g. of the control API."""

    connection: Connection
    company: Company
    now: datetime
    ids: Ids

    @classmethod
    def on(cls, connection: Connection, company: Company) -> UnitOfWork:
        """Work on the company within the transaction of that connection, at the time of its clock."""
        return cls(connection, company, company.clock.now(), company.ids())
