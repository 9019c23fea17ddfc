"""What stands for nothing: how one version of the API writes a value, an object or a list that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Nothing:
    """What stands for a missing value: the XML element, with ``{0}`` for its name, and the JSON value.

    None leaves the element out.
    """

    xml: str | None
    json: str | None

    def written(self, name: str, *, json: bool) -> str:
        """The element of that name, empty where it is left out."""
        if json:
            return "" if self.json is None else f'"{name}":{self.json}'
        return "" if self.xml is None else self.xml.format(name)


EMPTY = Nothing("<{0} />", '""')
EMPTY_LIST = Nothing("<{0} />", "[]")
EMPTY_OBJECT = Nothing("<{0} />", "{}")
NIL = Nothing('<{0} i:nil="true" />', "null")
NIL_OBJECT = Nothing('<{0} i:nil="true" />', "{}")
LEFT_OUT = Nothing(None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nulls:
    """What a table writes for nothing, by what is missing; ``exceptions`` by the name of the element."""

    value: Nothing = EMPTY
    """A scalar that is None, or a text without a character."""
    custom_field: Nothing = EMPTY_OBJECT
    """A custom field, written as an object, without content."""
    child: Nothing = NIL_OBJECT
    """A nested element that is None."""
    children: Nothing = NIL
    """A list that is None."""
    no_children: Nothing = EMPTY_LIST
    """A list of nothing."""
    exceptions: Mapping[str, Nothing] = field(default_factory=dict)

    def but(self, **exceptions: Nothing) -> Nulls:
        """The same, save for the elements of these names."""
        return replace(self, exceptions={**self.exceptions, **exceptions})

    def of(self, name: str, otherwise: Nothing) -> Nothing:
        """What stands for nothing in the element of that name."""
        return self.exceptions.get(name, otherwise)

    def leave_out(self, *, json: bool) -> bool:
        """Whether any element may be left out of XML, or of JSON."""
        all_of_them = (self.value, self.custom_field, self.child, self.children, self.no_children)
        return any((each.json if json else each.xml) is None for each in (*all_of_them, *self.exceptions.values()))


V2_NULLS = Nulls()
"""*Observed* for v2.0's JSON, *documented* by the samples for XML; v1.1 writes its XML alike."""
