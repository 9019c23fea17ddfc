"""How a company is reached: what whoever drives a connector is told about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, Text, bindparam, insert, select

from mock_concur.domain.credentials import Credentials
from mock_concur.service import TOKEN_PATH
from mockkit.companies import Company
from mockkit.contents import json_of
from mockkit.sections import Section
from mockkit.store import company_id_column, metadata


class _Mapping(msgspec.Struct):
    """What of a mapping the harness itself reads."""

    dimensions: dict[str, str]


_is_mapping = json_of(_Mapping)

mappings = Table(
    "harness_mappings", metadata, company_id_column(), Column("body", Text, nullable=False, info={"holds": _is_mapping})
)
"""What the connector of each company is told about it, as JSON."""

SECTION = Section(name="harness", tables=(mappings,))

_MAPPING = select(mappings.c.body).where(mappings.c.company_id == bindparam("company"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """All credentials of a company: those of its Concur, and the ERP's API key."""

    concur: Credentials
    erp: str


def keep_mapping(connection: Connection, company_id: str, mapping: Mapping[str, Any]) -> None:
    """Store what the connector of a new company is told about it."""
    connection.execute(insert(mappings), {"company_id": company_id, "body": json.dumps(mapping)})


def mapping_for(connection: Connection, company: Company) -> dict[str, Any]:
    """What the company's connector is told about it: who its vendors are, which accounts it uses, and so on."""
    body: str = connection.execute(_MAPPING, {"company": company.id}).scalar_one()
    mapping: dict[str, Any] = json.loads(body)
    return {**mapping, "today": company.clock.now().date().isoformat()}


def described(connection: Connection, company: Company, keys: Keys, addresses: Mapping[str, str]) -> dict[str, Any]:
    """A company with its credentials and the connector's mapping; ``addresses`` are the mocks' base URLs."""
    concur = {
        "base_url": addresses["concur"],
        "token_url": addresses["concur"] + TOKEN_PATH,
        "client_id": keys.concur.client_id,
        "client_secret": keys.concur.client_secret,
        "refresh_token": keys.concur.refresh_token,
        "access_token": keys.concur.access_token,
        "company_uuid": keys.concur.company_uuid,
        "request_token": keys.concur.request_token,
    }
    return {
        "id": company.id,
        "name": company.name,
        "concur": concur,
        "erp": {"base_url": addresses["erp"], "api_key": keys.erp},
        "config": mapping_for(connection, company),
    }
