"""The keeper: a process between the suite and the connectors that it runs, by whose death nobody else is harmed.

A program of its own, which imports nothing of ours. Whatever a connector starts has the keeper for an ancestor or,
where the system lets it adopt orphans (Linux), comes to have it for a parent: no double fork, new session or cleared
environment leads out of it. It is told over a socket what to do, one JSON object a line:

- ``{"start": {"command", "directory", "environ"}}`` with two descriptors, for standard output and standard error:
  answered by ``{"started": pid}`` or ``{"cannot": [errno, reason]}``; later, by itself, ``{"exit": status}``, negative
  where a signal ended the process;
- ``{"rest": null}``: what is still there of its processes, ``{"rest": ["command line (process 7)", ...]}``;
- ``{"end": null}``: end it all, ``{"end": signals}`` with the signals that the keeper itself has been sent meanwhile.

It ends with the socket, and everything with it.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import psutil

PR_SET_CHILD_SUBREAPER = 36
"""Linux, prctl(2): orphans among the descendants become children of this process."""

MOST_ROUNDS = 500
_HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
_CHUNK = 64 * 1024


class Keeper:
    """Runs one connector at a time, at the other end of a socket."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._received = b""
        self._descriptors: list[int] = []
        self._running: int | None = None
        self._signals: list[int] = []
        self._awake, self._wakes = os.pipe()

    def run(self) -> None:
        """Do what is asked until there is nobody left who asks."""
        self._listen_to_signals()
        while True:
            readable, _, _ = select.select([self._channel.fileno(), self._awake], [], [])
            if self._awake in readable:
                os.read(self._awake, _CHUNK)
                self._reap()
            if self._channel.fileno() in readable and not self._receive():
                self._end()
                return

    def _listen_to_signals(self) -> None:
        """No signal but KILL ends the keeper; what it is sent comes from the connector, and is told."""
        os.set_blocking(self._wakes, False)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # Handlers, which a new program does not inherit, and not SIG_IGN, which it does.
        for number in _HEARD:
            signal.signal(number, lambda number, _: self._signals.append(number))

    def _receive(self) -> bool:
        """Read from the socket and do what is asked; False at its end."""
        data, descriptors, _, _ = socket.recv_fds(self._channel, _CHUNK, 2)
        self._descriptors += descriptors
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            ((name, value),) = json.loads(line).items()
            getattr(self, f"_on_{name}")(value)
        return bool(data)

    def _on_start(self, wanted: dict[str, Any]) -> None:
        stdout, stderr = self._descriptors
        self._descriptors = []
        self._signals.clear()
        try:
            process = subprocess.Popen(  # noqa: S603 - running the user's own command is what we are for
                wanted["command"],
                cwd=wanted["directory"],
                env=wanted["environ"],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        except OSError as fault:
            self._tell(cannot=[fault.errno, fault.strerror])
        else:
            self._running, process.returncode = process.pid, 0  # it is waited for here
            self._tell(started=process.pid)
        finally:
            os.close(stdout)
            os.close(stderr)

    def _on_rest(self, _: None) -> None:
        self._tell(rest=[_in_words(each) for each in descendants(self._reap)])

    def _on_end(self, _: None) -> None:
        self._end()
        self._tell(end=self._signals)

    def _tell(self, **said: Any) -> None:
        with suppress(OSError):
            self._channel.sendall(json.dumps(said).encode() + b"\n")

    def _reap(self) -> bool:
        """Take note of children that have ended; whether any are left."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if not pid:
                return True
            if pid == self._running:
                self._running = None
                self._tell(exit=os.waitstatus_to_exitcode(status))

    def _end(self) -> None:
        end_all(self._reap)


def descendants(reap: Callable[[], bool]) -> list[psutil.Process]:
    """The processes below this one; `reap` waits for what has ended, and says whether there are children left."""
    if not reap():
        return []
    import psutil

    return [each for each in psutil.Process().children(recursive=True) if _lives(each)]


def end_all(reap: Callable[[], bool]) -> None:
    """Kill everything below this process, until there is nothing left, or what is left cannot be killed."""
    for _ in range(MOST_ROUNDS):
        left = descendants(reap)
        if not left:
            return
        for each in left:
            with suppress(OSError):
                os.kill(each.pid, signal.SIGKILL)
        time.sleep(0.005)


def _lives(process: psutil.Process) -> bool:
    import psutil

    with suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def _in_words(process: psutil.Process) -> str:
    import psutil

    words: list[str] = []
    with suppress(psutil.Error):
        words = process.cmdline() or [process.name()]
    return f"{' '.join(words).strip()} (process {process.pid})"


def adopt_orphans() -> None:
    """Become the parent of orphaned descendants, where the system knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def guard(inner: int) -> None:
    """Outlive the keeper proper, and end whatever it leaves where it is killed; this process then ends as it did."""
    for number in _HEARD:
        signal.signal(number, lambda *_: None)
    _, status = os.waitpid(inner, 0)
    end_all(_reap_any)
    ended = os.waitstatus_to_exitcode(status)
    if ended < 0:
        with suppress(OSError):
            signal.signal(-ended, signal.SIG_DFL)
        os.kill(os.getpid(), -ended)
    os._exit(ended)


def _reap_any() -> bool:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    return False


def main(descriptor: str) -> None:
    """Keep house for whoever holds the other end of the socket, in two processes: one to be killed, one to notice."""
    adopt_orphans()
    with socket.socket(fileno=int(descriptor)) as channel:
        inner = os.fork()
        if not inner:
            adopt_orphans()
            Keeper(channel).run()
            return
    guard(inner)


if __name__ == "__main__":
    main(sys.argv[1])
