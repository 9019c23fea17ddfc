"""Tokens, over a transaction and without any HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mock_concur.application import admin, tokens
from mock_concur.application.work import UnitOfWork
from mock_concur.domain.credentials import Client, Credentials
from mockkit import companies
from mockkit.clock import Clock
from tests.mock_concur.api import sample
from tests.stores import concur_store

LATER = sample.NOW + timedelta(hours=1)


@dataclass
class Registered:
    work: UnitOfWork
    given: Credentials
    client: Client


@pytest.fixture
def acme() -> Iterator[Registered]:
    store = concur_store()
    with store.transaction(write=True) as connection:
        company = companies.create_company(
            connection, "acme", name="acme", seed=1, clock=Clock(timedelta(0), sample.NOW)
        )
        given = admin.register_client(connection, company, "service@example.com")
        work = UnitOfWork.on(connection, company)
        client = tokens.client_of(work, given.client_id)
        assert client is not None
        yield Registered(work, given, client)
    store.close()


def test_each_credential_leads_to_its_company(acme: Registered) -> None:
    connection, given = acme.work.connection, acme.given
    found = [
        tokens.company_of_client(connection, given.client_id),
        tokens.company_of_refresh_token(connection, given.refresh_token),
        tokens.company_of_uuid(connection, given.company_uuid),
    ]
    assert [company and company.id for company in found] == ["acme"] * 3
    assert tokens.company_of_refresh_token(connection, given.access_token) is None
    assert tokens.client_of(acme.work, "nobody") is tokens.company_and_principal(connection, "none") is None


def test_a_token_speaks_for_its_own_client_alone_until_it_is_taken_back(acme: Registered) -> None:
    tokens.issue_token(
        acme.work, acme.client, "t", "access", login="ann", roles=["employee"], scope="LIST", expires_at=LATER
    )
    held = tokens.find_principal(acme.work, acme.client, "t", "access")
    assert held is not None
    assert (held.login, held.roles, held.scope, held.expires_at) == ("ann", {"employee"}, "LIST", LATER)
    other = Client(**{name: getattr(acme.client, name) for name in Client.__slots__} | {"client_id": "other"})
    assert tokens.find_principal(acme.work, other, "t", "access") is None
    assert tokens.find_principal(acme.work, acme.client, "t", "refresh") is None
    tokens.revoke_tokens(acme.work, held)
    assert tokens.find_principal(acme.work, acme.client, "t", "access") is None


def test_a_token_that_is_given_out_again_stays_as_it_was(acme: Registered) -> None:
    given = acme.given.refresh_token
    before = tokens.find_principal(acme.work, acme.client, given, "refresh")
    tokens.issue_token(acme.work, acme.client, given, "refresh", login="ann", roles=[], scope="", expires_at=LATER)
    assert tokens.find_principal(acme.work, acme.client, given, "refresh") == before
