"""Dimensions: what a cost is charged to beside its account, e.g. a project, a cost center, a department.

ERPs differ in which there are, so a company's are data: a line says its codes as a map by the dimension's name, and
a `DimensionType` says what the dimension is called, what is known of its values, and with which code a value that
cannot be booked is refused. `STANDARD` is what a company has that says nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from mock_erp.domain.validation_errors import ErrorCode

OpenOrClosed = Literal["open", "closed"]
ValueField = Literal["status", "ends_on", "active"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionType:
    """One dimension of a company.

    `name` is its key in the map of a line; `title` names one value in a sentence, `plural` all of them in an address.
    `fields` are those of a value, beside code and name, that this dimension has. The codes say how a value is refused
    that is unknown, inactive, closed, or has ended.
    """

    name: str
    title: str
    plural: str
    fields: tuple[ValueField, ...] = ("active",)
    unknown: ErrorCode = ErrorCode.DIMENSION_UNKNOWN
    inactive: ErrorCode = ErrorCode.DIMENSION_INACTIVE
    closed: ErrorCode = ErrorCode.DIMENSION_INACTIVE
    expired: ErrorCode = ErrorCode.DIMENSION_INACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionValue:
    """One value of a dimension, e.g. a project. Costs may be charged to it while it is active and open, until the end
    of the day `ends_on` (None: without end).
    """

    code: str
    name: str = ""
    status: OpenOrClosed = "open"
    ends_on: date | None = None
    active: bool = True


PROJECT = DimensionType(
    name="project",
    title="project",
    plural="projects",
    fields=("status", "ends_on"),
    unknown=ErrorCode.PROJECT_UNKNOWN,
    closed=ErrorCode.PROJECT_CLOSED,
    expired=ErrorCode.PROJECT_EXPIRED,
)
COST_CENTER = DimensionType(
    name="cost_center",
    title="cost center",
    plural="cost-centers",
    unknown=ErrorCode.COST_CENTER_UNKNOWN,
    inactive=ErrorCode.COST_CENTER_INACTIVE,
)
STANDARD = (PROJECT, COST_CENTER)


def shown_fields(dimension: DimensionType) -> tuple[str, ...]:
    """The names of the fields that a value of the dimension has, in order."""
    return ("code", "name", *dimension.fields)


def shown_value(dimension: DimensionType, value: DimensionValue) -> dict[str, object]:
    """A value by the fields that its dimension has."""
    return {name: getattr(value, name) for name in shown_fields(dimension)}
