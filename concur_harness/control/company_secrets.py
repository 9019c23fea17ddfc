"""What must not be read in anybody's log: all secrets of a company, for whoever has to look for them."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import json_response
from mock_concur.application import admin


class Secrets:
    """The route of a company's secrets."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the route."""
        blueprint.get("/companies/<company_id>/secrets")(self.list_secrets)

    def list_secrets(self, company_id: str) -> Response:
        """A company's secrets in clear, all tokens ever given out included, and its people's card numbers."""
        with self._transactions.read_company(company_id) as (connection, company):
            secrets = self._transactions.secrets(connection, company.id)
            cards = admin.card_numbers(connection, company)
        return json_response({"secrets": secrets, "card_numbers": cards})
