"""Requests and answers of the control API: JSON in, JSON out, problem details where something is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

import msgspec
from flask import request
from werkzeug.wrappers import Response

from harness_input import validation
from harness_input.validation import MalformedJson, ValidationFailed, parse_json
from mockkit.web.problems import problem, title_of

T = TypeVar("T", bound=msgspec.Struct)

_NUL = b"\\u0000"


MAX_ERRORS = 100
"""So many mistakes of one request are reported; a small body may have a great many."""
MAX_MESSAGE_LENGTH = 500
MAX_DETAIL = 20_000


class ControlError(Exception):
    """The request is refused; ``errors`` has a place and a message for each mistake, the first hundred of them.

    A place is a JSON pointer into the body, or the name of a query parameter.
    """

    def __init__(
        self, status: int, detail: str, errors: Iterable[tuple[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail[:MAX_DETAIL]
        self.headers = headers or {}
        told = islice(errors, MAX_ERRORS)
        self.errors = [{_kind_of(place): _cut(place), "message": _cut(message)} for place, message in told]

    def response(self) -> Response:
        """The refusal as problem details."""
        response = problem(self.status, title_of(self.status), self.detail, self.errors)
        response.headers.update(self.headers)
        return response


def _cut(text: str) -> str:
    """What was sent is not sent back at length."""
    return text if len(text) <= MAX_MESSAGE_LENGTH else f"{text[:MAX_MESSAGE_LENGTH]}..."


def _kind_of(place: str) -> str:
    return "pointer" if not place or place.startswith("/") else "parameter"


def unprocessable(*errors: tuple[str, str]) -> ControlError:
    """422 with every field at fault, by its JSON pointer."""
    told = [f"{_cut(pointer)}: {_cut(message)}" for pointer, message in errors[:MAX_ERRORS]]
    if len(errors) > MAX_ERRORS:
        told.append(f"and {len(errors) - MAX_ERRORS} more")
    return ControlError(422, "; ".join(told), errors)


def refused_fields(failed: ValidationFailed, root: str = "") -> ControlError:
    """422 with every error of a value that stands at ``root``, a JSON pointer into the body."""
    return unprocessable(*((f"{root}{error.pointer}", error.message) for error in failed.errors))


def json_response(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The value as JSON; Decimals are texts."""
    return Response(msgspec.json.encode(value), status, dict(headers or {}), content_type="application/json")


def body() -> Any:
    """The request's body as parsed JSON. Raises ControlError: 415, 400."""
    if request.mimetype != "application/json":
        raise not_json()
    data = request.get_data()
    if _NUL in data:
        raise unprocessable(("", "holds the character NUL, which not every store can keep"))
    try:
        return parse_json(data)
    except MalformedJson as malformed:
        raise ControlError(400, f"The body cannot be read: {malformed}.") from None


def not_json() -> ControlError:
    """415: the request has a body of another type, or of none."""
    return ControlError(415, f"The body is to be application/json, not {request.mimetype or 'of no type'}.")


def fields() -> dict[str, Any]:
    """The request's body, which must be an object. Raises ControlError: 415, 400, 422."""
    value = body()
    if not isinstance(value, dict):
        raise unprocessable(("", "must be an object"))
    return value


def read(kind: type[T]) -> T:
    """The request's body as a struct. Raises ControlError: 415, 400, 422 with every error by its field."""
    try:
        return validation.read(body(), kind)
    except ValidationFailed as failed:
        raise refused_fields(failed) from None


def number(name: str, otherwise: int, least: int, most: int) -> int:
    """A number in the query. Raises ControlError (422)."""
    given = request.args.get(name)
    if given is None:
        return otherwise
    if not (given.isascii() and given.isdigit() and len(given) < 20 and least <= int(given) <= most):
        raise unprocessable((name, f"must be a number from {least} to {most}"))
    return int(given)
