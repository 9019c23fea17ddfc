"""How a connector's process must behave, whatever it books: end in time, with status 0, and silent on secrets.

Checked on every cycle of every case.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence

from conformance.citation import Page
from conformance.client.control import DeniedCall
from conformance.client.process import ProcessEnd
from conformance.engine.redaction import Redactor
from conformance.engine.verdict import Finding

_DRIVEN = Page("Driving a connector", "docs/driving-a-connector.md")
IN_TIME = _DRIVEN.comes_near(
    "A cycle ends in time",
    "suite.process.in-time",
    "a cycle without an end blocks the next; cycle_timeout is yours",
    "a-cycle-ends-in-time",
)
BY_ITSELF = _DRIVEN.comes_near(
    "A cycle ends by itself", "suite.process.by-itself", "a signal is no way to end a cycle", "a-cycle-ends-by-itself"
)
STARTS = _DRIVEN.comes_near(
    "The command can be run", "suite.process.starts", "it is what the manifest promises", "the-command-can-be-run"
)
EXIT_STATUS = _DRIVEN.comes_near(
    "Exit status",
    "suite.process.exit-status",
    "0 means that the cycle was done, remedial reports included; schedulers have nothing else to go by",
    "exit-status",
)
LEAVES_NOTHING = _DRIVEN.comes_near(
    "Nothing is left running",
    "suite.process.leaves-nothing",
    "what runs on would meet the next cycle at its work",
    "nothing-is-left-running",
)
ALONE = _DRIVEN.comes_near(
    "The parent is left alone",
    "suite.process.parent",
    "what starts a connector, a scheduler say, runs others as well",
    "the-parent-is-left-alone",
)
KEEPS_OUT = _DRIVEN.comes_near(
    "The control API is the suite's",
    "suite.process.keeps-out",
    "what stands under /_mock is no part of Concur or of an ERP; there a connector could read what is expected of it",
    "the-control-api-is-the-suites",
)
BEARER = Page(
    "RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage", "https://www.rfc-editor.org/rfc/rfc6750"
).says("5.3. Summary of Recommendations", "suite.process.no-secrets", "section-5.3")
PAN = Page("PCI DSS v4.0.1", "https://www.pcisecuritystandards.org/document_library/").says(
    "Requirement 3.4.1: PAN is masked when displayed", "suite.process.no-card-numbers"
)

_EXCERPT = 1500


def check_left_over_processes(number: int, end: ProcessEnd) -> Iterator[Finding]:
    """What a cycle did that no cycle may do: leave processes behind, or signal the one that runs it."""
    if end.left_over:
        yield Finding(
            "The connector left a process behind",
            "when the process of a cycle has ended, nothing that it started runs on",
            LEAVES_NOTHING,
            f"cycle {number} ended, but there still ran: " + "; ".join(end.left_over),
        )
    if end.sent and not end.killed_supervisor:
        yield _attack(number, end)


def printed_secrets(number: int, stream: str, text: str, redactor: Redactor) -> Iterator[Finding]:
    """What a cycle printed on a stream, "stdout" or "stderr", that nobody may read in a log."""
    if redactor.secret_in(text):
        yield Finding(
            f"The connector prints a secret on {stream}",
            "tokens, the client secret and the API key are never printed",
            BEARER,
            f"cycle {number}, {stream}: {_around(text, redactor)}",
        )
    if card := redactor.card_in(text):
        yield Finding(
            f"The connector prints a full card number on {stream}",
            "at most the first six and the last four digits of a card number are shown",
            PAN,
            f"cycle {number}, {stream}: the whole of a card number that ends in {card[-4:]}",
        )


def control_api_calls(calls: Sequence[DeniedCall]) -> Finding:
    """That a connector asked the control API, which was refused."""
    asked = [f"{call.method} {call.path}" for call in calls]
    more = f" and {len(asked) - 5} more" if len(asked) > 5 else ""
    return Finding(
        "The connector calls the control API",
        "a connector calls the APIs of Concur and of the ERP only",
        KEEPS_OUT,
        f"refused with 401: {', '.join(asked[:5])}{more}",
    )


def check_broken_off(number: int, end: ProcessEnd, requests: tuple[int, ...] = ()) -> Finding | None:
    """Why a cycle did not come to an end of its own, if it did not; `requests` were its last ones."""
    if end.killed_supervisor:
        return _attack(number, end, requests)
    if end.cannot_start is not None:
        title, expected, where, seen = "cannot be started", "the manifest's command runs", STARTS, end.cannot_start
    elif end.hung:
        title, expected, where = "hung", "a cycle ends within cycle_timeout", IN_TIME
        seen = f"cycle {number} did not end in time, and was killed after {end.duration:.1f} s in all\n{output(end)}"
    elif end.exit_code is not None and end.exit_code < 0:
        title, expected, where = "crashed", "a cycle ends by itself", BY_ITSELF
        seen = f"cycle {number} was ended by signal {-end.exit_code}\n{output(end)}"
    else:
        return None
    return Finding(f"The connector {title}", expected, where, seen, requests)


def _attack(number: int, end: ProcessEnd, requests: tuple[int, ...] = ()) -> Finding:
    """That a connector signals or kills the process that runs it."""
    sent = ", ".join(signal.Signals(each).name for each in dict.fromkeys(end.sent))
    killed = "; that process was killed by it" if end.killed_supervisor else ""
    return Finding(
        "The connector signals the process that runs it",
        "a connector leaves the process that started it alone: a scheduler there runs others as well",
        ALONE,
        f"cycle {number} sent {sent}{killed}\n{output(end)}",
        requests,
    )


def exit_status(number: int, end: ProcessEnd, requests: tuple[int, ...] = ()) -> Finding:
    """That a cycle ended with a status other than 0; `requests` were its last ones."""
    return Finding(
        f"The connector ended with status {end.exit_code}",
        "a cycle that could be done ends with status 0, reports sent back included",
        EXIT_STATUS,
        f"cycle {number} ended with status {end.exit_code}\n{output(end)}",
        requests,
    )


def output(end: ProcessEnd) -> str:
    """What the connector printed last."""
    parts = [
        f"{name}: {_end_of(text)}" for name, text in (("stderr", end.stderr), ("stdout", end.stdout)) if text.strip()
    ]
    return "\n".join(parts) or "it printed nothing"


def _around(text: str, redactor: Redactor) -> str:
    line = next((line for line in text.splitlines() if redactor.secret_in(line)), text)
    return redactor.mask(line)[:300]


def _end_of(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _EXCERPT else "... " + text[-_EXCERPT:]
