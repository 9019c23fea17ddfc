"""Everything this API refuses, as problem details (RFC 9457).

An error within a problem says `code`, `pointer` (RFC 6901, into the body; `parameter` where the query
is at fault), `value`, `source_ref` (a bill line's own reference) and `message`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from mock_erp.application.idempotency import KeyMismatch
from mock_erp.application.payables import ActionRefused, BillRefused, BillUnknown, VendorExists
from mock_erp.dialects.native.pointers import pointer_of
from mock_erp.domain.bills import Action, Status
from mock_erp.domain.validation_errors import ValidationError
from mockkit.web.problems import problem, title_of

_KIND = "urn:mock-erp:problem:"


class Problem(Exception):
    """A request that is answered with a problem."""

    def __init__(self, status: int, kind: str, title: str, detail: str, errors: Iterable[dict[str, Any]] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.errors = list(errors)

    def response(self) -> Response:
        """The problem as an answer."""
        return problem(self.status, self.title, self.detail, self.errors, kind=_KIND + self.kind)


def plain(request: Request, status: int, title: str, detail: str) -> Response:  # noqa: ARG001
    """A problem that its HTTP status says all about."""
    return problem(status, title, detail)


def error(code: str, pointer: str | None, value: Any, message: str, *, source_ref: str | None = None) -> dict[str, Any]:
    """One error within a problem. A value that is no scalar is left out."""
    shown = None if isinstance(value, (dict, list)) else value
    return {"code": code, "pointer": pointer, "value": shown, "source_ref": source_ref, "message": message}


def error_as_json(fault: ValidationError) -> dict[str, Any]:
    """A bill's fault as an error."""
    return error(fault.code, pointer_of(fault.path), fault.value, fault.message, source_ref=fault.source_ref)


def unauthorized(request: Request) -> Response:  # noqa: ARG001
    """Nobody knows the key, or there is none."""
    response = problem(401, title_of(401), "Authorization: Bearer <API key> is missing or unknown.")
    response.headers["WWW-Authenticate"] = 'Bearer realm="erp"'
    return response


def malformed(detail: str) -> Problem:
    """A body that is not JSON."""
    return Problem(400, "malformed", "Malformed JSON", detail)


def unsupported(content_type: str) -> Problem:
    """A body that does not say that it is JSON."""
    seen = content_type or "no content type"
    return Problem(415, "unsupported", "Unsupported content type", f"The body must be application/json, not {seen}.")


def invalid_body(errors: list[dict[str, Any]]) -> Problem:
    """A body whose fields are not those that there are."""
    return Problem(422, "invalid-body", "Invalid body", _counted(errors, "The body"), errors)


def invalid_query(errors: list[dict[str, Any]]) -> Problem:
    """Parameters that there are none of, or with values they cannot take."""
    return Problem(400, "invalid-query", "Invalid query", _counted(errors, "The query"), errors)


def bill_refused(faults: Iterable[ValidationError]) -> Problem:
    """A bill that is not accepted."""
    errors = [error_as_json(fault) for fault in faults]
    return Problem(422, "bill-refused", "Bill refused", _counted(errors, "The bill"), errors)


def _counted(errors: list[dict[str, Any]], subject: str) -> str:
    return f"{subject} has {len(errors)} {'fault' if len(errors) == 1 else 'faults'}."


def bill_unknown(bill_id: str) -> Problem:
    """No bill of that id."""
    return Problem(404, "not-found", "Bill not found", f"There is no bill {bill_id[:40]}.")


def action_refused(action: Action, status: Status) -> Problem:
    """An action that the bill's status forbids."""
    code = "BILL_NOT_POSTED" if action is Action.VOID else "BILL_NOT_DRAFT"
    message = f"A {status} bill cannot be {_PAST[action]}."
    return Problem(409, "conflict", "Not in this status", message, [error(code, None, status, message)])


_PAST = {Action.POST: "posted", Action.VOID: "voided", Action.DELETE: "deleted"}


def vendor_exists(external_id: str, vendor_id: str) -> Problem:
    """An external id that is taken."""
    message = f"Vendor {vendor_id} has this external_id."
    errors = [error("VENDOR_EXISTS", "/external_id", external_id, message)]
    return Problem(409, "conflict", "Vendor exists", message, errors)


def key_malformed() -> Problem:
    """An Idempotency-Key that cannot be kept."""
    detail = "Idempotency-Key takes 1 to 255 printable ASCII characters."
    return Problem(400, "invalid-key", "Invalid Idempotency-Key", detail)


def key_mismatch(key: str) -> Problem:
    """A key that has produced a bill from another body."""
    message = "This Idempotency-Key was used with another body."
    errors = [error("IDEMPOTENCY_MISMATCH", None, key, message)]
    return Problem(409, "idempotency", "Idempotency-Key used before", message, errors)


def key_in_progress(key: str) -> Problem:
    """A key whose first request has not ended."""
    message = "A request with this Idempotency-Key is still running."
    errors = [error("IDEMPOTENCY_IN_PROGRESS", None, key, message)]
    return Problem(409, "idempotency", "Idempotency-Key in use", message, errors)


REFUSALS: Mapping[type[Exception], Callable[[Any], Response]] = {
    Problem: Problem.response,
    BillRefused: lambda refused: bill_refused(refused.errors).response(),
    BillUnknown: lambda unknown: bill_unknown(str(unknown)).response(),
    ActionRefused: lambda refused: action_refused(refused.action, refused.status).response(),
    VendorExists: lambda exists: vendor_exists(exists.external_id, exists.vendor_id).response(),
    KeyMismatch: lambda mismatch: key_mismatch(mismatch.key).response(),
}
"""How what the use cases refuse is answered."""
