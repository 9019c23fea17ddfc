"""Companies over the control API: created, shown, reset, copied, dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from concur_harness.companies import provisioning
from concur_harness.companies.company_access import describe_company
from concur_harness.companies.company_plan import CompanyOrigin, CompanyPlan, plan_company
from concur_harness.companies.service_access import Keys
from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import ControlError, json_response, read, refused_fields, unprocessable
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.shipped import ScenarioUnknown
from concur_harness.sections import tables
from concur_harness.snapshots.snapshot import InvalidSnapshot, SnapshotTooLong, snapshot_as_json, take_snapshot
from harness_input.validation import Check, FieldError
from mockkit import companies
from mockkit.companies import Company
from mockkit.web.problems import detail_of
from mockkit.web.service import MAX_BODY

MAX_SEED = 2**63 - 1
MAX_NAME_LENGTH = 80


def _wrong_name(given: str) -> str | None:
    return None if given.isprintable() else "must be a text of printable characters"


class NewCompany(msgspec.Struct, forbid_unknown_fields=True):
    """What a company is created from: a scenario, by its name or in full, or a snapshot."""

    scenario: str | dict[str, Any] | None = None
    snapshot: dict[str, Any] | None = None
    seed: Annotated[int, msgspec.Meta(ge=0, le=MAX_SEED)] | None = None
    name: Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH), Check(_wrong_name)] = ""
    traffic: Literal["bounded", "whole"] = "bounded"

    def inconsistencies(self) -> Iterator[FieldError]:
        """A company comes from one thing, and a snapshot has its own seed."""
        if self.scenario is not None and self.snapshot is not None:
            yield FieldError(("scenario",), "must be left out where a snapshot is given")
        if self.seed is not None and self.snapshot is not None:
            yield FieldError(("seed",), "must be left out: a snapshot has its own")

    def origin(self) -> CompanyOrigin:
        """Where the company is to come from. Raises ControlError (422) where nothing says so."""
        if self.scenario is None and self.snapshot is None:
            raise unprocessable(("/scenario", "is required, or a snapshot"))
        kind = "scenario" if self.snapshot is None else "snapshot"
        return CompanyOrigin(
            name=self.name, seed=1 if self.seed is None else self.seed, source={kind: getattr(self, kind)}
        )


class Companies:
    """The routes of companies."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.post("/companies")(self.create_company)
        blueprint.get("/companies/<company_id>")(self.show_company)
        blueprint.delete("/companies/<company_id>")(self.drop_company)
        blueprint.post("/companies/<company_id>/reset")(self.reset_company)
        blueprint.get("/companies/<company_id>/snapshot")(self.take_snapshot)

    def create_company(self) -> Response:
        """Create a company from a scenario that ships, from one in the request, or from a snapshot."""
        wanted = read(NewCompany)
        if wanted.snapshot is None and (request.content_length or 0) > MAX_BODY:
            raise ControlError(413, detail_of(413))
        origin = wanted.origin()
        company_id = companies.new_company_id()
        planned = _plan(origin)
        with self._transactions.write() as connection:
            company, keys = provisioning.provision_company(connection, company_id, planned)
            made = self._company_as_json(connection, company, keys)
        self._transactions.traffic.open(company_id, whole=wanted.traffic == "whole")
        return json_response(made, 201, {"Location": f"/_mock/companies/{company_id}"})

    def show_company(self, company_id: str) -> Response:
        """A company and how to reach it; an access token is told only when it is given out."""
        with self._transactions.read_company(company_id) as (connection, company):
            shown = self._company_as_json(
                connection, company, provisioning.credentials_of(connection, company), fresh=False
            )
        return json_response(shown)

    def drop_company(self, company_id: str) -> Response:
        """Drop a company with all that it holds."""
        with self._transactions.change_company(company_id) as (connection, company):
            companies.drop_company(connection, company.id, tables())
        self._transactions.traffic.forget(company_id)
        return Response(status=204)

    def reset_company(self, company_id: str) -> Response:
        """Bring a company back to its first day. Its credentials stay good, its traffic stays to be read."""
        with self._transactions.read_company(company_id) as (connection, company):
            origin = provisioning.origin_of(connection, company.id)
        planned = _plan(origin)
        with self._transactions.change_company(company_id) as (connection, company):
            again, keys = provisioning.reset_company(connection, company, planned)
            made = self._company_as_json(connection, again, keys)
        return json_response(made)

    def take_snapshot(self, company_id: str) -> Response:
        """Everything that a company holds but its credentials, as one value."""
        with self._transactions.read_company(company_id) as (connection, company):
            taken = take_snapshot(connection, company)
        try:
            return Response(snapshot_as_json(taken), content_type="application/json")
        except SnapshotTooLong as too_long:
            raise ControlError(409, f"The company holds too much: {too_long}.") from None

    def _company_as_json(
        self, connection: Connection, company: Company, keys: Keys, *, fresh: bool = True
    ) -> dict[str, Any]:
        return describe_company(connection, company, keys, self._transactions.base_urls(), fresh=fresh)


def _plan(origin: CompanyOrigin) -> CompanyPlan:
    try:
        return plan_company(origin)
    except InvalidScenario as refused:
        raise refused_fields(refused, "/scenario") from None
    except ScenarioUnknown as unknown:
        raise unprocessable(("/scenario", f"no scenario of the name {unknown.name!r} ships")) from None
    except InvalidSnapshot as refused:
        raise unprocessable(*((f"/snapshot{pointer}", message) for pointer, message in refused.mistakes)) from None
