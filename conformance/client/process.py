"""One run of the connector: its process, whatever that starts, and all that they print, until all of them are gone.

The processes are the children of a supervisor (`conformance.client.supervisor`), not of the suite: what a connector
does to its parent it does to the supervisor.
"""

from __future__ import annotations

import errno
import os
import selectors
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.client.supervision import Supervisor, SupervisorBroke, SupervisorLost

#: How much is kept of what a process prints: that many bytes from the start, and as many from the end.
KEPT = 64 * 1024
#: Seconds between TERM and KILL.
TERM_GRACE = 2.0
#: Seconds that children of an ended process have to end too, and to close what they print to.
CHILD_GRACE = 0.5

_TICK = 0.2
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEnd:
    """How one run of the connector ended.

    `exit_code` is None where it was killed at the time-out or never started (`cannot_start` says why); it
    is negative where a signal killed it. `duration` is in seconds. `left_over` are the processes
    that outlived it, as text; they have been killed. `sent` are the signals that it sent to the process that runs it,
    the last of which may have killed that.
    """

    exit_code: int | None
    stdout: str
    stderr: str
    duration: float
    hung: bool = False
    cannot_start: str | None = None
    left_over: tuple[str, ...] = ()
    sent: tuple[int, ...] = ()
    killed_supervisor: bool = False


