"""Custom fields and org units: from what somebody gives to values with their type and code."""

from __future__ import annotations

from collections.abc import Mapping

from mock_concur.domain.errors import FieldError
from mock_concur.domain.lengths import checked_length
from mock_concur.domain.model import CustomField, CustomFieldValues
from mock_concur.domain.setup import Setup

GivenCustomFields = Mapping[str, str | CustomField]
"""Custom fields by element name: a text (of a list: the item's code), or the whole value."""

Path = tuple[str | int, ...]

ALLOCATION_FIELDS = frozenset(f"Custom{n}" for n in range(1, 21))
HEADER_FIELDS = ALLOCATION_FIELDS
ENTRY_FIELDS = frozenset(f"Custom{n}" for n in range(1, 41))
ORG_UNITS = frozenset(f"OrgUnit{n}" for n in range(1, 7))


def typed_custom_fields(
    given: GivenCustomFields, setup: Setup, allowed: frozenset[str], path: Path = ()
) -> dict[str, CustomField]:
    """The values by element name; an empty text is an empty field.

    Raises ``FieldError`` for a name that this level does not have and for a value that is too long.
    """
    return {name: _field(name, value, setup, allowed, (*path, name)) for name, value in given.items()}


def _field(name: str, value: str | CustomField, setup: Setup, allowed: frozenset[str], path: Path) -> CustomField:
    if name not in allowed:
        raise FieldError(path, "there is no such field here")
    if isinstance(value, str):
        value = _typed(value, setup.custom_types.get(name, "Text"))
    checked_length(value.value, "CustomField", path)
    checked_length(value.code, "CustomField", path)
    return value


def _typed(text: str, kind: str) -> CustomField:
    """An item of a list is given by its code, and is called by it too: lists hold no names here."""
    return CustomField(type=kind, value=text, code=text if kind in ("List", "ConnectedList") else "")


def merge_custom_fields(customs: CustomFieldValues, given: CustomFieldValues) -> dict[str, CustomField]:
    """The fields with those given in their place; one that is given empty is gone."""
    both = {**customs, **given}
    return {name: value for name, value in both.items() if value.value or value.code}


def only_fields(customs: CustomFieldValues, names: frozenset[str]) -> dict[str, CustomField]:
    """The fields of these names."""
    return {name: value for name, value in customs.items() if name in names}
