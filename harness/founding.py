"""Founding companies: from a scenario or a snapshot to the rows of both mocks, and back to the first day."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from harness import snapshots
from harness.access import Keys, keep_mapping
from harness.scenarios.form import Scenario
from harness.scenarios.happenings import SERVICE_USER, happened
from harness.scenarios.setting import chart_of, mapping_of, setup_of
from harness.scenarios.shipped import shipped
from harness.snapshots import Snapshot
from mock_concur.store import reports, setups, tokens
from mock_concur.store.tokens import Credentials
from mock_erp import books
from mock_erp.store.tables import api_keys
from mockkit import companies, faults
from mockkit.clock import Clock, to_microseconds
from mockkit.companies import Company

_API_KEY = select(api_keys.c.api_key).where(api_keys.c.company_id == bindparam("company"))
_TOKENS = select(tokens.tokens).where(tokens.tokens.c.company_id == bindparam("company"))

_LIFETIMES = {
    "access": tokens.ACCESS_LIFETIME,
    "refresh": tokens.REFRESH_LIFETIME,
    "request": tokens.REQUEST_LIFETIME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a company comes from, as it was asked for; a reset builds it from that again.

    ``genesis`` is ``{"scenario": <name or object>}`` or ``{"snapshot": <object>}``.
    """

    name: str
    seed: int
    genesis: Mapping[str, Any]

    def source(self) -> Scenario | Snapshot:
        """What is built: a checked scenario or snapshot.

        Raises ScenarioUnknown, ScenarioRefused and SnapshotRefused.
        """
        if "snapshot" in self.genesis:
            return snapshots.checked(self.genesis["snapshot"])
        given = self.genesis["scenario"]
        if isinstance(given, str):
            return shipped(given)
        from harness.scenarios.reading import scenario_from_object

        return scenario_from_object(given)

    def named(self, source: Scenario | Snapshot) -> Origin:
        """The origin with the source's name, unless it has its own."""
        return self if self.name else replace(self, name=source.name)

    def dumped(self) -> str:
        """The origin as a company's row keeps it."""
        return json.dumps({"name": self.name, "seed": self.seed, "genesis": self.genesis})


def origin_of(connection: Connection, company_id: str) -> Origin:
    """What a company was founded from."""
    return Origin(**json.loads(companies.genesis_of(connection, company_id)))


def found(
    connection: Connection,
    company_id: str,
    source: Scenario | Snapshot,
    origin: Origin,
    keys: Keys | None = None,
) -> tuple[Company, Keys]:
    """Found a company as its source has it; without ``keys`` it gets credentials that nobody can guess.

    The clock of a scenario's company runs with real time. Raises ScenarioRefused where reports cannot have come
    about as the scenario says.
    """
    origin = origin.named(source)
    api_key = keys.erp if keys else secrets.token_urlsafe(32)
    if isinstance(source, Snapshot):
        company = _restore(connection, company_id, source, origin)
        books.issue_key(connection, company_id, api_key)
    else:
        company = _build(connection, company_id, source, origin, api_key)
    now = company.clock.now()
    given = keys.concur if keys else None
    concur = tokens.create_client(connection, company_id, now, service_user=SERVICE_USER, credentials=given)
    return company, Keys(concur=concur, erp=api_key)


def _build(connection: Connection, company_id: str, scenario: Scenario, origin: Origin, api_key: str) -> Company:
    company = companies.create(
        connection, company_id, name=origin.name, seed=origin.seed, clock=Clock(), genesis=origin.dumped()
    )
    now, ids = company.clock.now(), company.ids()
    setup = setup_of(scenario, ids)
    setups.save_setup(connection, company_id, setup)
    reports.add(connection, company_id, happened(scenario.reports, setup, ids, now))
    companies.keep_ids(connection, company_id, ids)
    keep_mapping(connection, company_id, mapping_of(scenario))
    for fault in scenario.faults:
        faults.add(connection, company_id, faults.spec_from(fault))
    books.create_company(connection, company_id, chart_of(scenario, now.date()), api_key)
    return company


def _restore(connection: Connection, company_id: str, snapshot: Snapshot, origin: Origin) -> Company:
    company = companies.create(
        connection,
        company_id,
        name=origin.name,
        seed=snapshot.seed,
        clock=snapshot.clock,
        genesis=origin.dumped(),
    )
    snapshots.put_back(connection, company_id, snapshot)
    armed = sum(not fault.spent for fault in faults.in_force(connection, company_id))
    companies.set_armed(connection, company_id, armed)
    return company


def reset(connection: Connection, company: Company) -> tuple[Company, Keys]:
    """Bring a company back to its first day. Its credentials stay, and are as good as on that day."""
    origin = origin_of(connection, company.id)
    source = origin.source()
    issued = [row._asdict() for row in connection.execute(_TOKENS, {"company": company.id})]
    kept = keys_of(connection, company)
    companies.drop(connection, company.id)
    again, keys = found(connection, company.id, source, origin, kept)
    _renew(connection, again, issued, keys.concur)
    return again, keys


def _renew(connection: Connection, company: Company, issued: list[dict[str, Any]], given: Credentials) -> None:
    """Let every token that the company has ever given out be good again."""
    fresh = {tokens.digest_of(token) for token in (given.access_token, given.refresh_token, given.request_token)}
    now = company.clock.now()
    rows = [
        {**row, "expires_at": to_microseconds(now + _LIFETIMES[row["kind"]]), "revoked": False}
        for row in issued
        if row["digest"] not in fresh
    ]
    if rows:
        connection.execute(insert(tokens.tokens), rows)


def keep_good(connection: Connection, company: Company, given: Credentials) -> None:
    """Let the tokens that a company was founded with last for months: those of a demonstration, which are printed."""
    table = tokens.tokens
    digests = [tokens.digest_of(token) for token in (given.access_token, given.refresh_token, given.request_token)]
    these = (table.c.company_id == company.id) & table.c.digest.in_(digests)
    until = to_microseconds(company.clock.now() + tokens.REFRESH_LIFETIME)
    connection.execute(update(table).where(these).values(expires_at=until, revoked=False))


def keys_of(connection: Connection, company: Company) -> Keys:
    """The credentials that a company was founded with; its tokens for access and requests are new ones, not issued."""
    client = tokens.clients_of(connection, company.id)[0]
    api_key: str = connection.execute(_API_KEY, {"company": company.id}).scalars().first() or ""
    concur = Credentials(
        client_id=client.client_id,
        client_secret=client.client_secret,
        refresh_token=client.refresh_token,
        company_uuid=client.company_uuid,
        request_token=secrets.token_urlsafe(32),
        access_token=secrets.token_urlsafe(32),
    )
    return Keys(concur=concur, erp=api_key)
