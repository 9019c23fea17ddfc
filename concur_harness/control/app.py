"""The control API as one application: who may use it, its routes, and how it words a refusal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from concur_harness import __version__
from concur_harness.control.clock import ClockRoutes
from concur_harness.control.companies import Companies
from concur_harness.control.company_secrets import Secrets
from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.denied_calls import DeniedCalls
from concur_harness.control.erp import Erp
from concur_harness.control.faults import FaultRoutes
from concur_harness.control.reports import Reports
from concur_harness.control.responses import ControlError, json_response, not_json
from concur_harness.control.traffic import TrafficRoutes
from concur_harness.serving.control_access import ControlAccess
from concur_harness.serving.health import HEALTH, health
from concur_harness.snapshots.snapshot import MAX_BYTES, max_body
from mockkit.database.store import is_outage, reason_of
from mockkit.web.problems import detail_of, problem, title_of
from mockkit.web.service import route_of

if TYPE_CHECKING:
    from concur_harness.serving.harness import Harness

log = logging.getLogger(__name__)

_SAFE = ("GET", "HEAD", "OPTIONS")


def control_app(harness: Harness, access: ControlAccess) -> Flask:
    """The control API of a harness, below ``/_mock``; ``access`` says who is let in."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES
    app.url_map.merge_slashes = False
    transactions = CompanyTransactions(harness)
    blueprint = Blueprint("control", __name__, url_prefix="/_mock")
    blueprint.get("/health")(health)
    blueprint.get("/openapi.json")(openapi)
    blueprint.get("/behaviours")(behaviours)
    for routes in (Companies, Reports, ClockRoutes, FaultRoutes, TrafficRoutes, Secrets, Erp):
        routes(transactions).routes(blueprint)
    refusals = DeniedCalls(transactions)
    refusals.routes(blueprint)
    app.register_blueprint(blueprint)
    app.before_request(lambda: _admit(access, refusals))
    app.before_request(_check)
    app.register_error_handler(ControlError, lambda refused: refused.response())
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unforeseen)
    return app


def _admit(access: ControlAccess, refusals: DeniedCalls) -> None:
    denied = access.denies(request.environ, public=request.path == HEALTH)
    if denied is None:
        return
    if denied.status == 401:
        refusals.note(request)
    raise ControlError(
        denied.status, denied.detail, headers={"WWW-Authenticate": "Bearer"} if denied.status == 401 else {}
    )


def _check() -> None:
    """What is refused wherever it is sent."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise ControlError(404, "Nothing has the character NUL in its address.")
    if (request.content_length or 0) > max_body(request.path):
        raise ControlError(413, detail_of(413))
    # A form of another site sends what browsers send without asking: never JSON.
    if request.method not in _SAFE and request.mimetype not in ("", "application/json"):
        raise not_json()


def openapi() -> Response:
    """This description."""
    from concur_harness.control.openapi import document

    return json_response(document(current_app, __version__))


def behaviours() -> Response:
    """Everything that the mocks, the harness and the suite do of their own, with its label and source."""
    from concur_harness.behaviours import REGISTRY
    from concur_harness.behaviours.page import registry_as_json

    return json_response({"items": registry_as_json(REGISTRY), "next": None})


def _known(error: HTTPException) -> Response:
    status = error.code or 500
    response = problem(status, title_of(status), detail_of(status))
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    log.error("the control API failed on %s %s", request.method, route_of(request), exc_info=error)
    if is_outage(error):
        return problem(503, "Service Unavailable", f"The store has failed: {reason_of(error)}")
    return problem(500, "Internal Server Error", "The harness itself has failed; see its log.")
