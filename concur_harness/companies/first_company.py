"""The first company of a harness that somebody starts: opened by fixed credentials, so that printed examples work."""

from __future__ import annotations

from sqlalchemy import Connection

from concur_harness.companies import provisioning
from concur_harness.companies.company_plan import CompanyOrigin, plan_company
from concur_harness.companies.service_access import Keys
from mock_concur.application import admin, tokens
from mock_concur.domain.credentials import Credentials
from mockkit import companies
from mockkit.companies import Company
from mockkit.database.locks import hold

DEMO_CLIENT = Credentials(
    client_id="demo-client",
    client_secret="demo-client-secret",  # noqa: S106 - printed for everybody to use
    refresh_token="demo-refresh-token",  # noqa: S106
    company_uuid="demo-company",
    request_token="demo-request-token",  # noqa: S106
    access_token="demo-access-token",  # noqa: S106
)
DEMO_KEYS: Keys = {"concur": DEMO_CLIENT, "erp": "demo-erp-key"}
"""What opens the first company of a harness that somebody starts: fixed, so that printed examples work."""


def first_company(connection: Connection, origin: CompanyOrigin) -> tuple[Company, Keys]:
    """The first company, from a database that has it already, or else made from its origin; its tokens are good."""
    # Of two processes that start on one database, one creates the company and the other finds it.
    hold(connection, "first company")
    known = tokens.company_of_client(connection, DEMO_CLIENT.client_id)
    if known is None:
        company, keys = provisioning.provision_company(
            connection, companies.new_company_id(), plan_company(origin), DEMO_KEYS
        )
    else:
        companies.lock(connection, known.id)
        company = companies.find_company(connection, known.id) or known
        keys = {**provisioning.credentials_of(connection, company), **DEMO_KEYS}
    admin.prolong_tokens(connection, company, DEMO_CLIENT)
    return company, keys
