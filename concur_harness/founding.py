"""Founding companies: from a plan to the rows of both mocks, and back to the first day."""

from __future__ import annotations

import json
import secrets
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from concur_harness import snapshots
from concur_harness.access import Keys, keep_mapping
from concur_harness.planning import Content, Origin, Plan
from concur_harness.scenarios.happenings import SERVICE_USER
from concur_harness.snapshots import Snapshot
from mock_concur.store import reports, setups, tokens
from mock_concur.store.tokens import Credentials
from mock_erp.application import admin
from mock_erp.store.tables import api_keys
from mockkit import companies, faults
from mockkit.clock import to_microseconds
from mockkit.companies import Company
from mockkit.ids import Ids

_API_KEY = select(api_keys.c.api_key).where(api_keys.c.company_id == bindparam("company"))
_TOKENS = select(tokens.tokens).where(tokens.tokens.c.company_id == bindparam("company"))

_LIFETIMES = {
    "access": tokens.ACCESS_LIFETIME,
    "refresh": tokens.REFRESH_LIFETIME,
    "request": tokens.REQUEST_LIFETIME,
    "id": tokens.ACCESS_LIFETIME,
}


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
        admin.issue_key(connection, company_id, api_key)
    else:
        _build(connection, company_id, plan.holds, origin.seed, api_key)
    given, now = (keys.concur if keys else None), company.clock.now()
    concur = tokens.create_client(
        connection, company_id, now, service_user=SERVICE_USER, credentials=given, again=again
    )
    return company, Keys(concur=concur, erp=api_key)


def _build(connection: Connection, company_id: str, content: Content, seed: int, api_key: str) -> None:
    setups.save_setup(connection, company_id, content.setup)
    reports.add(connection, company_id, content.reports)
    companies.keep_ids(connection, company_id, Ids(seed, content.id_counter))
    keep_mapping(connection, company_id, content.mapping)
    admin.create_company(connection, company_id, content.chart, api_key)
    for spec in content.faults:
        faults.add(connection, company_id, spec)


def _restore(connection: Connection, company_id: str, snapshot: Snapshot) -> None:
    snapshots.put_back(connection, company_id, snapshot)
    armed = sum(not fault.spent for fault in faults.in_force(connection, company_id))
    companies.set_armed(connection, company_id, armed)


def origin_of(connection: Connection, company_id: str) -> Origin:
    """What a company was founded from."""
    return Origin(**json.loads(companies.genesis_of(connection, company_id)))


def reset(connection: Connection, company: Company, plan: Plan) -> tuple[Company, Keys]:
    """Bring a company back to its first day. Its credentials stay, and are as good as on that day."""
    issued = [row._asdict() for row in connection.execute(_TOKENS, {"company": company.id})]
    kept = keys_of(connection, company)
    companies.drop(connection, company.id)
    again, keys = found(connection, company.id, plan, kept, again=True)
    _renew(connection, again, issued, keys.concur)
    return again, keys


def _renew(connection: Connection, company: Company, issued: list[dict[str, Any]], given: Credentials) -> None:
    """Let every token that the company has ever given out be good again, as long as it was at first."""
    fresh = {tokens.digest_of(token) for token in (given.access_token, given.refresh_token, given.request_token)}
    now = company.clock.now()
    rows = [
        {**row, "expires_at": to_microseconds(now + _LIFETIMES[row["kind"]]), "revoked": False}
        for row in issued
        if row["digest"] not in fresh
    ]
    if rows:
        connection.execute(insert(tokens.tokens), rows)
    tokens.forget_old(connection, company.id, "access", now)


def keep_good(connection: Connection, company: Company, given: Credentials) -> None:
    """Let the tokens that a company was founded with last for months: those of a demonstration, which are printed."""
    table = tokens.tokens
    digests = [tokens.digest_of(token) for token in (given.access_token, given.refresh_token, given.request_token)]
    these = (table.c.company_id == company.id) & table.c.digest.in_(digests)
    until = to_microseconds(company.clock.now() + tokens.REFRESH_LIFETIME)
    connection.execute(update(table).where(these).values(expires_at=until, revoked=False))


def keys_of(connection: Connection, company: Company) -> Keys:
    """The credentials that a company was founded with; its access token is a new one, not issued."""
    client = tokens.clients_of(connection, company.id)[0]
    api_key: str = connection.execute(_API_KEY, {"company": company.id}).scalars().first() or ""
    concur = Credentials(
        client_id=client.client_id,
        client_secret=client.client_secret,
        refresh_token=client.refresh_token,
        company_uuid=client.company_uuid,
        request_token=client.request_token,
        access_token=secrets.token_urlsafe(32),
    )
    return Keys(concur=concur, erp=api_key)
