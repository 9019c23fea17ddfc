"""Where an expectation is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["documented", "observed", "assumed"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where an expectation is written.

    `document` and `section` are a public page and its heading, `url` its address where one is known.
    `kind` says what the expectation rests on: *documented* there, *observed* in a recorded reply, or
    *assumed* (our choice; `note` says why, and the page is the one that comes nearest). `behaviour` is the
    id of the same in the registry of behaviours, which `GET /_mock/behaviours` answers.
    """

    document: str
    section: str
    kind: Kind = "documented"
    note: str = ""
    url: str = ""
    behaviour: str = ""

    def __str__(self) -> str:
        """`document, "section" (kind)`."""
        return f'{self.document}, "{self.section}" ({self.kind})'


@dataclass(frozen=True, slots=True)
class Page:
    """A public page by its title and address, to be cited by its headings."""

    title: str
    url: str = ""

    def says(self, heading: str, behaviour: str, anchor: str = "") -> Reference:
        """What the page states; `anchor` is that of the heading."""
        return Reference(self.title, heading, "documented", "", self._at(anchor), behaviour)

    def comes_near(self, heading: str, behaviour: str, because: str, anchor: str = "") -> Reference:
        """What the page does not state, but comes nearest to; `because` is why it is expected all the same."""
        return Reference(self.title, heading, "assumed", because, self._at(anchor), behaviour)

    def _at(self, anchor: str) -> str:
        return f"{self.url}#{anchor}" if anchor and self.url else self.url
