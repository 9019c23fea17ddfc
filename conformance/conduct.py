"""How a connector's process must behave, whatever it books: end in time, with status 0, and silent on secrets.

Checked after every cycle of every case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conformance.citation import Reference
from conformance.process import ProcessEnd
from conformance.verdict import Finding

_DRIVEN = "Driving a connector"
IN_TIME = Reference(
    _DRIVEN, "A cycle ends in time", "assumed", "a cycle without an end blocks the next; cycle_timeout is yours"
)
BY_ITSELF = Reference(_DRIVEN, "A cycle ends by itself", "assumed", "a signal is no way to end a cycle")
STARTS = Reference(_DRIVEN, "The command can be run", "assumed", "it is what the manifest promises")
EXIT_STATUS = Reference(
    _DRIVEN,
    "Exit status",
    "assumed",
    "0 means that the cycle was done, remedial reports included; schedulers have nothing else to go by",
)
LEAVES_NOTHING = Reference(
    _DRIVEN, "Nothing is left running", "assumed", "what runs on would meet the next cycle at its work"
)
BEARER = Reference(
    "RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage", "5.3. Summary of Recommendations"
)
PAN = Reference("PCI DSS v4.0.1", "Requirement 3.4.1: PAN is masked when displayed")

_MASK = "•" * 8
_CARD = re.compile(
    r"(?<![0-9A-Za-z])[2-6]\d{12,18}(?![0-9A-Za-z])|(?<![0-9A-Za-z])[2-6]\d{3}(?:[ -]\d{4}){3}(?![0-9A-Za-z])"
)
_EXCERPT = 1500


def after_cycle(number: int, end: ProcessEnd, secrets: Sequence[str]) -> Iterator[Finding]:
    """What a cycle did that no cycle may do: leave processes behind, or print what is secret."""
    if end.left_over:
        yield Finding(
            "The connector left a process behind",
            "when the process of a cycle has ended, nothing that it started runs on",
            LEAVES_NOTHING,
            f"cycle {number} ended, but there still ran: " + "; ".join(end.left_over),
        )
    for stream, text in (("stdout", end.stdout), ("stderr", end.stderr)):
        yield from _indiscretions(number, stream, text, secrets)


def broken_off(number: int, end: ProcessEnd, requests: tuple[int, ...] = ()) -> Finding | None:
    """Why a cycle did not come to an end of its own, if it did not; `requests` were its last ones."""
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


def masked(text: str, secrets: Sequence[str]) -> str:
    """The text without the secrets, and without all but the last four digits of card numbers."""
    for secret in secrets:
        text = text.replace(secret, _MASK) if secret else text
    return _CARD.sub(lambda match: _MASK + match.group()[-4:] if is_card(match.group()) else match.group(), text)


def is_card(digits: str) -> bool:
    """Whether the digits (13 to 19, spaces and dashes aside) pass the check of ISO/IEC 7812-1 (Luhn)."""
    plain = [int(digit) for digit in digits if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in plain[-2::-2]]
    return 13 <= len(plain) <= 19 and (sum(plain[-1::-2]) + sum(doubled)) % 10 == 0


def _indiscretions(number: int, stream: str, text: str, secrets: Sequence[str]) -> Iterator[Finding]:
    if any(secret in text for secret in secrets if secret):
        yield Finding(
            f"The connector prints a secret on {stream}",
            "tokens, the client secret and the API key are never printed",
            BEARER,
            f"cycle {number}, {stream}: {_around(text, secrets)}",
        )
    card = next((found for found in _CARD.findall(text) if is_card(found)), None)
    if card is not None:
        yield Finding(
            f"The connector prints a full card number on {stream}",
            "at most the first six and the last four digits of a card number are shown",
            PAN,
            f"cycle {number}, {stream}: the whole of a card number that ends in {card[-4:]}",
        )


def _around(text: str, secrets: Sequence[str]) -> str:
    line = next(line for line in text.splitlines() if any(secret in line for secret in secrets if secret))
    return masked(line, secrets)[:300]


def _end_of(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _EXCERPT else "... " + text[-_EXCERPT:]
