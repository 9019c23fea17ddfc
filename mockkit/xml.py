"""XML from strangers: parsed without entities, document types or the network; and the one escape for our own."""

from __future__ import annotations

from html import escape as _escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
"""Characters that no XML 1.0 document may hold, escaped or not."""


class MalformedXml(ValueError):
    """The body is not XML that we read; the text says where."""


def parse(data: bytes) -> _Element:
    """The document's root element.

    Raises :class:`MalformedXml` for anything that is not well-formed and for every document type declaration,
    so that neither an entity bomb nor an external entity is ever expanded.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedXml(str(error)) from None
    if str(root.getroottree().docinfo.doctype):  # type: ignore[union-attr]  # the stubs leave docinfo open
        raise MalformedXml("a document type declaration is not accepted")
    return root


def escape(text: str) -> str:
    """Text as it stands between tags or in an attribute; characters that XML cannot hold are left out."""
    return _escape(text.translate(_FORBIDDEN) if not text.isprintable() else text)
