"""How a company's clients are let in by each service, and what whoever drives a connector is told of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from concur_harness.scenarios.report_history import SERVICE_USER
from mock_concur.application import admin as concur_admin
from mock_concur.application.admin import IssuedTokens
from mock_concur.domain.credentials import Credentials
from mock_concur.service import TOKEN_PATH
from mock_erp.application import admin as erp_admin
from mockkit.companies import Company

Keys = Mapping[str, Any]
"""The credentials of a company by the names of the services that they open; of which type, each service says."""


class ServiceAccess:
    """A service that lets clients in by nothing that the harness gives out; one that has credentials subclasses it."""

    def open(self, connection: Connection, company: Company, given: Any = None, *, again: bool = False) -> Any:  # noqa: ARG002
        """Let the company's clients in, by the credentials ``given`` or by some that nobody can guess; return them.

        ``again`` says that they were let in before, as after a reset.
        """
        return given

    def credentials_of(self, connection: Connection, company_id: str) -> Any:  # noqa: ARG002
        """The credentials by which :meth:`open` let the company's clients in, to be given to it again."""
        return None

    def describe(self, credentials: Any, base_url: str, *, fresh: bool) -> dict[str, str]:  # noqa: ARG002
        """What whoever drives a connector is told; ``fresh`` credentials have just been given out, or renewed."""
        return {"base_url": base_url}

    def issued(self, connection: Connection, company_id: str) -> Any:  # noqa: ARG002
        """What the service itself has given out since, for :meth:`renew`."""
        return None

    def renew(self, connection: Connection, company: Company, issued: Any, credentials: Any) -> None:
        """Have it be good in the company that a reset made anew."""


class ConcurAccess(ServiceAccess):
    """Concur lets in a client of OAuth 2, for a service user."""

    def open(
        self, connection: Connection, company: Company, given: Credentials | None = None, *, again: bool = False
    ) -> Credentials:
        """Register the client."""
        return concur_admin.register_client(connection, company, SERVICE_USER, given, again=again)

    def credentials_of(self, connection: Connection, company_id: str) -> Credentials:
        """Those of the client; the access token in them is a new one, not issued."""
        return concur_admin.credentials_of(connection, company_id)

    def describe(self, credentials: Credentials, base_url: str, *, fresh: bool) -> dict[str, str]:
        """The client's credentials; an access token is told only when it is given out."""
        token = {"access_token": credentials.access_token} if fresh else {}
        return {
            "base_url": base_url,
            "token_url": base_url + TOKEN_PATH,
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "refresh_token": credentials.refresh_token,
            **token,
            "company_uuid": credentials.company_uuid,
            "request_token": credentials.request_token,
        }

    def issued(self, connection: Connection, company_id: str) -> IssuedTokens:
        """The tokens that clients got."""
        return concur_admin.issued_tokens(connection, company_id)

    def renew(self, connection: Connection, company: Company, issued: IssuedTokens, credentials: Credentials) -> None:
        """Have them be as good as they were at first."""
        concur_admin.renew_tokens(connection, company, issued, credentials)


class ErpAccess(ServiceAccess):
    """The ERP lets in whoever bears the API key."""

    def open(self, connection: Connection, company: Company, given: str | None = None, *, again: bool = False) -> str:  # noqa: ARG002
        """Have a key open the books."""
        key = given or secrets.token_urlsafe(32)
        erp_admin.issue_key(connection, company.id, key)
        return key

    def credentials_of(self, connection: Connection, company_id: str) -> str:
        """The key."""
        return erp_admin.api_key_of(connection, company_id)

    def describe(self, credentials: str, base_url: str, *, fresh: bool) -> dict[str, str]:  # noqa: ARG002
        """The key."""
        return {"base_url": base_url, "api_key": credentials}
