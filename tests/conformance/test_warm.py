"""A program that starts as a fork is, to itself and to the suite, what it is in a process of its own."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from conformance.client.driver import Driver
from conformance.client.process import ProcessEnd, read_available
from conformance.client.supervision import Supervisor
from conformance.manifest import Manifest
from tests.conformance.test_driver import COMPANY, DOUBLE_FORK, alive

LOOKS_AROUND = """\
import json, os, signal, sys
import shared
shared.seen += 1
print(json.dumps({
    "environ": {name: value for name, value in os.environ.items() if name != "LC_CTYPE"},
    "directory": os.getcwd(),
    "arguments": sys.argv,
    "path": sys.path[:2],
    "name": __name__,
    "leads its group": os.getpgid(0) == os.getpid() == os.getsid(0),
    "input": sys.stdin.read(),
    "open": [name for name in os.listdir("/proc/self/fd") if int(name) > 2 and os.path.exists(f"/proc/self/fd/{name}")],
    "handlers": [str(signal.getsignal(number)) for number in (2, 15, 17, 10)],
    "encodings": [sys.stdout.encoding, sys.stderr.encoding],
    "others": sorted({"supervisor", "conformance", "psutil"} & set(sys.modules)),
    "seen": shared.seen,
}))
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "shared.py").write_text("seen = 0\n")
    return folder


def cycles(directory: Path, source: str, shared: Path, *, warm: bool, count: int = 1) -> ProcessEnd:
    (directory / "program.py").write_text(source)
    given = Manifest(
        name="t",
        file="connector.yaml",
        directory=directory,
        command=(sys.executable, "program.py", "--once"),
        env={"PYTHONPATH": str(shared)},
        warm=shared if warm else None,
    )
    with Supervisor() as supervisor, Driver(given, COMPANY, directory / "case", supervisor=supervisor) as driver:
        for _ in range(count):
            end = driver.run_cycle(20)
    return end


def test_it_finds_what_a_process_of_its_own_finds(tmp_path: Path, shared: Path) -> None:
    """The second time as the first: nothing of one cycle is there in the next."""
    looks = [cycles(tmp_path, LOOKS_AROUND, shared, warm=warm, count=2) for warm in (False, True)]
    assert [(end.exit_code, end.stderr) for end in looks] == [(0, "")] * 2
    plain, warm = (json.loads(end.stdout) for end in looks)
    assert warm == plain
    assert warm["seen"] == 1


def test_modules_are_imported_once_for_all_cycles(tmp_path: Path, shared: Path) -> None:
    (shared / "shared.py").write_text("import os\nwhere = os.getpid()\n")
    source = "import os, shared\nprint(shared.where == os.getppid())\n"
    assert cycles(tmp_path, source, shared, warm=True, count=2).stdout == "True\n"
    assert cycles(tmp_path, source, shared, warm=False).stdout == "False\n"


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "sys.exit(3)",
        "sys.exit('it went wrong')",
        "raise KeyError('x')",
        "os.kill(os.getpid(), 9)",
        "os.kill(os.getpid(), 2)",
        "import atexit; atexit.register(print, 'the end'); sys.exit(4)",
        "sys.stdout.write('no line feed'); os._exit(5)",
        "print('\\N{EURO SIGN} \\ud800')",
    ],
)
def test_it_ends_as_a_process_of_its_own_ends(tmp_path: Path, shared: Path, body: str) -> None:
    plain, warm = (cycles(tmp_path, f"import os, sys\n{body}\n", shared, warm=warm) for warm in (False, True))
    assert (warm.exit_code, warm.stdout, warm.hung) == (plain.exit_code, plain.stdout, plain.hung)
    assert warm.stderr.splitlines()[-1:] == plain.stderr.splitlines()[-1:]


def test_it_is_ended_when_it_hangs(tmp_path: Path, shared: Path, time_is_up: float) -> None:
    source = "import pathlib, time\nprint('begun', flush=True)\npathlib.Path('ready').touch()\ntime.sleep(60)\n"
    hung = cycles(tmp_path, source, shared, warm=True)
    assert (hung.hung, hung.exit_code, hung.stdout) == (True, None, "begun\n")


def test_what_it_leaves_is_told(tmp_path: Path, shared: Path) -> None:
    left = cycles(tmp_path, DOUBLE_FORK.format(parting="os.setsid()", disguise="pass"), shared, warm=True)
    assert [f"(process {int(left.stdout)})" in each for each in left.left_over] == [True]
    assert not alive(int(left.stdout))


def test_it_may_kill_what_runs_it_and_that_is_told(tmp_path: Path, shared: Path) -> None:
    source = "import os, time\nprint(os.getpid(), flush=True)\nos.kill(os.getppid(), 9)\ntime.sleep(60)\n"
    end = cycles(tmp_path, source, shared, warm=True)
    assert (end.killed_supervisor, end.sent) == (True, (9,))
    deadline = time.monotonic() + 10
    while alive(int(end.stdout)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(int(end.stdout))


def test_a_module_that_cannot_be_imported_is_a_clear_answer(tmp_path: Path, shared: Path) -> None:
    (shared / "broken.py").write_text("1 / 0\n")
    end = cycles(tmp_path, "", shared, warm=True)
    assert "ZeroDivisionError" in (end.cannot_start or "")
    assert os.path.basename(shared) in (end.cannot_start or "")


def test_what_was_printed_before_the_supervisor_was_lost_is_read() -> None:
    """Catches output that is thrown away where a connector is quicker to kill its parent than that tells of it."""
    reading, writing = os.pipe()
    os.write(writing, b"47")
    assert read_available(reading) == "47"
    assert read_available(reading) == ""
    os.close(writing)
    os.close(reading)
