"""What whoever runs the mock may do with a company: set it up, open it to clients, and tell what opens it.

These are the functions of scenarios and of the control API, not of the mock's clients.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from mock_concur.domain.cards import account_number
from mock_concur.domain.credentials import LIFETIMES, REFRESH_LIFETIME, Credentials
from mock_concur.domain.listing import ListQuery
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Person, Setup
from mock_concur.domain.statuses import Payment
from mock_concur.store import people as stored_people
from mock_concur.store import reports, section, setups, tokens
from mockkit.companies import Company
from mockkit.database.sections import Section

SECTION: Section = section.SECTION
"""Concur's part of a database or snapshot, for whoever makes one."""


def create_company(
    connection: Connection, company_id: str, setup: Setup, people: Iterable[Person], new: Iterable[Report]
) -> None:
    """Give a company its configuration, its people and their first reports."""
    setups.add(connection, company_id, setup)
    stored_people.add(connection, company_id, people)
    reports.add(connection, company_id, new)


def register_client(
    connection: Connection,
    company: Company,
    service_user: str,
    credentials: Credentials | None = None,
    *,
    again: bool = False,
) -> Credentials:
    """Register an application with the company, and return its credentials; its tokens are for ``service_user``.

    Without ``credentials`` it gets some that nobody can guess. ``again`` says that it was registered before.
    """
    now = company.clock.now()
    return tokens.create_client(
        connection, company.id, now, service_user=service_user, credentials=credentials, again=again
    )


def credentials_of(connection: Connection, company_id: str) -> Credentials:
    """The credentials of the company's client; the access token in them is a new one, not issued."""
    client = tokens.clients_of(connection, company_id)[0]
    return Credentials(
        client_id=client.client_id,
        client_secret=client.client_secret,
        refresh_token=client.refresh_token,
        company_uuid=client.company_uuid,
        request_token=client.request_token,
        access_token=secrets.token_urlsafe(32),
    )


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """Every token that a company has given out and remembers, to be given to :func:`renew_tokens`."""

    rows: tuple[dict[str, Any], ...]


def issued_tokens(connection: Connection, company_id: str) -> IssuedTokens:
    """The tokens to carry over a reset, which drops the company."""
    return IssuedTokens(tuple(tokens.rows_of(connection, company_id)))


def renew_tokens(connection: Connection, company: Company, issued: IssuedTokens, given: Credentials) -> None:
    """Let every token that the company has ever given out be good again, as long as it was at first.

    ``given`` are the credentials that its client has just been registered with: their tokens are good already.
    """
    fresh, now = set(_digests(given)), company.clock.now()
    rows = [{**row, "expires_at": now + LIFETIMES[row["kind"]]} for row in issued.rows if row["digest"] not in fresh]
    tokens.restore_tokens(connection, rows)
    tokens.forget_old(connection, company.id, "access", now)


def prolong_tokens(connection: Connection, company: Company, given: Credentials) -> None:
    """Let the tokens that a client was registered with last for months: those of a demonstration, which are printed."""
    tokens.prolong(connection, company.id, _digests(given), company.clock.now() + REFRESH_LIFETIME)


def _digests(given: Credentials) -> list[str]:
    return [tokens.digest_of(token) for token in (given.access_token, given.refresh_token, given.request_token)]


def card_numbers(connection: Connection, company: Company) -> list[str]:
    """The card numbers of the company's people, in order."""
    cards = [payment for payment in setups.setup_of(connection, company).payment_types.values() if payment.is_card]
    logins = stored_people.logins(connection, company.id)
    return sorted(account_number(login, card) for login in logins for card in cards)


def secrets_of(connection: Connection, company_id: str) -> list[str]:
    """Every secret of the company's clients and every token that it was given, in no particular order."""
    return tokens.secrets_of(connection, company_id)


def expire_tokens(connection: Connection, company_id: str) -> None:
    """Let the company's access tokens run out now; refresh tokens stay good."""
    tokens.expire(connection, company_id)


def revoke_tokens(connection: Connection, company_id: str) -> None:
    """Take back every access and refresh token of the company; its clients may still get others by other ways."""
    tokens.revoke_all(connection, company_id)


def report_ready_to_pay(connection: Connection, company_id: str) -> str | None:
    """The 20-digit id of the report that has waited longest for a connector to book it, or None."""
    query = ListQuery(payment=frozenset({Payment.PROCESSING.value}), limit=1)
    found = reports.summaries(connection, company_id, query)
    return found[0].report_id if found else None
