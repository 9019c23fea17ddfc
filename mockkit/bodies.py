"""Answers, kept under a key that holds the version of what they show."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from typing import Generic, TypeVar

Body = TypeVar("Body", bound=Sized)


class Bodies(Generic[Body]):
    """A bounded store of bodies by key, the least recently used going first; safe under threads.

    Nothing is ever taken out because it changed: a change raises a version, and the version is in the key.
    """

    def __init__(self, most_bytes: int = 64 * 1024 * 1024, weigh: Callable[[Body], int] = len) -> None:
        self._most = most_bytes
        self._weigh = weigh
        self._held = 0
        self._bodies: OrderedDict[Hashable, Body] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Body | None:
        """The body kept under the key, or None."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def keep(self, key: Hashable, body: Body) -> Body:
        """Keep the body, and hand it back."""
        with self._lock:
            before = self._bodies.pop(key, None)
            self._held += self._weigh(body) - (0 if before is None else self._weigh(before))
            self._bodies[key] = body
            while self._held > self._most:
                self._held -= self._weigh(self._bodies.popitem(last=False)[1])
        return body
