"""XML from strangers: parsed without entities, document types or the network; and the one escape for our own."""

from __future__ import annotations

from html import escape as _escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORBIDDEN = dict.fromkeys(
    [*(code for code in range(32) if code not in (9, 10, 13)), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""Characters that no XML 1.0 document may hold, escaped or not."""


MAX_TAGS = 5_000
"""Each costs time to look at, however short it is."""


class MalformedXml(ValueError):
    """The body is not XML that we read; the text says why, and where if it is known, e.g. ``line 1, column 4``."""


def parse(data: bytes) -> _Element:
    """The document's root element.

    Raises :class:`MalformedXml` for anything that is not well-formed, for more than :data:`MAX_TAGS` elements or 256
    within each other, and for every document type declaration, so that neither an entity bomb nor an external entity is
    ever expanded.
    """
    from lxml import etree

    if data.count(b"<") > 2 * MAX_TAGS:
        raise MalformedXml(f"more than {MAX_TAGS} elements")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise MalformedXml(f"well-formed XML expected: line {max(line, 1)}, column {max(column, 1)}") from None
    except ValueError:
        raise MalformedXml("well-formed XML expected") from None
    if str(root.getroottree().docinfo.doctype):  # type: ignore[union-attr]  # the stubs leave docinfo open
        raise MalformedXml("a document type declaration is not accepted")
    return root


def escape(text: str) -> str:
    """Text as it stands between tags; characters that XML cannot hold are left out, quotes stay as they are."""
    return _escape(text if text.isprintable() else text.translate(_FORBIDDEN), quote=False)
