"""Changing a record of the master data while the company runs: a project expires, a period closes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar, get_type_hints

import msgspec

from harness_input.codec import convert
from harness_input.validation import FieldError, ValidationFailed, words
from mock_erp.domain.chart import Account, Period, Settings, TaxCode, Vendor
from mock_erp.domain.dimensions import DimensionValue

Record = TypeVar("Record", Account, DimensionValue, TaxCode, Vendor, Period, Settings)

# What a record is found by, and what the ERP gave it, stays.
_FIXED: dict[type, frozenset[str]] = {Period: frozenset({"name"}), Vendor: frozenset({"external_id", "id"})}
_CODE = frozenset({"code"})


def amend(record: Record, changes: Mapping[str, object], among: Collection[str] = ()) -> Record:
    """The record with the fields of `changes` set, whose values are as JSON has them (dates as text).

    `among` says which fields there are to change, where these are not all of the record's. Raises ValidationFailed,
    naming every field at fault, when one of them does not exist, cannot be changed, or cannot take its value.
    """
    types = _amendable(type(record), among)
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for field, value in changes.items():
        try:
            values[field] = _converted(types, field, value)
        except ValueError as error:
            errors.append(FieldError((field,), str(error)))
    if errors:
        raise ValidationFailed(errors)
    return replace(record, **values)


def _converted(types: Mapping[str, Any], field: str, value: object) -> object:
    if field not in types:
        raise ValueError(f"no such field, or one that cannot be changed; there are {', '.join(types)}")
    try:
        return convert(value, types[field])
    except msgspec.ValidationError:
        raise ValueError(f"must be {words(types[field])}") from None


def _amendable(kind: type, among: Collection[str]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fixed = _FIXED.get(kind, _CODE)
    names = (field.name for field in fields(kind) if field.name not in fixed)
    return {name: hints[name] for name in names if not among or name in among}
