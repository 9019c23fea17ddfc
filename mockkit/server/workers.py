"""Threads that work off what is queued: light work before heavy, and never all of them on heavy work.

waitress calls this a task dispatcher; it hands over whole requests.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Protocol

log = logging.getLogger(__name__)


class Task(Protocol):
    """One piece of work."""

    @property
    def heavy(self) -> bool:
        """Whether it may take so long that others should not wait for it; asked when it is queued."""

    def service(self) -> None:
        """Do it."""

    def cancel(self) -> None:
        """Let it be, because everything ends."""


class Workers:
    """So many threads, of which at most ``max_heavy`` are at heavy work at a time."""

    def __init__(self, threads: int, max_heavy: int) -> None:
        self._lock = threading.Lock()
        self._queued = threading.Condition(self._lock)
        self._ended = threading.Condition(self._lock)
        self._light: deque[Task] = deque()
        self._heavy: deque[Task] = deque()
        self._max_heavy = max_heavy
        self._at_heavy_work = 0
        self._running = 0
        self._wanted = 0
        with self._lock:
            self._want(threads)

    def add_task(self, task: Task) -> None:
        """Queue work."""
        with self._lock:
            (self._heavy if task.heavy else self._light).append(task)
            self._queued.notify()

    @contextlib.contextmanager
    def stand_in(self) -> Iterator[None]:
        """Have one thread more while the caller's own only waits."""
        with self._lock:
            self._want(self._wanted + 1)
        try:
            yield
        finally:
            with self._lock:
                self._want(self._wanted - 1)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        """End the threads, waiting up to ``timeout`` seconds for those that are at work."""
        end = time.monotonic() + timeout
        with self._lock:
            self._want(0)
            self._ended.wait_for(lambda: not self._running, max(0.0, end - time.monotonic()))
            pending = [*self._light, *self._heavy] if cancel_pending else []
            for task in pending:
                task.cancel()

    def _want(self, threads: int) -> None:
        self._wanted = threads
        while self._running < threads:
            self._running += 1
            threading.Thread(target=self._work, daemon=True, name="worker").start()
        self._queued.notify_all() if threads == 0 else self._queued.notify()

    def _work(self) -> None:
        while (taken := self._await_task()) is not None:
            task, heavy = taken
            try:
                task.service()
            except BaseException:
                log.exception("a request was left unanswered")
            finally:
                if heavy:
                    self._end_heavy()

    def _await_task(self) -> tuple[Task, bool] | None:
        """The next task, and whether it is heavy; None when there are more threads than are wanted."""
        with self._lock:
            while True:
                if self._running > self._wanted:
                    self._running -= 1
                    self._ended.notify()
                    return None
                # One at heavy work always, so that it is never put off for ever; more only when nothing else is to do.
                max_heavy = self._max_heavy if not self._light else 1
                if self._heavy and self._at_heavy_work < max_heavy:
                    self._at_heavy_work += 1
                    return self._heavy.popleft(), True
                if self._light:
                    return self._light.popleft(), False
                self._queued.wait()

    def _end_heavy(self) -> None:
        with self._lock:
            self._at_heavy_work -= 1
            if self._heavy:
                self._queued.notify()
