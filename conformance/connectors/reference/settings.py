"""What the connector is told: the environment, and the company's mapping in a JSON file."""

from __future__ import annotations

import json
from collections import abc
from pathlib import Path
from typing import Any, NamedTuple

import log


class Misconfigured(Exception):
    """Something that we must be told is missing or unusable; the text names it."""


class Payee(NamedTuple):
    """A card issuer, or another payee that is not the employee, as the ERP knows it."""

    vendor_external_id: str
    liability_account: str


class Mapping(NamedTuple):
    """The company's mapping: how a row of Concur's journal is written in the ERP."""

    payees: dict[str, Payee]  # payment type name -> who is paid
    employee_liability_account: str
    dimensions: dict[str, str]  # field of a bill's line -> custom field of the allocation
    tax_accounts: dict[str, str]  # tax authority label -> account of reclaimable tax
    routing: dict[str, str]  # error code of the ERP -> processor, employee or none
    today: str | None  # the accounting date to book on, where the company sets one


class Settings(NamedTuple):
    """Everything a cycle needs to know before it starts."""

    concur_base_url: str
    token_url: str
    client_id: str
    client_secret: str
    refresh_token: str
    access_token: str
    erp_base_url: str
    erp_api_key: str
    mapping: Mapping
    state_dir: Path


def read_settings(environ: abc.Mapping[str, str]) -> Settings:
    """Read the environment and the mapping; Misconfigured names what is missing.

    OAuth credentials are optional one by one: a cycle can live on CONCUR_ACCESS_TOKEN alone.
    """
    settings = Settings(
        concur_base_url=_needed(environ, "CONCUR_BASE_URL"),
        token_url=environ.get("CONCUR_TOKEN_URL", ""),
        client_id=environ.get("CONCUR_CLIENT_ID", ""),
        client_secret=environ.get("CONCUR_CLIENT_SECRET", ""),
        refresh_token=environ.get("CONCUR_REFRESH_TOKEN", ""),
        access_token=environ.get("CONCUR_ACCESS_TOKEN", ""),
        erp_base_url=_needed(environ, "ERP_BASE_URL"),
        erp_api_key=_needed(environ, "ERP_API_KEY"),
        mapping=_read_mapping(Path(_needed(environ, "CONNECTOR_CONFIG"))),
        state_dir=Path(_needed(environ, "CONNECTOR_STATE_DIR")),
    )
    for secret in (settings.client_secret, settings.refresh_token, settings.access_token, settings.erp_api_key):
        log.hide(secret)
    return settings


def _needed(environ: abc.Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise Misconfigured(f"the environment variable {name} is not set")
    return value


def _read_mapping(path: Path) -> Mapping:
    try:
        return mapping_from(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise Misconfigured(f"CONNECTOR_CONFIG cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Misconfigured(
            "CONNECTOR_CONFIG names a file that is not JSON, or holds a value that cannot be used"
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Misconfigured(f"CONNECTOR_CONFIG has no usable {error}") from error


def mapping_from(config: dict[str, Any]) -> Mapping:
    """The mapping out of its JSON object; a KeyError names a member that is missing."""
    return Mapping(
        payees={
            name: Payee(payee["vendor_external_id"], payee["liability_account"])
            for name, payee in config["payees"].items()
        },
        employee_liability_account=config["employee_liability_account"],
        dimensions=dict(config["dimensions"]),
        tax_accounts=dict(config["tax_accounts"]),
        routing=dict(config["routing"]),
        today=config.get("today"),
    )
