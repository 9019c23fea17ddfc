"""The traffic of a company, page by page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import json_response, number, unprocessable
from mockkit import globs
from mockkit.traffic.journal import TrafficRecord, Wanted
from mockkit.traffic.masking import Masker

DEFAULT_RECORDS, MAX_RECORDS = 100, 1000
LAST = 2**62


class TrafficRoutes:
    """The routes of the traffic."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/traffic")(self.list_traffic)

    def list_traffic(self, company_id: str) -> Response:
        """Requests with their answers, as they ended, secrets masked; narrowed by service and path."""
        wanted = _wanted(request.args.get("service"), request.args.get("path"), self._transactions.services.names)
        limit = number("limit", DEFAULT_RECORDS, 1, MAX_RECORDS)
        after = number("after", 0, 0, LAST)
        with self._transactions.read_company(company_id) as (connection, company):
            secrets = self._transactions.secrets(connection, company.id)
        masker = Masker(secrets)
        records, more = self._transactions.traffic.read(company_id, after=after, most=limit, wanted=wanted)
        items = [record.to_json(masker) for record in records]
        page: dict[str, Any] = {"items": items, "next": _next(records[-1]) if more else None}
        dropped = self._transactions.traffic.dropped(company_id)
        return json_response({**page, "dropped": dropped} if dropped else page)


def _wanted(service: str | None, path: str | None, services: tuple[str, ...]) -> Wanted:
    if service not in (None, *services):
        raise unprocessable(("service", f"must be one of {', '.join(services)}"))
    if path is not None and len(path) > globs.MAX_CHARACTERS:
        raise unprocessable(("path", f"must be a glob of at most {globs.MAX_CHARACTERS} characters"))
    return lambda served, asked: service in (None, served) and (path is None or globs.matches(path, asked))


def _next(last: TrafficRecord) -> str:
    query = {**request.args.to_dict(), "after": last.seq}
    return f"{request.base_url}?{urlencode(query)}"
