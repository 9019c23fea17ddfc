"""One HTTP request under way: whose it is, when it is, and the one transaction in which it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy import Connection

from mockkit.companies import Company
from mockkit.ids import Ids

ENVIRON_KEY = "mockkit.web.request_context"
NOW_KEY = "mockkit.now"
"""In the environment of a request that fails without a context: the time, on its company's clock if it has one."""


@dataclass(slots=True)
class RequestContext:
    """What a handler works with: first it parses, then it opens :meth:`transaction`, and it renders after that.

    While the store is in nobody's hands, however long a body or an answer is, others are served.
    """

    identified_company: Company | None
    caller: Any
    now: datetime
    base_url: str
    begin: Callable[[], AbstractContextManager[Connection]] = field(repr=False)
    """Opens the request's transaction; the pipeline's part."""
    cached_by: str | None = None
    """Set by the handler of a GET whose answer shows nothing but what the company's version covers, and one of
    the service's :meth:`mockkit.web.service.Service.cache_keys`; None: the answer is not cached."""
    note: str = ""
    """What the record in the traffic tells beside the answer, e.g. which of several reasons a refusal had."""
    begun: bool = False
    """Whether the transaction has been opened."""
    opened: Connection | None = None
    """The connection while the transaction is open."""
    used_ids: Ids | None = None
    """The id maker, if anybody asked for it."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """The one transaction of the request, which writes unless the method is safe.

        Committed at the end of the block, rolled back when the block raises: a refusal is raised within it. Whose
        request it is has been looked up again by then, so that ``company``, ``caller`` and ``now`` are those of the
        transaction; raises :class:`RestartRequest` where somebody else has changed them, and RuntimeError when the
        request has had its transaction.
        """
        return self.begin()

    @property
    def connection(self) -> Connection:
        """The connection of the open transaction."""
        if self.opened is None:
            raise LookupError("the transaction of this request is not open")
        return self.opened

    @property
    def company(self) -> Company:
        """The company whose credentials the request bears; a route that needs it checks the credentials first."""
        if self.identified_company is None:
            raise LookupError("the request bears no credentials of a company")
        return self.identified_company

    @property
    def ids(self) -> Ids:
        """The company's id maker; where it stands is stored at the end of the transaction that used it."""
        if self.used_ids is None:
            assert self.opened is not None, "ids are made within the transaction"  # noqa: S101 - a slip in a handler
            self.used_ids = self.company.ids()
        return self.used_ids


class RestartRequest(Exception):
    """Somebody else has changed whose request it is since that was looked up; nothing is done, and it begins anew."""


def now_of(environ: Mapping[str, Any]) -> datetime:
    """The time of a request, aware UTC: of its context, or as whoever refuses it without one has noted it."""
    under_way: RequestContext | None = environ.get(ENVIRON_KEY)
    if under_way is not None:
        return under_way.now
    noted: datetime = environ[NOW_KEY]
    return noted


def request_context() -> RequestContext:
    """The context of the Flask request that is being handled."""
    found: RequestContext = request.environ[ENVIRON_KEY]
    return found
