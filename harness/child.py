"""A harness in a process of its own, for as long as somebody needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CONTROL_TOKEN = "CONCUR_HARNESS_CONTROL_TOKEN"  # noqa: S105 - the name of a variable
"""Opens the control API of a harness that other machines reach; one's own is for this machine."""

LONGEST_START = 60.0
LONGEST_END = 10.0


class ChildFailed(Exception):
    """The harness could not be started; the text says what it said."""


@contextmanager
def started(arguments: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Start a harness on free ports, and give what its ready file says; it ends with the block.

    Its standard input is a pipe that closes when this process ends, however it ends, and the harness with it.
    A Ctrl-C at the terminal does not reach it: whoever uses it still needs it to clean up. Raises ChildFailed.
    """
    with tempfile.TemporaryDirectory(prefix="concur-harness-") as directory:
        ready_file = Path(directory, "ready.json")
        ports = ("--concur-port", "0", "--erp-port", "0")
        command = [sys.executable, "-m", "harness", "serve", *ports, "--ready-file", str(ready_file), "--until-eof"]
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if name != CONTROL_TOKEN},
        )
        try:
            yield _await(process, ready_file)
        finally:
            _end(process)


def _await(process: subprocess.Popen[bytes], ready_file: Path) -> dict[str, Any]:
    deadline = time.monotonic() + LONGEST_START
    while not ready_file.exists():
        if process.poll() is not None:
            said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
            raise ChildFailed(f"the harness ended with status {process.returncode} before it was ready: {said.strip()}")
        if time.monotonic() > deadline:
            raise ChildFailed(f"the harness was not ready within {LONGEST_START:.0f} seconds")
        time.sleep(0.01)
    found: dict[str, Any] = json.loads(ready_file.read_text(encoding="utf-8"))
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(LONGEST_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stderr):
        if stream is not None:
            stream.close()
