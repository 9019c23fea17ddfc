"""A scenario that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable

from harness_input.validation import FieldError, ValidationFailed
from harness_input.yaml_source import PlacedError


class InvalidScenario(ValidationFailed):
    """Every error of a scenario that was found; ``file`` is where it came from, if it was one."""

    def __init__(self, errors: Iterable[FieldError], file: str = "") -> None:
        super().__init__(errors)
        self.file = file

    def lines(self) -> list[str]:
        """One line an error: ``file:line:column: field: what is wrong``, without a place where there is no file."""
        return [error.as_line(self.file) if isinstance(error, PlacedError) else str(error) for error in self.errors]

    def __str__(self) -> str:
        return "\n".join(self.lines())
