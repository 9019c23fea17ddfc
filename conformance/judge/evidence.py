"""Which requests show what: the traffic about a report or a bill."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conformance.client.exchange import Exchange
    from conformance.judge.expected import JsonObject

_COMMIT = "*/v2.0/integrationstatus/report/*"
_ACTION = "*/v1.1/report/*/workflowaction"
_REPORT_ID = re.compile(r"""ReportID(?:>|"\s*:\s*")([^<"]+)""")
_REMARK = re.compile(r"/v1\.1/report/[^/]+(/entry/[^/]+)?/?$", re.IGNORECASE)


def commits(traffic: Iterable[Exchange]) -> list[Exchange]:
    """The requests that post an integration status."""
    return [each for each in traffic if each.matches("concur", "POST", _COMMIT)]


def actions(traffic: Iterable[Exchange]) -> list[Exchange]:
    """The requests that post a workflow action."""
    return [each for each in traffic if each.matches("concur", "POST", _ACTION)]


def remarks(traffic: Iterable[Exchange]) -> list[Exchange]:
    """The requests that post a report header or an expense entry, which is how comments are made."""
    return [each for each in traffic if each.matches("concur", "POST") and _REMARK.search(each.path)]


def details(traffic: Iterable[Exchange]) -> list[Exchange]:
    """The requests that read a report's details."""
    return [each for each in traffic if each.matches("concur", "GET", "*/v2.0/report/*")]


def polls(traffic: Iterable[Exchange]) -> list[Exchange]:
    """The requests that ask for the list of reports."""
    return [each for each in traffic if each.matches("concur", "GET", "*/v2.0/reports*")]


def new_bills(traffic: Iterable[Exchange]) -> list[Exchange]:
    """The requests that create a bill."""
    return [each for each in traffic if each.matches("erp", "POST") and each.path.rstrip("/").endswith("/bills")]


def about(traffic: Sequence[Exchange], states: Iterable[JsonObject]) -> list[Exchange]:
    """The requests that name a report, in their path or their body, by its id or by a step of its."""
    names = {unquote(str(state[key])) for state in states for key in ("id", "step_id") if state.get(key)}
    names |= {alias for alias, report_id in aliases(traffic).items() if report_id in names}
    return [each for each in traffic if _names_any(each, names)]


def aliases(traffic: Iterable[Exchange]) -> dict[str, str]:
    """The report id behind each id under which details were asked for: Concur encrypts the one in its URLs."""
    found = {}
    for each in details(traffic):
        reported = _REPORT_ID.search(each.response_body or "")
        if reported:
            found[last_segment(each)] = reported.group(1)
    return found


def last_segment(each: Exchange) -> str:
    """The last segment of a request's path, decoded."""
    return unquote(each.path.rstrip("/").rpartition("/")[2])


def _names_any(each: Exchange, names: Iterable[str]) -> bool:
    text = f"{unquote(each.path)} {each.request_body or ''}"
    return any(name in text for name in names)


def numbers(traffic: Iterable[Exchange], limit: int = 8) -> tuple[int, ...]:
    """Sequence numbers for a finding: the last few, in order."""
    return tuple(each.seq for each in traffic)[-limit:]


def telling_requests(traffic: Sequence[Exchange], states: Iterable[JsonObject]) -> tuple[int, ...]:
    """The numbers of the requests that best show what was done to a report.

    What changed something comes before what only read it; where nothing names the report, the polls do.
    """
    found = about(traffic, states)
    changing = [each for each in found if each.method != "GET"]
    return numbers(changing or found or polls(traffic))
