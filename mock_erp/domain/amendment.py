"""Changing a record of the master data while the company runs: a project expires, a period closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, get_type_hints

import msgspec

from mock_erp.domain.chart import Account, CostCenter, Period, Project, Settings, TaxCode, Vendor
from mockkit.wanted import words

Record = TypeVar("Record", Account, Project, CostCenter, TaxCode, Vendor, Period, Settings)

# What a record is found by, and what the ERP gave it, stays.
_FIXED: dict[type, frozenset[str]] = {Period: frozenset({"name"}), Vendor: frozenset({"external_id", "id"})}
_CODE = frozenset({"code"})


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why one field cannot be changed as asked; `pointer` names it (RFC 6901)."""

    pointer: str
    message: str


class AmendmentError(ValueError):
    """A change that names unknown fields or gives values they cannot take: all of them, in `errors`."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{error.pointer}: {error.message}" for error in errors))
        self.errors = errors


def amend(record: Record, changes: Mapping[str, object]) -> Record:
    """The record with the fields of `changes` set, whose values are as JSON has them (dates as text).

    Raises AmendmentError, naming every field at fault, when one of them does not exist, cannot be
    changed, or cannot take its value.
    """
    types = _amendable(type(record))
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for field, value in changes.items():
        try:
            values[field] = _converted(types, field, value)
        except ValueError as error:
            errors.append(FieldError(_pointer(field), str(error)))
    if errors:
        raise AmendmentError(tuple(errors))
    return replace(record, **values)


def _converted(types: Mapping[str, Any], field: str, value: object) -> object:
    if field not in types:
        raise ValueError(f"no such field, or one that cannot be changed; there are {', '.join(types)}")
    try:
        return msgspec.convert(value, types[field])
    except msgspec.ValidationError:
        raise ValueError(f"must be {words(types[field])}") from None


def _pointer(field: str) -> str:
    return "/" + field.replace("~", "~0").replace("/", "~1")


def _amendable(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fixed = _FIXED.get(kind, _CODE)
    return {field.name: hints[field.name] for field in fields(kind) if field.name not in fixed}
