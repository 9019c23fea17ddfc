"""XML that callers post to v1.1, read field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import request

from mock_concur.api.common.answers import Failed
from mock_concur.api.common.envelopes import EXPENSE_REPORT_2011
from mock_concur.api.common.formats import moment_of
from mock_concur.domain.errors import FieldError
from mockkit.xml import MalformedXml, parse

if TYPE_CHECKING:
    from lxml.etree import _Element

READ_TYPES = ("application/xml", "text/xml", "text/plain")
"""Content types of XML bodies: *documented* the first, *observed* the others; none at all is taken for XML."""

_AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,3}0{0,20})?", re.ASCII)
"""Zeros may follow: a client that sends back what the details said sends eight decimals (*assumed*)."""
_RATE = re.compile(r"\d{1,9}(\.\d{1,14})?", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FLAGS = {"Y": True, "N": False}


def posted(root: str) -> _Element:
    """The root element of the request's body, which must be called ``root``.

    Raises :class:`Failed`: 415 for another kind of body, 400 for what is not well-formed or is something else.
    """
    kind = request.mimetype
    if kind and kind not in READ_TYPES:
        raise Failed(415, f"Content-Type: {kind} is not supported; send application/xml.")
    try:
        element = parse(request.get_data())
    except MalformedXml as error:
        raise Failed(400, f"The request body cannot be read: {error}.") from None
    if _local(element) != root:
        raise Failed(400, f"The request body must be a {root} element.")
    return element


def _local(element: Any) -> str | None:
    """The element's name in our namespace or in none; None for any other, and for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return None
    namespace, _, name = tag.rpartition("}")
    return name if namespace in ("", f"{{{EXPENSE_REPORT_2011}") else None


def children(element: _Element, name: str) -> list[_Element]:
    """The child elements of that name."""
    return [child for child in element if _local(child) == name]


class Given:
    """The fields of a posted element, each read by its name. What nobody reads is ignored.

    A field that is left out is None, and stays as it was. One that is sent empty clears a text; what cannot be empty is
    refused (*assumed*). Every reading raises ``FieldError`` for a field that is sent more than once: nobody can tell
    which of them is meant.
    """

    def __init__(self, element: _Element) -> None:
        self._sent: dict[str, list[str]] = {}
        for child in element:
            name = _local(child)
            if name is not None:
                self._sent.setdefault(name, []).append("".join(_pieces(child)).strip())

    def text(self, name: str) -> str | None:
        """A text without the blanks around it, of any number of lines."""
        found = self._sent.get(name)
        if found is None:
            return None
        if len(found) > 1:
            raise FieldError((name,), "is sent more than once")
        return found[0]

    def line(self, name: str) -> str | None:
        """A text on one line."""
        given = self.text(name)
        if given and _CONTROL.search(given):
            raise FieldError((name,), "holds a line break or another control character")
        return given

    def needed(self, name: str) -> str:
        """A text on one line that must be there."""
        given = self.line(name)
        if not given:
            raise FieldError((name,), "is required")
        return given

    def value(self, name: str) -> str | None:
        """A text on one line that may be left out, but not empty."""
        given = self.line(name)
        if given == "":
            raise FieldError((name,), "must not be empty")
        return given

    def numbered(self, prefix: str, count: int) -> dict[str, str]:
        """What was sent of Custom1, Custom2 and so on, by element name."""
        given = {name: self.line(name) for name in (f"{prefix}{number}" for number in range(1, count + 1))}
        return {name: text for name, text in given.items() if text is not None}

    def amount(self, name: str) -> Decimal | None:
        """An amount with up to three decimals (*documented*)."""
        return self._number(name, _AMOUNT, "an amount with up to three decimals, e.g. 123.654")

    def rate(self, name: str) -> Decimal | None:
        """An exchange rate."""
        return self._number(name, _RATE, "an exchange rate")

    def _number(self, name: str, shape: re.Pattern[str], wanted: str) -> Decimal | None:
        given = self.value(name)
        if given is None:
            return None
        if not shape.fullmatch(given):
            raise FieldError((name,), f"must be {wanted}")
        return Decimal(given)

    def flag(self, name: str) -> bool | None:
        """Y or N."""
        given = self.value(name)
        if given is None:
            return None
        if given not in _FLAGS:
            raise FieldError((name,), "must be Y or N")
        return _FLAGS[given]

    def moment(self, name: str, wanted: str) -> datetime | None:
        """A UTC time, or a day; ``wanted`` is the form that the page has for it."""
        given = self.value(name)
        if given is None:
            return None
        found = moment_of(given)
        if found is None:
            raise FieldError((name,), f"must have the form {wanted}")
        return found


def _pieces(element: _Element) -> Iterator[str]:
    return (piece if isinstance(piece, str) else piece.decode() for piece in element.itertext())
