"""Founding companies: from a plan to the rows of both mocks, and back to the first day."""

from __future__ import annotations

import json
import secrets

from sqlalchemy import Connection

from concur_harness import snapshots
from concur_harness.access import Keys, keep_mapping
from concur_harness.planning import Content, Origin, Plan
from concur_harness.scenarios.happenings import SERVICE_USER
from concur_harness.sections import tables
from concur_harness.snapshots import Snapshot
from mock_concur.application import admin as concur_admin
from mock_erp.application import admin as erp_admin
from mockkit import companies, faults
from mockkit.companies import Company
from mockkit.ids import Ids


def found(
    connection: Connection, company_id: str, plan: Plan, keys: Keys | None = None, *, again: bool = False
) -> tuple[Company, Keys]:
    """Found a company as planned, or found it ``again``; without ``keys`` it gets credentials that nobody can guess."""
    origin = plan.origin
    company = companies.create(
        connection, company_id, name=origin.name, seed=origin.seed, clock=plan.clock, genesis=origin.dumped()
    )
    api_key = keys.erp if keys else secrets.token_urlsafe(32)
    if isinstance(plan.holds, Snapshot):
        _restore(connection, company_id, plan.holds)
        erp_admin.issue_key(connection, company_id, api_key)
    else:
        _build(connection, company_id, plan.holds, origin.seed, api_key)
    given = keys.concur if keys else None
    concur = concur_admin.register_client(connection, company, SERVICE_USER, given, again=again)
    return company, Keys(concur=concur, erp=api_key)


def _build(connection: Connection, company_id: str, content: Content, seed: int, api_key: str) -> None:
    concur_admin.create_company(connection, company_id, content.setup, content.reports)
    companies.keep_ids(connection, company_id, Ids(seed, content.id_counter))
    keep_mapping(connection, company_id, content.mapping)
    erp_admin.create_company(connection, company_id, content.chart, api_key)
    for fault in content.faults:
        faults.arm(connection, company_id, fault)


def _restore(connection: Connection, company_id: str, snapshot: Snapshot) -> None:
    snapshots.put_back(connection, company_id, snapshot)
    faults.count_again(connection, company_id)


def origin_of(connection: Connection, company_id: str) -> Origin:
    """What a company was founded from."""
    return Origin(**json.loads(companies.genesis_of(connection, company_id)))


def reset(connection: Connection, company: Company, plan: Plan) -> tuple[Company, Keys]:
    """Bring a company back to its first day. Its credentials stay, and are as good as on that day."""
    issued = concur_admin.issued_tokens(connection, company.id)
    kept = keys_of(connection, company)
    companies.drop(connection, company.id, tables())
    again, keys = found(connection, company.id, plan, kept, again=True)
    concur_admin.renew_tokens(connection, again, issued, keys.concur)
    return again, keys


def keys_of(connection: Connection, company: Company) -> Keys:
    """The credentials that a company was founded with; its access token is a new one, not issued."""
    concur = concur_admin.credentials_of(connection, company.id)
    return Keys(concur=concur, erp=erp_admin.api_key_of(connection, company.id))
