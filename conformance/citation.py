"""Where an expectation is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["documented", "observed", "assumed"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where an expectation is written.

    `document` and `section` are a vendor's page and heading, never a file of ours. `kind` says what
    the expectation rests on: *documented* there, *observed* in a recorded reply, or *assumed* (our
    choice; `note` says why).
    """

    document: str
    section: str
    kind: Kind = "documented"
    note: str = ""

    def __str__(self) -> str:
        """`document, "section" (kind)`."""
        return f'{self.document}, "{self.section}" ({self.kind})'
