"""A harness in a process of its own, for as long as somebody needs it: the one way in which the project starts one.

It is started as anybody would start it, by the command ``serve``; the suite knows it by its ready file and over HTTP.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from conformance.client.ready_file import read_ready_file

log = logging.getLogger(__name__)

TOKEN_VARIABLE = "CONCUR_HARNESS_CONTROL_TOKEN"  # noqa: S105 - its name
SERVICES = ("concur", "erp")
"""The services whose ports the suite asks for."""
MAX_START = 60.0
"""Seconds until a harness that does not answer is given up."""
MAX_END = 10.0


class HarnessFailed(Exception):
    """The harness could not be started; the text says what it said."""


def installed() -> list[str]:
    """The command line of the installed ``concur-harness serve``."""
    return [str(Path(sys.executable).with_name("concur-harness")), "serve"]


@contextmanager
def harness(
    arguments: Sequence[str] = (),
    control_token: str | None = None,
    *,
    serve: Sequence[str] = (),
    services: Iterable[str] = SERVICES,
) -> Iterator[dict[str, Any]]:
    """Start a harness on free ports, and give what its ready file says; it ends with the block.

    With a ``control_token`` its control API answers to whoever bears it, and to nobody else on this machine. It is
    handed over in the environment, which a stranger's `ps` does not show, and not in argv. ``serve`` is the command
    line, without options, if it is not the installed one; ``services`` are those with a port of their own.
    Its standard input is a pipe that closes when this process ends, however it ends, and the harness with it.
    A Ctrl-C at the terminal does not reach it: whoever uses it still needs it to clean up. Raises HarnessFailed.
    """
    with tempfile.TemporaryDirectory(prefix="concur-harness-") as directory:
        ready_file = Path(directory, "ready.json")
        ports = [each for name in services for each in (f"--{name}-port", "0")]
        options = [*ports, "--ready-file", str(ready_file), "--until-eof"]
        # A file and not a pipe, which would fill up: nobody reads what it logs while all is well.
        with Path(directory, "stderr").open("wb+") as said:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [*(serve or installed()), *options, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
                env=_environment(control_token),
            )
            try:
                yield _await(process, ready_file, said)
                if process.poll() is not None:
                    log.error(
                        "the harness ended with status %s while it was in use: %s", process.returncode, _words(said)
                    )
            finally:
                _end(process)


def _environment(control_token: str | None) -> dict[str, str]:
    """The environment of this process, but that a control token in it is for another harness than this one."""
    others = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
    return others if control_token is None else {**others, TOKEN_VARIABLE: control_token}


def _await(process: subprocess.Popen[bytes], ready_file: Path, said: BinaryIO) -> dict[str, Any]:
    deadline = time.monotonic() + MAX_START
    while (found := read_ready_file(ready_file)) is None:
        if process.poll() is not None:
            words = _words(said)
            raise HarnessFailed(f"the harness ended with status {process.returncode} before it was ready: {words}")
        if time.monotonic() > deadline:
            raise HarnessFailed(f"the harness was not ready within {MAX_START:.0f} seconds")
        time.sleep(0.01)
    return found


def _words(said: BinaryIO) -> str:
    said.seek(0)
    return said.read().decode("utf-8", "replace").strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(MAX_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()
