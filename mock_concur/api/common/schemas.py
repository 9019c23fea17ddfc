"""Schemas of what callers post: one ordered table an element, the mirror of the field tables that answers come from.

A row says what an element is called, which field of a value of the domain it sets, how its text is read, and what holds
for it. Rows are checked against that class when the schema is made. Reading tells every error at once, by the name of
the element; what no row names is ignored.

A field that is left out keeps the default of the class, which stands for "stays as it was". One that is sent empty
clears a text; what cannot be empty is refused (*assumed*). So is one that is sent more than once: nobody can tell which
of them is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from harness_input.validation import FieldError, ValidationFailed
from mock_concur.api.common.attributes import WrongSource, options_of, type_of
from mock_concur.api.common.formats import moment_of
from mock_concur.domain.lengths import LENGTHS, too_long

T = TypeVar("T")

Sent = Mapping[str, Sequence[str]]
"""The texts of a posted element by name, without the blanks around them, in the order in which they were sent."""

_AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,3}0{0,20})?", re.ASCII)
"""Zeros may follow: a client that sends back what the details said sends eight decimals (*assumed*)."""
_RATE = re.compile(r"\d{1,9}(\.\d{1,14})?", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FLAGS = {"Y": True, "N": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """How a text is read: ``read`` gives a value of the class ``gives``, None for a text that is none, ``wanted`` says
    what would be one. ``lines``: it may have several; ``empty``: an empty text is a value too.
    """

    gives: type
    read: Callable[[str], Any]
    wanted: str = ""
    lines: bool = False
    empty: bool = False


def _matched(shape: re.Pattern[str]) -> Callable[[str], Decimal | None]:
    return lambda text: Decimal(text) if shape.fullmatch(text) else None


def _day(text: str) -> date | None:
    moment = moment_of(text)
    return None if moment is None else moment.date()


TEXT = Kind(str, str, lines=True, empty=True)
LINE = Kind(str, str, empty=True)
VALUE = Kind(str, str)
"""A text on one line that may be left out, but not empty."""
AMOUNT = Kind(Decimal, _matched(_AMOUNT), "be an amount with up to three decimals, e.g. 123.654")
"""*Documented*: up to three decimals."""
RATE = Kind(Decimal, _matched(_RATE), "be an exchange rate")
FLAG = Kind(bool, _FLAGS.get, "be Y or N")
DAY = Kind(date, _day, "have the form YYYY-MM-DD")
MOMENT = Kind(datetime, moment_of, "have the form YYYY-MM-DD hh:mm:ss.0")


class Row(Protocol):
    """One row of a schema, or a run of rows of the same kind."""

    @property
    def attribute(self) -> str:
        """The field that it sets."""

    def names(self) -> Iterator[str]:
        """The element names that it reads, in order."""

    def check(self, owner: type) -> None:
        """Raise :class:`WrongSource` unless it sets a field of an ``owner``."""

    def read(self, sent: Sent, wrong: list[FieldError]) -> Any:
        """The value, None for nothing; what is wrong with it is added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element. ``length`` is its name in :data:`mock_concur.domain.lengths.LENGTHS`, if that has a bound for it.

    ``required`` is what whoever leaves it out, or empty, is told.
    """

    name: str
    attribute: str
    kind: Kind = LINE
    required: str = ""
    length: str = ""

    def names(self) -> Iterator[str]:
        """The one name."""
        yield self.name

    def check(self, owner: type) -> None:
        """The field must take what the kind gives."""
        options = options_of(type_of(owner, self.attribute))
        if self.kind.gives not in options or self.length not in ("", *LENGTHS):
            raise WrongSource(f"{self.name} gives {self.kind.gives.__name__}, and {self.attribute} is one of {options}")

    def read(self, sent: Sent, wrong: list[FieldError]) -> Any:
        """The value; every text has at most one thing wrong with it."""
        try:
            return self._value(sent.get(self.name, ()))
        except _Wrong as error:
            wrong.append(FieldError((self.name,), str(error)))
            return None

    def _value(self, texts: Sequence[str]) -> Any:
        if len(texts) > 1:
            raise _Wrong("is sent more than once")
        text = texts[0] if texts else None
        if text and not self.kind.lines and _CONTROL.search(text):
            raise _Wrong("holds a line break or another control character")
        if not text and self.required:
            raise _Wrong(self.required)
        if text is None:
            return None
        if not text and not self.kind.empty:
            raise _Wrong("must not be empty")
        long = too_long(text, self.length) if self.length else None
        if long is not None:
            raise _Wrong(long)
        value = self.kind.read(text)
        if value is None:
            raise _Wrong(f"must {self.kind.wanted}")
        return value


class _Wrong(ValueError):
    """What is wrong with a text, as it reads on from the name of its element."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """``count`` elements, e.g. Custom1 to Custom40, of which those that are sent are set by name in one mapping."""

    prefix: str
    count: int
    attribute: str

    def names(self) -> Iterator[str]:
        """Every numbered name."""
        return (f"{self.prefix}{number}" for number in range(1, self.count + 1))

    def check(self, owner: type) -> None:
        """The field must be a mapping."""
        if options_of(type_of(owner, self.attribute)) != {Mapping}:
            raise WrongSource(f"{self.prefix}1 gives a mapping, and {self.attribute} is none")

    def read(self, sent: Sent, wrong: list[FieldError]) -> dict[str, str]:
        """The texts that were sent."""
        names = [name for name in self.names() if name in sent]
        elements = (Element(name=name, attribute=self.attribute, length="CustomField") for name in names)
        return {element.name: element.read(sent, wrong) for element in elements}


@dataclass(frozen=True, slots=True)
class Schema(Generic[T]):
    """An element that is posted, and the class of the value that it gives, e.g. changes of a header.

    Raises :class:`WrongSource` for a row that sets no field of the class, and ValueError for a field that two rows set
    or that has to be set and is not.
    """

    element: str
    gives: type[T]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            row.check(self.gives)
        names = [name for row in self.rows for name in row.names()]
        given = [row.attribute for row in self.rows]
        known = {field.name for field in fields(self.gives)}  # type: ignore[arg-type]  # a dataclass, or it raises
        if len(set(names)) != len(names) or len(set(given)) != len(given) or set(given) != known:
            raise ValueError(f"{self.element} must set each of {sorted(known)} by one row, each of another name")

    def read(self, sent: Sent) -> T:
        """The value. Raises ValidationFailed with every error, in the order of the rows."""
        wrong: list[FieldError] = []
        values = {row.attribute: row.read(sent, wrong) for row in self.rows}
        if wrong:
            raise ValidationFailed(wrong)
        return self.gives(**{name: value for name, value in values.items() if value is not None})
