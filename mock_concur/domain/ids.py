"""What the domain asks of a maker of ids: that it never makes the same one twice."""

from __future__ import annotations

from typing import Protocol


class IdMaker(Protocol):
    """Makes the kinds of ids that reports bear; ``mockkit.ids.Ids`` is one."""

    def hex(self, length: int = 20) -> str:
        """Upper-case hexadecimal digits, as of report ids."""

    def protected(self, prefix: str = "n") -> str:
        """An id like the encrypted ones in URLs."""

    def number(self) -> int:
        """A running number."""
