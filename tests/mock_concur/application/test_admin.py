"""What whoever runs the mock does with a company: set it up, open it, bring its tokens back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from mock_concur.application import admin
from mock_concur.domain.credentials import ACCESS_LIFETIME, REFRESH_LIFETIME, Credentials, Principal, TokenKind
from mock_concur.store import tokens
from mockkit import companies
from mockkit.clock import Clock
from mockkit.companies import Company
from tests.mock_concur.api import sample
from tests.stores import concur_store

SERVICE = "service@example.com"


@pytest.fixture
def connection() -> Iterator[Connection]:
    store = concur_store()
    with store.transaction(write=True) as opened:
        yield opened
    store.close()


def created(connection: Connection, company_id: str, given: Credentials | None = None) -> tuple[Company, Credentials]:
    clock = Clock(timedelta(0), sample.NOW)
    company = companies.create_company(connection, company_id, name=company_id, seed=1, clock=clock)
    admin.create_company(connection, company_id, sample.SETUP, sample.PEOPLE, [sample.REPORT])
    return company, admin.register_client(connection, company, SERVICE, given, again=given is not None)


def held(connection: Connection, token: str, kind: TokenKind) -> Principal:
    return tokens.principal_from(tokens.principal_of(connection, token, kind))


def test_what_is_revoked_is_the_company_s_own_access_and_refresh_tokens(connection: Connection) -> None:
    (acme, given), (_, other) = created(connection, "acme"), created(connection, "other")
    admin.revoke_tokens(connection, acme.id)
    assert held(connection, given.access_token, "access").revoked
    assert held(connection, given.refresh_token, "refresh").revoked
    assert not held(connection, given.request_token, "request").revoked
    assert not held(connection, other.access_token, "access").revoked


def test_credentials_are_those_given_but_for_a_new_access_token(connection: Connection) -> None:
    acme, given = created(connection, "acme")
    again = admin.credentials_of(connection, acme.id)
    assert again.access_token != given.access_token
    assert {again.client_secret, again.refresh_token, again.request_token} == {
        given.client_secret,
        given.refresh_token,
        given.request_token,
    }


def test_tokens_of_a_company_that_is_made_anew_are_good_as_long_as_at_first(connection: Connection) -> None:
    acme, given = created(connection, "acme")
    tokens.revoke(connection, acme.id, given.client_id, SERVICE)
    tokens.expire(connection, acme.id)
    issued, kept = admin.issued_tokens(connection, acme.id), admin.credentials_of(connection, acme.id)
    companies.drop_company(connection, acme.id, (companies.companies, *admin.SECTION.tables))
    again, renewed = created(connection, "acme", kept)
    admin.renew_tokens(connection, again, issued, renewed)
    for token in (given.access_token, kept.access_token):
        assert held(connection, token, "access").expires_at == sample.NOW + ACCESS_LIFETIME
        assert held(connection, token, "access").valid(sample.NOW)
    assert held(connection, given.refresh_token, "refresh").expires_at == sample.NOW + REFRESH_LIFETIME


def test_the_token_of_a_company_that_is_made_anew_is_the_newest_of_very_many(connection: Connection) -> None:
    acme, given = created(connection, "acme")
    told: dict[str, Any] = {"client_id": given.client_id, "login": SERVICE, "roles": (), "scope": ""}
    for number in range(tokens.MAX_OF_A_KIND):
        tokens.issue(connection, acme.id, f"token-{number}", "access", expires_at=sample.NOW, **told)
    issued, kept = admin.issued_tokens(connection, acme.id), admin.credentials_of(connection, acme.id)
    companies.drop_company(connection, acme.id, (companies.companies, *admin.SECTION.tables))
    again, renewed = created(connection, "acme", kept)
    admin.renew_tokens(connection, again, issued, renewed)
    assert held(connection, renewed.access_token, "access").valid(sample.NOW)
    assert held(connection, f"token-{tokens.MAX_OF_A_KIND - 1}", "access").valid(sample.NOW)
    assert tokens.principal_of(connection, "token-0") is None


def test_tokens_that_are_printed_last_for_months(connection: Connection) -> None:
    acme, given = created(connection, "acme")
    tokens.expire(connection, acme.id)
    admin.prolong_tokens(connection, acme, given)
    assert held(connection, given.access_token, "access").expires_at == sample.NOW + REFRESH_LIFETIME


def test_a_report_that_waits_for_payment_and_the_numbers_of_cards_are_told(connection: Connection) -> None:
    acme, _ = created(connection, "acme")
    assert admin.report_ready_to_pay(connection, acme.id) == sample.REPORT.id
    numbers = admin.card_numbers(connection, acme)
    assert len(numbers) == len(sample.PEOPLE) * sum(kind.is_card for kind in sample.SETUP.payment_types.values())
    assert numbers == sorted(numbers)
