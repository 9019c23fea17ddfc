"""Custom fields and org units: numbered elements, in the shape that the version of the API has for them.

A version with another shape, e.g. with the id of a list item, declares another table of the same kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Protocol, get_args

from mock_concur.api.common.attributes import Source, WrongSource, options_of, reader, type_of
from mock_concur.api.common.audiences import Audience
from mock_concur.api.common.fields import Field, Render, Rendering, Table, escaped, joiner
from mock_concur.api.common.nulls import EMPTY, Nothing, Nulls
from mock_concur.domain.model import CustomField


class Shape(Protocol):
    """How the custom fields of a table are written."""

    def check(self, kind: Any) -> None:
        """Raise :class:`WrongSource` unless it writes values of that type."""

    def empty(self, name: str, rendering: Rendering, nulls: Nulls) -> str:
        """The element of a field without content."""

    def writer(self, rendering: Rendering) -> Callable[[str, Any], str]:
        """The function that renders the element of a field with content, by its name."""


@dataclass(frozen=True, slots=True)
class CustomFields:
    """``count`` numbered elements of one mapping, e.g. Custom1 to Custom40; names that it does not hold are empty.

    The source gives the mapping from a stored name, e.g. ``OrgUnit1``, to a value with ``value`` and ``code``; the
    shape says how that is written. ``stored_prefix`` begins the stored names where those differ from the elements'.
    """

    prefix: str
    count: int
    source: Source
    shape: Shape
    stored_prefix: str = ""
    audience: Audience | None = None

    def names(self) -> Iterator[str]:
        """Every numbered name."""
        return (f"{self.prefix}{number}" for number in range(1, self.count + 1))

    def check(self, owner: type) -> None:
        """What is read must be a mapping to values that the shape writes."""
        kind = type_of(owner, self.source)
        if options_of(kind) != {Mapping}:
            raise WrongSource(f"a mapping of custom fields is wanted, and it is {kind}")
        self.shape.check(get_args(kind)[1])

    def renderer(self, rendering: Rendering, nulls: Nulls) -> Render:
        """Compile the run: an empty one is a constant."""
        read, write, join = reader(self.source), self.shape.writer(rendering), joiner(rendering, nulls)
        names = tuple(self.names())
        place = {f"{self.stored_prefix or self.prefix}{number}": number - 1 for number in range(1, self.count + 1)}
        empties = [self.shape.empty(name, rendering, nulls) for name in names]
        constant = join(empties)

        def render(view: Any) -> str:
            fields: Mapping[str, Any] = read(view)
            if not fields:
                return constant
            written = empties.copy()
            for name, value in fields.items():
                index = place.get(name)
                if index is not None and (value.value or value.code):
                    written[index] = write(names[index], value)
            return join(written)

        return render


@dataclass(frozen=True, slots=True)
class AsText:
    """A field as one text; ``text`` gives it."""

    text: Callable[[CustomField], str]

    def check(self, kind: Any) -> None:
        """It writes custom fields of the domain."""
        _check(kind, CustomField)

    def empty(self, name: str, rendering: Rendering, nulls: Nulls) -> str:
        """What stands for any other text that is empty."""
        return nulls.of(name, nulls.value).written(name, json=rendering.json)

    def writer(self, rendering: Rendering) -> Callable[[str, CustomField], str]:
        """The function that renders a field with content."""
        text = self.text
        if rendering.json:
            return lambda name, value: f'"{name}":{encode_basestring(text(value))}'
        return lambda name, value: f"<{name}>{escaped(text(value))}</{name}>"


@dataclass(frozen=True, slots=True)
class AsObject:
    """A field as an object; ``parts`` are its elements, read from a frozen value with ``value`` and ``code``."""

    parts: Table[Any]

    def check(self, kind: Any) -> None:
        """It writes what its parts are read from."""
        _check(kind, self.parts.of)

    def empty(self, name: str, rendering: Rendering, nulls: Nulls) -> str:
        """What the table that it stands in has for such a field."""
        return nulls.of(name, nulls.custom_field).written(name, json=rendering.json)

    def writer(self, rendering: Rendering) -> Callable[[str, Any], str]:
        """The function that renders a field with content; the same few values come again and again."""
        content = lru_cache(maxsize=4096)(self.parts.content(rendering))
        if rendering.json:
            return lambda name, value: f'"{name}":{content(value)}'
        return lambda name, value: f"<{name}>{content(value)}</{name}>"


def _check(kind: Any, written: type) -> None:
    if kind is not written:
        raise WrongSource(f"its shape writes {written.__name__}, and it holds {kind}")


def code_and_name(value: CustomField) -> str:
    """``(code)name``, or the name alone where it has no code."""
    return f"({value.code}){value.value}" if value.code else value.value


CODE_AND_NAME = AsText(code_and_name)
"""*Documented*: the org units of v2.0, and every custom field of v1.1."""

_TYPE_VALUE_CODE = Table(
    "CustomField",
    CustomField,
    (Field("Type", "type"), Field("Value", "value"), Field("Code", "code")),
    # Observed: in JSON a field without a code has no Code.
    nulls=Nulls(exceptions={"Code": Nothing(EMPTY.xml, None)}),
)
TYPE_VALUE_CODE = AsObject(_TYPE_VALUE_CODE)
"""*Documented*: the custom fields of v2.0."""
