"""XML that callers post to v1.1, as schemas read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import request

from mock_concur.api.common.answers import ApiError
from mock_concur.api.common.envelopes import EXPENSE_REPORT_2011
from mockkit.xml_parsing import MalformedXml, parse

if TYPE_CHECKING:
    from lxml.etree import _Element

READ_TYPES = ("application/xml", "text/xml", "text/plain")
"""Content types of XML bodies: *documented* the first, *observed* the others; none at all is taken for XML."""


def posted(root: str) -> _Element:
    """The root element of the request's body, which must be called ``root``.

    Raises :class:`ApiError`: 415 for another kind of body, 400 for what is not well-formed or is something else.
    """
    kind = request.mimetype
    if kind and kind not in READ_TYPES:
        raise ApiError(415, f"Content-Type: {kind} is not supported; send application/xml.")
    try:
        element = parse(request.get_data())
    except MalformedXml as error:
        raise ApiError(400, f"The request body cannot be read: {error}.") from None
    if _local(element) != root:
        raise ApiError(400, f"The request body must be a {root} element.")
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


def sent(element: _Element) -> dict[str, list[str]]:
    """What a schema reads of the element: the texts of its children by name, without the blanks around them."""
    found: dict[str, list[str]] = {}
    for child in element:
        name = _local(child)
        if name is not None:
            found.setdefault(name, []).append("".join(_pieces(child)).strip())
    return found


def _pieces(element: _Element) -> Iterator[str]:
    return (piece if isinstance(piece, str) else piece.decode() for piece in element.itertext())
