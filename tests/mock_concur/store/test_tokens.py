"""How long a token is known, and how many are: whoever fetches one for every request does not fill the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from mock_concur.domain.credentials import ACCESS_LIFETIME, REFRESH_LIFETIME, Credentials, TokenKind
from mock_concur.store import tokens
from mockkit import companies
from mockkit.clock import Clock
from tests.stores import concur_store

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
GIVEN: dict[TokenKind, str] = {"access": "given-access", "refresh": "given-refresh", "request": "given-request"}


@pytest.fixture
def connection() -> Iterator[Connection]:
    with closing(concur_store()) as store, store.transaction(write=True) as connection:
        companies.create_company(connection, "acme", name="Acme", seed=1, clock=Clock(frozen_at=NOW))
        credentials = Credentials(
            client_id="client",
            client_secret="secret",
            company_uuid="uuid",
            **{f"{kind}_token": token for kind, token in GIVEN.items()},
        )
        tokens.create_client(connection, "acme", NOW, service_user="ann@example.com", credentials=credentials)
        yield connection


def fetch(connection: Connection, token: str, now: datetime, kind: TokenKind = "access") -> None:
    lifetime = {"access": ACCESS_LIFETIME, "refresh": REFRESH_LIFETIME}[kind]
    told: dict[str, Any] = {"client_id": "client", "login": "ann@example.com", "roles": (), "scope": "EXPRPT"}
    tokens.issue(connection, "acme", token, kind, expires_at=now + lifetime, **told)
    tokens.forget_old(connection, "acme", kind, now)


def known(connection: Connection, token: str, kind: TokenKind = "access") -> bool:
    return tokens.principal_of(connection, token, kind) is not None


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(tokens.tokens)).scalar_one()


def test_a_token_that_has_run_out_is_known_for_a_day_more(connection: Connection) -> None:
    fetch(connection, "first", NOW)
    fetch(connection, "second", NOW + timedelta(hours=24, minutes=59))
    assert known(connection, "first")
    fetch(connection, "third", NOW + timedelta(hours=25, seconds=1))
    assert [known(connection, token) for token in ("first", "second", "third")] == [False, True, True]


def test_what_was_given_at_registration_is_known_for_ever(connection: Connection) -> None:
    later = NOW + timedelta(days=3650)
    for kind in ("access", "refresh"):
        fetch(connection, f"fetched-{kind}", later, kind)
    assert all(known(connection, token, kind) for kind, token in GIVEN.items())


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_of_a_thousand_and_more_the_newest_are_known_even_while_the_clock_stands(
    connection: Connection, kind: TokenKind
) -> None:
    fetched = [f"token-{number}" for number in range(tokens.MAX_OF_A_KIND + 20)]
    for token in fetched:
        fetch(connection, token, NOW, kind)
    assert count(connection) <= tokens.MAX_OF_A_KIND + len(GIVEN)
    assert not known(connection, fetched[0], kind)
    assert all(known(connection, token, kind) for token in fetched[-tokens.MAX_OF_A_KIND :])
    assert known(connection, GIVEN[kind], kind)


def test_another_company_s_tokens_are_left_alone(connection: Connection) -> None:
    companies.create_company(connection, "other", name="Other", seed=1, clock=Clock(frozen_at=NOW))
    told: dict[str, Any] = {"client_id": "client", "login": "ann@example.com", "roles": (), "scope": "EXPRPT"}
    tokens.issue(connection, "other", "theirs", "access", expires_at=NOW, **told)
    fetch(connection, "ours", NOW + timedelta(days=100))
    assert known(connection, "theirs")
