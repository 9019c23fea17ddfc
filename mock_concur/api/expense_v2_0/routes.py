"""Expense Report v2.0: the list of reports, the report details and the integration status.

*Documented*: SAP Concur Developer Center, "Reports v2", "Get report details", "Integration Status".
"""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from mock_concur.api.common import action_status
from mock_concur.api.common.answers import answer, error_answer, wants_json
from mock_concur.api.common.audiences import audiences_of
from mock_concur.api.common.callers import ADMINISTRATORS, Access
from mock_concur.api.common.fields import Rendering
from mock_concur.api.common.routes import EXPENSE_REPORT_SCOPE, Family, Route
from mock_concur.api.expense_v2_0.details import render_details
from mock_concur.api.expense_v2_0.queries import Known, list_query
from mock_concur.api.expense_v2_0.summaries import render_list
from mock_concur.api.expense_v2_0.views import report_view
from mock_concur.application import directory, reports
from mock_concur.domain.actors import WEB_SERVICES_ADMINISTRATOR, actor_over_api
from mock_concur.domain.credentials import Principal
from mock_concur.domain.errors import Refusal
from mockkit.lru_cache import LruCache
from mockkit.web.request_context import request_context

ROOT = "/api/expense/expensereport/v2.0"

READING = Access(scope=EXPENSE_REPORT_SCOPE, roles=ADMINISTRATORS, otherwise=401)
COMMITTING = Access(scope=EXPENSE_REPORT_SCOPE, roles=(WEB_SERVICES_ADMINISTRATOR,))


class ReportsV2:
    """The calls of v2.0. ``bodies`` keeps report details as they were rendered, under the versions of what they show:
    another report's change leaves them as they are.
    """

    def __init__(self, bodies: LruCache[bytes]) -> None:
        self._bodies = bodies

    def family(self) -> Family:
        """The calls, with who may use them."""
        return Family(
            name="v2_0",
            root=ROOT,
            routes=(
                Route(method="GET", path="/reports", handler=self.list_reports, access=READING, cached_by="roles"),
                # The page "Reports v2" names this form as the resource's address; its samples have the other.
                Route(method="GET", path="/report", handler=self.list_reports, access=READING, cached_by="roles"),
                Route(
                    method="GET", path="/report/<report_id>", handler=self.details, access=READING, cached_by="roles"
                ),
                Route(
                    method="POST",
                    path="/integrationstatus/report/<report_id>",
                    handler=self.integration_status,
                    access=COMMITTING,
                ),
            ),
            failure=error_answer,
        )

    def list_reports(self, principal: Principal) -> Response:
        """At most 1000 reports of the company, ascending by modification time (*assumed*: no order is documented)."""
        here, rendering = request_context(), _rendering(principal)
        with here.transaction():
            setup = reports.setup_of(here)
            known = Known(setup, lambda login: directory.person_of_login(here, login))
            query = list_query(request.args, known, administrator=principal.has(WEB_SERVICES_ADMINISTRATOR))
            found = reports.list_summaries(here, query)
        return answer(render_list(found, setup, here.base_url, rendering), as_json=rendering.json)

    def details(self, principal: Principal, report_id: str) -> Response:
        """A report in full, by either of its ids; † elements only for a Web Services Administrator."""
        here, rendering = request_context(), _rendering(principal)
        with here.transaction():
            company, known = here.company, reports.version_of(here, report_id)
            key = (company.id, known, company.setup_version, here.base_url, rendering)
            body = self._bodies.get(key)
            if body is None:
                report, setup = reports.report_of(here, report_id), reports.setup_of(here)
                owner = directory.owner_of(here, report)
        if body is None:
            view = report_view(report, owner, setup, here.base_url)
            body = self._bodies.put(key, render_details(view, rendering))
        return answer(body, as_json=rendering.json)

    def integration_status(self, principal: Principal, report_id: str) -> Response:
        """Commit: every journal entry is marked, the report is Paid and locked. No body is read."""
        here, as_json = request_context(), wants_json(request)
        try:
            with here.transaction():
                reports.commit_report(here, report_id, actor_over_api(principal, reports.setup_of(here)))
        except Refusal as refusal:
            return action_status.failure_response(refusal, as_json=as_json)
        return action_status.success_response(as_json=as_json)


def _rendering(principal: Principal) -> Rendering:
    return Rendering(wants_json(request), audiences_of(principal.roles))


def families(bodies: LruCache[bytes]) -> tuple[Family, ...]:
    """The calls that this folder serves; ``bodies`` is where report details are kept as they were rendered."""
    return (ReportsV2(bodies).family(),)
