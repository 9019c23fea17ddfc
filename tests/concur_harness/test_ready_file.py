"""The ready file is there whole or not at all, and whoever waits for it knows one from the other."""

from __future__ import annotations

import json
import os
from typing import Any, cast

import pytest
from click.testing import CliRunner

from concur_harness.cli import main
from concur_harness.commands import serve
from concur_harness.serving import ready_file
from concur_harness.serving.serving import Served
from conformance.client import harness_process
from conformance.client.ready_file import FIELDS, read_ready_file

WHOLE = {**dict.fromkeys(sorted(FIELDS), "x"), "companies": []}


@pytest.mark.parametrize("content", ["", "{}", '{"pid": 1', json.dumps({**WHOLE, "more": 1})[:-1], "[]", "null"])
def test_a_file_that_is_not_whole_is_waited_for(tmp_path, content):
    path = tmp_path / "ready.json"
    assert read_ready_file(path) is None
    path.write_text(content)
    assert read_ready_file(path) is None
    ready_file.write(path, WHOLE)
    assert read_ready_file(path) == WHOLE


def test_a_harness_never_leaves_a_file_under_the_name_that_is_not_whole(tmp_path, monkeypatch):
    """What stands under the name when `serve` has tried whether it can be written, and when all is announced."""
    path = tmp_path / "ready.json"
    path.write_text("an old one")
    seen = []

    class Stopped(Exception):
        pass

    def opened(settings):
        seen.append(sorted(each.name for each in tmp_path.iterdir()))
        raise Stopped

    replaced = []
    monkeypatch.setattr("pathlib.Path.replace", lambda self, target: replaced.append((self.name, target)))
    monkeypatch.setattr(serve, "open_harness", opened)
    assert isinstance(CliRunner().invoke(main, ["serve", "--ready-file", str(path)]).exception, Stopped)
    assert (seen, replaced) == ([[]], [])


def test_the_file_is_its_owners_from_the_first_byte(tmp_path, monkeypatch):
    modes = []
    renamed = os.replace

    def replace(*paths):
        modes.append(os.stat(paths[0]).st_mode & 0o777)
        renamed(*paths)

    monkeypatch.setattr("os.replace", replace)
    mask = os.umask(0)
    try:
        ready_file.write(tmp_path / "ready.json", WHOLE)
    finally:
        os.umask(mask)
    assert oct((tmp_path / "ready.json").stat().st_mode & 0o777) == "0o600"
    assert {oct(mode) for mode in modes} <= {"0o600"}


def test_a_file_that_cannot_be_written_in_the_end_ends_the_harness(tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ready_file, "write", full)
    monkeypatch.setattr(Served, "stop_on_signals", lambda self: None)
    told = CliRunner().invoke(
        main, ["serve", "--concur-port", "0", "--erp-port", "0", "--ready-file", str(tmp_path / "ready.json")]
    )
    assert (told.exit_code, "cannot write the ready file" in told.output) == (1, True)


def test_who_has_started_a_harness_reads_only_a_whole_file(tmp_path, monkeypatch):
    """The file fills up before the eyes of whoever waits."""
    path = tmp_path / "ready.json"
    path.write_text("{}")
    monkeypatch.setattr("time.sleep", lambda _: path.write_text(json.dumps(WHOLE)))

    class Running:
        def poll(self):
            return None

    with (tmp_path / "stderr").open("wb+") as said:
        assert harness_process._await(cast("Any", Running()), path, said) == WHOLE
