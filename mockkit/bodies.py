"""Rendered bodies, kept under a key that holds the version of what they show."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable


class Bodies:
    """A bounded store of bytes by key, the least recently used going first; safe under threads.

    Nothing is ever taken out because it changed: a change raises a version, and the version is in the key.
    """

    def __init__(self, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._most = most_bytes
        self._held = 0
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """The body kept under the key, or None."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def keep(self, key: Hashable, body: bytes) -> bytes:
        """Keep the body, and hand it back."""
        with self._lock:
            self._held += len(body) - len(self._bodies.get(key, b""))
            self._bodies[key] = body
            self._bodies.move_to_end(key)
            while self._held > self._most:
                self._held -= len(self._bodies.popitem(last=False)[1])
        return body
