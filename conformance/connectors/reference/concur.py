"""SAP Concur as an Accounts Payable connector uses it: six calls, and a token that runs out."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import abc
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, unquote, urlencode

import log
from memory import Memory
from report import Entry, Report, Unreadable, parse, read_report
from settings import Settings
from web import Answer, Outage, Rejected, Request, Service

API = "/api/expense/expensereport"
# Every v1.1 body is in this namespace (Expense Report v1.1: Post report workflow action).
NAMESPACE = "http://www.concursolutions.com/api/expense/expensereport/2011/03"
RECALL = "Recall to Processor"
SEND_BACK = "Send Back to Employee"
# The list of v2.0 shows so many reports and is silent about the others (Get list of reports).
LIST_LENGTH = 1000

XmlFields = abc.Mapping[str, "str | XmlFields"]


class Listed(NamedTuple):
    """A report in the list: just enough to read it."""

    id: str
    path: str  # of its details


class Listing(NamedTuple):
    """One answer to a poll."""

    reports: list[Listed]
    answered_at: datetime | None  # by Concur's clock, UTC

    @property
    def may_be_cut(self) -> bool:
        """Whether there may be more reports than Concur shows at a time."""
        return len(self.reports) >= LIST_LENGTH


class Tokens(NamedTuple):
    """What a token request gives."""

    access: str
    refresh: str  # empty: the old one stays


class Concur:
    """What a connector asks of Concur. Outage, Rejected: see web.py; Unreadable: see report.py."""

    def __init__(self, service: Service, token_service: Service, settings: Settings, memory: Memory) -> None:
        self.service = service
        self._token_service = token_service
        self._settings = settings
        self._memory = memory
        self._token = ""
        self._may_refresh = True

    def reports_to_pay(self, since: str | None) -> Listing:
        """The reports that are approved and wait to be booked, changed after a time (UTC) if given."""
        terms = {"status": "PROCESSING"} | ({"modifiedafterdate": since} if since else {})
        answer = self._call("GET", f"{API}/v2.0/Reports/?{urlencode(terms, safe=':')}")
        rows = parse(answer.body).iterfind("ReportSummary")
        return Listing([self._listed(row) for row in rows], answer.date)

    def read(self, listed: Listed) -> Report:
        """The details of a report, its journal included."""
        answer = self._call("GET", listed.path)
        return read_report(parse(answer.body), key=unquote(listed.path.rpartition("/")[2]))

    def commit(self, report: Report) -> bool:
        """Post the integration status: the report becomes Paid and is locked. False: Concur says FAILURE.

        A refusal comes with HTTP 200; only the Status in the body tells (Post integration status).
        It is not repeated when the answer is lost: the second would be refused, and be misread.
        """
        path = f"{API}/v2.0/integrationstatus/report/{quote(report.id)}"
        return self._succeeded(self._call("POST", path), f"The integration status of report {report.id}")

    def give_back(self, report: Report, action: str, comment: str) -> bool:
        """Send the report back or recall it; False: Concur says FAILURE, with HTTP 200 again.

        The URL is the one in the details: it names the workflow step and changes with it.
        """
        body = _xml("WorkflowAction", {"Action": action, "Comment": comment})
        answer = self._call("POST", self.service.path_of(report.workflow_url), body)
        return self._succeeded(answer, f"{action} of report {report.id}")

    def comment_on_report(self, report: Report, comment: str) -> bool:
        """A comment on the header. An update must name the report; the name is the one it has."""
        body = _xml("Report", {"Name": report.name, "Comment": comment})
        answer = self._call("POST", f"{API}/v1.1/report/{quote(report.key, safe='$')}", body)
        return self._succeeded(answer, f"The comment on report {report.id}")

    def comment_on_entry(self, report: Report, entry: Entry, comment: str) -> bool:
        """A comment on an entry.

        An update must repeat the expense type and the amount. It repeats them as they are, the
        amount without the zeros that v2.0 pads it with, because v1.1 takes three decimals at most.
        """
        amount = format(entry.amount.normalize(), "f")
        fields = {"ExpKey": entry.type_code, "TransactionAmount": amount, "Comment": comment}
        path = f"{API}/v1.1/report/{quote(report.key, safe='$')}/entry/{quote(entry.id, safe='$')}"
        answer = self._call("POST", path, _xml("ReportEntries", {"Expense": fields}))
        return self._succeeded(answer, f"The comment on entry {entry.id} of report {report.id}")

    def refresh(self) -> None:
        """Get an access token for the refresh token; keep what we have where none is to be had.

        Tried first with the refresh token that Concur gave last time: it may rotate them.
        """
        kept, given = self._memory.refresh_token, self._settings.refresh_token
        for refresh_token in dict.fromkeys(token for token in (kept, given) if token):
            try:
                tokens = self._ask_for_token(refresh_token)
            except (Outage, Rejected) as error:
                log.say(f"No new access token: {error}")
                continue
            self._token = tokens.access
            log.hide(tokens.access)
            self._keep(tokens.refresh or refresh_token)
            return

    def _listed(self, row: ET.Element) -> Listed:
        """A ReportSummary. The URL's element has two names in Concur's own documentation."""
        report_id = (row.findtext("ReportId") or row.findtext("ReportID") or "").strip()
        if not report_id:
            raise Unreadable("a report in the list has no id")
        url = row.findtext("Report-Full-Details-Url") or row.findtext("ReportDetailsURL") or ""
        return Listed(report_id, self.service.path_of(url.strip()) or details_path(report_id))

    def _ask_for_token(self, refresh_token: str) -> Tokens:
        form = {
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        path = self._token_service.path_of(self._settings.token_url)
        # Not repeatable: had the lost answer rotated the token, this one would be refused.
        answer = self._token_service.ask(Request("POST", path, urlencode(form).encode(), headers))
        if answer.status != 200:
            raise Rejected(answer.status, answer.body)
        try:
            reply = json.loads(answer.body)
            return Tokens(str(reply["access_token"]), str(reply.get("refresh_token") or ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Outage("the answer to a token request is not JSON, or names no access token") from error

    def _keep(self, refresh_token: str) -> None:
        log.hide(refresh_token)
        if refresh_token != self._settings.refresh_token or self._memory.refresh_token:
            self._memory.keep_refresh_token(refresh_token)

    def _call(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """Ask; where the token is refused, once more with a new one.

        v1 to v3 answer 403 to a token that has expired and 401 to none at all, newer calls 401 to
        both. Either may also mean that the user lacks a role, which no new token changes: so a
        refresh that did not help is the last one of this cycle.
        """
        answer = self._send(method, path, body)
        if answer.status in {401, 403} and self._may_refresh and self._settings.token_url:
            self.refresh()
            answer = self._send(method, path, body)
            self._may_refresh = answer.status not in {401, 403}
        if answer.status >= 400:
            raise Rejected(answer.status, answer.body)
        return answer

    def _send(self, method: str, path: str, body: bytes | None) -> Answer:
        if not self._token:
            self._token = self._settings.access_token
            if self._settings.token_url:
                self.refresh()
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/xml"}
        if body is not None:
            headers["Content-Type"] = "application/xml"
        return self.service.ask(Request(method, path, body, headers, repeatable=method == "GET"))

    def _succeeded(self, answer: Answer, what: str) -> bool:
        """Whether the Status in the answer is a success: SUCCESS, at times SUCCESS!, perhaps deep inside."""
        status, message = _status_and_message(answer.body)
        if status.upper().startswith("SUCCESS"):
            return True
        log.say(f"{what} was refused: {status} {message}".rstrip())
        return False


def details_path(report_id: str) -> str:
    """Where the details of a report are that no list has shown."""
    return f"{API}/v2.0/report/{quote(report_id)}"


def _status_and_message(body: bytes) -> tuple[str, str]:
    """What an action came to. We ask for XML, but both pages also show JSON; it says the same."""
    if body.lstrip().startswith(b"{"):
        try:
            found = json.loads(body)
        except ValueError as error:
            raise Unreadable("not JSON") from error
        return str(found.get("Status") or ""), str(found.get("Message") or "")
    root = parse(body)
    return root.findtext(".//Status") or "", root.findtext(".//Message") or ""


def _xml(name: str, fields: XmlFields) -> bytes:
    """An XML body: an element with fields, one of which may have fields of its own."""
    root = ET.Element(name, {"xmlns": NAMESPACE})
    _fill(root, fields)
    return bytes(ET.tostring(root, encoding="utf-8"))


def _fill(element: ET.Element, fields: XmlFields) -> None:
    for name, value in fields.items():
        child = ET.SubElement(element, name)
        if isinstance(value, dict):
            _fill(child, value)
        else:
            # Texts of the ERP are quoted in comments; XML has no way to write control characters.
            child.text = "".join(c for c in value if c.isprintable() or c in "\n\t")
