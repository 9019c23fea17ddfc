"""Trouble of the harness is no fault of the connector: `conform` ends with 3, never with 1."""

from __future__ import annotations

import json
import socket
import sys
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from harness import child
from harness.cli import main
from harness.commands import conform

REFERENCE = "conformance/reference/connector.yaml"


def run(*arguments: str):
    return CliRunner().invoke(main, ["conform", *arguments])


def test_a_harness_that_does_not_start_is_no_failure_of_the_connector(monkeypatch):
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    told = run(REFERENCE)
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (3, "exit 3: the suite could not begin")


def test_nor_one_that_is_never_ready(monkeypatch):
    monkeypatch.setattr(child, "LONGEST_START", 0.0)
    told = run(REFERENCE)
    assert (told.exit_code, "was not ready within" in told.output) == (3, True)


def test_nor_one_that_cannot_be_reached():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        told = run(REFERENCE, "--harness", f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (3, "exit 3: the suite could not begin")


@pytest.mark.parametrize("slip", [KeyError("concur_url"), OSError(28, "No space left on device"), MemoryError()])
def test_nor_is_anything_that_nobody_foresaw(monkeypatch, slip):
    @contextmanager
    def started(arguments=()):
        raise slip
        yield {}

    monkeypatch.setattr(child, "started", started)
    told = run(REFERENCE)
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (3, "exit 3: the suite itself has failed")
    assert conform.BROKEN == 3


def test_nor_is_the_death_of_the_harness_in_the_middle(tmp_path, monkeypatch):
    """The connector that is driven ends well, having killed the harness."""
    started = child.started

    @contextmanager
    def noted(arguments=()):
        with started(arguments) as ready:
            (tmp_path / "pid").write_text(str(ready["pid"]))
            yield ready

    monkeypatch.setattr(child, "started", noted)
    (tmp_path / "killer.py").write_text("import os\nos.kill(int(open('pid').read()), 9)\n")
    command = json.dumps([sys.executable, "killer.py"])
    manifest = tmp_path / "connector.yaml"
    manifest.write_text(f"name: killer\ncommand: {command}\nmode: once\nerp: native\nsupports: []\n")
    told = run(str(manifest), "-k", "erp-down")
    assert told.exit_code == 3, told.output
    assert told.stdout.splitlines()[-1] == "exit 3: 1 case: 1 error of the suite"
