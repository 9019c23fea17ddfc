"""The supervisor: a process between the suite and the connectors that it runs, by whose death nobody else is harmed.

A program of its own, which imports nothing of ours. Whatever a connector starts has the supervisor for an ancestor or,
where the system lets it adopt orphans (Linux), comes to have it for a parent: no double fork, new session or cleared
environment leads out of it. It is told over a socket what to do, one JSON object a line:

- ``{"start": {"command", "directory", "environ"}}`` with two descriptors, for standard output and standard error:
  answered by ``{"started": pid}`` or ``{"cannot": [errno, reason]}``; later, by itself, ``{"exit": status}``, negative
  where a signal ended the process. With ``"warm"``, a directory of Python modules, the command is ``[python, program,
  ...]`` and starts as a fork of the supervisor, which has imported those modules already;
- ``{"rest": null}``: what is still there of its processes, ``{"rest": ["command line (process 7)", ...]}``;
- ``{"end": null}``: end it all, ``{"end": signals}`` with the signals that the supervisor itself has been sent
  meanwhile.

It ends with the socket, and everything with it.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import runpy
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
    from types import ModuleType

    import psutil

PR_SET_CHILD_SUBREAPER = 36
"""Linux, prctl(2): orphans among the descendants become children of this process."""

MAX_ROUNDS = 500
_HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
_CHUNK = 64 * 1024


class Forked(BaseException):
    """Raised in a fork of the supervisor, to leave all that the supervisor was doing; the fork then runs its
    command.
    """

    def __init__(self, wanted: dict[str, Any]) -> None:
        super().__init__(wanted["command"])
        self.wanted = wanted


class Supervisor:
    """Runs one connector at a time, at the other end of a socket."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._received = b""
        self._descriptors: list[int] = []
        self._running: int | None = None
        self._signals: list[int] = []
        self._awake, self._wakes = os.pipe()
        self._warm: dict[str, dict[str, ModuleType]] = {}

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
        """No signal but KILL ends the supervisor; what it is sent comes from the connector, and is told."""
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
        start = self._fork if wanted.get("warm") else _spawn
        try:
            self._running = start(wanted, stdout, stderr)
        except OSError as error:
            self._tell(cannot=[error.errno, error.strerror])
        else:
            self._tell(started=self._running)
        finally:
            os.close(stdout)
            os.close(stderr)

    def _fork(self, wanted: dict[str, Any], stdout: int, stderr: int) -> int:
        """Start a Python program in a copy of this process, with what a process of its own would have; gives its id."""
        folder = wanted["warm"]
        if folder not in self._warm:
            self._warm[folder] = modules_in(folder)
        pid = os.fork()
        if pid:
            return pid
        signal.set_wakeup_fd(-1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for theirs, ours in enumerate((nothing, stdout, stderr)):
            os.dup2(ours, theirs)
        for descriptor in (nothing, self._channel.detach(), self._awake, self._wakes):
            os.close(descriptor)
        sys.modules.update(self._warm[folder])
        raise Forked(wanted)

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


def _spawn(wanted: dict[str, Any], stdout: int, stderr: int) -> int:
    """Start a command; gives its process id. OSError where that is impossible."""
    process = subprocess.Popen(  # noqa: S603 - running the user's own command is what we are for
        wanted["command"],
        cwd=wanted["directory"],
        env=wanted["environ"],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    process.returncode = 0  # it is waited for here
    return process.pid


def modules_in(folder: str) -> dict[str, ModuleType]:
    """The modules of a directory, imported; they stay out of `sys.modules`, where others of their names may come."""
    names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py"))
    sys.path.insert(0, folder)
    try:
        return {name: importlib.import_module(name) for name in names}
    except Exception as error:
        raise OSError(errno.EINVAL, f"a module in {folder} cannot be imported: {error!r}") from error
    finally:
        sys.path.remove(folder)
        for name in names:
            sys.modules.pop(name, None)
        # What is never collected is never written to, and stays shared with the copies of this process.
        gc.freeze()


def run_program(command: list[str], directory: str, environ: dict[str, str]) -> None:
    """Run a Python program in this fork of the supervisor as `python PROGRAM` would in a process of its own."""
    os.setsid()
    for number in (signal.SIGCHLD, *_HEARD):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.argv = command[1:]
    on_path = environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [os.path.dirname(os.path.abspath(sys.argv[0])), *filter(None, on_path)]
    runpy.run_path(sys.argv[0], run_name="__main__")


def descendants(reap: Callable[[], bool]) -> list[psutil.Process]:
    """The processes below this one; `reap` waits for what has ended, and says whether there are children left."""
    if not reap():
        return []
    import psutil

    return [each for each in psutil.Process().children(recursive=True) if _lives(each)]


def end_all(reap: Callable[[], bool]) -> None:
    """Kill everything below this process, until there is nothing left, or what is left cannot be killed."""
    for _ in range(MAX_ROUNDS):
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
    """Outlive the supervisor proper, and end whatever it leaves where it is killed; this process then ends as it
    did.
    """
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
    """Supervise for whoever holds the other end of the socket, in two processes: one to be killed, one to notice.

    Raises Forked in the copies of the first that are to run a program.
    """
    adopt_orphans()
    # Before there are two: the first may have run a connector that signals both before the second comes to run.
    for number in _HEARD:
        signal.signal(number, lambda *_: None)
    with socket.socket(fileno=int(descriptor)) as channel:
        inner = os.fork()
        if not inner:
            adopt_orphans()
            Supervisor(channel).run()
            return
    guard(inner)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Forked as fork:
        todo = fork.wanted
    else:
        sys.exit()
    run_program(todo["command"], todo["directory"], todo["environ"])
