"""What must not be shown of a case, and what a connector has written made fit to be shown.

Whatever a connector prints, sends or is called goes through `Redactor.redact` before it leaves the case: into the
console, JUnit, results and evidence alike.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, quote_plus

MASK = "\N{BULLET}" * 8

_MIN_LENGTH = 4
"""A secret with fewer characters would be found in any text."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it (ECMA-48's C0 and C1 but for tab and line feed), and what reorders or
breaks lines (Unicode's bidirectional controls, line and paragraph separators)."""


@dataclass(frozen=True)
class Redactor:
    """Everything of a company that nobody may read in a log: its secrets and its people's card numbers.

    `secrets` are values: tokens, the client secret, the API key. `basic` are pairs that HTTP's Basic
    authentication joins. `cards` are the digits of whole card numbers.
    """

    secrets: Sequence[str]
    cards: Sequence[str] = ()
    basic: Sequence[tuple[str, str]] = ()

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        """The secrets in every form in which they travel, the longest first, lest a part be masked and a rest stay."""
        plain = {secret for secret in self.secrets if len(secret) >= _MIN_LENGTH}
        joined = {b64encode(f"{name}:{secret}".encode()).decode().rstrip("=") for name, secret in self.basic if secret}
        encoded = {form(secret, safe="") for secret in plain | joined for form in (quote, quote_plus)}
        return tuple(sorted(plain | joined | encoded, key=lambda secret: (-len(secret), secret)))

    @cached_property
    def _cards(self) -> re.Pattern[str] | None:
        """The card numbers, plain or in groups."""
        numbers = [r"[ -]?".join(number) for number in self.cards if number]
        return re.compile(rf"(?<![0-9])(?:{'|'.join(numbers)})(?![0-9])") if numbers else None

    def secret_in(self, text: str) -> bool:
        """Whether a secret stands in the text."""
        return any(secret in text for secret in self._secrets)

    def card_in(self, text: str) -> str | None:
        """The first whole card number in the text."""
        found = self._cards.search(text) if self._cards else None
        return found and found.group()

    def mask(self, text: str) -> str:
        """The text without the secrets, and without all but the last four digits of card numbers."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return self._cards.sub(lambda found: MASK + found.group()[-4:], text) if self._cards else text

    def redact(self, text: str) -> str:
        """The text fit to be shown: masked, and with nothing in it that a terminal would obey."""
        return printable(self.mask(text))


def printable(text: str) -> str:
    """The text with control characters written out, as in ``\\x1b[2J``; tabs and line feeds stay."""
    return _CONTROLS.sub(lambda found: _written_out(ord(found.group())), text.replace("\r\n", "\n"))


def _written_out(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
