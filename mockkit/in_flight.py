"""What this process is working on just now."""

from __future__ import annotations

import threading


class InFlight:
    """Names that are in use just now, in this process; safe under threads."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    def enter(self, name: str) -> bool:
        """Take a name; False when somebody has it."""
        with self._lock:
            if name in self._names:
                return False
            self._names.add(name)
            return True

    def leave(self, name: str) -> None:
        """Give a name back."""
        with self._lock:
            self._names.discard(name)
