"""Founding companies: from a plan to the rows of both mocks, and back to the first day."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from concur_harness import snapshots
from concur_harness.access import keep_mapping
from concur_harness.planning import Content, Origin, Plan
from concur_harness.sections import tables
from concur_harness.service_access import Keys
from concur_harness.services import registered
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
    if isinstance(plan.holds, Snapshot):
        _restore(connection, company_id, plan.holds)
    else:
        _build(connection, company_id, plan.holds, origin.seed)
    given = keys or {}
    opened = {
        each.name: each.access.open(connection, company, given.get(each.name), again=again) for each in registered()
    }
    return company, opened


def _build(connection: Connection, company_id: str, content: Content, seed: int) -> None:
    concur = content.concur
    concur_admin.create_company(connection, company_id, concur.setup, concur.people.values(), content.reports)
    companies.keep_ids(connection, company_id, Ids(seed, content.id_counter))
    keep_mapping(connection, company_id, content.mapping)
    erp_admin.create_company(connection, company_id, content.chart)
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
    issued = {each.name: each.access.issued(connection, company.id) for each in registered()}
    kept = keys_of(connection, company)
    companies.drop(connection, company.id, tables())
    again, keys = found(connection, company.id, plan, kept, again=True)
    for each in registered():
        each.access.renew(connection, again, issued[each.name], keys[each.name])
    return again, keys


def keys_of(connection: Connection, company: Company) -> Keys:
    """The credentials that a company was founded with; of those that are told once only, new ones that open nothing."""
    return {each.name: each.access.credentials_of(connection, company.id) for each in registered()}
