"""XML that callers post to v1.1, read into texts by element name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import request

from mock_concur.domain.errors import FieldError
from mock_concur.wire.answers import Failed
from mockkit.xml import MalformedXml, parse

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.concursolutions.com/api/expense/expensereport/2011/03"
READ_TYPES = ("application/xml", "text/xml", "text/plain")
"""Content types of XML bodies: *documented* the first, *observed* the others; none at all is taken for XML."""

_AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,3}0{0,20})?", re.ASCII)
"""Zeros may follow: a client that sends back what the details said sends eight decimals (*assumed*)."""
_RATE = re.compile(r"\d{1,9}(\.\d{1,14})?", re.ASCII)
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
    return name if namespace in ("", f"{{{NAMESPACE}") else None


def children(element: _Element, name: str) -> list[_Element]:
    """The child elements of that name."""
    return [child for child in element if _local(child) == name]


def texts(element: _Element) -> dict[str, str]:
    """The child elements' texts by name; the first of several counts, and names that nobody knows are kept."""
    found: dict[str, str] = {}
    for child in element:
        name = _local(child)
        if name is not None:
            found.setdefault(name, "".join(_pieces(child)))
    return found


def _pieces(element: _Element) -> Iterator[str]:
    return (piece if isinstance(piece, str) else piece.decode() for piece in element.itertext())


def numbered(given: dict[str, str], prefix: str, count: int) -> dict[str, str]:
    """What was given for Custom1, Custom2 and so on, by element name."""
    names = (f"{prefix}{number}" for number in range(1, count + 1))
    return {name: given[name].strip() for name in names if name in given}


def amount(given: dict[str, str], name: str) -> Decimal | None:
    """An amount with up to three decimals (*documented*); raises ``FieldError`` for anything else."""
    return _number(given, name, _AMOUNT, "an amount with up to three decimals, e.g. 123.654")


def rate(given: dict[str, str], name: str) -> Decimal | None:
    """An exchange rate; raises ``FieldError`` for anything else."""
    return _number(given, name, _RATE, "an exchange rate")


def _number(given: dict[str, str], name: str, shape: re.Pattern[str], wanted: str) -> Decimal | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not shape.fullmatch(text):
        raise FieldError((name,), f"must be {wanted}")
    return Decimal(text)


def flag(given: dict[str, str], name: str) -> bool | None:
    """Y or N; raises ``FieldError`` for anything else."""
    text = given.get(name, "").strip()
    if not text:
        return None
    if text not in _FLAGS:
        raise FieldError((name,), "must be Y or N")
    return _FLAGS[text]


def text(given: dict[str, str], name: str) -> str | None:
    """A text without the blanks around it; None where the element was left out."""
    return given[name].strip() if name in given else None
