"""The traffic of a company, page by page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from concur_harness.control.answers import answer, number, unprocessable
from concur_harness.control.desk import Desk
from mockkit import globs
from mockkit.masking import Masker
from mockkit.traffic import Record, Wanted

USUAL_RECORDS, MOST_RECORDS = 100, 1000
LAST = 2**62


class TrafficRoutes:
    """The routes of the traffic."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/traffic")(self.list_traffic)

    def list_traffic(self, company_id: str) -> Response:
        """Requests with their answers, as they ended, secrets masked; narrowed by service and path."""
        wanted = _wanted(request.args.get("service"), request.args.get("path"), self._desk.services.names)
        limit = number("limit", USUAL_RECORDS, 1, MOST_RECORDS)
        after = number("after", 0, 0, LAST)
        with self._desk.reading(company_id) as (connection, company):
            secrets = self._desk.secrets(connection, company.id)
        masker = Masker(secrets)
        records, more = self._desk.traffic.read(company_id, after=after, most=limit, wanted=wanted)
        items = [record.shown(masker) for record in records]
        page: dict[str, Any] = {"items": items, "next": _next(records[-1]) if more else None}
        dropped = self._desk.traffic.dropped(company_id)
        return answer({**page, "dropped": dropped} if dropped else page)


def _wanted(service: str | None, path: str | None, services: tuple[str, ...]) -> Wanted:
    if service not in (None, *services):
        raise unprocessable(("service", f"is to be one of {', '.join(services)}"))
    if path is not None and len(path) > globs.MOST_CHARACTERS:
        raise unprocessable(("path", f"is to be a glob of at most {globs.MOST_CHARACTERS} characters"))
    return lambda served, asked: service in (None, served) and (path is None or globs.matches(path, asked))


def _next(last: Record) -> str:
    query = {**request.args.to_dict(), "after": last.seq}
    return f"{request.base_url}?{urlencode(query)}"
