"""Provisioning companies: from a plan to the rows of both mocks, and back to the first day."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from concur_harness.companies.company_access import save_mapping
from concur_harness.companies.company_plan import CompanyContent, CompanyOrigin, CompanyPlan
from concur_harness.companies.service_access import Keys
from concur_harness.sections import tables
from concur_harness.services import registered
from concur_harness.snapshots.snapshot import Snapshot, restore_snapshot
from mock_concur.application import admin as concur_admin
from mock_erp.application import admin as erp_admin
from mockkit import companies, faults
from mockkit.companies import Company
from mockkit.ids import Ids


def provision_company(
    connection: Connection, company_id: str, plan: CompanyPlan, keys: Keys | None = None, *, again: bool = False
) -> tuple[Company, Keys]:
    """Create a company as planned, or ``again``; without ``keys`` it gets credentials that nobody can guess."""
    origin = plan.origin
    company = companies.create_company(
        connection, company_id, name=origin.name, seed=origin.seed, clock=plan.clock, origin=origin.to_json()
    )
    if isinstance(plan.content, Snapshot):
        _restore_snapshot(connection, company_id, plan.content)
    else:
        _store_content(connection, company_id, plan.content, origin.seed)
    given = keys or {}
    opened = {
        each.name: each.access.open(connection, company, given.get(each.name), again=again) for each in registered()
    }
    return company, opened


def _store_content(connection: Connection, company_id: str, content: CompanyContent, seed: int) -> None:
    concur = content.concur
    concur_admin.create_company(connection, company_id, concur.setup, concur.people.values(), content.reports)
    companies.save_ids(connection, company_id, Ids(seed, content.id_counter))
    save_mapping(connection, company_id, content.mapping)
    erp_admin.create_company(connection, company_id, content.chart)
    for fault in content.faults:
        faults.arm(connection, company_id, fault)


def _restore_snapshot(connection: Connection, company_id: str, snapshot: Snapshot) -> None:
    restore_snapshot(connection, company_id, snapshot)
    faults.count_again(connection, company_id)


def origin_of(connection: Connection, company_id: str) -> CompanyOrigin:
    """What a company was created from."""
    return CompanyOrigin(**json.loads(companies.stored_origin(connection, company_id)))


def reset_company(connection: Connection, company: Company, plan: CompanyPlan) -> tuple[Company, Keys]:
    """Bring a company back to its first day. Its credentials stay, and are as good as on that day."""
    issued = {each.name: each.access.issued(connection, company.id) for each in registered()}
    kept = credentials_of(connection, company)
    companies.drop_company(connection, company.id, tables())
    again, keys = provision_company(connection, company.id, plan, kept, again=True)
    for each in registered():
        each.access.renew(connection, again, issued[each.name], keys[each.name])
    return again, keys


def credentials_of(connection: Connection, company: Company) -> Keys:
    """The credentials that a company was created with; of those that are told once only, new ones that open nothing."""
    return {each.name: each.access.credentials_of(connection, company.id) for each in registered()}
