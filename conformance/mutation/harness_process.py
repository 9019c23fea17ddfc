"""A harness to try the mutants on, as anybody would start one: the command `concur-harness serve`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from conformance.client.ready_file import read_ready_file

PATIENCE = 60.0
"""Seconds until a harness that does not answer is given up."""


class Ready(NamedTuple):
    """Where a harness answers."""

    url: str
    concur_port: str
    erp_port: str


@contextmanager
def harness(control_token: str | None = None) -> Iterator[Ready]:
    """A harness on free ports, ended afterwards. Raises RuntimeError when it does not come up.

    With a `control_token` its control API answers to whoever bears it, and to nobody else.
    """
    token = {} if control_token is None else {"CONCUR_HARNESS_CONTROL_TOKEN": control_token}
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [str(Path(sys.executable).with_name("concur-harness")), "serve"]
        options = ["--concur-port", "0", "--erp-port", "0", "--ready-file", str(ready)]
        environ = {**os.environ, **token}
        with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, env=environ) as process:  # noqa: S603 - our own command
            try:
                yield _address(process, ready)
            finally:
                process.terminate()


def _address(process: subprocess.Popen[bytes], ready: Path) -> Ready:
    end = time.monotonic() + PATIENCE
    while (told := read_ready_file(ready)) is None:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the harness did not come up")
        time.sleep(0.05)
    return Ready(told["concur_url"], *(told[name].rsplit(":", 1)[1] for name in ("concur_url", "erp_url")))
