"""Values that are kept in memory as long as there is room, the least recently used going first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

MAX_BYTES = 64 * 1024 * 1024
"""What a cache of rendered answers may hold where nothing else is said."""


class LruCache(Generic[Value]):
    """A bounded store of values by key; safe under threads.

    ``most`` is what all values may weigh together, ``weigh`` what one does: without it each weighs one, so that
    ``most`` is how many there may be. Nothing is ever taken out because it changed: a change raises a version, and the
    version is in the key.
    """

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value under the key, or None."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep the value, and hand it back."""
        with self._lock:
            before = self._values.pop(key, None)
            self._weight += self._weigh(value) - (0 if before is None else self._weigh(before))
            self._values[key] = value
            while self._weight > self._most:
                self._weight -= self._weigh(self._values.popitem(last=False)[1])
        return value
