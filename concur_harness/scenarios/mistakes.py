"""What is wrong with a scenario: each mistake with the field, and the line where there is a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where something stands in a scenario, e.g. ``("reports", 0, "entries", 1, "amount")``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong; ``line`` counts from 1, and is None where there is no file."""

    path: Path
    message: str
    line: int | None = None

    @property
    def field(self) -> str:
        """The path as people read it, e.g. ``reports[0].entries[1].amount``."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).removeprefix(".")

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901), e.g. ``/reports/0/entries/1/amount``."""
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.path else self.message


class ScenarioRefused(ValueError):
    """A scenario that cannot be used: every mistake that was found, and the file, if it was one."""

    def __init__(self, mistakes: Iterable[Mistake], file: str = "") -> None:
        self.mistakes = tuple(mistakes)
        self.file = file
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a mistake: ``file:line: field: what is wrong``."""
        return [f"{self._place(mistake)}{mistake}" for mistake in self.mistakes]

    def _place(self, mistake: Mistake) -> str:
        if not self.file:
            return ""
        return f"{self.file}: " if mistake.line is None else f"{self.file}:{mistake.line}: "
