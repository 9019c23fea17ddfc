"""Places for requests that only wait: so many, and no more of them for one company than would leave others none."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from mockkit.faults import Crowded


class WaitSlots:
    """Who waits. ``max_of_one`` are the places that one may have, ``most`` those that there are."""

    def __init__(self, max_of_one: int, most: int) -> None:
        self._max_of_one, self._most = max_of_one, most
        self._waiting: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def occupy(self, who: str) -> Iterator[None]:
        """Have a place until the block ends. Raises Crowded where there is none."""
        with self._lock:
            if self._waiting[who] >= self._max_of_one or self._waiting.total() >= self._most:
                raise Crowded(who)
            self._waiting[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting[who] -= 1
                if not self._waiting[who]:
                    del self._waiting[who]
