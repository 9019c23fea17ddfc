"""Trouble of the harness is no fault of the connector: `conform` ends with 3, never with 1."""

from __future__ import annotations

import json
import socket
import sys
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from concur_harness import child
from concur_harness.cli import main
from concur_harness.commands import conform
from conformance.client import harness_process

REFERENCE = "conformance/connectors/reference/connector.yaml"


def run(*arguments: str):
    return CliRunner().invoke(main, ["conform", *arguments])


def test_a_harness_that_does_not_start_is_no_failure_of_the_connector(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    told = run(REFERENCE)
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (3, "exit 3: the suite could not begin")


def test_nor_one_that_is_never_ready(monkeypatch):
    monkeypatch.setattr(harness_process, "MAX_START", 0.0)
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
    def started(arguments=(), control_token=None):
        raise slip
        yield {}

    monkeypatch.setattr(child, "running_harness", started)
    told = run(REFERENCE)
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (3, "exit 3: the suite itself has failed")
    assert conform.BROKEN == 3


def test_nor_is_the_death_of_the_harness_in_the_middle(tmp_path, monkeypatch):
    """The connector that is driven ends well, having killed the harness."""
    started = child.running_harness

    @contextmanager
    def noted(arguments=(), control_token=None):
        with started(arguments, control_token) as ready:
            (tmp_path / "pid").write_text(str(ready["pid"]))
            yield ready

    monkeypatch.setattr(child, "running_harness", noted)
    (tmp_path / "killer.py").write_text("import os\nos.kill(int(open('pid').read()), 9)\n")
    command = json.dumps([sys.executable, "killer.py"])
    manifest = tmp_path / "connector.yaml"
    manifest.write_text(f"name: killer\ncommand: {command}\nmode: once\nerp: native\nsupports: []\n")
    told = run(str(manifest), "-k", "erp-down")
    assert told.exit_code == 3, told.output
    assert told.stdout.splitlines()[-1] == "exit 3: 1 case: 1 error of the suite"


SPY = """\
import os, pathlib, urllib.error, urllib.request

try:
    urllib.request.urlopen(os.environ["CONCUR_BASE_URL"] + "/_mock/companies")
except urllib.error.HTTPError as refused:
    print("refused with", refused.code)
seen = [repr(dict(os.environ)), pathlib.Path(os.environ["CONNECTOR_CONFIG"]).read_text()]
seen += [path.read_bytes().decode("utf-8", "replace") for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")]
print("found the token" if any("secret-of-this-run" in text for text in seen) else "found nothing")
"""


def test_the_control_api_of_the_run_is_closed_to_the_connector(tmp_path, monkeypatch):
    """It is opened by a secret of the run, which stands neither in what a connector is handed nor in anybody's argv."""
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: "secret-of-this-run")
    (tmp_path / "spy.py").write_text(SPY)
    manifest = tmp_path / "connector.yaml"
    manifest.write_text(f"name: spy\ncommand: {json.dumps([sys.executable, 'spy.py'])}\n")
    told = run(str(manifest), "-k", "success/nothing-to-do", "--out", str(tmp_path / "out"))
    assert told.exit_code == 1, told.output
    (case,) = json.loads((tmp_path / "out/results.json").read_text())["cases"]
    assert [finding["title"] for finding in case["findings"]] == ["The connector calls the control API"]
    assert case["findings"][0]["seen"] == "refused with 401: GET /_mock/companies"
    assert case["cycles"][0]["stdout"] == "refused with 401\nfound nothing\n"
    for file in (tmp_path / "out").rglob("*"):
        assert file.is_dir() or b"secret-of-this-run" not in file.read_bytes()


FETCHES_AND_PRINTS = """\
import json, os, urllib.parse, urllib.request

form = {name: os.environ["CONCUR_" + name.upper()] for name in ("client_id", "client_secret", "refresh_token")}
body = urllib.parse.urlencode({"grant_type": "refresh_token", **form}).encode()
token = json.load(urllib.request.urlopen(os.environ["CONCUR_TOKEN_URL"], body))["access_token"]
print("my new token is", token)
"""


def test_a_token_that_the_connector_fetched_stands_nowhere_in_what_the_run_leaves(tmp_path):
    (tmp_path / "fetches.py").write_text(
        FETCHES_AND_PRINTS + "open('token', 'w').write(token)\n",
    )
    manifest = tmp_path / "connector.yaml"
    manifest.write_text(f"name: talks\ncommand: {json.dumps([sys.executable, 'fetches.py'])}\n")
    told = run(str(manifest), "-k", "success/nothing-to-do", "--out", str(tmp_path / "out"))
    token = (tmp_path / "token").read_text()
    assert "The connector prints a secret on stdout" in told.output
    assert token not in told.output
    for file in (tmp_path / "out").rglob("*"):
        assert file.is_dir() or token.encode() not in file.read_bytes()
