"""The query of the v2.0 list of reports, parsed at the edge.

*Documented*: "Reports v2", Parameters. *Observed*: names are compared without case. What
the page does not name is ignored, as the service's own samples spell some names in three ways; an empty value counts as
left out, and the first of several counts (*assumed*).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mock_concur.api.common.answers import ApiError
from mock_concur.api.common.formats import moment_of
from mock_concur.domain.listing import ListQuery
from mock_concur.domain.setup import Person, Setup
from mock_concur.domain.statuses import UNSUBMITTED, Approval, Payment
from mockkit.money import is_currency

STATUSES: Mapping[str, Mapping[str, frozenset[str]]] = {
    # "Unsubmitted and unpaid" is read as "not paid yet", as the v1.1 view of the same name is.
    "ACTIVE": {"payment_not": frozenset({Payment.PAID.value})},
    # After a recall or a send-back a report is unsubmitted again, under another code.
    "UNSUBMITTED": {"approval": frozenset(status.value for status in UNSUBMITTED)},
    "PENDING": {"approval": frozenset({Approval.PENDING.value})},
    "ACCOUNTINGREVIEW": {"approval": frozenset({Approval.ACCOUNTING.value})},
    # Documented as "Final Approval" and "Unpaid"; P_PROC, because only that can then be integrated (assumed).
    "PROCESSING": {
        "approval": frozenset({Approval.APPROVED.value}),
        "payment": frozenset({Payment.PROCESSING.value}),
    },
    "INTEGRATED": {"payment": frozenset({Payment.PAID.value})},
    "PENDINGEXTERNALVALIDATION": {"approval": frozenset({Approval.EXTERNAL_VALIDATION.value})},
    "PAYMENTCONFIRMED": {"payment": frozenset({Payment.CONFIRMED.value})},
}
"""What each value of Status stands for, as fields of the store's query."""

DEFAULT_STATUS = "ACTIVE"
"""*Documented*: what a Web Services Administrator gets who names no status."""

REIMBURSEMENT_METHODS = ("ADPPAY", "APCHECK", "CNQRPAY", "PMTSERV")

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """What of the company a parameter may name: its types, and its people by login, however that is written."""

    setup: Setup
    person_of_login: Callable[[str], Person | None]


def list_query(arguments: Mapping[str, str], known: Known, *, administrator: bool) -> ListQuery:
    """What the store is asked for.

    ``administrator`` says whether the caller is a Web Services Administrator: only they may name a status
    (*documented*). A job key or batch id asks for its reports whatever their status, so that one named beside it is
    ignored. Raises :class:`ApiError` (400, for a status 401) with a message that names the parameter.
    """
    given = _named(arguments)
    asked: dict[str, Any] = {}
    for name, (parameter, parse) in PARAMETERS.items():
        value = given.get(name)
        if value:
            asked.update(parse(parameter, value, known))
    if "status" in given and not administrator:
        raise ApiError(401, "Status: only a Web Services Administrator may ask for reports by status.")
    if "job_run_key" not in asked:
        asked.update(_status("Status", given.get("status", DEFAULT_STATUS), known))
    return ListQuery(**asked)


def _named(arguments: Mapping[str, str]) -> dict[str, str]:
    """The parameters by name without case; the documented names "Job Key" and "Report Country" have a blank."""
    named: dict[str, str] = {}
    for name, value in arguments.items():
        # No database holds a NUL, so a text with one must match nothing rather than fail there.
        named.setdefault(name.lower().replace(" ", ""), value.strip().replace("\0", "\ufffd"))
    return {name: value for name, value in named.items() if value}


Parsed = dict[str, Any]
Parse = Callable[[str, str, Known], Parsed]


def _status(name: str, value: str, _known: Known) -> Parsed:
    predicate = STATUSES.get(value.upper())
    if predicate is None:
        raise ApiError(400, f"{name}: {_shown(value)} is not one of {', '.join(STATUSES)}.")
    return dict(predicate)


def _after(name: str, value: str, _known: Known) -> Parsed:
    return {"modified_after": _moment(name, value)}


def _before(name: str, value: str, _known: Known) -> Parsed:
    return {"modified_before": _moment(name, value)}


def _moment(name: str, value: str) -> datetime:
    found = moment_of(value)
    if found is None:
        raise ApiError(400, f"{name}: {_shown(value)} is not a date of the form YYYY-MM-DD[Thh:mm:ss].")
    return found


def _attendees(name: str, value: str, _known: Known) -> Parsed:
    if value.lower() != "true":
        raise ApiError(400, f"{name}: {_shown(value)} is not supported; only true is.")
    return {"has_attendees": True}


def _payment_type(name: str, value: str, known: Known) -> Parsed:
    kind = next((kind for kind in known.setup.payment_types.values() if kind.id == value), None)
    if kind is None:
        raise ApiError(400, f"{name}: {_shown(value)} is not the id of a payment type of this company.")
    return {"payment_type": kind.name}


def _currency(name: str, value: str, _known: Known) -> Parsed:
    if not is_currency(value.upper()):
        raise ApiError(400, f"{name}: {_shown(value)} is not the code of a currency (ISO 4217).")
    return {"currency": value.upper()}


def _country(name: str, value: str, _known: Known) -> Parsed:
    if not _COUNTRY.fullmatch(value.upper()):
        raise ApiError(400, f"{name}: {_shown(value)} is not a country code of two letters (ISO 3166-1).")
    return {"country": value.upper()}


def _reimbursement(name: str, value: str, _known: Known) -> Parsed:
    if value.upper() not in REIMBURSEMENT_METHODS:
        raise ApiError(400, f"{name}: {_shown(value)} is not one of {', '.join(REIMBURSEMENT_METHODS)}.")
    return {"reimbursement": value.upper()}


def _owner(name: str, value: str, known: Known) -> Parsed:
    owner = known.person_of_login(value)
    if owner is None:
        raise ApiError(400, f"{name}: {_shown(value)} is not the login of a user of this company.")
    return {"owner": owner.login}


def _job(_name: str, value: str, _known: Known) -> Parsed:
    return {"job_run_key": value}


def _shown(value: str) -> str:
    """A refused value as a message quotes it: not at any length."""
    return repr(value if len(value) <= 40 else f"{value[:40]}…")


PARAMETERS: Mapping[str, tuple[str, Parse]] = {
    "hasattendees": ("HasAttendees", _attendees),
    "paymenttypeid": ("PaymentTypeID", _payment_type),
    "reportcurrency": ("ReportCurrency", _currency),
    "reimbursementmethod": ("ReimbursementMethod", _reimbursement),
    "reportcountry": ("ReportCountry", _country),
    "loginid": ("LoginID", _owner),
    "modifiedafterdate": ("ModifiedAfterDate", _after),
    "modifiedbeforedate": ("ModifiedBeforeDate", _before),
    "batchid": ("BatchID", _job),
    "jobkey": ("JobKey", _job),
}
"""Beside Status, by name without case: how messages name the parameter, and how it is parsed."""
