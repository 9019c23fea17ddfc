"""Field tables: one ordered table an element of a body, from which both its XML and its JSON are rendered.

A row says what an element is called, where its value is read from, how it is written, and who sees it; what stands for
nothing is a property of the whole table. Rows are checked against the class that they are read from when the table is
made, and compiled once for each :class:`Rendering` into a function from a view to text; what never changes (a run of
empty custom fields, the tag of an empty element) is made at that time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from json.encoder import encode_basestring
from types import NoneType
from typing import Any, Generic, Protocol, TypeVar, get_args

from mock_concur.api.common.attributes import Source, WrongSource, options_of, reader, type_of
from mock_concur.api.common.audiences import Audience
from mock_concur.api.common.formats import TEXT, Format
from mock_concur.api.common.nulls import V2_NULLS, Nulls
from mockkit.xml_parsing import escape

V = TypeVar("V")
Render = Callable[[Any], str]

escaped = lru_cache(maxsize=8192)(escape)
"""Names and codes come again and again; escaping is a pure function."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a body depends on beside its values: JSON or XML, and the audiences that whoever reads it belongs to."""

    json: bool
    audiences: frozenset[Audience] = frozenset()


class Row(Protocol):
    """One row of a table, or a run of rows of the same kind."""

    @property
    def audience(self) -> Audience | None:
        """Who sees it; None: everybody."""

    def names(self) -> Iterator[str]:
        """The element names that it renders, in order."""

    def check(self, owner: type) -> None:
        """Raise :class:`WrongSource` unless what it renders can be read from an ``owner``."""

    def renderer(self, rendering: Rendering, nulls: Nulls) -> Render:
        """Compile it; what it renders is empty where it is left out."""


@dataclass(frozen=True, slots=True)
class Field:
    """A scalar. Its source may give None for nothing."""

    name: str
    source: Source
    format: Format = TEXT
    audience: Audience | None = None

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def check(self, owner: type) -> None:
        """What is read must be what the format takes."""
        unfit = {
            option for option in options_of(type_of(owner, self.source)) - {NoneType} if not self.format.fits(option)
        }
        if unfit:
            raise WrongSource(f"its format takes {_listed(self.format.takes)}, and it may be {_listed(unfit)}")

    def renderer(self, rendering: Rendering, nulls: Nulls) -> Render:
        """Compile the scalar."""
        nothing = nulls.of(self.name, nulls.value).written(self.name, json=rendering.json)
        start, end, text = self._written(json=rendering.json)
        read = reader(self.source)

        def render(view: Any) -> str:
            value = read(view)
            if value is None:
                return nothing
            written = text(value)
            return f"{start}{written}{end}" if written else nothing

        def render_quoted(view: Any) -> str:
            value = read(view)
            return start + text(value) if value else nothing

        return render_quoted if rendering.json and not self.format.plain else render

    def _written(self, *, json: bool) -> tuple[str, str, Callable[[Any], str]]:
        """What stands before and behind the value, and how the value itself is written."""
        plain, text = self.format.plain, self.format.text
        if not json:
            return f"<{self.name}>", f"</{self.name}>", text if plain else escaped
        quote = '"' if plain and not self.format.bare else ""
        return f'"{self.name}":{quote}', quote, text if plain else encode_basestring


@dataclass(frozen=True, slots=True)
class Fixed:
    """A scalar that is the same in every body."""

    name: str
    value: Any
    format: Format = TEXT
    audience: Audience | None = None

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def check(self, owner: type) -> None:  # noqa: ARG002 - nothing is read
        """The value must be what the format takes."""
        if not self.format.fits(type(self.value)):
            raise WrongSource(f"its format takes {_listed(self.format.takes)}, and it is {self.value!r}")

    def renderer(self, rendering: Rendering, nulls: Nulls) -> Render:
        """Compile the scalar to a constant."""
        return _constant(Field(self.name, lambda _: self.value, self.format).renderer(rendering, nulls)(None))


@dataclass(frozen=True, slots=True)
class Child:
    """One nested element; its source gives its view, None for nothing."""

    name: str
    source: Source
    table: Table[Any]
    audience: Audience | None = None

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def check(self, owner: type) -> None:
        """What is read must be a view of the nested table."""
        _check_view(options_of(type_of(owner, self.source)) - {NoneType}, self.table)

    def renderer(self, rendering: Rendering, nulls: Nulls) -> Render:
        """Compile the element and its table."""
        read, inner = reader(self.source), self.table.renderer(rendering)
        nothing = nulls.of(self.name, nulls.child).written(self.name, json=rendering.json)
        start = f'"{self.name}":' if rendering.json else ""

        def render(view: Any) -> str:
            value = read(view)
            return nothing if value is None else f"{start}{inner(value)}"

        return render


