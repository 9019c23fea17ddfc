"""What stands around the elements of a body: a document of one element, or a page of a list.

Both are values that a family declares beside its tables: root, namespaces in the order of the wire, and in JSON the
names of what the page holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Generic, TypeVar

from mock_concur.api.common.fields import Rendering, Table, escaped
from mock_concur.api.common.nulls import NIL

V = TypeVar("V")

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
EXPENSE_REPORT_2011 = "http://www.concursolutions.com/api/expense/expensereport/2011/03"
"""Every body of v1.1, and the answer of v2.0's integration status."""
INSTANCE = ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
"""What ``i:nil`` needs."""


def namespaces(default: str) -> str:
    """The attributes of a root. *Observed*: clients match the start tag as text, so the order of the two counts."""
    return f' xmlns="{default}"{INSTANCE}'


@dataclass(frozen=True, slots=True)
class Document(Generic[V]):
    """A body of one element. ``attributes`` stand in its start tag, ``declaration`` before it."""

    table: Table[V]
    attributes: str = ""
    declaration: str = ""

    def render(self, view: V, rendering: Rendering) -> bytes:
        """The whole body."""
        body = self.table.renderer(rendering, self.attributes)(view)
        return (body if rendering.json else self.declaration + body).encode()


@dataclass(frozen=True, slots=True)
class Page(Generic[V]):
    """A body of any number of elements. ``attributes`` stand in the root's start tag, ``row_attributes`` in theirs.

    ``items`` and ``next_page`` name the list and the address of the page behind it, where the version has them; without
    them the elements stand in the root itself, and JSON is a bare array.
    """

    root: str
    table: Table[V]
    attributes: str = ""
    row_attributes: str = ""
    items: str = ""
    next_page: str = ""

    def render(self, views: Iterable[V], rendering: Rendering, *, next_page: str | None = None) -> bytes:
        """The whole body; ``next_page`` is the address of the page behind this one, None for the last."""
        row = self.table.renderer(rendering, self.row_attributes)
        rows = ("," if rendering.json else "").join([row(view) for view in views])
        body = self._json(rows, next_page) if rendering.json else self._xml(rows, next_page)
        return body.encode()

    def _json(self, rows: str, next_page: str | None) -> str:
        if not self.items:
            return f"[{rows}]"
        address = "null" if next_page is None else encode_basestring(next_page)
        return f'{{"{self.items}":[{rows}],"{self.next_page}":{address}}}'

    def _xml(self, rows: str, next_page: str | None) -> str:
        content = rows
        if self.items:
            address = f"<{self.next_page}>{escaped(next_page)}</{self.next_page}>" if next_page else None
            nothing = NIL.written(self.next_page, json=False)
            content = f"<{self.items}>{rows}</{self.items}>{address or nothing}"
        return f"<{self.root}{self.attributes}>{content}</{self.root}>"
