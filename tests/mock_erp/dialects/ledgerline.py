"""A dialect that only the tests have, as different from the native one as can be: a session header, lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy import Connection
from werkzeug.wrappers import Request, Response

from mock_erp.application import keys
from mock_erp.application.payables import BillUnknown, Payables
from mock_erp.dialects.common.dialect import Authentication, Dialect, Route
from mockkit.web.request_context import request_context
from mockkit.web.service import Identified

PREFIX = "/ledgerline"


def said(status: int, text: str) -> Response:
    return Response(f"LL;{status};{text}", status, content_type="text/plain")


def credentials(request: Request) -> str | None:
    return request.headers.get("X-Session")


def identify(connection: Connection, session: str) -> Identified | None:
    """A session is an API key, spelled backwards; the caller is no profile but a pair."""
    found = keys.company_and_profile(connection, session[::-1])
    return None if found is None else Identified(found[0], ("somebody", found[1]))


def refuse(request: Request) -> Response:
    return said(403, "unknown session" if credentials(request) else "no session")


def failure(request: Request, status: int, title: str, detail: str) -> Response:
    return said(status, title)


def find_bill(bill_id: str) -> Response:
    here = request_context()
    with here.transaction() as connection:
        bill = Payables(connection, here.company.id, here.caller[1], here.now).find(bill_id)
    return said(200, bill.content.document_number)


def note() -> Response:
    return said(200, f"{len(request.get_data())} bytes")


def description() -> Mapping[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "Ledgerline", "version": "1"}, "paths": {}}


def ledgerline() -> Dialect:
    return Dialect(
        name="ledgerline",
        prefix=PREFIX,
        routes=(
            Route(method="GET", path="/doc/<bill_id>", handler=find_bill),
            Route(method="POST", path="/note", handler=note),
            Route(method="POST", path="/note/long", handler=note),
        ),
        authentication=Authentication(credentials=credentials, identify=identify, refuse=refuse),
        failure=failure,
        refusals={BillUnknown: lambda unknown: said(410, f"no document {unknown}")},
        openapi=description,
        max_body=100,
        max_body_at={"/note/long": 200},
    )
