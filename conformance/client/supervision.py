"""The supervisor as the suite sees it: a process between it and the connectors (`supervisor.py`)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

_CHUNK = 64 * 1024
_MAX_ANSWER = 20.0
_PROGRAM = str(Path(__file__).with_name("supervisor.py"))
_OF_THE_SYSTEM = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class SupervisorBroke(Exception):
    """The supervisor has failed by itself, and the connector is not to blame."""


class SupervisorLost(Exception):
    """The supervisor is gone: what it kept has killed it. `signal` is by which one."""

    def __init__(self, number: int) -> None:
        super().__init__(f"killed by signal {number}")
        self.signal = number


class Supervisor:
    """The supervisor as the suite sees it; begun when it is first needed, and anew after it was lost.

    Used by one thread. `close` ends it and whatever it still runs; so does the end of this process.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._received = b""
        self._said: list[dict[str, Any]] = []

    def close(self) -> None:
        """End it, and whatever it runs."""
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            try:
                self._process.wait(_MAX_ANSWER)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._channel = None
        self._received = b""

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def channel(self) -> socket.socket:
        """Where it tells what happens."""
        if self._channel is None:
            raise SupervisorBroke("the supervisor was not begun")
        return self._channel

    def start(
        self,
        command: Sequence[str],
        directory: Path,
        environ: Mapping[str, str],
        stdout: int,
        stderr: int,
        warm: Path | None = None,
    ) -> int:
        """Start a command, with these descriptors to print to; gives its process id, or raises OSError.

        With `warm`, a directory of Python modules, a command that is a Python program starts where they are imported.
        """
        if self._process is None:
            self._begin()
        self._said.clear()
        wanted = {"command": list(command), "directory": str(directory), "environ": dict(environ)}
        if warm is not None:
            wanted["warm"] = str(warm)
        line = json.dumps({"start": wanted}).encode() + b"\n"
        sent = socket.send_fds(self.channel, [line], [stdout, stderr])
        self.channel.sendall(line[sent:])
        said = self._await("started", "cannot")
        if "cannot" in said:
            raise OSError(*said["cannot"])
        pid: int = said["started"]
        return pid

    def rest(self) -> tuple[str, ...]:
        """The processes that are still there, as text."""
        return tuple(self._ask("rest"))

    def end(self) -> tuple[int, ...]:
        """Kill all of them; gives the signals that were sent to the supervisor since the start."""
        return tuple(self._ask("end"))

    def hear(self) -> None:
        """Read what it has to say; waits until there is something."""
        try:
            data = self.channel.recv(_CHUNK)
        except TimeoutError as error:
            raise SupervisorBroke(f"no answer within {_MAX_ANSWER:.0f} s") from error
        except OSError:
            data = b""
        if not data:
            self._lost()
        *lines, self._received = (self._received + data).split(b"\n")
        self._said += [json.loads(line) for line in lines]

    def exit_status(self) -> int | None:
        """The exit status of the process, if it was told by now."""
        return next((said["exit"] for said in self._said if "exit" in said), None)

    def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", _PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                # Its environment can be read by what it runs.
                env={name: os.environ[name] for name in _OF_THE_SYSTEM if name in os.environ},
            )
        ours.settimeout(_MAX_ANSWER)
        self._channel = ours

    def _ask(self, name: str) -> Any:
        try:
            self.channel.sendall(json.dumps({name: None}).encode() + b"\n")
        except OSError:
            self._lost()
        return self._await(name)[name]

    def _await(self, *names: str) -> dict[str, Any]:
        """The answer of one of these names; what else is said stays to be asked for."""
        while True:
            for said in self._said:
                if not said.keys().isdisjoint(names):
                    self._said.remove(said)
                    return said
            self.hear()

    def _lost(self) -> NoReturn:
        status = self._process.wait(_MAX_ANSWER) if self._process else 0
        self.close()
        if status < 0:
            raise SupervisorLost(-status)
        raise SupervisorBroke(f"it ended with status {status}")
