"""The native API as a dialect, declared in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from werkzeug.wrappers import Request, Response

from mock_erp.dialects.common import api_keys
from mock_erp.dialects.common.dialect import Authentication, Dialect
from mock_erp.dialects.native import errors, openapi, routes
from mock_erp.dialects.native.keys import hold, key_of
from mockkit.companies import Company

MAX_BILL = 4 * 1024 * 1024
"""The most bytes of a new bill: enough for as many lines as it may have."""


@contextmanager
def _admits(company: Company, request: Request) -> Iterator[Response | None]:
    """Hold the Idempotency-Key of a new bill while a fault delays it, so that a second one is told."""
    refusal = None
    with ExitStack() as held:
        if request.method == "POST" and request.path == routes.BILLS:
            try:
                held.enter_context(hold(company.id, key_of(request), request))
            except errors.Problem as refused:
                refusal = refused.response()
        yield refusal


def dialect() -> Dialect:
    """The API below `/api/v1`, opened by `Authorization: Bearer <API key>`; its caller is the company's `Profile`."""
    return Dialect(
        name="native",
        prefix=routes.PREFIX,
        routes=routes.routes(),
        authentication=Authentication(
            credentials=api_keys.bearer, identify=api_keys.identify, refuse=errors.unauthorized
        ),
        failure=errors.plain,
        refusals=errors.REFUSALS,
        openapi=openapi.document,
        max_body_at={"/bills": MAX_BILL},
        admits=_admits,
    )
