"""Values of dimensions in the store, and how rows hold the dimensions that they bear."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update

from mock_erp.domain.dimensions import DimensionValue
from mock_erp.store.chunks import chunks
from mock_erp.store.tables import dimension_values
from mockkit.database.paging import Condition, Key, Keyset, Page
from mockkit.database.store import insert_rows

_LIST = Keyset(dimension_values, "code")
_THIS = (
    dimension_values.c.company_id == bindparam("company"),
    dimension_values.c.dimension == bindparam("of_dimension"),
    dimension_values.c.code == bindparam("of_code"),
)
_FIND = select(dimension_values).where(*_THIS)
_REPLACE = update(dimension_values).where(*_THIS)
_AMONG = select(dimension_values).where(
    dimension_values.c.company_id == bindparam("company"),
    dimension_values.c.dimension.in_(bindparam("dimensions", expanding=True)),
    dimension_values.c.code.in_(bindparam("codes", expanding=True)),
)


def to_text(dimensions: Mapping[str, str]) -> str:
    """Dimensions as a row holds them: JSON of codes by name, the same text for the same dimensions, for SQL to read."""
    return msgspec.json.encode(dimensions, order="deterministic").decode() if dimensions else "{}"


@lru_cache(maxsize=1024)
def from_text(text: str) -> Mapping[str, str]:
    """The dimensions that a row holds; many rows share one value."""
    return msgspec.json.decode(text, type=dict[str, str])


def page(
    connection: Connection, company_id: str, dimension: str, page: Page
) -> tuple[list[DimensionValue], Key | None]:
    """The values of the page in the order of their codes, and the key that the next one goes on after."""
    of_dimension = Page((Condition("dimension", dimension), *page.conditions), page.after, page.limit)
    rows, following = _LIST.read(connection, company_id, of_dimension)
    return [_value(row) for row in rows], following


def find(connection: Connection, company_id: str, dimension: str, code: str) -> DimensionValue | None:
    """The value of that code, or None."""
    row = connection.execute(_FIND, _this(company_id, dimension, code)).first()
    return None if row is None else _value(row)


def among(
    connection: Connection, company_id: str, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], DimensionValue]:
    """The values of those dimensions and codes that there are, and perhaps others of the same codes."""
    found: dict[tuple[str, str], DimensionValue] = {}
    dimensions = sorted({dimension for dimension, _ in wanted})
    for codes in chunks(sorted({code for _, code in wanted})):
        rows = connection.execute(_AMONG, {"company": company_id, "dimensions": dimensions, "codes": codes})
        found.update({(row.dimension, row.code): _value(row) for row in rows})
    return found


def add(connection: Connection, company_id: str, values: Mapping[str, Sequence[DimensionValue]]) -> None:
    """Put the values there, by the name of their dimension."""
    rows = (
        {"dimension": dimension, "code": value.code, **_columns(value)}
        for dimension, of_dimension in values.items()
        for value in of_dimension
    )
    insert_rows(connection, dimension_values, company_id, rows)


def replace(connection: Connection, company_id: str, dimension: str, value: DimensionValue) -> None:
    """Put the value where that of the same code stood."""
    connection.execute(_REPLACE.values(**_columns(value)), _this(company_id, dimension, value.code))


def _this(company_id: str, dimension: str, code: str) -> dict[str, Any]:
    return {"company": company_id, "of_dimension": dimension, "of_code": code}


def _columns(value: DimensionValue) -> dict[str, Any]:
    return {
        "name": value.name,
        "status": value.status,
        "ends_on": None if value.ends_on is None else value.ends_on.isoformat(),
        "active": value.active,
    }


def _value(row: Row[Any]) -> DimensionValue:
    return DimensionValue(
        code=row.code,
        name=row.name,
        status=row.status,
        ends_on=None if row.ends_on is None else date.fromisoformat(row.ends_on),
        active=row.active,
    )
