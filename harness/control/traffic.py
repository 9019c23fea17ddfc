"""The traffic of a company, page by page."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from harness.control.answers import answer, number, unprocessable
from harness.control.desk import Desk
from mockkit.traffic import Traffic

MOST_RECORDS = 1000
LAST = 2**62


class TrafficRoutes:
    """The routes of the traffic."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/traffic")(self.list_traffic)

    def list_traffic(self, company_id: str) -> Response:
        """Requests with their answers, in order of arrival, secrets masked; narrowed by service and path."""
        service, path = request.args.get("service"), request.args.get("path")
        if service not in (None, "concur", "erp"):
            raise unprocessable(("service", "is to be concur or erp"))
        limit = number("limit", MOST_RECORDS, 1, MOST_RECORDS)
        after = number("after", 0, 0, LAST)
        with self._desk.reading(company_id):
            pass  # only to refuse a company that is not there
        items = _found(self._desk.traffic, company_id, after, limit, service, path)
        return answer({"items": items, "next": _next(items) if len(items) == limit else None})


def _found(
    traffic: Traffic, company_id: str, after: int, limit: int, service: str | None, path: str | None
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < limit:
        records = traffic.read(company_id, after=after, most=MOST_RECORDS)
        found += (record for record in records if _is_like(record, service, path))
        if len(records) < MOST_RECORDS:
            break
        after = records[-1]["seq"]
    return found[:limit]


def _is_like(record: dict[str, Any], service: str | None, path: str | None) -> bool:
    return service in (None, record["service"]) and (path is None or fnmatchcase(record["path"].lower(), path.lower()))


def _next(items: list[dict[str, Any]]) -> str:
    query = {**request.args.to_dict(), "after": items[-1]["seq"]}
    return f"{request.base_url}?{urlencode(query)}"
