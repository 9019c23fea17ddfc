"""Which known name may be meant by one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

MAX_COMPARED, MAX_COMPARED_LENGTH, MAX_KNOWN = 30, 60, 500
"""How many names of one body are compared with those known, how long they may be, and with how many: it is slow."""
MAX_LISTED = 8


class Suggestions:
    """Which of the known names may be meant by one that is not known. Only the first few names are compared."""

    def __init__(self) -> None:
        self._compared: dict[tuple[str, tuple[str, ...]], list[str]] = {}

    def near(self, given: object, known: Sequence[str]) -> list[str]:
        """The known names that are like the given one, the likest first."""
        if not isinstance(given, str) or len(given) > MAX_COMPARED_LENGTH:
            return []
        among = tuple(known[:MAX_KNOWN])
        near = self._compared.get((given, among))
        if near is None:
            if len(self._compared) >= MAX_COMPARED:
                return []
            near = self._compared[given, among] = _near(given, among)
        return near

    def listed(self, given: object, known: Iterable[str]) -> str:
        """The known names as a text, the likest first; of many only the first few."""
        among = list(dict.fromkeys(known))
        near = self.near(given, among)
        rest = [name for name in among if name not in near]
        shown = [*near, *rest][:MAX_LISTED]
        more = len(among) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "") if among else "none"


def _near(given: str, known: tuple[str, ...]) -> list[str]:
    as_given = {name.casefold(): name for name in reversed(known)}
    return [as_given[name] for name in difflib.get_close_matches(given.casefold(), as_given, n=3)]
