"""Reports over the control API: looked at, added, and acted upon as a person does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from flask import Blueprint, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from concur_harness.access import mapping_for
from concur_harness.control.answers import Refused, answer, body, number, read, refused_scenario, unprocessable
from concur_harness.control.desk import Desk
from concur_harness.control.read_model import shown
from concur_harness.scenarios.happenings import added
from concur_harness.scenarios.mistakes import ScenarioRefused
from mock_concur.domain.actors import Actor, Part
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.mending import MendChange, Mending, mend
from mock_concur.domain.model import CustomField, Report
from mock_concur.domain.setup import Setup
from mock_concur.domain.transitions import OFFERED, Action
from mock_concur.domain.workflow import actor_of, mender, perform, state_of, who_can
from mock_concur.store import reports
from mock_concur.store.setups import setup_of
from mockkit import companies
from mockkit.companies import Company
from mockkit.ids import Ids

USUAL_REPORTS, MOST_REPORTS = 100, 1000
MOST_TRIES = 20
"""How often reports are made anew because somebody else has changed the company meanwhile."""
"""How many reports one answer lists: where nothing else is asked for, and at most."""

ActionName = Literal["submit", "approve", "final-approve", "send-back", "recall", "mend"]

WORKFLOW: Mapping[str, tuple[Action, ...]] = {
    "submit": (Action.SUBMIT,),
    "approve": (Action.APPROVE,),
    "final-approve": (Action.FINAL_APPROVE,),
    "send-back": (Action.SEND_BACK,),
    "recall": (Action.RECALL_TO_PROCESSOR, Action.RECALL_TO_EMPLOYEE),
}
"""What a person's action is in the workflow; who recalls decides whether a report goes to processor or owner."""


class CustomBody(msgspec.Struct, forbid_unknown_fields=True):
    """A custom field in full."""

    type: str = "Text"
    value: str = ""
    code: str = ""


class ChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """New values for an entry, an item or an allocation."""

    set: dict[str, str | bool | CustomBody]
    entry: str | None = None
    item: str | None = None
    allocation: str | None = None

    def change(self) -> MendChange:
        """The change as the domain has it."""
        return MendChange(
            set={name: _plain(value) for name, value in self.set.items()},
            entry=self.entry,
            item=self.item,
            allocation=self.allocation,
        )


def _plain(value: str | bool | CustomBody) -> str | bool | CustomField:
    if isinstance(value, CustomBody):
        return CustomField(type=value.type, value=value.value, code=value.code)
    return value


class ActionBody(msgspec.Struct, rename={"as_": "as"}):
    """What a person does to a report. ``changes`` and ``replace`` are for mending only."""

    action: ActionName
    as_: str | None = None
    comment: str = ""
    changes: list[ChangeBody] = []
    replace: dict[str, dict[str, str]] = {}

    def check(self) -> None:
        """Raise Refused (422) for fields that do not go together."""
        if self.action == "mend" and not (self.changes or self.replace):
            raise unprocessable(("/changes", "mending needs changes, or replace"))
        if self.action != "mend" and (self.changes or self.replace):
            raise unprocessable(("/action", "only mend takes changes and replace"))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A report about to be acted upon."""

    report: Report
    setup: Setup
    now: datetime
    ids: Ids


class Reports:
    """The routes of reports."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/reports")(self.list_reports)
        blueprint.post("/companies/<company_id>/reports")(self.add_report)
        blueprint.get("/companies/<company_id>/reports/<report_id>")(self.show_report)
        blueprint.post("/companies/<company_id>/reports/<report_id>/actions")(self.act_on_report)

    def list_reports(self, company_id: str) -> Response:
        """The reports of a company, in the order of their last change."""
        limit = number("limit", USUAL_REPORTS, 1, MOST_REPORTS)
        after = request.args.get("after")
        with self._desk.reading(company_id) as (connection, company):
            setup = setup_of(connection, company)
            try:
                page, more = reports.page(connection, company.id, after=after, limit=limit)
            except LookupError:
                raise unprocessable(("after", f"there is no report {after!r}")) from None
        path = f"/_mock/companies/{company_id}/reports?limit={limit}&after={page[-1].id}" if more else None
        items = [shown(report, setup) for report in page]
        return answer({"items": items, "next": path and request.host_url.rstrip("/") + path})

    def show_report(self, company_id: str, report_id: str) -> Response:
        """A report, by either of its ids."""
        with self._desk.reading(company_id) as (connection, company):
            report, setup = _report(connection, company, report_id), setup_of(connection, company)
        return answer(shown(report, setup))

    def add_report(self, company_id: str) -> Response:
        """Another report, in the scenario's own form; copies are all made, and the last one is shown."""
        given = body()
        from concur_harness.scenarios.reading import report_from_object

        for _ in range(MOST_TRIES):
            with self._desk.reading(company_id) as (connection, company):
                setup = setup_of(connection, company)
            ids = company.ids()
            try:
                made = added(report_from_object(given, setup), setup, ids, company.clock.now())
            except ScenarioRefused as refused:
                raise refused_scenario(refused, "") from None
            with self._desk.changing(company_id) as (connection, current):
                if _made_for(company, current):
                    reports.add(connection, company.id, made)
                    companies.keep_ids(connection, company.id, ids)
                    break
        else:
            raise Refused(503, "The company is being changed all the time.")
        last = shown(made[-1], setup)
        return answer(last, 201, {"Location": f"/_mock/companies/{company_id}/reports/{last['id']}"})

    def act_on_report(self, company_id: str, report_id: str) -> Response:
        """Act on a report as a person."""
        wanted = read(ActionBody)
        wanted.check()
        with self._desk.changing(company_id) as (connection, company):
            scene = _Scene(
                _report(connection, company, report_id),
                setup_of(connection, company),
                company.clock.now(),
                company.ids(),
            )
            dimensions = mapping_for(connection, company)["dimensions"]
            changed = _acted(scene, wanted, dimensions)
            reports.save(connection, company.id, changed)
            companies.keep_ids(connection, company.id, scene.ids)
        return answer(shown(changed, scene.setup))


