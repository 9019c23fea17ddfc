"""How a company is reached: what whoever drives a connector is told about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, Text, bindparam, insert, select

from concur_harness.companies.service_access import Keys
from concur_harness.services import registered
from mockkit.companies import Company
from mockkit.database.column_checks import json_of
from mockkit.database.sections import Rows, Section
from mockkit.database.store import company_id_column, metadata


class _Mapping(msgspec.Struct):
    """What of a mapping the harness itself reads."""

    dimensions: dict[str, str]


_is_mapping = json_of(_Mapping)

mappings = Table(
    "harness_mappings", metadata, company_id_column(), Column("body", Text, nullable=False, info={"holds": _is_mapping})
)
"""What the connector of each company is told about it, as JSON."""


def _named_for_the_harness(rows: Rows) -> Rows:
    """To version 2: the table was named as if it were mockkit's."""
    return {"harness_mappings": rows["kit_mappings"]}


SECTION = Section(
    name="harness",
    version=2,
    migrations=(_named_for_the_harness,),
    tables=(mappings,),
    at_first=("kit_mappings",),
)

_MAPPING = select(mappings.c.body).where(mappings.c.company_id == bindparam("company"))


def save_mapping(connection: Connection, company_id: str, mapping: Mapping[str, Any]) -> None:
    """Store what the connector of a new company is told about it."""
    connection.execute(insert(mappings), {"company_id": company_id, "body": json.dumps(mapping)})


def connector_mapping(connection: Connection, company: Company) -> dict[str, Any]:
    """What the company's connector is told about it: who its vendors are, which accounts it uses, and so on."""
    body: str = connection.execute(_MAPPING, {"company": company.id}).scalar_one()
    mapping: dict[str, Any] = json.loads(body)
    return {**mapping, "today": company.clock.now().date().isoformat()}


def describe_company(
    connection: Connection, company: Company, keys: Keys, addresses: Mapping[str, str], *, fresh: bool = True
) -> dict[str, Any]:
    """A company with its credentials and the connector's mapping.

    ``addresses`` are the services' base URLs; ``fresh``: the keys have just been given out, or renewed.
    """
    opened = {
        each.name: each.access.describe(keys[each.name], addresses[each.name], fresh=fresh) for each in registered()
    }
    return {"id": company.id, "name": company.name, **opened, "config": connector_mapping(connection, company)}