class Printed:
    """The first and the last bytes of a stream, however long it is."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0

    def add(self, data: bytes) -> None:
        """More of the stream."""
        room = self._kept - len(self._head)
        self._head += data[:room]
        self._tail += data[room:]
        if len(self._tail) > 2 * self._kept:
            self._shorten()

    def text(self) -> str:
        """What was kept, with a line that says how much is missing."""
        self._shorten()
        head, tail = (bytes(part).decode("utf-8", "replace") for part in (self._head, self._tail))
        return f"{head}\n[... {self._dropped:,} bytes left out ...]\n{tail}" if self._dropped else head + tail

    def _shorten(self) -> None:
        excess = max(0, len(self._tail) - self._kept)
        self._dropped += excess
        del self._tail[:excess]


class Watch:
    """Waits for a process and reads what it prints, in one thread."""

    def __init__(self, supervisor: Supervisor, stdout: int, stderr: int, abandoned: Callable[[], bool]) -> None:
        self.exit_code: int | None = None
        self.stdout = Printed()
        self.stderr = Printed()
        self._supervisor = supervisor
        self._abandoned = abandoned
        self._selector = selectors.DefaultSelector()
        self._channel = supervisor.channel
        self._selector.register(self._channel, selectors.EVENT_READ)
        self._open = 0
        self._listen(stdout, self.stdout)
        self._listen(stderr, self.stderr)

    def close(self) -> None:
        """Let go of the pipes."""
        for key in list(self._selector.get_map().values()):
            if key.data is not None:
                os.close(key.fd)
        self._selector.close()

    def until_exit(self, seconds: float) -> bool:
        """Wait for the process; whether it ended in time. KeyboardInterrupt if abandoned meanwhile."""
        deadline = time.monotonic() + seconds
        while (status := self._supervisor.exit_status()) is None:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            if self._abandoned():
                raise KeyboardInterrupt
            self._read(min(remaining, _TICK))
        self.exit_code = status
        return True

    def drain(self, seconds: float) -> None:
        """Read what is there, and for that long at most what still comes, while somebody holds a pipe."""
        deadline = time.monotonic() + seconds
        with suppress(KeyError, ValueError):
            self._selector.unregister(self._channel)
        while self._open:
            # At least once: what a process printed before it ended is there, however late we come to read it.
            self._read(_TICK)
            if time.monotonic() >= deadline:
                return

    def _listen(self, pipe: int, printed: Printed) -> None:
        os.set_blocking(pipe, False)
        self._selector.register(pipe, selectors.EVENT_READ, printed)
        self._open += 1

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                self._supervisor.hear()
                continue
            with suppress(BlockingIOError):
                data = os.read(key.fd, _CHUNK)
                key.data.add(data)
                if not data:
                    self._selector.unregister(key.fd)
                    os.close(key.fd)
                    self._open -= 1


def run(
    supervisor: Supervisor,
    command: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    seconds: float,
    mark: str,
    abandoned: Callable[[], bool],
    warm: Path | None = None,
) -> ProcessEnd:
    """Run a command in a session of its own, and leave none of its processes behind.

    `mark` is a `NAME=value` of `environ` that no other process has: where the supervisor is lost, by it those are found
    that left the group. After `seconds` the group gets TERM, two seconds later KILL. `warm` is a directory of modules
    that a Python program finds imported. Raises KeyboardInterrupt, with everything killed, as soon as `abandoned()` is
    true, and SupervisorBroke.
    """
    if abandoned():
        raise KeyboardInterrupt
    started = time.monotonic()
    pipes = _Pipes()
    try:
        pid = supervisor.start(command, directory, environ, *pipes.theirs, warm=warm)
    except OSError as error:
        pipes.close()
        return not_started(_reason(command[0], error))
    except SupervisorLost as lost:
        # The command was quicker to kill it than it was to say that the command runs.
        end_marked(mark)
        stdout, stderr = (read_available(pipe) for pipe in pipes.ours)
        pipes.close()
        lost_at_start = replace(not_started(None), sent=(lost.signal,), killed_supervisor=True)
        return replace(lost_at_start, stdout=stdout, stderr=stderr)
    finally:
        pipes.close_theirs()
    watch = Watch(supervisor, *pipes.ours, abandoned)
    try:
        return _watched(supervisor, watch, pid, seconds, started)
    except SupervisorLost as lost:
        kill_all(pid, mark)
        watch.drain(0.05)
        return _end(watch, started, exit_code=None, sent=(lost.signal,), killed_supervisor=True)
    finally:
        with suppress(SupervisorLost, SupervisorBroke):
            supervisor.end()
        watch.close()


class _Pipes:
    """Where a process prints to, and where that is read."""

    def __init__(self) -> None:
        (out, stdout), (err, stderr) = os.pipe(), os.pipe()
        self.ours, self.theirs = (out, err), (stdout, stderr)

    def close_theirs(self) -> None:
        """The process has them."""
        for descriptor in self.theirs:
            os.close(descriptor)

    def close(self) -> None:
        """Nothing is going to be read."""
        for descriptor in self.ours:
            os.close(descriptor)


def read_available(pipe: int) -> str:
    """What has been written to a pipe by now, as much of it as is kept."""
    os.set_blocking(pipe, False)
    printed = Printed()
    with suppress(BlockingIOError):
        while data := os.read(pipe, _CHUNK):
            printed.add(data)
    return printed.text()


def _watched(supervisor: Supervisor, watch: Watch, pid: int, seconds: float, started: float) -> ProcessEnd:
    hung = not _ends(watch, pid, seconds)
    duration = time.monotonic() - started
    left_over = () if hung else _outlived(supervisor, watch)
    sent = supervisor.end()
    exit_code = None if hung else watch.exit_code
    end = _end(watch, started, exit_code=exit_code, hung=hung, left_over=left_over, sent=sent)
    return replace(end, duration=duration)


def _end(watch: Watch, started: float, **fields: Any) -> ProcessEnd:
    duration = time.monotonic() - started
    return ProcessEnd(stdout=watch.stdout.text(), stderr=watch.stderr.text(), duration=duration, **fields)


def not_started(reason: str | None) -> ProcessEnd:
    """The end of a run that never began, or of which nothing is known."""
    return ProcessEnd(exit_code=None, stdout="", stderr="", duration=0.0, cannot_start=reason)


def _reason(program: str, fault: OSError) -> str:
    if fault.errno == errno.ENOEXEC:
        return f"{program!r} is neither a program for this machine nor a script with a #! line"
    return f"{program!r}: {fault.strerror}"


def _ends(watch: Watch, pid: int, seconds: float) -> bool:
    """Whether the process ends in time; if not, it is made to."""
    if watch.until_exit(seconds):
        return True
    _signal_group(pid, signal.SIGTERM)
    if not watch.until_exit(TERM_GRACE):
        _signal_group(pid, signal.SIGKILL)
    watch.drain(0.05)
    return False


def _outlived(supervisor: Supervisor, watch: Watch) -> tuple[str, ...]:
    """The processes that remain a moment after their leader's end."""
    deadline = time.monotonic() + CHILD_GRACE
    watch.drain(CHILD_GRACE)
    while (remaining := supervisor.rest()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return remaining


def kill_all(group: int, mark: str) -> None:
    """Kill the group (0: no group) and every process that bears the mark, until there are none."""
    for _ in range(50):
        if group:  # to the system, 0 is the group of whoever asks
            _signal_group(group, signal.SIGKILL)
        remaining = living(group, mark)
        for pid in remaining:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not remaining:
            return
        time.sleep(0.01)


def end_marked(mark: str) -> None:
    """Kill what still bears a mark, whoever started it: the last clean-up of a run."""
    kill_all(0, mark)


def _signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def living(group: int, mark: str) -> dict[int, str]:
    """The processes of a group, or with an environment variable that begins with the mark.

    Gives command lines by process id. Where the system has no /proc, only the group's existence is known.
    """
    grouped = _group_exists(group)
    if not Path("/proc/self/environ").exists():
        return {group: f"process group {group}"} if grouped else {}
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (_bears(name, mark) or (grouped and _is_member(name, group))):
            found[int(name)] = _command_line(name)
    return found


def _group_exists(group: int) -> bool:
    if not group:
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _bears(pid: str, mark: str) -> bool:
    return (b"\0" + os.fsencode(mark)) in (b"\0" + _proc(pid, "environ"))


def _is_member(pid: str, group: int) -> bool:
    """Whether it is of the group and not merely a zombie that nobody has asked after."""
    fields = _proc(pid, "stat").rpartition(b")")[2].split()
    return len(fields) > 2 and fields[0] not in (b"Z", b"X") and int(fields[2]) == group


def _command_line(pid: str) -> str:
    words = _proc(pid, "cmdline").split(b"\0")
    return f"{b' '.join(words).decode('utf-8', 'replace').strip()} (process {pid})"


def _proc(pid: str, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