def _made_for(company: Company, current: Company) -> bool:
    """Whether what was made for a company still fits: nobody else has taken its ids or changed its set-up."""
    return (company.id_counter, company.setup_version) == (current.id_counter, current.setup_version)


def _report(connection: Connection, company: Company, report_id: str) -> Report:
    found = reports.load(connection, company.id, report_id)
    if found is None:
        raise Refused(404, f"There is no report {report_id!r} in this company.")
    return found


def _acted(scene: _Scene, wanted: ActionBody, dimensions: Mapping[str, str]) -> Report:
    if wanted.as_ is not None and wanted.as_ not in scene.setup.people:
        raise unprocessable(("/as", f"nobody has the login {wanted.as_}"))
    try:
        if wanted.action == "mend":
            return _mended(scene, wanted, dimensions)
        return _moved(scene, wanted)
    except Refusal as refusal:
        raise _refused(scene, wanted, refusal) from None
    except FieldError as error:
        raise unprocessable(("/" + "/".join(str(part) for part in error.path), error.message)) from None


def _moved(scene: _Scene, wanted: ActionBody) -> Report:
    action, actor = _cast(scene, wanted)
    return perform(scene.report, scene.setup, action, actor, scene.now, scene.ids, comment=wanted.comment)


def _cast(scene: _Scene, wanted: ActionBody) -> tuple[Action, Actor]:
    """The action that is meant and who performs it; where nobody may, the workflow will say why."""
    offered = [action for action in WORKFLOW[wanted.action] if (state_of(scene.report), action) in OFFERED]
    for action in offered:
        able = _able(scene, action, wanted.as_)
        if able is not None:
            return action, able
    nobody = Actor(login=wanted.as_ or scene.report.owner)
    return (offered or WORKFLOW[wanted.action])[0], nobody


def _able(scene: _Scene, action: Action, login: str | None) -> Actor | None:
    if login is None:
        return who_can(scene.report, scene.setup, action)
    actor = actor_of(scene.setup, login)
    return actor if OFFERED[state_of(scene.report), action].by & actor.parts(scene.report) else None


def _mended(scene: _Scene, wanted: ActionBody, dimensions: Mapping[str, str]) -> Report:
    mending = Mending(changes=tuple(each.change() for each in wanted.changes), replace=wanted.replace)
    actor = actor_of(scene.setup, wanted.as_ or _who_mends(scene))
    return mend(scene.report, scene.setup, mending, actor, scene.now, comment=wanted.comment, dimensions=dimensions)


def _who_mends(scene: _Scene) -> str:
    if mender(scene.report) is Part.PROCESSOR:
        people = scene.setup.people.values()
        return next((person.login for person in people if "processor" in person.roles), scene.report.owner)
    return scene.report.owner


_FIELDS = {Reason.COMMENT_MISSING: "/comment", Reason.COMMENT_TOO_LONG: "/comment", Reason.WRONG_PERSON: "/as"}


def _refused(scene: _Scene, wanted: ActionBody, refusal: Refusal) -> Refused:
    field = _FIELDS.get(refusal.reason)
    if field and not (field == "/as" and wanted.as_ is None):
        return unprocessable((field, refusal.text))
    state = state_of(scene.report)
    return Refused(409, f"The report is at {state}, where {wanted.action} is not possible: {refusal.text}")
