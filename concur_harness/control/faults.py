"""Faults of a company: armed, shown with how often they fired and why not, lifted; and what kinds there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import ControlError, fields, json_response, refused_fields
from harness_input.validation import ValidationFailed
from mockkit import faults
from mockkit.companies import Company
from mockkit.faults import ArmedFault, Fault
from mockkit.faults.documentation import common_options, describe_kinds
from mockkit.traffic.masking import Masker


class FaultRoutes:
    """The routes of faults."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/fault-kinds")(self.list_fault_kinds)
        blueprint.get("/companies/<company_id>/faults")(self.list_faults)
        blueprint.post("/companies/<company_id>/faults")(self.add_fault)
        blueprint.delete("/companies/<company_id>/faults")(self.lift_faults)
        blueprint.get("/companies/<company_id>/faults/<fault_id>")(self.show_fault)
        blueprint.delete("/companies/<company_id>/faults/<fault_id>")(self.lift_fault)

    def list_fault_kinds(self) -> Response:
        """What a fault may do: each kind with its options, an example, and what it rests on."""
        items = describe_kinds(faults.kinds(), self._transactions.services.for_faults)
        return json_response({"options": common_options(), "items": items, "next": None})

    def list_faults(self, company_id: str) -> Response:
        """The company's faults, spent ones too."""
        with self._transactions.read_company(company_id) as (connection, company):
            shown = self._shown(connection, company, faults.in_force(connection, company.id))
        return json_response({"items": shown})

    def show_fault(self, company_id: str, fault_id: str) -> Response:
        """One fault: how many requests matched, on how many it fired, and why not on others."""
        with self._transactions.read_company(company_id) as (connection, company):
            (shown,) = self._shown(connection, company, [_one(connection, company, fault_id)])
        return json_response(shown)

    def add_fault(self, company_id: str) -> Response:
        """Put a fault in force."""
        fault = self._read(fields())
        with self._transactions.change_company(company_id) as (connection, company):
            armed = faults.arm(connection, company.id, fault)
            (shown,) = self._shown(connection, company, [armed])
        return json_response(shown, 201, {"Location": f"/_mock/companies/{company_id}/faults/{armed.id}"})

    def lift_fault(self, company_id: str, fault_id: str) -> Response:
        """Lift one fault."""
        with self._transactions.change_company(company_id) as (connection, company):
            faults.lift(connection, company.id, _one(connection, company, fault_id).id)
        return Response(status=204)

    def lift_faults(self, company_id: str) -> Response:
        """Lift all faults."""
        with self._transactions.change_company(company_id) as (connection, company):
            faults.lift(connection, company.id)
        return Response(status=204)

    def _read(self, given: dict[str, Any]) -> Fault:
        try:
            return faults.read_fault(given, self._transactions.services.for_faults)
        except ValidationFailed as failed:
            raise refused_fields(failed) from None

    def _shown(self, connection: Connection, company: Company, armed: Iterable[ArmedFault]) -> list[dict[str, Any]]:
        shown = [each.to_json() for each in armed]
        if any(each["why_not"] for each in shown):
            # It may name the path of a request, in which a client may have put a secret.
            masker = Masker(self._transactions.secrets(connection, company.id))
            shown = [{**each, "why_not": each["why_not"] and masker.text(each["why_not"])} for each in shown]
        return shown


def _one(connection: Connection, company: Company, fault_id: str) -> ArmedFault:
    """The company's fault of that id. Raises ControlError (404)."""
    for fault in faults.in_force(connection, company.id):
        if fault.id == fault_id:
            return fault
    raise ControlError(404, f"There is no fault {fault_id!r} in this company.")
