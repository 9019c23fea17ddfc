from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.client.control import Company, ConcurAccess, ErpAccess
from conformance.client.driver import CannotStart, Driver, resolve_command
from conformance.client.process import KEPT, Printed, ProcessEnd, Watch, living, run
from conformance.client.supervision import Supervisor, SupervisorLost
from conformance.manifest import Manifest

COMPANY = Company(
    id="c1",
    concur=ConcurAccess(
        base_url="http://concur.test",
        token_url="http://concur.test/oauth2/v0/token",
        client_id="the-client",
        client_secret="client-secret",
        refresh_token="refresh-token",
        access_token="access-token",
    ),
    erp=ErpAccess(base_url="http://erp.test", api_key="api-key"),
    config={"currency": "USD", "routing": {}},
)


def manifest(directory: Path, *command: str, **fields: Any) -> Manifest:
    return Manifest(name="t", file="connector.yaml", directory=directory, command=command, **fields)


def script(directory: Path, text: str, name: str = "sync.sh") -> str:
    file = directory / name
    file.write_text("#!/bin/sh\n" + text)
    file.chmod(0o755)
    return f"./{name}"


def cycle(directory: Path, text: str, seconds: float = 20, **fields: object) -> ProcessEnd:
    given = manifest(directory, script(directory, text), **fields)
    with Driver(given, COMPANY, directory / "case") as driver:
        return driver.run_cycle(seconds)


def alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_connector_sees_what_the_interface_says_and_nothing_else(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SUITE", "x")
    env = {"ACME_URL": "{ERP_BASE_URL}/x", "ACME_BRACES": "{{}}"}
    end = cycle(tmp_path, f"{sys.executable} -c 'import json,os;print(json.dumps(dict(os.environ)))'", env=env)
    seen = json.loads(end.stdout)
    for of_the_shell in ("PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE"):
        seen.pop(of_the_shell, None)
    case = tmp_path / "case"
    assert seen == {
        "PATH": os.environ["PATH"],
        "HOME": str(case / "home"),
        "TMPDIR": str(case / "tmp"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "CONCUR_BASE_URL": "http://concur.test",
        "CONCUR_TOKEN_URL": "http://concur.test/oauth2/v0/token",
        "CONCUR_CLIENT_ID": "the-client",
        "CONCUR_CLIENT_SECRET": "client-secret",
        "CONCUR_REFRESH_TOKEN": "refresh-token",
        "CONCUR_ACCESS_TOKEN": "access-token",
        "ERP_BASE_URL": "http://erp.test",
        "ERP_API_KEY": "api-key",
        "CONNECTOR_CONFIG": str(case / "config.json"),
        "CONNECTOR_STATE_DIR": str(case / "state"),
        "ACME_URL": "http://erp.test/x",
        "ACME_BRACES": "{}",
    }


def test_it_runs_where_the_manifest_lies_and_finds_its_directories(tmp_path: Path) -> None:
    end = cycle(tmp_path, 'pwd; cat "$CONNECTOR_CONFIG"; touch "$HOME/a" "$TMPDIR/b" "$CONNECTOR_STATE_DIR/c"; exit 3')
    assert end.stdout.splitlines()[0] == str(tmp_path.resolve())
    assert json.loads(end.stdout.partition("\n")[2]) == COMPANY.config
    assert (end.exit_code, end.hung, end.left_over, end.cannot_start) == (3, False, (), None)
    assert not (tmp_path / "case").exists()


def test_the_state_survives_from_cycle_to_cycle_within_a_case(tmp_path: Path) -> None:
    text = 'echo x >> "$CONNECTOR_STATE_DIR/n"; wc -l < "$CONNECTOR_STATE_DIR/n"'
    counting = manifest(tmp_path, script(tmp_path, text))
    for _ in range(2):
        with Driver(counting, COMPANY, tmp_path / "case") as driver:
            assert [int(driver.run_cycle(20).stdout) for _ in range(2)] == [1, 2]


def test_standard_input_is_empty_and_streams_are_apart(tmp_path: Path) -> None:
    end = cycle(tmp_path, "cat; echo out; echo err >&2")
    assert (end.stdout, end.stderr) == ("out\n", "err\n")


def test_a_connector_killed_by_a_signal_shows_it(tmp_path: Path) -> None:
    assert cycle(tmp_path, "kill -TERM $$").exit_code == -15


def test_a_connector_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    end = cycle(tmp_path, "sleep 60", seconds=0.4)
    assert (end.hung, end.exit_code) == (True, None)
    assert 0.4 <= end.duration < 30


def test_a_connector_that_hangs_is_told_to_end_and_may_say_a_last_word(tmp_path: Path, time_is_up: float) -> None:
    end = cycle(tmp_path, "trap 'echo bye; exit 0' TERM; echo hello; touch ready; while :; do sleep 0.05; done")
    assert (end.hung, end.exit_code, end.stdout) == (True, None, "hello\nbye\n")


def test_a_connector_that_ignores_term_is_killed_two_seconds_later(tmp_path: Path, time_is_up: float) -> None:
    end = cycle(tmp_path, "trap '' TERM; echo $$; touch ready; while :; do sleep 0.05; done")
    assert end.hung
    assert end.duration >= time_is_up + 2
    assert not alive(int(end.stdout))


def test_children_of_a_hanging_connector_go_with_it(tmp_path: Path, time_is_up: float) -> None:
    end = cycle(tmp_path, "sleep 60 & echo $!; touch ready; sleep 60")
    assert end.hung
    assert not alive(int(end.stdout))


DOUBLE_FORK = """
import os, sys, time
if os.fork() == 0:
    {parting}
    daemon = os.fork()
    if daemon == 0:
        {disguise}
        time.sleep(60)
    print(daemon, flush=True)
    os._exit(0)
os.wait()
"""
BARE = 'os.execve(sys.executable, [sys.executable, "-S", "-c", "import time; time.sleep(60)"], {})'


@pytest.mark.parametrize(("parting", "disguise"), [("pass", "pass"), ("os.setsid()", "pass"), ("os.setsid()", BARE)])
def test_what_outlives_the_connector_is_named_and_killed(tmp_path: Path, parting: str, disguise: str) -> None:
    """A daemon too that has left its session and cleared its environment."""
    (tmp_path / "daemon.py").write_text(DOUBLE_FORK.format(parting=parting, disguise=disguise))
    end = cycle(tmp_path, f"exec {sys.executable} daemon.py")
    pid = int(end.stdout)
    assert end.exit_code == 0
    assert len(end.left_over) == 1
    assert f"(process {pid})" in end.left_over[0]
    assert not alive(pid)


@pytest.mark.parametrize(
    ("attack", "sent"),
    [
        ("kill -INT $PPID; exit 0", (2,)),
        ("kill -TERM $PPID; kill -INT -$PPID; kill -HUP -$$; exit 0", (15,)),
        (f"{sys.executable} -c 'import os; os.killpg(os.getpgid({{ppid}}), 2)'; exit 0", (2,)),
    ],
    ids=["its parent", "its parent twice", "its parent's group"],
)
def test_a_signal_to_the_parent_interrupts_nothing_and_is_told(
    tmp_path: Path, attack: str, sent: tuple[int, ...]
) -> None:
    end = cycle(tmp_path, attack.format(ppid="'$PPID'") if "{ppid}" in attack else attack)
    assert set(sent) <= set(end.sent)
    assert not end.killed_supervisor


def test_a_connector_that_kills_its_parent_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "daemon.py").write_text(DOUBLE_FORK.format(parting="os.setsid()", disguise=BARE))
    given = manifest(tmp_path, script(tmp_path, f"{sys.executable} daemon.py; kill -KILL $PPID; sleep 60"))
    with Driver(given, COMPANY, tmp_path / "case") as driver:
        end = driver.run_cycle(20)
        assert (end.killed_supervisor, end.sent, end.exit_code) == (True, (9,), None)
        pid = int(end.stdout)
        deadline = time.monotonic() + 10
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not alive(pid)
        (tmp_path / "sync.sh").write_text("#!/bin/sh\necho again\n")
        assert driver.run_cycle(20).stdout == "again\n"


def test_a_connector_that_kills_its_parent_at_once_is_told_too(tmp_path: Path) -> None:
    """Before the parent could say that the connector runs: whatever bears the run's mark is ended."""

    class Killed(Supervisor):
        def start(self, command: Sequence[str], *given: object, **named: object) -> int:
            started.append(subprocess.Popen(command, env={"MARK": str(tmp_path)}))
            deadline = time.monotonic() + 10
            # A process that has only just begun shows no environment yet.
            while not living(0, f"MARK={tmp_path}") and time.monotonic() < deadline:
                time.sleep(0.001)
            raise SupervisorLost(9)

    started: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
    end = run(
        Killed(),
        command,
        directory=tmp_path,
        environ={},
        seconds=20,
        mark=f"MARK={tmp_path}",
        abandoned=lambda: False,
    )
    assert (end.killed_supervisor, end.sent, end.exit_code, end.cannot_start) == (True, (9,), None, None)
    assert started[0].wait(10) == -9


def test_a_child_that_ends_a_moment_later_is_no_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.client.process.CHILD_GRACE", 20)  # a busy machine's moments are long
    end = cycle(tmp_path, "(sleep 0.1; echo late) & exit 0")
    assert (end.left_over, end.stdout) == ((), "late\n")


def test_megabytes_are_read_and_only_their_ends_kept(tmp_path: Path) -> None:
    end = cycle(tmp_path, "echo first; yes 0123456789abcde | head -c 3000000; yes e | head -c 3000000 >&2; echo last")
    assert end.stdout.startswith("first\n0123456789abcde")
    assert end.stdout.endswith("last\n")
    assert len(end.stdout) < 2 * KEPT + 100
    assert "bytes left out" in end.stderr
    assert end.exit_code == 0


def test_printed_says_exactly_how_much_is_missing() -> None:
    printed = Printed(kept=4)
    for part in (b"abc", b"defg", b"hijklmnop", b"q" * 20, b"wxyz"):
        printed.add(part)
    assert printed.text() == "abcd\n[... 32 bytes left out ...]\nwxyz"


def test_what_was_printed_is_read_however_late_one_comes_to_it() -> None:
    """Catches output that is thrown away where a busy machine lets the time to read it pass."""
    ours, theirs = socket.socketpair()
    (out, stdout), (err, stderr) = os.pipe(), os.pipe()
    supervisor: Any = SimpleNamespace(channel=ours)
    watch = Watch(supervisor, out, err, lambda: False)
    os.write(stdout, b"a last word")
    os.write(stderr, b"and another")
    watch.drain(0)
    assert (watch.stdout.text(), watch.stderr.text()) == ("a last word", "and another")
    watch.close()
    for each in (stdout, stderr):
        os.close(each)
    ours.close()
    theirs.close()


def test_what_is_no_text_is_shown_as_well_as_can_be() -> None:
    printed = Printed()
    printed.add(b"\xffok")
    assert printed.text() == "\N{REPLACEMENT CHARACTER}ok"


def test_an_abandoned_run_takes_its_connector_along(tmp_path: Path) -> None:
    started = tmp_path / "started"
    given = manifest(tmp_path, script(tmp_path, f"echo $$ > {started}.tmp; mv {started}.tmp {started}; sleep 60"))
    began = time.monotonic()
    with (
        Driver(given, COMPANY, tmp_path / "case", abandoned=started.exists) as driver,
        pytest.raises(KeyboardInterrupt),
    ):
        driver.run_cycle(60)
    assert time.monotonic() - began < 10
    assert not alive(int(started.read_text()))
    assert not living(0, f"CONNECTOR_STATE_DIR={tmp_path}")


def test_a_command_that_cannot_be_run_gets_a_clear_answer(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("no program")
    (tmp_path / "bare").write_text("echo no first line")
    (tmp_path / "bare").chmod(0o755)
    (tmp_path / "lost").write_text("#!/no/such/shell\n")
    (tmp_path / "lost").chmod(0o755)
    said = {}
    for program in ("./none", "./plain.txt", "no-such-program", "./bare", "./lost"):
        with Driver(manifest(tmp_path, program), COMPANY, tmp_path / "case") as driver:
            end = driver.run_cycle(5)
        said[program] = end.cannot_start or ""
        assert (end.exit_code, end.duration) == (None, 0.0)
    assert "is not a file in" in said["./none"]
    assert "is not executable (chmod +x" in said["./plain.txt"]
    assert "was not found on PATH" in said["no-such-program"]
    assert "#! line" in said["./bare"]
    assert "/lost': " in said["./lost"]


def test_python_is_the_one_on_the_path_or_else_the_suites_own(tmp_path: Path) -> None:
    given = manifest(tmp_path, "python", "sync.py")
    assert resolve_command(given, str(tmp_path)) == [sys.executable, "sync.py"]
    script(tmp_path, "", "python")
    assert resolve_command(given, str(tmp_path)) == [str(tmp_path / "python"), "sync.py"]
    with pytest.raises(CannotStart, match="'ruby' was not found"):
        resolve_command(manifest(tmp_path, "ruby"), str(tmp_path))


def python_cycle(directory: Path, source: str) -> ProcessEnd:
    (directory / "acme.py").write_text(source)
    given = Manifest(name="t", file="connector.yaml", directory=directory, function="acme:run")
    with Driver(given, COMPANY, directory / "case") as driver:
        return driver.run_cycle(20)


def test_python_mode_calls_the_function_with_its_environment(tmp_path: Path) -> None:
    source = "import os\ndef run(environ):\n    print(environ['ERP_API_KEY'], os.getcwd())\n"
    end = python_cycle(tmp_path, source)
    assert (end.exit_code, end.stdout) == (0, f"api-key {tmp_path.resolve()}\n")


@pytest.mark.parametrize(
    ("body", "code"), [("return 4", 4), ("return 0", 0), ("raise SystemExit(5)", 5), ("raise KeyError('x')", 1)]
)
def test_python_mode_gives_the_functions_status(tmp_path: Path, body: str, code: int) -> None:
    assert python_cycle(tmp_path, f"def run(environ):\n    {body}\n").exit_code == code
