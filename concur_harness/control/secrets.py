"""What must not be read in anybody's log: all secrets of a company, for whoever has to look for them."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint
from werkzeug.wrappers import Response

from concur_harness.control.answers import answer
from concur_harness.control.desk import Desk
from mock_concur.domain.cards import account_number
from mock_concur.domain.setup import Setup
from mock_concur.store.setups import setup_of


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
            setup = setup_of(connection, company)
        return answer({"secrets": secrets, "card_numbers": sorted(_card_numbers(setup))})


def _card_numbers(setup: Setup) -> Iterator[str]:
    for payment in setup.payment_types.values():
        if payment.is_card:
            yield from (account_number(login, payment) for login in setup.people)
