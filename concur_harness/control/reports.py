"""Reports over the control API: looked at, added, and acted upon as a person does."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Literal

import msgspec
from flask import Blueprint, request
from werkzeug.wrappers import Response

from concur_harness.companies.company_access import connector_mapping
from concur_harness.control.company_transactions import CompanyTransactions
from concur_harness.control.read_model import report_as_json
from concur_harness.control.responses import (
    ControlError,
    body,
    json_response,
    number,
    read,
    refused_fields,
    unprocessable,
)
from concur_harness.scenarios.company_setup import ConcurCompany
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.report_history import build_added_reports
from harness_input import validation
from mock_concur.application import directory, people, reports
from mock_concur.application.directory import PersonUnknown
from mock_concur.application.people import PersonAction
from mock_concur.application.reports import ReportUnknown
from mock_concur.application.work import UnitOfWork, Work
from mock_concur.domain.errors import FieldError, Reason, Refusal
from mock_concur.domain.mending import MendChange, Mending
from mock_concur.domain.model import CustomField, Report
from mock_concur.domain.workflow import state_of
from mockkit import companies
from mockkit.database.paging import Page

DEFAULT_REPORTS, MAX_REPORTS = 100, 1000
"""How many reports one answer lists: where nothing else is asked for, and at most."""
MAX_TRIES = 20
"""How often reports are made anew because somebody else has changed the company meanwhile."""

MAX_SUGGESTED = 20
"""So many people are named to whoever names one that is not there."""

ActionName = Literal[PersonAction, "mend"]


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


class ActionBody(msgspec.Struct, forbid_unknown_fields=True, rename={"as_": "as"}):
    """What a person does to a report. ``changes`` and ``replace`` are for mending only."""

    action: ActionName
    as_: str | None = None
    comment: str = ""
    changes: list[ChangeBody] = []
    replace: dict[str, dict[str, str]] = {}

    def inconsistencies(self) -> Iterator[validation.FieldError]:
        """What is mended is said, and only then."""
        if self.action == "mend" and not (self.changes or self.replace):
            yield validation.FieldError(("changes",), "is required by mend, or replace", "missing")
        if self.action != "mend" and (self.changes or self.replace):
            yield validation.FieldError(("action",), "must be mend where changes or replace are given")


class Reports:
    """The routes of reports."""

    def __init__(self, transactions: CompanyTransactions) -> None:
        self._transactions = transactions

    def routes(self, blueprint: Blueprint) -> None:
        """Register the routes."""
        blueprint.get("/companies/<company_id>/reports")(self.list_reports)
        blueprint.post("/companies/<company_id>/reports")(self.add_report)
        blueprint.get("/companies/<company_id>/reports/<report_id>")(self.show_report)
        blueprint.post("/companies/<company_id>/reports/<report_id>/actions")(self.act_on_report)

    def list_reports(self, company_id: str) -> Response:
        """The reports of a company, in the order of their last change."""
        limit = number("limit", DEFAULT_REPORTS, 1, MAX_REPORTS)
        after = request.args.get("after")
        with self._transactions.read_company(company_id) as (connection, company):
            work = UnitOfWork.on(connection, company)
            setup = reports.setup_of(work)
            try:
                page, more = reports.list_reports(work, after=after, limit=limit)
            except ReportUnknown:
                raise unprocessable(("after", f"there is no report {after!r}")) from None
            owners = directory.people_of(work, {report.owner for report in page})
        path = f"/_mock/companies/{company_id}/reports?limit={limit}&after={page[-1].id}" if more else None
        items = [report_as_json(report, owners[report.owner], setup) for report in page]
        return json_response({"items": items, "next": path and request.host_url.rstrip("/") + path})

    def show_report(self, company_id: str, report_id: str) -> Response:
        """A report, by either of its ids."""
        with self._transactions.read_company(company_id) as (connection, company):
            work = UnitOfWork.on(connection, company)
            report, setup = _report(work, report_id), reports.setup_of(work)
            owner = directory.owner_of(work, report)
        return json_response(report_as_json(report, owner, setup))

    def add_report(self, company_id: str) -> Response:
        """Another report, in the scenario's own form; copies are all made, and the last one is shown."""
        given = body()
        from concur_harness.scenarios.consistency import logins_in
        from concur_harness.scenarios.reading import report_from_object

        logins = set(logins_in(given))
        for _ in range(MAX_TRIES):
            with self._transactions.read_company(company_id) as (connection, company):
                making = UnitOfWork.on(connection, company)
                concur = _company_around(making, logins)
            try:
                form = report_from_object(given, concur, making.now)
                made = build_added_reports(form, concur, making.ids, making.now)
            except InvalidScenario as refused:
                raise refused_fields(refused) from None
            with self._transactions.change_company(company_id) as (connection, current):
                work = replace(making, connection=connection, company=current)
                # Nobody else has taken its ids meanwhile, or changed what it was made with.
                is_same = current.version == company.version or _company_around(work, logins) == concur
                if is_same and current.id_counter == company.id_counter:
                    reports.add_reports(work, made)
                    companies.save_ids(connection, company.id, making.ids)
                    break
        else:
            raise ControlError(503, "The company is being changed all the time.")
        last = report_as_json(made[-1], concur.people[form.owner], concur.setup)
        return json_response(last, 201, {"Location": f"/_mock/companies/{company_id}/reports/{last['id']}"})

    def act_on_report(self, company_id: str, report_id: str) -> Response:
        """Act on a report as a person."""
        wanted = read(ActionBody)
        with self._transactions.work_on_company(company_id) as work:
            setup = reports.setup_of(work)
            changed = _perform(work, _report(work, report_id), wanted)
            owner = directory.owner_of(work, changed)
        return json_response(report_as_json(changed, owner, setup))