@dataclass(frozen=True, slots=True)
class Children:
    """A list of nested elements; its source gives their views, None where the whole list is null."""

    name: str
    source: Source
    table: Table[Any]
    audience: Audience | None = None

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def check(self, owner: type) -> None:
        """What is read must be a list of views of the nested table."""
        kind = type_of(owner, self.source)
        collections = [each for each in (kind, *get_args(kind)) if options_of(each) <= {list, tuple, Sequence}]
        _check_view({get_args(each)[0] for each in collections}, self.table)

    def renderer(self, rendering: Rendering, nulls: Nulls) -> Render:
        """Compile the list and its table."""
        name, json = self.name, rendering.json
        read, inner = reader(self.source), self.table.renderer(rendering)
        start, between, end = (f'"{name}":[', ",", "]") if json else (f"<{name}>", "", f"</{name}>")
        empty = nulls.of(name, nulls.no_children).written(name, json=json)
        nothing = nulls.of(name, nulls.children).written(name, json=json)

        def render(view: Any) -> str:
            values = read(view)
            if values is None:
                return nothing
            written = between.join([inner(value) for value in values])
            return f"{start}{written}{end}" if written else empty

        return render


@dataclass(frozen=True, slots=True)
class Table(Generic[V]):
    """An element: its name, the class that it is read from, and its rows in the order of the wire.

    ``json_order`` names the elements as JSON has them, where that differs. Raises :class:`WrongSource` for a row that
    cannot be read from an ``of``, and ValueError for a name that comes twice or that none of its rows has.
    """

    element: str
    of: type[V]
    rows: tuple[Row, ...]
    nulls: Nulls = V2_NULLS
    json_order: tuple[str, ...] = ()
    _compiled: dict[tuple[Rendering, str], Render] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for row in self.rows:
            try:
                row.check(self.of)
            except WrongSource as error:
                raise WrongSource(
                    f"{next(row.names())} of {self.element}, read from {self.of.__name__}: {error}"
                ) from None
        names = self.names()
        if len(set(names)) != len(names):
            raise ValueError(f"{self.element} has a name twice: {sorted(names)}")
        unknown = {*self.nulls.exceptions, *self.json_order} - set(names)
        if unknown or len(self.json_order) not in (0, len(names)):
            raise ValueError(f"{self.element} has no {sorted(unknown)}, or not all of its names in json_order")

    def names(self) -> list[str]:
        """Every element name, in the order of XML."""
        return [name for row in self.rows for name in row.names()]

    def renderer(self, rendering: Rendering, attributes: str = "") -> Callable[[V], str]:
        """The function that renders a view of this element; compiled at the first call for a rendering.

        ``attributes`` stand in the XML start tag.
        """
        key = rendering, attributes
        if key not in self._compiled:
            tags = f"<{self.element}{attributes}>", f"</{self.element}>"
            self._compiled[key] = self._compile(rendering, *(("{", "}") if rendering.json else tags))
        return self._compiled[key]

    def content(self, rendering: Rendering) -> Callable[[V], str]:
        """The function that renders what stands in the element: in JSON the whole object."""
        return self._compile(rendering, *(("{", "}") if rendering.json else ("", "")))

    def _compile(self, rendering: Rendering, start: str, end: str) -> Callable[[V], str]:
        rows = [row for row in self.rows if row.audience is None or row.audience in rendering.audiences]
        if rendering.json and self.json_order:
            rows.sort(key=lambda row: self.json_order.index(next(row.names())))
        join, renders = joiner(rendering, self.nulls), [row.renderer(rendering, self.nulls) for row in rows]
        return lambda view: f"{start}{join([render(view) for render in renders])}{end}"


def joiner(rendering: Rendering, nulls: Nulls) -> Callable[[Iterable[str]], str]:
    """How elements are put together; those that are left out are empty, and JSON has no comma for them."""
    if rendering.json and nulls.leave_out(json=True):
        return lambda written: ",".join(filter(None, written))
    return ("," if rendering.json else "").join


def _constant(text: str) -> Render:
    return lambda _view: text


def _check_view(kinds: set[Any], table: Table[Any]) -> None:
    if kinds != {table.of}:
        raise WrongSource(f"{table.element} is read from {table.of.__name__}, and it may be {_listed(kinds)}")


def _listed(kinds: Iterable[Any]) -> str:
    return ", ".join(sorted(getattr(kind, "__name__", str(kind)) for kind in kinds)) or "nothing"
