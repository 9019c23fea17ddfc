"""Field tables: one ordered table per element of a body, from which both its XML and its JSON are rendered.

A row says what an element is called, how its value is read from a view of the domain, how it is written, what stands
for "nothing" in either format, and whether only a Web Services Administrator sees it. A table is compiled once per
:class:`Form` into a function from a view to text; what never changes (a run of empty custom fields, the tag of an
empty element) is made at that time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Protocol

from mock_concur.api.common.formats import TEXT, Format
from mock_concur.domain.model import CustomField
from mockkit.xml import escape

Read = Callable[[Any], Any]
Render = Callable[[Any], str]

escaped = lru_cache(maxsize=8192)(escape)
"""Names and codes come again and again; escaping is a pure function."""


@dataclass(frozen=True, slots=True)
class Form:
    """The two choices that a rendering depends on: JSON or XML, and whether † elements are shown."""

    json: bool
    administrator: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """What stands for a missing value: the XML element (with ``{}`` for its name) and the JSON value."""

    xml: str
    json: str


EMPTY = Nothing("<{} />", '""')
NIL = Nothing('<{} i:nil="true" />', "null")
NIL_OBJECT = Nothing('<{} i:nil="true" />', "{}")


class Row(Protocol):
    """One row of a table, or a run of rows of the same kind."""

    @property
    def administrator(self) -> bool:
        """Whether only a Web Services Administrator sees it."""

    def names(self) -> Iterator[str]:
        """The element names that it renders, in order."""

    def renderer(self, form: Form) -> Render:
        """Compile it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A leaf: ``read`` gives its value from the view, None for nothing."""

    name: str
    read: Read
    format: Format = TEXT
    nothing: Nothing = EMPTY
    administrator: bool = False

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def renderer(self, form: Form) -> Render:
        """Compile the leaf for a form."""
        return self._json() if form.json else self._xml()

    def _xml(self) -> Render:
        read, text, plain = self.read, self.format.text, self.format.plain
        start, end = f"<{self.name}>", f"</{self.name}>"
        empty, nothing = EMPTY.xml.format(self.name), self.nothing.xml.format(self.name)

        def render(view: Any) -> str:
            value = read(view)
            if value is None:
                return nothing
            written = text(value) if plain else escaped(value)
            return f"{start}{written}{end}" if written else empty

        return render

    def _json(self) -> Render:
        read, text, plain, bare = self.read, self.format.text, self.format.plain, self.format.bare
        start, nothing = f'"{self.name}":', f'"{self.name}":{self.nothing.json}'

        def render(view: Any) -> str:
            value = read(view)
            if value is None:
                return nothing
            if not plain:
                return f"{start}{encode_basestring(value)}"
            return f"{start}{text(value)}" if bare else f'{start}"{text(value)}"'

        return render


@dataclass(frozen=True, slots=True)
class Run:
    """``count`` numbered elements of one mapping, e.g. Custom1 to Custom40; absent names are empty.

    ``read`` gives the mapping from element name to :class:`CustomField`. ``text`` renders a field as plain text,
    as OrgUnits are, instead of as Type, Value and Code. ``prefix`` stands before a mapping's name in element names.
    """

    prefix: str
    count: int
    read: Read
    text: Callable[[CustomField], str] | None = None
    stored_prefix: str = ""
    administrator: bool = False

    def names(self) -> Iterator[str]:
        """Every numbered name."""
        return (f"{self.prefix}{number}" for number in range(1, self.count + 1))

    def renderer(self, form: Form) -> Render:
        """Compile the run: an empty one is a constant."""
        read, write, between = self.read, self._writer(form), "," if form.json else ""
        names = tuple(self.names())
        place = {f"{self.stored_prefix or self.prefix}{number}": number - 1 for number in range(1, self.count + 1)}
        empties = [self._empty(name, form) for name in names]
        constant = between.join(empties)

        def render(view: Any) -> str:
            fields: Mapping[str, CustomField] = read(view)
            if not fields:
                return constant
            written = empties.copy()
            for name, value in fields.items():
                index = place.get(name)
                if index is not None and (value.value or value.code):
                    written[index] = write(names[index], value)
            return between.join(written)

        return render

    def _empty(self, name: str, form: Form) -> str:
        if not form.json:
            return EMPTY.xml.format(name)
        return f'"{name}":{{}}' if self.text is None else f'"{name}":""'

    def _writer(self, form: Form) -> Callable[[str, CustomField], str]:
        text = self.text
        if text is None:
            return custom_json if form.json else custom_xml
        if form.json:
            return lambda name, value: f'"{name}":{encode_basestring(text(value))}'
        return lambda name, value: f"<{name}>{escaped(text(value))}</{name}>"


def custom_xml(name: str, value: CustomField) -> str:
    """A custom field with content: its type, value and, for items of lists, code."""
    parts = f"{_part('Type', value.type)}{_part('Value', value.value)}{_part('Code', value.code)}"
    return f"<{name}>{parts}</{name}>"


def _part(name: str, text: str) -> str:
    return f"<{name}>{escaped(text)}</{name}>" if text else EMPTY.xml.format(name)


def custom_json(name: str, value: CustomField) -> str:
    """The same in JSON; a field without a code has no ``Code`` key (*observed*)."""
    code = f',"Code":{encode_basestring(value.code)}' if value.code else ""
    return f'"{name}":{{"Type":{encode_basestring(value.type)},"Value":{encode_basestring(value.value)}{code}}}'


@dataclass(frozen=True, slots=True)
class Child:
    """One nested element; ``read`` gives its view, None for nothing."""

    name: str
    read: Read
    table: Table
    nothing: Nothing = NIL_OBJECT
    administrator: bool = False

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def renderer(self, form: Form) -> Render:
        """Compile the element and its table."""
        read, inner = self.read, self.table.renderer(form)
        nothing = f'"{self.name}":{self.nothing.json}' if form.json else self.nothing.xml.format(self.name)
        start = f'"{self.name}":' if form.json else ""

        def render(view: Any) -> str:
            value = read(view)
            return nothing if value is None else f"{start}{inner(value)}"

        return render


@dataclass(frozen=True, slots=True)
class Children:
    """A list of nested elements; ``read`` gives their views, None where the whole list is null."""

    name: str
    read: Callable[[Any], Iterable[Any] | None]
    table: Table
    administrator: bool = False

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def renderer(self, form: Form) -> Render:
        """Compile the list and its table."""
        read, inner = self.read, self.table.renderer(form)
        start, between, end = (f'"{self.name}":[', ",", "]") if form.json else (f"<{self.name}>", "", f"</{self.name}>")
        empty = f'"{self.name}":[]' if form.json else EMPTY.xml.format(self.name)
        nothing = f'"{self.name}":{NIL.json}' if form.json else NIL.xml.format(self.name)

        def render(view: Any) -> str:
            values = read(view)
            if values is None:
                return nothing
            written = between.join([inner(value) for value in values])
            return f"{start}{written}{end}" if written else empty

        return render


@dataclass(frozen=True, slots=True)
class Table:
    """An element: its name and its rows in the order of the wire. ``attributes`` stand in the XML start tag."""

    element: str
    rows: tuple[Row, ...]
    attributes: str = ""
    _compiled: dict[Form, Render] = field(default_factory=dict, compare=False, repr=False)

    def names(self) -> list[str]:
        """Every element name, in order."""
        return [name for row in self.rows for name in row.names()]

    def renderer(self, form: Form) -> Render:
        """The function that renders a view of this element; compiled at the first call for a form."""
        if form not in self._compiled:
            self._compiled[form] = self._compile(form)
        return self._compiled[form]

    def _compile(self, form: Form) -> Render:
        rows = [row.renderer(form) for row in self.rows if form.administrator or not row.administrator]
        if form.json:
            return lambda view: "{" + ",".join([row(view) for row in rows]) + "}"
        start, end = f"<{self.element}{self.attributes}>", f"</{self.element}>"
        return lambda view: start + "".join([row(view) for row in rows]) + end
