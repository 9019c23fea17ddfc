"""The ERP's master data and settings, changed while a connector runs: a project expires, a period closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.responses import ControlError, fields, json_response, refused_fields
from harness_input.validation import ValidationFailed
from mock_erp.application import admin
from mock_erp.application.admin import KindUnknown, MasterDataUnknown
from mockkit import companies


class Erp:
    """The routes of master data and settings."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.patch("/companies/<company_id>/erp/settings")(self.patch_erp_settings)
        blueprint.patch("/companies/<company_id>/erp/<kind>/<path:code>")(self.patch_erp)

    def patch_erp(self, company_id: str, kind: str, code: str) -> Response:
        """Change a record, found by its code; a vendor's is its external id, a period's its name."""
        return self._changed(company_id, lambda *given: admin.patch_record(given[0], given[1], kind, code, given[2]))

    def patch_erp_settings(self, company_id: str) -> Response:
        """Change when the ERP validates, whether it posts by itself, and what a duplicate number meets."""
        return self._changed(company_id, admin.patch_settings)

    def _changed(self, company_id: str, change: Callable[[Connection, str, Mapping[str, object]], Any]) -> Response:
        changes = fields()
        with self._transactions.change_company(company_id) as (connection, company):
            try:
                changed = change(connection, company.id, changes)
            except KindUnknown as unknown:
                there_are = ", ".join(unknown.kinds)
                raise ControlError(
                    404, f"There are no {unknown.kind!r} to change; there are {there_are} and settings."
                ) from None
            except MasterDataUnknown as unknown:
                raise ControlError(404, f"There is no {unknown.kind} {unknown.code!r} in this company.") from None
            except ValidationFailed as refused:
                raise refused_fields(refused) from None
            companies.touch(connection, company.id)
        return json_response(changed)