def _company_around(work: Work, logins: Set[str]) -> ConcurCompany:
    """The company as far as a report that names these people has to do with it, and where it names somebody who is
    not there, a few people to suggest.
    """
    known = directory.people_around(work, logins)
    if not known.keys() >= logins:
        suggested, _ = directory.page_of_people(work, Page(limit=MAX_SUGGESTED))
        known = {person.login: person for person in suggested} | known
    return ConcurCompany(reports.setup_of(work), known)


def _report(work: Work, report_id: str) -> Report:
    try:
        return reports.report_of(work, report_id)
    except ReportUnknown:
        raise ControlError(404, f"There is no report {report_id!r} in this company.") from None


def _perform(work: Work, report: Report, wanted: ActionBody) -> Report:
    try:
        if wanted.action != "mend":
            return people.act_as_person(work, report, wanted.action, wanted.as_, comment=wanted.comment)
        mending = Mending(changes=tuple(each.change() for each in wanted.changes), replace=wanted.replace)
        dimensions = connector_mapping(work.connection, work.company)["dimensions"]
        return people.mend_as_person(work, report, mending, wanted.as_, comment=wanted.comment, dimensions=dimensions)
    except PersonUnknown:
        raise unprocessable(("/as", f"nobody has the login {wanted.as_}")) from None
    except Refusal as refusal:
        raise _conflict(report, wanted, refusal) from None
    except FieldError as error:
        raise unprocessable(("/" + "/".join(str(part) for part in error.path), error.message)) from None


_FIELDS = {Reason.COMMENT_MISSING: "/comment", Reason.COMMENT_TOO_LONG: "/comment", Reason.WRONG_PERSON: "/as"}


def _conflict(report: Report, wanted: ActionBody, refusal: Refusal) -> ControlError:
    field = _FIELDS.get(refusal.reason)
    if field and not (field == "/as" and wanted.as_ is None):
        return unprocessable((field, refusal.text))
    return ControlError(
        409, f"The report is at {state_of(report)}, where {wanted.action} is not possible: {refusal.text}"
    )
