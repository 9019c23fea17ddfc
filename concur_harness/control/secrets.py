"""What must not be read in anybody's log: all secrets of a company, for whoever has to look for them."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from concur_harness.control.answers import answer
from concur_harness.control.desk import Desk
from mock_concur.application import admin


class Secrets:
    """The route of a company's secrets."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, blueprint: Blueprint) -> None:
        """Register the route."""
        blueprint.get("/companies/<company_id>/secrets")(self.list_secrets)

    def list_secrets(self, company_id: str) -> Response:
        """A company's secrets in clear, tokens given out since its founding included, and its people's card numbers."""
        with self._desk.reading(company_id) as (connection, company):
            secrets = self._desk.secrets(connection, company.id)
            cards = admin.card_numbers(connection, company)
        return answer({"secrets": secrets, "card_numbers": cards})
